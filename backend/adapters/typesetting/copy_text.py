"""What a print says, in the order and the sizes in which it is set."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from backend.adapters.typesetting.column import Item
from backend.adapters.typesetting.fitting import TypeStyle
from backend.adapters.typesetting.type_sets import TypeSet
from backend.domain.products.brief import Brief, PrintLine, Role

SEPARATOR = " · "
JOINED_LENGTH = 38
"""A date and a time, or a phone and a price, share a line of up to so many characters."""
PAIRS: frozenset[tuple[Role, Role]] = frozenset(
    {("date", "time"), ("time", "date"), ("phone", "price"), ("price", "phone")}
)
LEAST = 15.0
"""Units of the smallest em height: about 7 points on a print of 8 by 10 inches."""
GROWTH = 1.6
"""How many times its size a fact may have on a page with much room."""
SIZES: dict[Role, tuple[float, float]] = {
    # em height in units, and the white above as a share of it
    "tagline": (38, 0.75),
    "quote": (46, 0.9),
    "byline": (25, 1.1),
    "names": (42, 0.85),
    "date": (30, 1.15),
    "time": (30, 1.15),
    "place": (28, 1.0),
    "price": (33, 1.1),
    "phone": (33, 1.1),
    "detail": (27, 0.95),
}


CURRENCY = r"(?:[A-Z]{0,3}[$€£¥₹₩₽₺₪₴฿]|kr|zł|lei)"
PRICE = re.compile(rf"(?<=\s)(?:{CURRENCY}\s?\d[\d.,]{{0,12}}|\d[\d.,]{{0,12}}\s?{CURRENCY})$")
DOTS = " \t.:–—-·"
"""What leads from a dish to its price."""
FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class Copy:
    """The title and the other lines of a print, those that go on one line joined."""

    title: str
    lines: tuple[PrintLine, ...]

    @staticmethod
    def of(brief: Brief) -> "Copy":
        """Taglines stand first; what follows keeps the brief's order."""
        first = [line for line in brief.lines if line.role == "tagline"]
        return Copy(brief.title, (*first, *_join(line for line in brief.lines if line.role != "tagline")))

    @property
    def length(self) -> int:
        return sum(len(line.text) for line in self.lines)

    def items(self, faces: TypeSet, unit: float, title: float, *, small: float = 1.0) -> list[Item]:
        """The texts of a column, the title first. `title` is its em height in units, `small` scales the others."""
        heading = Item("title", self.title, faces.title, title * faces.large * unit, 30 * unit)
        return [heading, *self.facts(faces, unit, small)]

    def facts(self, faces: TypeSet, unit: float, small: float = 1.0) -> list[Item]:
        """All but the title. The first fact after a tagline stands apart from it."""
        return list(_items(self.lines, faces, unit, small))


def _items(lines: Sequence[PrintLine], faces: TypeSet, unit: float, small: float) -> Iterator[Item]:
    previous: Role | None = None
    rows = {line.text: row for line in lines if line.role == "detail" and (row := _split_row(line.text))}
    for line in lines:
        size, gap = SIZES[line.role]
        apart = 1.6 if previous in (None, "tagline") else 1.0
        style, wished = _style(line, faces), size * small * unit
        item = Item(line.role, line.text, style, wished, LEAST * unit, gap * apart, shrink=0.4, growth=GROWTH)
        row = rows.get(line.text) if len(rows) >= FEWEST_ROWS else None
        yield replace(item, text=row[0], price=row[1]) if row else item
        previous = line.role


def _split_row(text: str) -> tuple[str, str] | None:
    """`Paella: 15 €` -> `Paella`, `15 €`: a row of a menu or of a price list."""
    price = PRICE.search(text)
    dish = text[: price.start()].rstrip(DOTS) if price else ""
    return (dish, price.group()) if price and dish else None


def _style(line: PrintLine, faces: TypeSet) -> TypeStyle:
    """Capitals for what is short: a long line in wide capitals is not read with pleasure."""
    if line.role in ("tagline", "quote", "names"):
        return faces.tagline
    if line.role in ("date", "time", "price", "phone", "byline") or (line.role == "place" and len(line.text) <= 30):
        return faces.strong if len(line.text) <= JOINED_LENGTH else faces.small
    return faces.small


def _join(lines: "Iterator[PrintLine]") -> Iterator[PrintLine]:
    waiting: PrintLine | None = None
    for line in lines:
        if waiting is None:
            waiting = line
        elif (waiting.role, line.role) in PAIRS and len(waiting.text) + len(line.text) <= JOINED_LENGTH:
            waiting = PrintLine(role=waiting.role, text=waiting.text + SEPARATOR + line.text)
        else:
            yield waiting
            waiting = line
    if waiting is not None:
        yield waiting
