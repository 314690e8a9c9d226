terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # One version, and no .terraform.lock.hcl: infra/README.md says why.
      version = "5.100.0"
    }
  }

  # Bucket, key and region come with `terraform init -backend-config=stages/<stage>.s3.tfbackend`.
  backend "s3" {}
}

provider "aws" {
  region = var.region

  # AWS limits the rate of API Gateway's management calls, so the provider keeps its 25 retries. An emulator that does not
  # implement a call never answers it, and nine minutes of retries would only delay its name.
  max_retries = var.emulated ? 2 : null

  default_tags {
    tags = merge({ Project = var.project, Stage = var.stage, ManagedBy = "Terraform" }, var.tags)
  }
}
