"""Columns: several texts above each other, as large as fits, and never below what can be read."""

import pytest

from backend.adapters.typesetting.column import Item, set_column
from backend.adapters.typesetting.fitting import SOFT_HYPHEN, TypeStyle
from backend.adapters.typesetting.geometry import Box

STYLE = TypeStyle("dm-sans-medium")


def items(count: int, *, size: float = 60, least: float = 20, shrink: float = 1.0) -> list[Item]:
    return [Item(f"line {i}", f"Line number {i}", STYLE, size, least, shrink=shrink) for i in range(count)]


@pytest.mark.parametrize("height", range(40, 700, 60))
def test_no_text_is_below_its_least_size(height: int) -> None:
    """Where the box is too low for that there is no column; a scale is never below the one asked for."""
    column = set_column(items(6), Box(0, 0, 500, height), least=0.1)
    if column is None:
        assert set_column(items(6, size=20, least=20), Box(0, 0, 500, height)) is None
        return
    assert column.box.height <= height
    assert min(block.size for _, block in column.blocks) >= 20
    assert column.scale >= 0.1


def test_a_column_is_as_large_as_fits() -> None:
    """All of its size where there is room; a step more would not fit where there is not."""
    roomy = set_column(items(3), Box(0, 0, 900, 900))
    tight = set_column(items(3), Box(0, 0, 900, 120))
    assert roomy is not None
    assert tight is not None
    assert (roomy.scale, {block.size for _, block in roomy.blocks}) == (1, {60})
    assert tight.scale < 1
    larger = set_column(items(3), Box(0, 0, 900, 120), least=tight.scale / 0.93)
    assert larger is None


def test_small_texts_shrink_less_than_the_title() -> None:
    """By their share of the scale."""
    both = [*items(1, size=100), *items(3, size=40, shrink=0.4)]
    column = set_column(both, Box(0, 0, 900, 200))
    assert column is not None
    title, *facts = [block.size for _, block in column.blocks]
    assert title / 100 < facts[0] / 40 < 1


@pytest.mark.parametrize(
    "word",
    [
        "https://example.com/" + "a-very-long-path" * 5,
        "reservas@casa-de-la-abuela-en-cartagena.com",
        "W" * 60,
        "i" * 200,
    ],
)
def test_a_long_word_is_broken_rather_than_clipped(word: str) -> None:
    """An address without a space keeps all of its letters, and gets no hyphens that are not its own."""
    column = set_column([Item("detail", word, STYLE, 40, 20)], Box(0, 0, 300, 900))
    assert column is not None
    ((_, block),) = column.blocks
    assert Box(0, 0, 300, 900).contains(block.box)
    shown = "".join(line.text for line in block.lines)
    assert shown.replace(SOFT_HYPHEN, "") == word


def test_nothing_to_draw_is_no_column() -> None:
    assert set_column([Item("title", "☕", STYLE, 40, 20)], Box(0, 0, 300, 300)) is None


@pytest.mark.parametrize(("text", "at_left"), [("Mar", True), ("שלום", False), ("مرحبا", False)])
def test_a_text_begins_where_its_script_begins(text: str, at_left: bool) -> None:
    """At the left of a column that is set left, or at the right where it is written from right to left."""
    box = Box(100, 0, 600, 300)
    column = set_column([Item("title", text, STYLE, 60, 20)], box, align="left")
    assert column is not None
    ((_, block),) = column.blocks
    assert (block.box.x == pytest.approx(box.x, abs=1)) is at_left
    assert (block.box.right == pytest.approx(box.right, abs=1)) is not at_left
