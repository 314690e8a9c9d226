# What the layer is asked for. Offline: no account is asked, and a file of this folder stands for the zip.

mock_provider "aws" {
  mock_resource "aws_lambda_layer_version" {
    defaults = { arn = "arn:aws:lambda:eu-west-1:123456789012:layer:dreamforge-dev-imaging:3" }
  }
}

variables {
  name = "dreamforge-dev-imaging"
  zip  = "./main.tf"
}

run "a_version_is_of_the_zips_content_and_kind" {
  assert {
    condition     = aws_lambda_layer_version.this.source_code_hash == filebase64sha256("./main.tf")
    error_message = "A zip with other content would not be deployed."
  }
  assert {
    condition = (
      aws_lambda_layer_version.this.compatible_runtimes == toset(["python3.13"])
      && aws_lambda_layer_version.this.compatible_architectures == toset(["arm64"])
    )
    error_message = "The layer is not for Python 3.13 on arm64."
  }
  assert {
    condition     = output.arn == "arn:aws:lambda:eu-west-1:123456789012:layer:dreamforge-dev-imaging:3"
    error_message = "Functions would not get the version."
  }
}

run "a_zip_that_was_not_built_is_refused" {
  command = plan
  variables {
    zip = "./nothing.zip"
  }
  expect_failures = [var.zip]
}

run "another_architecture_is_refused" {
  command = plan
  variables {
    architecture = "arm"
  }
  expect_failures = [var.architecture]
}

run "a_name_with_capitals_is_refused" {
  command = plan
  variables {
    name = "Imaging"
  }
  expect_failures = [var.name]
}
