"""`dreamforge cloud`: the proof where there is Terraform, and how it ended in words."""

import logging
import os
import platform
import shutil
import tempfile
import time
import traceback
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.markup import escape

from backend.local import show
from backend.local.demo import DEFAULT_REGION
from backend.local.deploy_test.errors import ProofFailedError

KEPT_LINES, FRAMES = 30, 3


def run(region: str = DEFAULT_REGION, image_region: str | None = None) -> bool:
    """Whether all holds in that region; also where nothing can be proven and nobody insists (CI does)."""
    program = shutil.which("terraform")
    if program is None:
        return _report_skip("Terraform is missing. https://developer.hashicorp.com/terraform/install")
    if platform.system() != "Linux":
        return _report_skip("What is deployed is built for Lambda's Linux, and runs on no other system.")
    began = time.monotonic()
    with show.step("set-up", "the stand-ins are loaded"):
        from backend.local.deploy_test.proof import Proof
    try:
        with _kept_quiet() as log, tempfile.TemporaryDirectory(prefix="dreamforge-cloud-") as folder:
            Proof(program, Path(folder), region=region, image_region=image_region).run()
    except ProofFailedError as error:
        if log.lines:
            show.line("[yellow]what the stand-ins logged[/]")
            for line in log.lines:
                show.line(escape(line))
        show.line(f"\n[red]✗[/] {escape(str(error))}\n  [dim]{escape(error.advice)}[/]")
        return False
    show.line(f"\n[green]✓[/] [bold]the cloud stands[/]: proven in {time.monotonic() - began:.0f} s")
    return True


def _report_skip(reason: str) -> bool:
    """No proof is no failure, but for CI, which has to have one."""
    needed = bool(os.environ.get("CI"))
    mark = "[red]✗ no proof:[/]" if needed else "[yellow]○ skipped:[/]"
    show.line(f"{mark} {reason}")
    return not needed


class _StandInsLog(logging.Handler):
    """What the stand-ins themselves have to say, kept until somebody wants to know."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: deque[str] = deque(maxlen=KEPT_LINES)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
        if record.exc_info and record.exc_info[1] is not None:
            told = traceback.format_exception(record.exc_info[1], limit=-FRAMES)
            self.lines.extend("".join(told).splitlines())


@contextmanager
def _kept_quiet() -> Iterator[_StandInsLog]:
    """Their log would run through the stages: a gateway logs what the proof provokes."""
    log, handler = logging.getLogger("dreamforge.local"), _StandInsLog()
    log.addHandler(handler)
    log.propagate = False
    try:
        yield handler
    finally:
        log.removeHandler(handler)
        log.propagate = True
