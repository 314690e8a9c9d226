# A stack to try things on: it can be destroyed with its data, and forgets sooner.
stage              = "dev"
protect_data       = false
log_retention_days = 30
