# Sampling parameters of the text models, and Converse instead of ConverseStream.
models = {
  temperature = 0.7
  top_p       = 0.95
  streaming   = false
}
