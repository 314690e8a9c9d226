"""A page on its sheet as the operators of a PDF: art, shapes, letters, marks."""

from collections.abc import Iterator
from itertools import groupby

from backend.adapters.print_files.fonts import FontBook
from backend.adapters.print_files.placed import PlacedPage, Tile
from backend.adapters.print_files.sheet import PrintSheet
from backend.adapters.typesetting.colour import channels
from backend.adapters.typesetting.faces import Glyph, Run, face, has_rtl
from backend.adapters.typesetting.fitting import Line, runs
from backend.adapters.typesetting.geometry import Box
from backend.adapters.typesetting.page import Placement, Rectangle, Text
from backend.domain.products.pdf import text_string

CIRCLE = 0.5522847498
"""Where the handles of a Bezier curve lie that draws a quarter of a circle, as a share of its radius."""


class PageDrawing:
    """Draws with millimetres from the top left corner of the trimmed sheet; a PDF has points, from the bottom left."""

    def __init__(self, placed: PlacedPage, sheet: PrintSheet) -> None:
        self._placed = placed
        self._page = placed.page
        self._imposed = placed.imposed
        self._sheet = sheet
        self.fonts = FontBook()

    def content(self) -> bytes:
        return b"\n".join((*self._ground(), *self._composition(), *self._texts(), *self._marks()))

    # ---------------------------------------------------------------- below the text

    def _ground(self) -> Iterator[bytes]:
        yield b"q %s rg %s re f Q" % (_rgb(self._placed.ground), self._box(self._sheet.bleed_box))

    def _composition(self) -> Iterator[bytes]:
        """Picture and shapes, cut at the bleed."""
        yield b"q %s re W n" % self._box(self._sheet.bleed_box)
        if self._imposed.matted:
            yield b"q %s rg %s re f Q" % (_rgb(self._page.ground), self._box(self._imposed.place(self._page.frame)))
        if self._page.picture is not None:
            yield from self._picture(self._page.picture)
        for shape in self._page.below:
            yield from self._shape(shape)
        yield b"Q"

    def _picture(self, place: Placement) -> Iterator[bytes]:
        shown = self._placed.extend(place.box)
        yield b"q"
        if place.round:
            yield self._circle(shown)
            yield b"W n"
        else:
            yield b"%s re W n" % self._box(shown)
        for tile in self._placed.tiles(place):
            yield b"q %s cm /Art Do Q" % self._matrix(tile)
        yield b"Q"

    def _shape(self, shape: Rectangle) -> Iterator[bytes]:
        box = self._box(self._placed.extend(shape.box))
        if shape.fill is not None:
            yield b"q %s rg %s re f Q" % (_rgb(shape.fill), box)
        if shape.stroke is not None:
            width = _number(self._sheet.points(shape.width * self._imposed.scale))
            yield b"q %s RG %s w %s re S Q" % (_rgb(shape.stroke), width, box)

    # ---------------------------------------------------------------- text

    def _texts(self) -> Iterator[bytes]:
        for text in self._page.texts:
            dx, dy = self._imposed.text_offset(self._page, text.block.box)
            yield b"q %s rg" % _rgb(text.ink)
            for line in text.block.lines:
                yield from self._line(line, text, dx, dy)
            yield b"Q"

    def _line(self, line: Line, text: Text, dx: float, dy: float) -> Iterator[bytes]:
        """A line says what the customer wrote: its glyphs are in the order of the eye, and may be capitals."""
        told = not has_rtl(line.text)
        yield b"/Span << /ActualText %s >> BDC BT" % text_string(line.text) if told else b"BT"
        for run in runs(line.text, text.block.style):
            yield from self._run(run, line, dx, dy)
        yield b"ET EMC" if told else b"ET"

    def _run(self, run: Run, line: Line, dx: float, dy: float) -> Iterator[bytes]:
        size = line.size * run.scale * self._imposed.scale
        start = self._imposed.x + (line.x + run.x * line.size) * self._imposed.scale + dx
        baseline = self._imposed.y + line.y * self._imposed.scale + dy
        yield b"/%s %s Tf" % (self.fonts.use(run.face, run.glyphs), _number(self._sheet.points(size)))
        for y, glyphs in groupby(run.glyphs, key=lambda glyph: glyph.y):
            same = list(glyphs)
            x = start + same[0].x / run.units * size
            yield b"1 0 0 1 %s %s Tm [%s] TJ" % (
                _number(self._sheet.x(x)),
                _number(self._sheet.y(baseline - y / run.units * size)),
                b"".join(_show(run, same)),
            )

    # ---------------------------------------------------------------- marks

    def _marks(self) -> Iterator[bytes]:
        lines = list(self._sheet.marks())
        if not lines:
            return
        yield b"q /Registration CS 1 SCN 0.25 w"
        for x0, y0, x1, y1 in lines:
            ends = (
                _number(each) for each in (self._sheet.x(x0), self._sheet.y(y0), self._sheet.x(x1), self._sheet.y(y1))
            )
            yield b"%s %s m %s %s l S" % tuple(ends)
        yield b"Q"

    # ---------------------------------------------------------------- parts

    def _box(self, box: Box) -> bytes:
        lengths = self._sheet.x(box.x), self._sheet.y(box.bottom), *map(self._sheet.points, (box.width, box.height))
        return b" ".join(map(_number, lengths))

    def _matrix(self, tile: Tile) -> bytes:
        """What makes the unit square, in which a PDF draws pictures, this box."""
        width, height = self._sheet.points(tile.box.width), self._sheet.points(tile.box.height)
        left, bottom = self._sheet.x(tile.box.x), self._sheet.y(tile.box.bottom)
        values = (
            -width if tile.turn_x else width, 0, 0, -height if tile.turn_y else height,
            left + width * tile.turn_x, bottom + height * tile.turn_y,
        )  # fmt: skip
        return b" ".join(map(_number, values))

    def _circle(self, box: Box) -> bytes:
        """The path of the circle that a box holds."""
        (x, y), radius = box.centre, self._sheet.points(box.width / 2)
        x, y, handle = self._sheet.x(x), self._sheet.y(y), CIRCLE * radius
        curves = (
            (x + radius, y + handle, x + handle, y + radius, x, y + radius),
            (x - handle, y + radius, x - radius, y + handle, x - radius, y),
            (x - radius, y - handle, x - handle, y - radius, x, y - radius),
            (x + handle, y - radius, x + radius, y - handle, x + radius, y),
        )
        drawn = b" ".join(b" ".join(map(_number, curve)) + b" c" for curve in curves)
        return b"%s %s m %s h" % (_number(x + radius), _number(y), drawn)


def _show(run: Run, glyphs: list[Glyph]) -> Iterator[bytes]:
    """Glyphs of one height with the corrections that put each at its place (ISO 32000-1, 9.4.3)."""
    one = face(run.face)
    for glyph, after in zip(glyphs, [*glyphs[1:], None], strict=True):
        yield b"<%04X>" % glyph.id
        if after is not None:
            back = glyph.x + one.advance_of(glyph.id) - after.x
            if back:
                yield _number(1000 * back / run.units)


def _rgb(value: str) -> bytes:
    return b" ".join(_number(each) for each in channels(value))


def _number(value: float) -> bytes:
    """At most four decimals: 0.00004 mm."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return b"0" if text == "-0" else text.encode()
