"""What DreamForge costs, each time next to something to compare it with: `python -m benchmarks [name ...]`."""
