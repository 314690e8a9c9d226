"""From operations to an OpenAPI document."""
