# Programs such as Postman import the OpenAPI document by its address, and /docs shows the operations before sign-in.
service = {
  openapi_public = true
}
