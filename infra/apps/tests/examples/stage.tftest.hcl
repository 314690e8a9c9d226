# A stage with terraform.tfvars and stages/<stage>.tfvars; this file sets no variable.
#   scripts/infra.sh rendered STAGE TFVARS

mock_provider "aws" {
  source = "./tests/aws"
}

run "stage" {}
