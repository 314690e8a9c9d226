"""`dreamforge serve`: the laptop in the foreground, with a line for each request."""

import logging
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.text import Text

from backend.local import show
from backend.local.client import ApiClient
from backend.local.demo import DEFAULT_PORT, DEFAULT_REGION, DEMO_PASSWORD, DEMO_USERS
from backend.local.ports import LOOPBACK, PortTakenError, check_port

if TYPE_CHECKING:
    from backend.local.laptop import Laptop

SLOW_MS = 1000
OPENAPI_PUBLIC = "OPENAPI_PUBLIC"
LOCAL = "dreamforge.local"
"""The logger of the stand-ins."""


class RequestLines(logging.Handler):
    """Shows the service's log for a person: one line a request; problems in full."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == LOCAL and record.exc_info and isinstance(record.exc_info[1], ConnectionError):
            return  # a caller closed the connection, or this program did while it ended
        try:
            show.line(
                request_line(record.__dict__, show.console.width) if record.msg == "request" else problem_line(record)
            )
            if record.exc_info:
                text = logging.Formatter().formatException(record.exc_info)
                show.console.print(text, style="dim", markup=False, soft_wrap=True)
        except OSError:
            pass  # nobody reads these lines any more; the service continues


def request_line(facts: dict[str, object], width: int) -> str:
    """`201 POST    create              612.0 ms  1410+220 tokens`, as markup for that many columns."""
    status, ms = int(str(facts["status"])), float(str(facts["latency"]))
    colour = "green" if status < 400 else "yellow" if status < 500 else "red"
    pace = "yellow" if ms >= SLOW_MS else "dim"
    operation = str(facts.get("operation") or facts.get("path") or "-")
    what = escape(f"{operation:<{min(20, width - 24)}}")
    told = facts.get("input_tokens") and width >= show.NARROW
    cost = f"  {facts['input_tokens']}+{facts['output_tokens']} tokens" if told else ""
    return f"[{colour}]{status}[/] {facts['method']:<7} {what} [{pace}]{ms:>8.1f} ms[/][dim]{cost}[/]"


def problem_line(record: logging.LogRecord) -> str:
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
    as_json: bool = False,
) -> None:
    """Runs the laptop until `stop` is set or Ctrl-C. `PortTakenError`, at once, when another program has the port."""
    _require_free_port(port)
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
        laptop.console.export_traces()
        if as_json:
            _announce(laptop, data)
        else:
            _welcome(laptop, data)
        if laptop.services.settings.auth_bypass:
            show.line("[yellow]AUTH_BYPASS is on: requests without a token are accepted[/]")
        try:
            stop.wait()
        finally:
            show.line("\n[dim]closing[/]")


def _require_free_port(port: int) -> None:
    try:
        check_port(port)
    except PortTakenError as error:
        url = f"http://{LOOPBACK}:{port}"
        if ApiClient(url).is_dreamforge():
            error.advice = f"It is a DreamForge: {url}/studio/. {error.advice}"
        raise


def _announce(laptop: "Laptop", data: Path | None) -> None:
    """The addresses as one JSON object, for a program that started this one."""
    settings = laptop.services.settings
    show.print_json(
        {
            "url": laptop.url,
            "studio": f"{laptop.url}/studio/",
            "docs": f"{laptop.url}/docs",
            "console": f"{laptop.url}/console/",
            "sign_in": settings.sign_in_domain,
            "users": [{"username": name, "password": DEMO_PASSWORD, "groups": DEMO_USERS[name]} for name in DEMO_USERS],
            "endpoints": {"aws": laptop.cloud.endpoint, "bedrock": laptop.bedrock.url, "kie": laptop.kie.url},
            "region": settings.region,
            "image_region": settings.image_region,
            "data": str(data) if data else None,
        }
    )
    sys.stdout.flush()


def _welcome(laptop: "Laptop", data: Path | None) -> None:
    url, settings = laptop.url, laptop.services.settings
    port = url.rpartition(":")[2]
    elsewhere = "" if port == str(DEFAULT_PORT) else f"PORT={port} "
    where = f"{settings.region}; pictures are made in {settings.image_region}"
    kept = f"kept in {data}" if data else "gone when it closes; make serve DATA=folder keeps it"
    Fact = show.Fact
    facts = [
        Fact("API", url, style="bold"),
        Fact("studio", f"{url}/studio/", style="bold"),
        Fact("docs", f"{url}/docs"),
        Fact("console", f"{url}/console/", "requests, rights, data; records from its first visit on"),
        Fact(
            "sign-in",
            settings.sign_in_domain or "",
            "OAuth pages of the user pool, as agents and the docs page use them",
        ),
        *(Fact("user", f"{name} / {DEMO_PASSWORD}", f"({', '.join(DEMO_USERS[name])})") for name in DEMO_USERS),
        Fact("AWS", laptop.cloud.endpoint, "Cognito, S3, DynamoDB, SQS, KMS"),
        Fact("Bedrock", laptop.bedrock.url, "text and image models, and the control plane"),
        Fact("KIE", laptop.kie.url),
        Fact("programs", f'eval "$({elsewhere}.venv/bin/dreamforge env)"', "AWS_ENDPOINT_URL_* for others"),
        Fact("region", Text(where)),
        Fact("data", Text(kept)),
        Fact("try", f'{elsewhere}.venv/bin/dreamforge create "a red fox in the snow"'),
        Fact("", f"{elsewhere}.venv/bin/dreamforge open", "the studio in the browser"),
        Fact("", f"{elsewhere}./test_api.sh"),
        Fact("stop", "Ctrl-C"),
    ]
    show.console.print()
    show.print_facts(facts, show.console)
    show.console.print()
