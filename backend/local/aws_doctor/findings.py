"""What the examination finds."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class FindingState(StrEnum):
    OK = "ok"
    WARNING = "warning"
    UNKNOWN = "unknown"
    """Could not be read; a permission is missing, or AWS does not say."""
    MISSING = "missing"
    """DreamForge does not work without it."""


@dataclass(frozen=True, slots=True)
class AwsFinding:
    subject: str
    state: FindingState
    message: str
    commands: tuple[str, ...] = ()
    """For a shell, in their order. Words in capitals are to be replaced."""


def all_well(findings: Iterable[AwsFinding]) -> bool:
    return all(finding.state is not FindingState.MISSING for finding in findings)
