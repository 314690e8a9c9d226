"""DreamForge: an idea goes in, a listed product comes out."""

__version__ = "0.1.0"
