# What the root refuses before anything is laid down. Offline: no account is asked.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "us-west-2" }
  }
}

variables {
  stage   = "dev"
  region  = "us-west-2"
  package = { zip = "./main.tf" }
}

run "a_key_in_place_of_its_place_is_refused" {
  command = plan
  variables {
    kie = { secret = "sk-123" }
  }
  expect_failures = [var.kie]
}

run "the_laptops_stage_is_refused" {
  command = plan
  variables {
    stage = "local"
  }
  expect_failures = [var.stage]
}

run "a_model_that_the_service_cannot_ask_is_refused" {
  command = plan
  variables {
    models = { image = "amazon.nova-pro-v1:0" }
  }
  expect_failures = [var.models]
}
