# API keys for known clients, with a rate, a burst and a daily quota for each key. All paths except the public ones then
# require the header X-Api-Key.
usage_plan = {
  clients       = ["partner", "warehouse"]
  rate          = 50
  burst         = 100
  quota_per_day = 100000
}
