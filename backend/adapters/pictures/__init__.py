"""Pillow: pictures that are decoded, not only stored."""
