"""The laptop cloud: stand-ins that speak AWS's own wire protocols. Never deployed."""
