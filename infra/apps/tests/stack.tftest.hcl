# The whole stack, as each stage has it. Offline: no account is asked. tests/infra/test_terraform.py looks into what these
# runs lay down (`terraform test -json -verbose`), and compares it with what the code reads and calls.

mock_provider "aws" {
  source = "./tests/aws"
}

variables {
  stage   = "dev"
  region  = "us-east-1"
  package = { zip = "./main.tf" }
}

run "as_little_as_possible" {
  assert {
    condition     = output.api_url == "https://abc123.execute-api.us-east-1.amazonaws.com/dev"
    error_message = "The API is not where it should be."
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
    service = { cors_origins = ["https://shop.example.com", "https://www.example.com"], review_required = true, log_level = "WARNING" }
    models = {
      text           = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
      text_fallbacks = ["amazon.nova-pro-v1:0", "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc"]
      image          = "us.stability.stable-image-core-v1:1"
      guardrail      = "g1@2"
      prices         = { "amazon." = { input = 1, output = 2 } }
      also_arns      = ["arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"]
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
    condition     = output.sign_in_url == "https://forge-prod.auth.us-east-1.amazoncognito.com"
    error_message = "The hosted sign-in pages are missing."
  }
}
