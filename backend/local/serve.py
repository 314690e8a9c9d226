"""`dreamforge serve`: the laptop in the foreground, with a line for each request."""

import logging
import os
import threading
from pathlib import Path

from rich.table import Table

from backend.local import show
from backend.local.cloud import DEMO_PASSWORD, DEMO_USERS
from backend.local.laptop import Laptop


class RequestLines(logging.Handler):
    """Shows the service's log for a person: one line a request; trouble in full."""

    def emit(self, record: logging.LogRecord) -> None:
        facts = record.__dict__
        if record.getMessage() == "request":
            colour = "green" if facts["status"] < 400 else "yellow" if facts["status"] < 500 else "red"
            what = facts.get("operation") or "-"
            cost = f"  {facts['tokens_in']}+{facts['tokens_out']} tokens" if facts.get("tokens_in") else ""
            line = (
                f"[{colour}]{facts['status']}[/] {facts['method']:<6} {what:<22} [dim]{facts['ms']:>8.1f} ms{cost}[/]"
            )
            show.console.print(line)
        elif record.levelno >= logging.WARNING:
            show.console.print(f"[red]{record.levelname.lower()}[/] {record.getMessage()}", markup=True)
            if record.exc_info:
                show.console.print(logging.Formatter().formatException(record.exc_info), style="dim", markup=False)


def serve_until(stop: threading.Event, *, port: int, data: Path | None) -> None:
    """Runs the laptop until `stop` is set. `PortTakenError` when another program has the port."""
    json_lines = os.environ.get("LOG_FORMAT") == "json"
    with show.step("cloud", "Cognito, DynamoDB, S3, KMS, Bedrock, API Gateway"):
        laptop = Laptop.start(port=port, data=data, log_to=None if json_lines else RequestLines())
    with laptop:
        _welcome(laptop, data)
        stop.wait()
        show.console.print("\n[dim]closing[/]")


def _welcome(laptop: Laptop, data: Path | None) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column()
    table.add_row("API", f"[bold]{laptop.url}[/]")
    table.add_row("docs", f"{laptop.url}/docs")
    for name, groups in DEMO_USERS.items():
        table.add_row("user", f"{name} / {DEMO_PASSWORD}  [dim]({', '.join(groups)})[/]")
    table.add_row("data", f"kept in {data}" if data else "gone when it closes; keep it with make serve DATA=folder")
    table.add_row("stop", "Ctrl-C")
    show.console.print(table)
