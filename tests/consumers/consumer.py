"""What a consumer is: who reads our document, how, and what of its output counts as a warning."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.consumers.world import World

JAVA, NPM = "java", "npm"
EXCUSED = {
    "Failed to get the schema name: null": "openapi-generator's `python` says so of any document, even of a single GET",
    "Ignoring complex example on request body": "openapi-generator's `java` writes examples of plain values only",
    "AbstractRustCodegen": "openapi-generator's `rust` renames what Rust reserves (`type`, `in`) and media types",
    "Type (reserved word) cannot be used as model name": "Swift reserves `Type`, and has the enum as `ModelType`",
}
"""Warnings that say nothing about our document, each with its reason."""
_WARNING = re.compile(r"^(?!.*\b0 warnings?\b).*\b(warn(ing)?s?|deprecat\w+)\b.*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    made: str
    """What it generated, listed or looked at."""
    output: str
    """Everything that its tools said."""

    @property
    def warnings(self) -> list[str]:
        lines = [found.group().strip() for found in _WARNING.finditer(self.output)]
        return [line for line in lines if not any(excused in line for excused in EXCUSED)]


@dataclass(frozen=True, slots=True)
class Consumer:
    name: str
    version: str
    consume: Callable[[World, Path, Mapping[str, str]], Outcome]
    """Gets the world, an empty folder of its own and the environment for its processes."""
    needs: tuple[str, ...] = ()
    """Programs that the machine has to have."""
    slow: bool = False
    """Only with FULL=1."""
    every_operation: bool = False
    """It is to have called every operation of the agents' document."""
    calls: bool = True
    """It calls the service, and does not just read the documents."""
    gives: str = ""
    """What it is for, and what it cannot do, for the table of docs/clients.md."""
