"""The settings, and the one place where adapters and services are put together."""
