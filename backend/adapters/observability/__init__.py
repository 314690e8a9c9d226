"""Log lines, metrics in them, and traces."""
