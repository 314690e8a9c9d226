"""How the command line ends when it does not succeed: failures in words, signals, exit codes.

A failure is one line that says what went wrong and one that says what to do.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import typer

from backend.local import show
from backend.local.client import ApiError

EXIT_CODES = {
    0: "done. Of `serve`: stopped with SIGTERM or SIGHUP",
    1: "failed; standard error says why and what to do. Of `doctor` and `cloud`: something is missing or wrong",
    2: "an option or argument that the command does not know or cannot use",
    130: "stopped with Ctrl-C (with SIGTERM, 143)",
}


class Stopped(KeyboardInterrupt):
    """A signal ends the program in an orderly way."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def stop_on_signals() -> None:
    """`kill` and a closed terminal end the program as Ctrl-C does: orderly. A second signal ends it at once."""
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        numbers.append(signal.SIGHUP)

    def stop(number: int, _frame: FrameType | None) -> None:
        for each in numbers:
            signal.signal(each, signal.SIG_DFL)
        raise Stopped(number)

    for number in numbers:
        signal.signal(number, stop)


@contextmanager
def explain_failures(*, traceback: bool) -> Iterator[None]:
    """Ends the program with 1 after a failure that it explained; with `traceback` the failure is raised as it is."""
    try:
        yield
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except KeyboardInterrupt as error:
        # not by rich: the signal may have come while it wrote, and then it keeps what it is given
        typer.secho("stopped", dim=True, err=True)
        raise typer.Exit(128 + getattr(error, "number", signal.SIGINT)) from None
    except Exception as error:
        if traceback:
            raise
        show.report_failure(*describe(error))
        raise typer.Exit(1) from None


def describe(error: Exception) -> tuple[str, str]:
    """What went wrong, and what to do. The classes are imported now: in a program that works nobody needs them."""
    from backend.bootstrap.config import ConfigurationError
    from backend.local.create import OutError
    from backend.local.datasets import DatasetError
    from backend.local.ports import PortTakenError
    from backend.local.snapshot import SnapshotError

    if isinstance(error, ApiError):
        return str(error), error.advice
    if isinstance(error, PortTakenError):
        return str(error), error.advice
    if isinstance(error, SnapshotError):
        return str(error), "Another folder: make serve DATA=folder, or dreamforge serve --data folder."
    if isinstance(error, OutError):
        return str(error), "Another place: dreamforge create ... --out folder/name.json."
    if isinstance(error, ConfigurationError):
        return str(error), "Set or unset those environment variables and start again."
    if isinstance(error, DatasetError):
        return str(error), "Fix the dataset in mock_data/, or restore it: git checkout mock_data."
    if isinstance(error, ModuleNotFoundError):
        return f"The package {error.name} is missing.", "Install what is needed: scripts/setup.sh local."
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}.", "Fix that and try again."
    return (
        f"{type(error).__name__}: {error}",
        "This is a mistake in DreamForge. dreamforge --traceback COMMAND shows where it happened.",
    )
