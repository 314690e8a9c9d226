"""Word lists: what a guardrail blocks and what a picture's safety filter stops."""

import re
from collections.abc import Sequence

# One word each is enough to show the way through; tests and people pass their own.
GUARDRAIL_WORDS = ("napalm",)
FILTERED_WORDS = ("gore", "porn")


def find_word(words: Sequence[str], text: str) -> str | None:
    """The first of `words` in `text`, whole and in any case, as it is written there."""
    if not words:
        return None
    found = re.search(rf"\b(?:{'|'.join(map(re.escape, words))})\b", text, re.IGNORECASE)
    return found.group() if found else None
