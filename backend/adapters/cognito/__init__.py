"""Sign-in and the verification of tokens."""
