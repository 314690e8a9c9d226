"""When something went wrong: what the functions, IAM and the cloud have to say of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.markup import escape

from backend.local import show
from backend.local.deployed.deployment import Deployment
from backend.local.deployed.iam.ledger import Ledger

_LINES = 5
_CHARACTERS = 600
_MARKS = ('"ERROR"', '"WARNING"', "[ERROR]", "Traceback")


@contextmanager
def evidence(ledger: Ledger, deployment: Deployment) -> Iterator[None]:
    """Shows it all when what is done inside fails."""
    try:
        yield
    except Exception:
        show_evidence(ledger, deployment)
        raise


def show_evidence(ledger: Ledger, deployment: Deployment) -> None:
    found = {
        "refused by the deployed policies": [str(refusal) for refusal, _ in ledger.refusals],
        "functions that failed": _last(each for f in deployment.functions.values() for each in f.errors),
        "errors that the cloud answered": ledger.failures[-_LINES:],
        "what the functions logged": _last(_marked(deployment)),
    }
    for title, lines in found.items():
        if lines:
            show.line(f"[yellow]{title}[/]")
            for line in lines:
                show.line(f"  {escape(line[:_CHARACTERS])}")


def _marked(deployment: Deployment) -> Iterator[str]:
    for name, log in deployment.logs.items():
        yield from (f"{name}: {line}" for line in list(log.lines) if any(mark in line for mark in _MARKS))


def _last(lines: Iterator[str]) -> list[str]:
    return list(lines)[-_LINES:]
