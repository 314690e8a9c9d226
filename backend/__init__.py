"""DreamForge: an idea goes in, a listed product comes out."""

SERVICE = "dreamforge-api"
__version__ = "0.1.0"
