# The stack that people rely on. Whatever could lose data is refused by AWS (protect_data is true unless said otherwise).
stage              = "prod"
log_retention_days = 365

service = {
  log_level = "INFO"
}

front = {
  throttle = { rate = 500, burst = 1000 }
  waf      = {}
}
