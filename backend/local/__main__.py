"""`python -m backend.local` is `dreamforge`."""

from backend.local.cli import main

main()
