"""`dreamforge doctor`: what this machine has, what it lacks, and how to get it."""

import importlib.util
import os
import shutil
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from backend.local import show
from backend.local.client import ApiClient

LOOPBACK = "127.0.0.1"
OLDEST = (3, 11)
DISK_MB = 500
"""What packages, data and tests take, with room to spare."""
MODULES = ("boto3", "moto", "jose", "werkzeug", "resvg_py", "typst", "uharfbuzz", "jsonschema", "snowballstemmer")
PROGRAMS = {
    "git": (True, "apt-get install git, or xcode-select --install"),
    "make": (True, "apt-get install make, or xcode-select --install"),
    "curl": (False, "for test_api.sh: apt-get install curl, or brew install curl"),
    "jq": (False, "for test_api.sh: apt-get install jq, or brew install jq"),
    "terraform": (False, "for AWS: https://developer.hashicorp.com/terraform/install"),
    "aws": (False, "for AWS: https://aws.amazon.com/cli"),
}
"""Program -> whether the main job needs it, and how to get it."""

Which = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    ok: bool
    said: str
    needed: bool
    """Whether DreamForge's main job cannot be done without it."""


def examine(port: int) -> bool:
    """Prints a line for each finding; whether everything that is needed is there."""
    found = findings(port)
    table = Table.grid(padding=(0, 2))
    for each in found:
        mark = "[green]✓[/]" if each.ok else "[red]✗[/]" if each.needed else "[yellow]○[/]"
        table.add_row(mark, f"[bold]{each.name}[/]", escape(each.said))
    show.output.print(table)
    well = all(each.ok or not each.needed for each in found)
    advice = "Ready: [bold]make demo[/]" if well else "Mend what is marked ✗ and ask again."
    show.output.print(f"\n{advice}")
    return well


def findings(port: int, *, which: Which = shutil.which, folder: Path | None = None) -> list[Finding]:
    """All of them. `which` finds programs, `folder` is where things would be written (here, by default)."""
    here = folder or Path.cwd()
    return [python(sys.version_info), *programs(which), packages(MODULES), serving(port), disk(here), writable(here)]


def python(version: Sequence[int | str]) -> Finding:
    found = ".".join(map(str, version[:3]))
    ok = tuple(version[:2]) >= OLDEST
    return Finding(
        "python", ok, found if ok else f"{found}; 3.11 or newer is needed: https://www.python.org", needed=True
    )


def programs(which: Which) -> list[Finding]:
    places = {name: which(name) for name in PROGRAMS}
    return [
        Finding(name, places[name] is not None, places[name] or advice, needed)
        for name, (needed, advice) in PROGRAMS.items()
    ]


def packages(modules: Sequence[str]) -> Finding:
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    said = f"missing: {', '.join(missing)}; run: scripts/setup.sh local" if missing else "all of the laptop's are there"
    return Finding("packages", not missing, said, needed=True)


def serving(port: int) -> Finding:
    """Whether `make serve` could have the port. `make demo` takes a free one when it cannot."""
    name = f"port {port}"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError:
            return Finding(name, ok=False, said="only for root; use make serve PORT=9001", needed=False)
        except OSError:
            ours = ApiClient(f"http://{LOOPBACK}:{port}").is_dreamforge()
            said = "a DreamForge serves there" if ours else "taken by another program; use make serve PORT=9001"
            return Finding(name, ours, said, needed=False)
    return Finding(name, ok=True, said="free", needed=False)


def disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free // 1_000_000
    said = f"{free} MB free" + ("" if free >= DISK_MB else f"; about {DISK_MB} MB are needed")
    return Finding("disk", free >= DISK_MB, said, needed=True)


def writable(folder: Path) -> Finding:
    ok = os.access(folder, os.W_OK | os.X_OK)
    said = str(folder) if ok else f"{folder} cannot be written to; go to a folder of your own"
    return Finding("folder", ok, said, needed=True)
