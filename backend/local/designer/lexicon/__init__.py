"""The designer's vocabulary in Spanish, Portuguese and English."""
