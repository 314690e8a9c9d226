"""`dreamforge serve`: the laptop in the foreground, with a line for each request."""

import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from backend.local import show
from backend.local.client import ApiClient
from backend.local.demo import DEFAULT_REGION, DEMO_PASSWORD, DEMO_USERS
from backend.local.serving import LOOPBACK, PortTakenError

if TYPE_CHECKING:
    from backend.local.laptop import Laptop

SLOW_MS = 1000
OPENAPI_PUBLIC = "OPENAPI_PUBLIC"
LOCAL = "dreamforge.local"
"""The logger of the stand-ins."""


class RequestLines(logging.Handler):
    """Shows the service's log for a person: one line a request; trouble in full."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == LOCAL and record.exc_info and isinstance(record.exc_info[1], ConnectionError):
            return  # a caller hung up: its own affair, and what happens to open connections when we close
        try:
            show.line(request_line(record.__dict__) if record.msg == "request" else trouble_line(record))
            if record.exc_info:
                text = logging.Formatter().formatException(record.exc_info)
                show.console.print(text, style="dim", markup=False, soft_wrap=True)
        except OSError:
            pass  # whoever read our lines is gone; the service goes on without


def request_line(facts: dict[str, object]) -> str:
    """`201 POST  create      612.0 ms  1410+220 tokens`, as markup."""
    status, ms = int(str(facts["status"])), float(str(facts["latency"]))
    colour = "green" if status < 400 else "yellow" if status < 500 else "red"
    pace = "yellow" if ms >= SLOW_MS else "dim"
    what = escape(str(facts.get("operation") or facts.get("path") or "-"))
    cost = f"  {facts['input_tokens']}+{facts['output_tokens']} tokens" if facts.get("input_tokens") else ""
    return f"[{colour}]{status}[/] {facts['method']:<7} {what:<20} [{pace}]{ms:>8.1f} ms[/][dim]{cost}[/]"


def trouble_line(record: logging.LogRecord) -> str:
    colour = "red" if record.levelno >= logging.ERROR else "yellow"
    return f"[{colour}]{record.levelname.lower():<7}[/] {escape(record.getMessage())}"


def serve_until(
    stop: threading.Event,
    *,
    port: int,
    data: Path | None,
    slow: bool = False,
    region: str = DEFAULT_REGION,
    image_region: str | None = None,
) -> None:
    """Runs the laptop until `stop` is set or Ctrl-C. `PortTakenError` when another program has the port."""
    if port and ApiClient(f"http://{LOOPBACK}:{port}").is_dreamforge():
        raise PortTakenError(f"a DreamForge is serving on port {port} already")
    with show.step("set-up", "the laptop's programs are loaded"):
        from backend.local.bedrock import Pace
        from backend.local.laptop import Laptop
        from backend.local.region import read_chosen_models
    lines = None if os.environ.get("LOG_FORMAT") == "json" else RequestLines()
    if lines is not None:
        logging.getLogger(LOCAL).addHandler(lines)
    with show.step("cloud", "Cognito, DynamoDB, S3, KMS, Bedrock, API Gateway"):
        laptop = Laptop.start(
            port=port,
            data=data,
            settings={OPENAPI_PUBLIC: os.environ.get(OPENAPI_PUBLIC) or "true", **read_chosen_models(os.environ)},
            log_to=lines,
            pace=Pace() if slow else None,
            region=region,
            image_region=image_region,
        )
    with laptop:
        _welcome(laptop, data)
        if laptop.services.settings.auth_bypass:
            show.line("[yellow]AUTH_BYPASS is on: requests without a token are accepted[/]")
        try:
            stop.wait()
        finally:
            show.line("\n[dim]closing[/]")


def _welcome(laptop: "Laptop", data: Path | None) -> None:
    url, settings = laptop.url, laptop.services.settings
    port = url.rpartition(":")[2]
    elsewhere = "" if port == "9000" else f"PORT={port} "
    users = [f"{name} / {DEMO_PASSWORD}  [dim]({', '.join(groups)})[/]" for name, groups in DEMO_USERS.items()]
    rows = [
        ("API", f"[bold]{url}[/]"),
        ("studio", f"[bold]{url}/studio/[/]"),
        ("docs", f"{url}/docs"),
        *(("user", user) for user in users),
        ("AWS", f"{laptop.cloud.endpoint}  [dim]Cognito, S3, DynamoDB, SQS, KMS[/]"),
        ("Bedrock", f"{laptop.bedrock.url}  [dim]text and image models, and the control plane[/]"),
        ("KIE", laptop.kie.url),
        ("programs", f'eval "$({elsewhere}.venv/bin/dreamforge env)"  [dim]AWS_ENDPOINT_URL_* for others[/]'),
        ("region", f"{settings.region}; pictures are made in {settings.image_region}"),
        ("data", f"kept in {escape(str(data))}" if data else "gone when it closes; make serve DATA=folder keeps it"),
        ("try", f'{elsewhere}.venv/bin/dreamforge create "a red fox in the snow"'),
        ("", f"{elsewhere}./test_api.sh"),
        ("stop", "Ctrl-C"),
    ]
    show.console.print()
    show.console.print(show.facts(rows))
    show.console.print()
