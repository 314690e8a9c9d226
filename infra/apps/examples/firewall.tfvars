# A web application firewall with a stricter rate limit per address (requests in five minutes) and fewer rule groups.
waf = {
  rate_limit = 500
  rules      = ["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"]
}
