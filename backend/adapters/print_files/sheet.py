"""A sheet: the boxes of a PDF's page, and its marks."""

from collections.abc import Iterator
from dataclasses import dataclass

from backend.adapters.typesetting.geometry import Box
from backend.domain.products.sheets import MM_PER_INCH

POINTS_PER_MM = 72 / MM_PER_INCH
MARK_MM = 5.0
LEAST_DISTANCE_MM = 3.0
"""From the trim to a mark where there is less bleed: a mark may never be seen on the cut print."""
BEYOND_MM = 2.0
"""From the marks to the edge of the page."""


@dataclass(frozen=True, slots=True)
class PrintSheet:
    """Millimetres from the top left corner of the trimmed sheet, and the same in points of a PDF."""

    width: float
    height: float
    bleed: float
    marked: bool

    @property
    def trim_box(self) -> Box:
        return Box(0, 0, self.width, self.height)

    @property
    def bleed_box(self) -> Box:
        return self.trim_box.inset(-self.bleed)

    @property
    def media_box(self) -> Box:
        return self.trim_box.inset(-self._around)

    @property
    def _around(self) -> float:
        """What lies around the trimmed sheet on each side."""
        return self._distance + MARK_MM + BEYOND_MM if self.marked else self.bleed

    @property
    def _distance(self) -> float:
        return max(self.bleed, LEAST_DISTANCE_MM)

    def points(self, length: float) -> float:
        return length * POINTS_PER_MM

    def x(self, value: float) -> float:
        return (value + self._around) * POINTS_PER_MM

    def y(self, value: float) -> float:
        return (self.height + self._around - value) * POINTS_PER_MM

    def box(self, box: Box) -> bytes:
        """A box as an entry of a page: left, bottom, right, top."""
        edges = self.x(box.x), self.y(box.bottom), self.x(box.right), self.y(box.y)
        return b"[%s]" % b" ".join(f"{edge:.4f}".encode() for edge in edges)

    def marks(self) -> Iterator[tuple[float, float, float, float]]:
        """The two ends of each line that shows where to cut."""
        if not self.marked:
            return
        near, far = self._distance, self._distance + MARK_MM
        for x in (0.0, self.width):
            yield x, -near, x, -far
            yield x, self.height + near, x, self.height + far
        for y in (0.0, self.height):
            yield -near, y, -far, y
            yield self.width + near, y, self.width + far, y
