# A stack to try things on: it can be destroyed with its data, and forgets sooner.
# What is set here is not set in terraform.tfvars: Terraform takes the last value of a variable and merges nothing.
stage              = "dev"
protect_data       = false
log_retention_days = 30
throttle           = { rate = 100, burst = 200 }
waf                = null
