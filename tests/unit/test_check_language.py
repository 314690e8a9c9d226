"""scripts/check_language.py: what it counts, and that its ceilings only go down."""

import json
from pathlib import Path

import pytest

from scripts.check_language import CEILINGS, TURNS, count_all, is_participle, main

CODE = '''
"""Said anew."""


class Order:
    def _told(self) -> None:
        """Whoever asks."""

    @property
    def closed(self) -> bool:
        return True


def place_order() -> None: ...
'''
GLOSSARY = "| word | what it is | type |\n| --- | --- | --- |\n| order | what was asked for | `Order` |\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small repository that is at its ceilings."""
    for folder in ("backend/shop", "docs", "infra", "scripts"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "backend/shop/orders.py").write_text(CODE)
    (tmp_path / "docs/glossary.md").write_text(GLOSSARY)
    (tmp_path / "README.md").write_text("# Shop\n")
    (tmp_path / "CONTRIBUTING.md").write_text("Write it anew.\n")
    (tmp_path / CEILINGS).write_text(json.dumps(count_all(tmp_path)))
    return tmp_path


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text() + text)


def test_what_is_counted(root: Path) -> None:
    counts = {name: count for name, count in count_all(root).items() if count}
    assert counts == {"turn: anew": 2, "turn: whoever": 1, "participles: backend/shop": 1}
    assert main([], root) == 0


@pytest.mark.parametrize(
    ("file", "added", "problem"),
    [
        ("backend/shop/orders.py", "# done anew\n", "turn: anew: 3 times, allowed are 2 (write: again)"),
        ("backend/shop/orders.py", "# Left for\n# ever.\n", "turn: for ever: 1 times"),
        ("backend/shop/orders.py", "left_lying = 1\n", "turn: left lying: 1 times"),
        ("docs/glossary.md", "Mend it.\n", "turn: mend: 1 times, allowed are 0 (write: fix)"),
        ("infra/main.tf", "# besides\n", "turn: besides: 1 times"),
        ("README.md", "It lasts for ever.\n", "turn: for ever: 1 times"),
        ("backend/shop/orders.py", "def _kept() -> None: ...\n", "participles: backend/shop: 2 times, allowed are 1"),
        ("backend/shop/orders.py", "async def counted() -> None: ...\n", "participles: backend/shop: 2 times"),
        ("backend/cart/__init__.py", "def added() -> None: ...\n", "participles: backend/cart: 1 times, allowed are 0"),
        ("backend/shop/other.py", "class Order: ...\n", "class names used twice: 1 times, allowed are 0"),
        ("docs/glossary.md", "| cart | what is to be ordered | `Cart` |\n", "there is no class Cart"),
    ],
)
def test_more_than_the_ceiling_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str], file: str, added: str, problem: str
) -> None:
    path = root / file
    path.parent.mkdir(exist_ok=True)
    path.touch()
    append(path, added)
    assert main([], root) == 1
    assert problem in capsys.readouterr().out
    assert main(["--lower"], root) == 1, "--lower never raises a ceiling"


def test_a_ceiling_that_is_too_high_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So what was gained is not lost again."""
    (root / "CONTRIBUTING.md").write_text("Write it again.\n")
    assert main([], root) == 1
    assert "turn: anew: only 1 times now; lower the ceiling" in capsys.readouterr().out
    assert main(["--lower"], root) == 0
    assert json.loads((root / CEILINGS).read_text())["turn: anew"] == 1
    (root / "CONTRIBUTING.md").write_text("Write it anew.\n")
    assert main([], root) == 1


@pytest.mark.parametrize("name", ["told", "_kept", "__refused", "verified", "unmet"])
def test_bare_participles(name: str) -> None:
    assert is_participle(name)


@pytest.mark.parametrize("name", ["is_told", "keep", "speed", "need", "verified_claims", "sort_red", "seed"])
def test_other_names(name: str) -> None:
    assert not is_participle(name)


def test_every_turn_says_what_to_write_instead() -> None:
    assert all(TURNS.values())
