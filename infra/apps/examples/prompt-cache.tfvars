# Prompt caching for models that support it, and prices, so that the estimated cost has cached tokens.
models = {
  cache_prompt = true
  prices       = { "us.anthropic.claude-" = { input = 3, output = 15, cached = 0.3 } }
}
