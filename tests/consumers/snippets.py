"""The examples of docs/clients.md, which are run as they stand there."""

import re

from tests.consumers.tools import ROOT

PAGE = ROOT / "docs" / "clients.md"


def snippet(language: str) -> str:
    """The page's one block of code in that language."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert len(found) == 1, f"{PAGE.name} has {len(found)} blocks of {language}"
    return str(found[0])
