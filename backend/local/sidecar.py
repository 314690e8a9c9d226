"""The laptop as a sidecar of another front, such as the container image: `python -m backend.local.sidecar FILE`.

Runs what `dreamforge serve` runs, and writes into FILE, for a shell to read, the environment variables with which a
service finds all of it. docker-compose.yml uses it.
"""

import argparse
import shlex
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from backend.local.laptop import Laptop
from backend.local.ports import PortTakenError
from backend.local.snapshot import SnapshotError


def main() -> None:
    options = _options()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        laptop = Laptop.start(port=options.port, data=options.data)
    except (PortTakenError, SnapshotError) as error:
        sys.exit(str(error))
    with laptop:
        write(options.file, laptop.environment)
        try:
            stop.wait()
        finally:
            options.file.unlink(missing_ok=True)  # a file without a laptop would mislead


def write(file: Path, environment: Mapping[str, str]) -> None:
    """`NAME='value'` lines, all at once and for the owner only."""
    lines = [f"{name}={shlex.quote(value)}\n" for name, value in sorted(environment.items())]
    unfinished = file.with_name(f".{file.name}.new")
    unfinished.touch(mode=0o600)
    unfinished.write_text("".join(lines))
    unfinished.replace(file)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m backend.local.sidecar", description="The laptop as a sidecar.")
    parser.add_argument("file", type=Path, help="where the environment variables are written")
    parser.add_argument("--port", type=int, default=9000, help="where the laptop's own gateway serves; 0 takes any")
    parser.add_argument("--data", type=Path, help="folder to keep everything in between runs")
    return parser.parse_args()


if __name__ == "__main__":
    main()
