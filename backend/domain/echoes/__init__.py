"""Recordings and what was felt in them."""
