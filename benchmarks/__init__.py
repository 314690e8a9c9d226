"""What DreamForge costs, each time beside something to compare it with: `python -m benchmarks [name ...]`."""
