"""From the signature of a handler to a call of it."""
