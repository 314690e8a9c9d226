"""What an answer may draw on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """One retrieved text: an identifier of where it comes from, its title, and the text itself."""

    source: str
    title: str
    text: str
