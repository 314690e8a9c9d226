# Values that the root stack refuses in the plan. Offline: no account is needed.

mock_provider "aws" {
  source = "./tests/aws"
}

variables {
  stage   = "dev"
  region  = "us-west-2"
  package = { zip = "./main.tf", imaging_layer = "./main.tf" }
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

run "jobs_that_leave_the_api_no_room_are_refused" {
  command = plan
  variables {
    scaling = { jobs = 10 }
  }
  expect_failures = [var.scaling]
}

run "a_reservation_that_lambda_refuses_is_refused" {
  command = plan
  variables {
    scaling = { account_concurrency = 110, api = { reserved = 20 } }
  }
  expect_failures = [var.scaling]
}

run "warm_instances_that_lambda_refuses_are_refused" {
  command = plan
  variables {
    scaling = { api = { provisioned = 1 } }
  }
  expect_failures = [var.scaling]
}
