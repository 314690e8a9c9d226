"""scripts/check_decisions.py: numbers, dates and index of the decisions."""

from pathlib import Path

import pytest

from scripts.check_decisions import main, rewrite

ENTRIES = """# Decisions

<!-- index -->
<!-- end of index -->

## 2026-11-21 — One way

Superseded by [2].

This.

## 2026-11-22 — Another way, `better`

That.
"""
GOOD = rewrite(ENTRIES)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "decisions.md"


def test_new_entries_get_a_number_and_a_line_of_the_index(file: Path) -> None:
    file.write_text(ENTRIES)
    assert main(["--write"], file) == 0
    text = file.read_text()
    assert "1. [One way](#1-2026-11-21--one-way) (superseded by 2)\n" in text
    assert "2. [Another way, `better`](#2-2026-11-22--another-way-better)\n" in text
    assert "Superseded by [2](#2-2026-11-22--another-way-better).\n" in text
    assert rewrite(text) == text


def test_numbers_once_given_stay(file: Path) -> None:
    """A merge may put an entry without a number between two that have one."""
    file.write_text(GOOD.replace("## 2.", "## 2026-11-23 — Merged\n\nFrom a branch.\n\n## 2."))
    assert main([], file) == 1
    assert main(["--write"], file) == 0
    assert file.read_text().startswith(GOOD.partition("<!-- end")[0])
    assert file.read_text().endswith("That.\n\n## 3. 2026-11-23 — Merged\n\nFrom a branch.\n")


def test_branches_may_take_numbers_of_their_own(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Gaps stay, and the order is that of the numbers, wherever a merge put an entry."""
    file.write_text(GOOD.replace("## 1.", "## 30. 2026-11-23 — Merged\n\nFrom a branch.\n\n## 1."))
    assert main([], file) == 1
    assert "number 1 is missing, or not above 30" in capsys.readouterr().out
    assert main(["--write"], file) == 0
    assert "30. [Merged](#30-2026-11-23--merged)\n" in file.read_text()
    assert file.read_text().endswith("That.\n\n## 30. 2026-11-23 — Merged\n\nFrom a branch.\n")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("## 2. 2026", "## 1. 2026", "number 1 is missing, or not above 1"),
        ("## 1. 2026", "## 3. 2026", "number 2 is missing, or not above 3"),
        ("## 2. 2026", "## 2026", "number None is missing, or not above 1"),
        ("## 2. 2026-11-22 — ", "## 2. ", "write the heading"),
        ("2026-11-22 — Another", "2026-11-32 — Another", "write the heading"),
        ("by [2]", "by [7]", "7 is no later decision"),
        ("2. [Another way, `better`](#2-2026-11-22--another-way-better)\n", "", "not current"),
        ("— One way", "— Some way", "not current"),
    ],
)
def test_what_is_wrong_is_found(
    file: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, problem: str
) -> None:
    assert old in GOOD
    file.write_text(GOOD.replace(old, new))
    assert main([], file) == 1
    assert problem in capsys.readouterr().out


def test_what_is_right_passes(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(GOOD)
    assert main([], file) == 0
    assert capsys.readouterr().out == ""
