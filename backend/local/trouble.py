"""Failures in words: one line that says what went wrong and one that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from backend.local import show
from backend.local.client import ApiError

INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C ended."""


@contextmanager
def explained(*, traceback: bool) -> Iterator[None]:
    """Ends the program with 1 after a failure that it explained; with `traceback` the failure goes on as it is."""
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt:
        show.line("[dim]stopped[/]")
        raise typer.Exit(INTERRUPTED) from None
    except Exception as error:
        if traceback:
            raise
        show.trouble(*words(error))
        raise typer.Exit(1) from None


def words(error: Exception) -> tuple[str, str]:
    """What went wrong, and what to do. The classes are imported now: in a program that works nobody needs them."""
    from backend.bootstrap.config import ConfigurationError
    from backend.local.create import OutError
    from backend.local.datasets import DatasetError
    from backend.local.serving import PortTakenError
    from backend.local.snapshot import SnapshotError

    if isinstance(error, ApiError):
        return str(error), error.advice
    if isinstance(error, PortTakenError):
        return str(error), "Another port: make serve PORT=9001, or dreamforge serve --port 9001."
    if isinstance(error, SnapshotError):
        return str(error), "Another folder: make serve DATA=folder, or dreamforge serve --data folder."
    if isinstance(error, OutError):
        return str(error), "Another place: dreamforge create ... --out folder/name.json."
    if isinstance(error, ConfigurationError):
        return str(error), "Set or unset those environment variables and start again."
    if isinstance(error, DatasetError):
        return str(error), "Mend the dataset in mock_data/, or bring it back: git checkout mock_data."
    if isinstance(error, ModuleNotFoundError):
        return f"The package {error.name} is missing.", "Install what is needed: scripts/setup.sh local."
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}.", "Put that right and try again."
    return (
        f"{type(error).__name__}: {error}",
        "This is a mistake in DreamForge. dreamforge --traceback COMMAND shows where it happened.",
    )
