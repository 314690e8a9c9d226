# A guardrail of Bedrock, with its version, for all text models.
models = {
  guardrail = "abc123def456@2"
}
