"""Files that callers bring."""
