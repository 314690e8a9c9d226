"""Agent frameworks against /mcp: each in an environment of its own, by its own tool objects, without a model."""
