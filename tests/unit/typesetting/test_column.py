"""Columns: several texts above each other, as large as fits, and never below what can be read."""

from dataclasses import replace

import pytest

from backend.adapters.typesetting.column import Item, set_column
from backend.adapters.typesetting.copy_text import Copy
from backend.adapters.typesetting.fitting import SOFT_HYPHEN, Align, TypeStyle
from backend.adapters.typesetting.geometry import Box
from backend.adapters.typesetting.type_sets import SETS
from backend.domain.products.brief import PrintLine

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


def rows(*texts: str) -> list[Item]:
    """A title and rows of a price list."""
    told = Copy("Menu", tuple(PrintLine(role="detail", text=text) for text in texts))
    return told.items(SETS["display"], 1.0, 60)


@pytest.mark.parametrize("align", ["left", "centre"])
def test_prices_stand_below_each_other(align: Align) -> None:
    """At one end of rows of equal width, the dishes at the other."""
    column = set_column(rows("Paella 15 €", "Arroz con leche: 4,50 €"), Box(0, 0, 1000, 900), align=align)
    assert column is not None
    first, second = (block for role, block in column.blocks if role == "detail")
    assert [line.text for line in (*first.lines, *second.lines)] == ["Paella", "15 €", "Arroz con leche", "4,50 €"]
    assert first.box.x == pytest.approx(second.box.x)
    assert first.box.right == pytest.approx(second.box.right)
    assert first.lines[0].y == first.lines[1].y
    middle = (first.box.x + first.box.right) / 2
    assert first.box.x == pytest.approx(0) if align == "left" else middle == pytest.approx(500, abs=1)


@pytest.mark.parametrize("texts", [("Entrada 15 €",), ("7 huevos", "2 tazas"), ("Año 2026", "Sala 12")])
def test_what_is_no_price_list_has_no_rows(texts: tuple[str, ...]) -> None:
    """One price, or numbers without a currency."""
    assert not any(item.price for item in rows(*texts))


def test_rows_too_wide_for_the_column_are_plain_text() -> None:
    column = set_column(rows("Tagliatelle al ragù della nonna 15 €", "Pizza 9 €"), Box(0, 0, 200, 900))
    assert column is not None
    shown = ["".join(line.text for line in block.lines) for role, block in column.blocks if role == "detail"]
    assert ["".join(text.split()) for text in shown] == ["Tagliatellealragùdellanonna15€", "Pizza9€"]


def test_facts_grow_where_there_is_room_and_the_title_does_not() -> None:
    title, fact = items(1, size=60), [replace(items(1, size=20)[0], growth=1.5)]
    wide, low = (set_column([*title, *fact], Box(0, 0, 900, height)) for height in (900, 84))
    assert wide is not None
    assert low is not None
    assert [block.size for _, block in wide.blocks] == [60, 30]
    assert [block.size for _, block in low.blocks] == [60, 20]


def test_facts_do_not_grow_into_another_line() -> None:
    """A line that would break at a larger size keeps its own."""
    fact = replace(items(1, size=20)[0], text="Teatro de la Ciudad, entrada libre", growth=1.6)
    column = set_column([*items(1, size=60), fact], Box(0, 0, 400, 900))
    assert column is not None
    _, block = column.blocks[1]
    assert len(block.lines) == 1
    assert 20 <= block.size < 32
