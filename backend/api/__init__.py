"""The HTTP face of DreamForge: what is deployed as the API Lambda."""
