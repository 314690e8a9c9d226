"""`dreamforge doctor`: what this machine has, what it lacks, and how to get it."""

import importlib.util
import shutil
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from backend.local import show
from backend.local.client import ApiClient


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    ok: bool
    said: str
    needed: bool
    """Whether DreamForge's main job cannot be done without it."""


PROGRAMS = {
    "git": (True, "apt-get install git, or brew install git"),
    "make": (True, "apt-get install make, or xcode-select --install"),
    "curl": (False, "for test_api.sh: apt-get install curl"),
    "jq": (False, "for test_api.sh: apt-get install jq, or brew install jq"),
    "terraform": (False, "for the cloud: https://developer.hashicorp.com/terraform/install"),
}
"""Program -> whether the main job needs it, and how to get it."""
MODULES = ("moto", "jose", "werkzeug", "resvg_py", "typst", "uharfbuzz", "jsonschema")
PORT = 9000
DISK_MB = 500


def examine() -> bool:
    """Prints a line for each finding; whether everything that is needed is there."""
    findings = [_python(), *(_program(name) for name in PROGRAMS), _packages(), _port(), _disk()]
    table = Table.grid(padding=(0, 2))
    for each in findings:
        mark = "[green]✓[/]" if each.ok else "[red]✗[/]" if each.needed else "[yellow]○[/]"
        table.add_row(mark, f"[bold]{each.name}[/]", each.said)
    show.console.print(table)
    well = all(each.ok or not each.needed for each in findings)
    show.console.print("\nReady: [bold]make demo[/]" if well else "\nMend what is marked ✗ and ask again.")
    return well


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= (3, 11)
    return Finding("python", ok, found if ok else f"{found}; 3.11 or newer is needed", needed=True)


def _program(name: str) -> Finding:
    needed, advice = PROGRAMS[name]
    where = shutil.which(name)
    return Finding(name, where is not None, where or advice, needed)


def _packages() -> Finding:
    missing = [name for name in MODULES if importlib.util.find_spec(name) is None]
    said = f"missing: {', '.join(missing)}; run: scripts/setup.sh local" if missing else "all of the laptop's are there"
    return Finding("packages", not missing, said, needed=True)


def _port() -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            ours = ApiClient(f"http://127.0.0.1:{PORT}").is_dreamforge()
            said = "a DreamForge is running there" if ours else "taken by another program; use make serve PORT=9001"
            return Finding(f"port {PORT}", ours, said, needed=False)
    return Finding(f"port {PORT}", True, "free", needed=False)


def _disk() -> Finding:
    free = shutil.disk_usage(Path.cwd()).free // 1_000_000
    said = f"{free} MB free" + ("" if free > DISK_MB else f"; about {DISK_MB} MB are needed")
    return Finding("disk", free > DISK_MB, said, needed=True)
