"""`dreamforge cloud`: the proof where there is Terraform, and how it ended in words."""

import logging
import os
import shutil
import tempfile
import time
from pathlib import Path

from rich.markup import escape

from backend.local import show
from backend.local.deployed.trouble import ProofFailedError


def run() -> bool:
    """Whether all holds; also where Terraform is missing and nobody insists (CI does)."""
    program = shutil.which("terraform")
    if program is None:
        return _without_terraform()
    from backend.local.deployed.proof import Proof

    _quiet()
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="dreamforge-cloud-") as folder:
            Proof(program, Path(folder)).run()
    except ProofFailedError as error:
        show.line(f"\n[red]✗[/] {escape(str(error))}\n  [dim]{escape(error.advice)}[/]")
        return False
    show.line(f"\n[green]✓[/] [bold]the cloud stands[/]: proven in {time.monotonic() - began:.0f} s")
    return True


def _without_terraform() -> bool:
    needed = bool(os.environ.get("CI"))
    mark = "[red]✗ no proof:[/]" if needed else "[yellow]○ skipped:[/]"
    show.line(f"{mark} Terraform is missing. https://developer.hashicorp.com/terraform/install")
    return not needed


def _quiet() -> None:
    """The stand-ins' own log would run through the stages; when something fails, its evidence is shown."""
    log = logging.getLogger("dreamforge.local")
    log.addHandler(logging.NullHandler())
    log.propagate = False
