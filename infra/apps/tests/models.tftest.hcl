# Which models are taken in which region, and what is refused at plan time. Offline: no account is asked.
# tests/infra/test_models.py reads the messages of the refusals.

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
  package = { zip = "./main.tf", imaging_layer = "./main.tf" }
}

run "the_defaults_fit_the_example_region" {
  command = plan
  assert {
    condition     = output.models["models.image"].region == "us-west-2"
    error_message = "Pictures are not made where the service is."
  }
}

run "in_the_eu_pictures_are_made_elsewhere" {
  command = plan
  variables {
    region = "eu-central-1"
    models = { text = "eu.anthropic.claude-sonnet-4-6", image_region = "us-west-2" }
  }
  assert {
    condition     = output.models["models.image"].region == "us-west-2" && output.models["models.text"].region == "eu-central-1"
    error_message = "The models are called in other regions than they are in."
  }
}

run "in_another_part_of_the_us_too" {
  command = plan
  variables {
    region = "us-east-1"
    models = { image_region = "us-west-2" }
  }
}

run "an_arn_and_an_unknown_model_are_taken_as_they_are" {
  command = plan
  variables {
    models = { text = "arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/abc", text_fallbacks = ["acme.writer-v1:0"] }
  }
}

run "a_fallback_may_be_at_its_end_of_life" {
  command = plan
  variables {
    models = { text_fallbacks = ["us.anthropic.claude-sonnet-4-20250514-v1:0"] }
  }
}

run "an_image_model_that_the_region_does_not_have_is_refused" {
  command = plan
  variables {
    region = "us-east-1"
  }
  expect_failures = [output.models]
}

run "a_profile_of_another_geography_is_refused" {
  command = plan
  variables {
    region = "eu-central-1"
    models = { image_region = "us-west-2" }
  }
  expect_failures = [output.models]
}

run "a_model_that_has_profiles_only_is_refused_by_its_own_id" {
  command = plan
  variables {
    models = { text_fallbacks = ["anthropic.claude-haiku-4-5-20251001-v1:0"] }
  }
  expect_failures = [output.models]
}

run "an_arn_of_another_region_is_refused" {
  command = plan
  variables {
    models = { text = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc" }
  }
  expect_failures = [output.models]
}

run "a_model_without_tools_is_refused" {
  command = plan
  variables {
    models = { text_fallbacks = ["mistral.mistral-7b-instruct-v0:2"] }
  }
  expect_failures = [output.models]
}

run "an_image_model_at_its_end_of_life_is_refused" {
  command = plan
  variables {
    models = { image = "amazon.nova-canvas-v1:0" }
  }
  expect_failures = [output.models]
}

run "nothing_but_text_models_at_their_end_of_life_is_refused" {
  command = plan
  variables {
    models = { text = "us.anthropic.claude-sonnet-4-20250514-v1:0" }
  }
  expect_failures = [output.models]
}

run "a_service_of_stability_that_draws_nothing_is_refused" {
  command = plan
  variables {
    models = { image = "us.stability.stable-fast-upscale-v1:0" }
  }
  expect_failures = [var.models]
}
