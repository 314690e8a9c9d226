"""What was asked and answered, as it is kept."""
