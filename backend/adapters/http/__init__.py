"""Files from addresses that a caller names."""
