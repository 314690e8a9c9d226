# The stack that people rely on. Whatever could lose data is refused by AWS (protect_data is true unless said otherwise).
# What is set here is not set in terraform.tfvars: Terraform takes the last value of a variable and merges nothing.
stage              = "prod"
log_retention_days = 365
throttle           = { rate = 500, burst = 1000 }
waf                = {}
