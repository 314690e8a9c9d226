"""What Terraform deployed, run as AWS would run it: `make cloud`."""
