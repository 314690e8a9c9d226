"""`python -m backend.local` is `dreamforge`."""

import sys

try:
    from backend.local.cli import main

    main()
except KeyboardInterrupt:  # before the command line was there to say so
    sys.exit(130)
