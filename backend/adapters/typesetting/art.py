"""A picture as the typesetter sees it: its size, its colours, and how quiet each part of it is."""

import struct
import zlib
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import accumulate

from PIL import Image

from backend.adapters.typesetting.colour import from_channels
from backend.adapters.typesetting.geometry import Box

COLUMNS = 48
"""Cells of the grid over a picture's width; a cell is about as high as wide."""
SAMPLES = 5
"""Pixels of a cell's side that are looked at, averaged from the picture's own: paper grain disappears."""
QUIET = 7.0
"""The spread of lightness (standard deviation, 0..127) up to which letters can lie on a cell."""
FRAME_DEPTH, LINE_WIDTH = 0.1, 0.006
"""Where a frame's line lies from the edge, at most, and how wide it is, as shares of the picture's side."""
LINE_LEAP = 8
"""By how much a line's mean lightness (0..255) differs from that on both sides of it."""
FORMATS = ("PNG", "JPEG", "WEBP")
UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error)
"""What Pillow raises for files that are damaged: its decoders have no common error."""


@dataclass(frozen=True, slots=True)
class Cell:
    colour: str
    spread: float
    """Standard deviation of the lightness of its pixels."""


class Art:
    """A decoded picture. Raises one of `UNREADABLE` for what is none."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            self.width, self.height = opened.size
            rows = max(8, round(COLUMNS * self.height / self.width))
            self.rows = rows
            self.picture = opened.convert("RGB")
        self._small = self.picture.resize((COLUMNS * SAMPLES, rows * SAMPLES), Image.Resampling.BOX)

    @cached_property
    def cells(self) -> list[list[Cell]]:
        """Rows of cells, from the top left corner."""
        lightness = self._small.convert("L").tobytes()
        means = self._small.resize((COLUMNS, self.rows), Image.Resampling.BOX).tobytes()
        width = COLUMNS * SAMPLES
        return [
            [
                Cell(
                    from_channels(each / 255 for each in means[3 * at : 3 * at + 3]),
                    _spread(lightness, (row * width + column) * SAMPLES, width),
                )
                for column, at in enumerate(range(row * COLUMNS, (row + 1) * COLUMNS))
            ]
            for row in range(self.rows)
        ]

    @cached_property
    def quiet_share(self) -> float:
        """Which part of the picture letters can lie on, 0..1."""
        return sum(cell.spread <= QUIET for row in self.cells for cell in row) / (COLUMNS * self.rows)

    @cached_property
    def has_frame(self) -> bool:
        """Whether the picture has a line along each of its four edges: it must not be cut off, nor mirrored."""
        grey = self.picture.convert("L")
        columns = grey.resize((self.width, 1), Image.Resampling.BOX).tobytes()
        rows = grey.resize((1, self.height), Image.Resampling.BOX).tobytes()
        return all(_has_line(each) for means in (columns, rows) for each in (means, means[::-1]))

    def find_quiet_boxes(self, most: int = 6) -> list[Box]:
        """The largest boxes without an edge in them, which differ from each other, the largest first."""
        side_x, side_y = self.width / COLUMNS, self.height / self.rows
        quiet = [[cell.spread <= QUIET for cell in row] for row in self.cells]
        chosen: list[Box] = []
        for left, top, right, bottom in sorted(_find_rectangles(quiet), key=lambda r: (r[0] - r[2]) * (r[3] - r[1])):
            box = Box(left * side_x, top * side_y, (right - left) * side_x, (bottom - top) * side_y)
            if all(_measure_overlap(box, other) < 0.8 for other in chosen):
                chosen.append(box)
            if len(chosen) == most:
                break
        return chosen

    def cells_in(self, box: Box) -> list[Cell]:
        """The cells that a box touches; lengths are the picture's pixels."""
        side_x, side_y = self.width / COLUMNS, self.height / self.rows
        rows = range(max(0, int(box.y / side_y)), min(self.rows, int(box.bottom / side_y) + 1))
        columns = range(max(0, int(box.x / side_x)), min(COLUMNS, int(box.right / side_x) + 1))
        return [self.cells[row][column] for row in rows for column in columns]

    def colours_in(self, box: Box) -> list[str]:
        """The colours that a box lies on, each once."""
        return list(dict.fromkeys(cell.colour for cell in self.cells_in(box)))

    def detail_in(self, box: Box) -> float:
        """Which share of the picture's detail lies in a box, 0..1."""
        everywhere = sum(cell.spread for row in self.cells for cell in row)
        return sum(cell.spread for cell in self.cells_in(box)) / everywhere if everywhere else 0.0

    def find_subject(self, ratio: float) -> Box:
        """The largest part of the picture with a ratio of width to height, where most of its detail is."""
        width = min(self.width, self.height * ratio)
        height = min(self.height, self.width / ratio)
        if width >= self.width - 1:
            rows = [sum(cell.spread for cell in row) for row in self.cells]
            return Box(0, _heaviest(rows, height / self.height) * (self.height - height), self.width, height)
        columns = [sum(row[column].spread for row in self.cells) for column in range(COLUMNS)]
        return Box(_heaviest(columns, width / self.width) * (self.width - width), 0, width, self.height)


def _has_line(means: bytes) -> bool:
    """Whether the lightness leaps and returns near the start of a row of means, as it does at a line."""
    near = max(2, round(LINE_WIDTH * len(means)))
    inner = range(near, max(near, round(FRAME_DEPTH * len(means))))
    return any(abs(means[at] - (means[at - near] + means[at + near]) / 2) > LINE_LEAP for at in inner)


def _heaviest(weights: list[float], share: float) -> float:
    """Where a window over `share` of the weights has most of them, 0 (start) to 1 (end); the middle of equal ones."""
    size = max(1, round(len(weights) * share))
    free = len(weights) - size
    if free <= 0:
        return 0.5
    sums = [0.0, *accumulate(weights)]
    windows = [sums[at + size] - sums[at] for at in range(free + 1)]
    most = max(windows) * 0.995
    best = [at for at, weight in enumerate(windows) if weight >= most]
    return min(best, key=lambda at: abs(at - free / 2)) / free


def _spread(values: bytes, start: int, width: int) -> float:
    """The standard deviation of the lightness in a cell."""
    cell = b"".join(values[at : at + SAMPLES] for at in range(start, start + SAMPLES * width, width))
    mean = sum(cell) / len(cell)
    return float((sum(value * value for value in cell) / len(cell) - mean * mean) ** 0.5) if len(set(cell)) > 1 else 0.0


def _find_rectangles(grid: list[list[bool]]) -> set[tuple[int, int, int, int]]:
    """The rectangles of true values that cannot grow to the left, right or top: left, top, right, bottom."""
    found = set()
    heights = [0] * len(grid[0])
    for row, values in enumerate(grid):
        heights = [height + 1 if value else 0 for height, value in zip(heights, values, strict=True)]
        open_ones: list[tuple[int, int]] = []  # where each rectangle of growing height starts
        for column, height in enumerate([*heights, 0]):
            start = column
            while open_ones and open_ones[-1][1] > height:
                start, high = open_ones.pop()
                found.add((start, row - high + 1, column, row + 1))
            if height and (not open_ones or open_ones[-1][1] < height):
                open_ones.append((start, height))
    return found


def _measure_overlap(one: Box, other: Box) -> float:
    """The part of the smaller box that lies in the other."""
    width = min(one.right, other.right) - max(one.x, other.x)
    height = min(one.bottom, other.bottom) - max(one.y, other.y)
    smaller = min(one.width * one.height, other.width * other.height)
    return max(0.0, width) * max(0.0, height) / smaller
