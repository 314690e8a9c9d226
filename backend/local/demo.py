"""Who can sign in on the laptop from the start."""

DEMO_PASSWORD = "Dream-Forge-2026"  # noqa: S105 (the demo users' password, on this machine only)
DEMO_USERS = {"demo": ("seller",), "boss": ("admin", "seller")}
"""Username -> groups."""
