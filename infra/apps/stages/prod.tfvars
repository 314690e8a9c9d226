# The stack that people rely on: AWS refuses whatever could lose data.
# What is set here is not set in terraform.tfvars: Terraform takes the last value of a variable and merges nothing.
stage              = "prod"
protect_data       = true
log_retention_days = 365
throttle           = { rate = 500, burst = 1000 }
waf                = {}
