"""`python -m backend.local` is `dreamforge`."""

import gc
import sys

gc.disable()  # until a laptop has started, which is what most commands do: `startup.resume_collection`

try:
    from backend.local.cli import main

    main()
except KeyboardInterrupt:  # before the command line was there to say so
    sys.exit(130)
