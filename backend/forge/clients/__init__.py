"""What DreamForge asks of other services: models, media, sign-in."""
