"""What the product does. It knows no HTTP and no AWS: what it needs of others are the protocols of its `ports`."""
