"""`python -m backend.local` is `dreamforge`."""

import gc
import sys

gc.disable()  # until a laptop has started, which is what most commands do: `startup.resume_collection`

try:
    from backend.bootstrap.config import disable_plugins

    disable_plugins()  # pydantic would look through all installed packages for some
    from backend.local.cli import main

    main()
except KeyboardInterrupt:  # outside of what a command explains: while it is imported, or ends
    sys.stderr.write("stopped\n")
    sys.exit(130)
