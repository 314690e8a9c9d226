"""When something went wrong: what the functions, IAM and the cloud have to say of it."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.markup import escape

from backend.local import show
from backend.local.deploy_test.deployment import Deployment
from backend.local.deploy_test.iam.access_log import AccessLog

_LINES = 5
_CHARACTERS = 600
_DULL = ("time", "logger", "exception", "request_id", "trace_id")
_MARKS = ('"ERROR"', '"WARNING"', "[ERROR]", "Traceback")


@contextmanager
def evidence(access_log: AccessLog, deployment: Deployment) -> Iterator[None]:
    """Shows it all when what is done inside fails."""
    try:
        yield
    except Exception:
        show_evidence(access_log, deployment)
        raise


def show_evidence(access_log: AccessLog, deployment: Deployment) -> None:
    found = {
        "refused by the deployed policies": [str(refusal) for refusal, _ in access_log.refusals],
        "functions that failed": _last(each for f in deployment.functions.values() for each in f.errors),
        "errors that the cloud answered": _last(each for each in access_log.failures if not _is_expected(each)),
        "what the functions logged": _last(_find_marked_lines(deployment)),
    }
    for title, lines in found.items():
        if lines:
            show.line(f"[yellow]{title}[/]")
            for line in lines:
                show.line(f"  {escape(line[:_CHARACTERS])}")


def _is_expected(failure: str) -> bool:
    """What the code asks for on purpose: conditions that may fail, objects that may be missing."""
    return any(each in failure for each in ("ConditionalCheckFailed", "TransactionCanceled", ": 404 "))


def _find_marked_lines(deployment: Deployment) -> Iterator[str]:
    for name, log in deployment.logs.items():
        yield from (f"{name}: {_in_short(line)}" for line in list(log.lines) if any(mark in line for mark in _MARKS))


def _in_short(line: str) -> str:
    """A line of our own log without what is the same in all of them, and of a traceback only its end."""
    try:
        told = json.loads(line)
    except ValueError:
        return line
    exception = str(told.get("exception", "")).strip().rpartition("\n")[2]
    facts = {name: value for name, value in told.items() if name not in _DULL}
    return " ".join([*(f"{name}={value}" for name, value in facts.items()), exception]).strip()


def _last(lines: Iterable[str]) -> list[str]:
    """The latest, each once."""
    return list(dict.fromkeys(lines))[-_LINES:]
