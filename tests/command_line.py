"""The command line, as tests call it: in this process, or as a program of its own."""

import re
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from backend.local.cli import app

REPOSITORY = Path(__file__).parents[1]
PROGRAM = [sys.executable, "-m", "backend.local"]


def run(*arguments: str, **variables: str | None) -> Result:
    unset: dict[str, str | None] = dict.fromkeys(
        ("API_URL", "PORT", "DATA", "DREAMFORGE_PASSWORD", "LOG_FORMAT", "REGION", "BEDROCK_IMAGE_REGION")
    )
    return CliRunner().invoke(app, list(arguments), env={**unset, **variables})


def plain(text: str) -> str:
    """Without the frames and line ends that a message was set in."""
    return re.sub(r"[\s│]+", " ", text)
