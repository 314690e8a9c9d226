"""`dreamforge doctor`: what this machine has, what it lacks, and how to get it."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from backend.local import show
from backend.local.client import ApiClient
from backend.local.ports import LOOPBACK, PortTakenError, check_port

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
    message: str
    needed: bool
    """Whether DreamForge's main job cannot be done without it."""


def examine(port: int, *, as_json: bool = False) -> bool:
    """Prints a line for each finding; whether everything that is needed is there."""
    found = list_findings(port)
    well = all(each.ok or not each.needed for each in found)
    if as_json:
        show.print_json({"ready": well, "findings": [asdict(each) for each in found]})
        return well
    table = Table.grid(padding=(0, 2))
    for each in found:
        mark = "[green]✓[/]" if each.ok else "[red]✗[/]" if each.needed else "[yellow]○[/]"
        table.add_row(mark, f"[bold]{each.name}[/]", escape(each.message))
    show.output.print(table)
    show.output.print("\nReady: [bold]make demo[/]" if well else "\nFix what is marked ✗ and run this again.")
    return well


def list_findings(port: int, *, which: Which = shutil.which, folder: Path | None = None) -> list[Finding]:
    """All of them. `which` finds programs, `folder` is where things would be written (here, by default)."""
    here = folder or Path.cwd()
    return [
        check_python(sys.version_info),
        *check_programs(which),
        check_packages(MODULES),
        check_serving(port),
        check_disk(here),
        check_writable(here),
    ]


def check_python(version: Sequence[int | str]) -> Finding:
    found = ".".join(map(str, version[:3]))
    ok = tuple(version[:2]) >= OLDEST
    return Finding(
        "python", ok, found if ok else f"{found}; 3.11 or newer is needed: https://www.python.org", needed=True
    )


def check_programs(which: Which) -> list[Finding]:
    places = {name: which(name) for name in PROGRAMS}
    return [
        Finding(name, places[name] is not None, places[name] or advice, needed)
        for name, (needed, advice) in PROGRAMS.items()
    ]


def check_packages(modules: Sequence[str]) -> Finding:
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    message = (
        f"missing: {', '.join(missing)}; run: scripts/setup.sh local" if missing else "all of the laptop's are there"
    )
    return Finding("packages", not missing, message, needed=True)


def check_serving(port: int) -> Finding:
    """Whether `make serve` could have the port. `make demo` takes a free one when it cannot."""
    name = f"port {port}"
    try:
        check_port(port)
    except PortTakenError as error:
        if ApiClient(f"http://{LOOPBACK}:{port}").is_dreamforge():
            return Finding(name, ok=True, message="a DreamForge serves there", needed=False)
        return Finding(name, ok=False, message=f"{error} {error.advice}", needed=False)
    return Finding(name, ok=True, message="free", needed=False)


def check_disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free // 1_000_000
    message = f"{free} MB free" + ("" if free >= DISK_MB else f"; about {DISK_MB} MB are needed")
    return Finding("disk", free >= DISK_MB, message, needed=True)


def check_writable(folder: Path) -> Finding:
    ok = os.access(folder, os.W_OK | os.X_OK)
    message = str(folder) if ok else f"{folder} cannot be written to; go to a folder of your own"
    return Finding("folder", ok, message, needed=True)
