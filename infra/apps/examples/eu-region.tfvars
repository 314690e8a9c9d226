# A stack in the EU: text by the inference profile of this geography, images from a region that has the image model.
region = "eu-central-1"
models = {
  text         = "eu.anthropic.claude-sonnet-4-6"
  image_region = "us-west-2"
}
