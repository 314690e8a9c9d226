"""A composition on its sheet: what fills the sheet where the composition ends."""

from collections.abc import Iterator
from dataclasses import dataclass

from backend.adapters.print_files.imposition import Imposition, touches
from backend.adapters.typesetting import colour
from backend.adapters.typesetting.colour import WHITE, mix
from backend.adapters.typesetting.geometry import Box
from backend.adapters.typesetting.page import Placement, PrintPage

OVERLAP = 0.5
"""Pixels of the art by which a mirror image reaches below it: renderers leave a gap between edges that only meet."""


@dataclass(frozen=True, slots=True)
class Tile:
    """The art, or its mirror image, in a box of the sheet."""

    box: Box
    turn_x: bool
    turn_y: bool


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """Lengths are millimetres from the top left corner of the trimmed sheet; `reach` is the box that is printed."""

    page: PrintPage
    art_size: tuple[int, int]
    imposed: Imposition
    reach: Box

    @property
    def ground(self) -> str:
        """The colour of the sheet where nothing else is: the page's, or that of a mat."""
        ground = self.page.ground
        return mix(ground, WHITE, 0.94) if self.imposed.matted and colour.luminance(ground) < 0.6 else ground

    def extend(self, box: Box) -> Box:
        """A box of the composition on the sheet: what reaches an edge of the one reaches that of the other."""
        placed = self.imposed.place(box)
        if self.imposed.matted:
            return placed
        left, right, top, bottom = touches(self.page, box)
        x, y = self.reach.x if left else placed.x, self.reach.y if top else placed.y
        ends = self.reach.right if right else placed.right, self.reach.bottom if bottom else placed.bottom
        return Box(x, y, ends[0] - x, ends[1] - y)

    def tiles(self, place: Placement) -> Iterator[Tile]:
        """The art at its place, and next to it its mirror images as far as they are seen, each below the next."""
        shown = self.extend(place.box)
        width, height = self.art_size
        whole = Box(
            place.box.x - place.part.x * place.box.width / place.part.width,
            place.box.y - place.part.y * place.box.height / place.part.height,
            width * place.box.width / place.part.width,
            height * place.box.height / place.part.height,
        )
        tile = self.imposed.place(whole)
        columns = _reach(shown.x, shown.right, tile.x, tile.width)
        rows = _reach(shown.y, shown.bottom, tile.y, tile.height)
        cells = [(column, row) for column in columns for row in rows]
        for column, row in sorted(cells, key=lambda cell: -abs(cell[0]) - abs(cell[1])):
            left = tile.x + column * tile.width - _sign(column) * OVERLAP * tile.width / width
            top = tile.y + row * tile.height - _sign(row) * OVERLAP * tile.height / height
            yield Tile(Box(left, top, tile.width, tile.height), turn_x=column % 2 == 1, turn_y=row % 2 == 1)


def _reach(start: float, end: float, first: float, length: float) -> range:
    """The numbers of the tiles that a stretch touches; the one at `first` is 0."""
    return range(int((start - first + 1e-6) // length), int((end - first - 1e-6) // length) + 1)


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
