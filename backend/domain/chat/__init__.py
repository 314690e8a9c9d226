"""Conversations about the catalogue and the products of a caller."""
