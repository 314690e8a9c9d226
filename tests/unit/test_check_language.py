"""scripts/check_language.py: what it finds, and what it leaves alone."""

import json
from pathlib import Path

import pytest

from scripts.check_language import EXCEPTIONS, TURNS, is_participle, main

CODE = '''
"""Said again."""


class Order:
    def tell(self) -> None:
        """Each caller."""

    @property
    def closed(self) -> bool:
        return True


def place_order() -> None: ...
'''
GLOSSARY = "| word | what it is | type |\n| --- | --- | --- |\n| order | what was asked for | `Order` |\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small repository without a problem."""
    for folder in ("backend/shop", "docs", "infra", "scripts"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "backend/shop/orders.py").write_text(CODE)
    (tmp_path / "docs/glossary.md").write_text(GLOSSARY)
    (tmp_path / "README.md").write_text("# Shop\n")
    (tmp_path / "CONTRIBUTING.md").write_text("Write it again.\n")
    (tmp_path / EXCEPTIONS).write_text("{}")
    return tmp_path


def append(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.touch()
    file.write_text(file.read_text() + text)


def test_plain_english_has_no_problem(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(root) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("file", "added", "problem"),
    [
        ("backend/shop/orders.py", "# done anew\n", 'backend/shop/orders.py:15: "anew"; write: again'),
        ("backend/shop/orders.py", "# Left for\n# ever.\n", 'orders.py:15: "for ever"; write: permanently'),
        ("backend/shop/orders.py", "left_lying = 1\n", '"left lying"; write: abandoned'),
        ("docs/glossary.md", "Mend it.\n", 'docs/glossary.md:4: "mend"; write: fix'),
        ("infra/main.tf", "# besides\n", 'infra/main.tf:1: "besides"'),
        ("README.md", "It lasts for ever.\n", 'README.md:2: "for ever"'),
        ("backend/shop/orders.py", "def _kept() -> None: ...\n", "orders.py:15: function _kept; use a verb phrase"),
        ("backend/shop/orders.py", "async def counted() -> None: ...\n", "function counted"),
        ("backend/cart/__init__.py", "def added() -> None: ...\n", "backend/cart/__init__.py:1: function added"),
        (
            "backend/shop/other.py",
            "class Order: ...\n",
            "backend/shop/orders.py:5, backend/shop/other.py:1: more than one class Order",
        ),
        ("docs/glossary.md", "| cart | what is to be ordered | `Cart` |\n", "there is no class Cart"),
    ],
)
def test_a_problem_has_a_place_and_advice(
    root: Path, capsys: pytest.CaptureFixture[str], file: str, added: str, problem: str
) -> None:
    append(root / file, added)
    assert main(root) == 1
    assert problem in capsys.readouterr().out


def test_an_exception_is_for_one_file(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its turns and functions, not the names of its classes; and only as long as there is something to except."""
    (root / EXCEPTIONS).write_text(json.dumps({"backend/shop/orders.py": "quotes somebody"}))
    assert main(root) == 1
    assert capsys.readouterr().out == f"{EXCEPTIONS}: backend/shop/orders.py needs no exception any more\n"
    append(root / "backend/shop/orders.py", "# anew\ndef _kept() -> None: ...\n")
    assert main(root) == 0
    append(root / "backend/shop/other.py", "# anew\nclass Order: ...\n")
    assert main(root) == 1
    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()] == [
        "backend/shop/other.py",
        "backend/shop/orders.py",
    ]


@pytest.mark.parametrize("name", ["told", "_kept", "__refused", "verified", "unmet"])
def test_bare_participles(name: str) -> None:
    assert is_participle(name)


@pytest.mark.parametrize("name", ["is_told", "keep", "speed", "need", "verified_claims", "sort_red", "seed"])
def test_other_names(name: str) -> None:
    assert not is_participle(name)


def test_every_turn_says_what_to_write_instead() -> None:
    assert all(TURNS.values())
