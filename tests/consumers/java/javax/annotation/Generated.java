// What openapi-generator's Java clients are marked with. Java had it until 11; its successor is on Maven Central only,
// and neither does anything when the client runs.
package javax.annotation;

public @interface Generated {
    String[] value();

    String date() default "";

    String comments() default "";
}
