"""The README's examples are those that `make consumers` runs."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def blocks_of(file: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / file).read_text(), re.DOTALL)


@pytest.mark.parametrize(("language", "first"), [("python", "import os"), ("ts", "import createClient")])
def test_the_clients_in_the_readme_are_those_that_are_run(language: str, first: str) -> None:
    """Word by word as docs/clients.md has them, whose examples are run against the service."""
    (run,) = blocks_of("docs/clients.md", language)
    assert [block for block in blocks_of("README.md", language) if block.startswith(first)] == [run]
