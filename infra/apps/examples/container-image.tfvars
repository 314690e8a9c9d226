# The API as a container image in ECR (docs/container.md); the other functions keep the zip.
package = {
  api_image_uri = "123456789012.dkr.ecr.us-west-2.amazonaws.com/dreamforge:0.2.0"
}
