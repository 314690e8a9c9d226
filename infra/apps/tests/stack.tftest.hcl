# The whole stack, as each stage has it. Offline: no account is needed. tests/infra/test_terraform.py reads the
# resources of these runs (`terraform test -json -verbose`) and compares them with what the code reads and calls.

mock_provider "aws" {
  source = "./tests/aws"
}

variables {
  stage   = "dev"
  region  = "us-west-2"
  package = { zip = "./main.tf", imaging_layer = "./main.tf" }
}

run "as_little_as_possible" {
  assert {
    condition     = output.api_url == "https://abc123.execute-api.us-west-2.amazonaws.com/dev"
    error_message = "The API is not where it should be."
  }
  assert {
    condition     = !contains(local.paths.public, "/openapi.json")
    error_message = "The OpenAPI document needs a token."
  }
  assert {
    condition     = output.sign_in_url == null && output.website_url == null
    error_message = "There are pages that nobody asked for."
  }
  assert {
    condition     = alltrue([for object in aws_s3_object.dataset : object.bucket == output.buckets.assets]) && keys(aws_s3_object.dataset) == ["mock_data/catalog.json", "mock_data/orders.json", "mock_data/users.json"]
    error_message = "The datasets are not where the service looks for them."
  }
}

run "everything_that_can_be_asked_for" {
  variables {
    stage   = "prod"
    service = { cors_origins = ["https://shop.example.com", "https://www.example.com"], review_required = true, openapi_public = true, log_level = "WARNING" }
    models = {
      text           = "global.anthropic.claude-sonnet-4-6"
      text_fallbacks = ["amazon.nova-lite-v1:0", "arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/abc"]
      image          = "stability.sd3-5-large-v1:0"
      restyle        = "us.stability.stable-image-control-structure-v1:0"
      image_region   = "us-west-2"
      guardrail      = "g1@2"
      prices         = { "amazon." = { input = 1, output = 2 } }
      also_arns      = ["arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-lite-v1:0"]
    }
    kie     = { secret = "ssm:/dreamforge/prod/kie" }
    sign_in = { mfa = "ON", domain_prefix = "forge-prod", callback_urls = ["https://shop.example.com/signed-in"] }
    scaling = { jobs = 10, account_concurrency = 1000, api = { reserved = 50 } }

    waf        = {}
    usage_plan = { clients = ["partner"] }

    alarms = { emails = ["ops@example.com"], monthly_budget_usd = 100 }

    public_website = true
  }
  assert {
    condition     = setsubtract(local.paths.public, local.written.public) == toset(["/openapi.json"])
    error_message = "openapi_public opens the OpenAPI document, and nothing else."
  }
  assert {
    condition     = output.sign_in_url == "https://forge-prod.auth.us-west-2.amazoncognito.com"
    error_message = "The hosted sign-in pages are missing."
  }
}

run "in_the_eu_with_pictures_made_elsewhere" {
  variables {
    region = "eu-central-1"
    models = { text = "eu.anthropic.claude-sonnet-4-6", text_fallbacks = ["eu.amazon.nova-2-lite-v1:0"], image_region = "us-west-2" }
  }
  assert {
    condition     = { for name, model in output.models : name => model.region } == { "models.text" = "eu-central-1", "models.text_fallbacks[0]" = "eu-central-1", "models.image" = "us-west-2" }
    error_message = "The models are called in other regions than they are in."
  }
}
