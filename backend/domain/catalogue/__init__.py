"""The mock datasets."""
