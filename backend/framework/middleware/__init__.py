"""Each middleware maps a handler to a handler."""
