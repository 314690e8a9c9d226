"""How much a caller may use: calls a minute, generations and text tokens a day."""
