# A stage as its users have it: terraform.tfvars and stages/<stage>.tfvars, and no variable of this file's.
#   scripts/infra.sh rendered STAGE TFVARS

mock_provider "aws" {
  source = "./tests/aws"
}

run "stage" {}
