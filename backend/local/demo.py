"""Defaults of a laptop: its port and region, and who can sign in from the start."""

DEFAULT_PORT = 9000
DEFAULT_REGION = "us-west-2"
DEMO_PASSWORD = "Dream-Forge-2026"  # noqa: S105 (the demo users' password, on this machine only)
DEMO_USERS = {"demo": ("seller",), "boss": ("admin", "seller")}
"""Username -> groups."""
