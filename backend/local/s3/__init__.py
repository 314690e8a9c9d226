"""What S3 does and moto leaves out: signatures, expiry, upload policies, anonymous callers, CORS."""
