"""Files, URLs that open them, and uploads straight to S3."""
