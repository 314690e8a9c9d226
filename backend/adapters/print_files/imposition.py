"""Where a composition lies on a sheet: how large, what is cut off, what is added where it does not reach.

A composition has the shape of its art, a sheet has one of its own. In this order:

1. Art that reaches the edge is enlarged until it covers the sheet, as long as no text comes nearer to the trim than
   `SAFE_MM` and no more than `MOST_CROPPED` of a side is cut off.
2. What is then free is filled: by the art that a layout left out, by its mirror image, or by the colour of the ground.
3. Where more than `MOST_MIRRORED` of a side would be a mirror image, and where the art has a frame of its own, which is
   neither cut off nor mirrored, the composition gets a mat instead.
"""

from dataclasses import dataclass

from backend.adapters.typesetting.geometry import Box
from backend.adapters.typesetting.page import PrintPage
from backend.domain.products.sheets import SAFE_MM

MOST_CROPPED = 0.12
"""The share of the composition's width or height that may be cut off, both sides together."""
MARGIN = 0.045
"""What cutting off leaves between text and trim, as a share of the sheet's shorter side."""
MOST_MIRRORED = 0.07
"""The share of the sheet's width or height, on each side, that a mirror image may fill."""
MAT = 0.075
"""The mat's width, as a share of the sheet's shorter side."""
TOUCHES = 0.5
"""Pixels: what is nearer to the edge reaches it."""


@dataclass(frozen=True, slots=True)
class Imposition:
    """Lengths are millimetres from the top left corner of the trimmed sheet; `scale` is millimetres to a pixel."""

    scale: float
    x: float
    y: float
    matted: bool
    field_dx: float = 0.0
    field_dy: float = 0.0
    """How far texts next to the picture move, because their field grew."""

    def place(self, box: Box) -> Box:
        """A box of the composition, on the sheet."""
        return Box(
            self.x + box.x * self.scale, self.y + box.y * self.scale, box.width * self.scale, box.height * self.scale
        )

    def text_offset(self, page: PrintPage, box: Box) -> tuple[float, float]:
        """How far a text in a box of the composition moves: one in a field stays in its middle."""
        return (0.0, 0.0) if _lies_on_picture(page, box) else (self.field_dx, self.field_dy)


def impose(page: PrintPage, width: float, height: float, *, framed: bool = False) -> Imposition:
    """The place of a page on a sheet of so many millimetres; `framed` says that the art has a frame."""
    contained = min(width / page.width, height / page.height)
    reaches = _find_edges_of_art(page)
    framed = framed and any(reaches)
    scale = contained if framed or not any(reaches) else _largest_scale(page, width, height, contained)
    free = width - page.width * scale, height - page.height * scale
    across, down = _measure_mirrored(free[0], *reaches[:2]) / width, _measure_mirrored(free[1], *reaches[2:]) / height
    if max(across, down) > (0 if framed else MOST_MIRRORED):
        return _put_in_mat(page, width, height)
    kept = _find_kept(page)
    x, dx = _along(free[0], kept.x * scale, kept.right * scale, width, reaches[0], reaches[1])
    y, dy = _along(free[1], kept.y * scale, kept.bottom * scale, height, reaches[2], reaches[3])
    return Imposition(scale, x, y, matted=False, field_dx=dx, field_dy=dy)


def touches(page: PrintPage, box: Box) -> tuple[bool, bool, bool, bool]:
    """Whether a box reaches the left, right, upper and lower edge of its page."""
    return (
        box.x <= TOUCHES,
        box.right >= page.width - TOUCHES,
        box.y <= TOUCHES,
        box.bottom >= page.height - TOUCHES,
    )


def _find_edges_of_art(page: PrintPage) -> tuple[bool, bool, bool, bool]:
    return (False,) * 4 if page.picture is None else touches(page, page.picture.box)


def _largest_scale(page: PrintPage, width: float, height: float, contained: float) -> float:
    """As much of the sheet as can be covered without cutting off too much, or bringing a text too near to the trim."""
    margin = max(SAFE_MM, MARGIN * min(width, height))
    covering = max(width / page.width, height / page.height)
    kept = _find_kept(page)
    free = 1 - MOST_CROPPED
    limits = (
        covering,
        width / page.width / free,
        height / page.height / free,
        (width - 2 * margin) / kept.width,
        (height - 2 * margin) / kept.height,
    )
    return max(contained, min(limits))


def _find_kept(page: PrintPage) -> Box:
    """The box around what must not be cut off: texts, and shapes that do not reach an edge."""
    boxes = [text.block.box for text in page.texts]
    boxes += [shape.box for shape in page.below if not any(touches(page, shape.box))]
    if not boxes:
        return Box(page.width / 2, page.height / 2, 1, 1)
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)


def _measure_mirrored(free: float, starts: bool, ends: bool) -> float:
    """How much of the free length a mirror image would fill on a side."""
    return max(0.0, free) / 2 if starts and ends else 0.0


def _along(free: float, start: float, end: float, length: float, starts: bool, ends: bool) -> tuple[float, float]:
    """Where the composition begins along an axis, and how far the texts of a field move along it.

    Between art and a field it is the field that grows; between two of a kind both do.
    """
    if free > 0 and starts != ends:
        return (0.0, free / 2) if starts else (free, -free / 2)
    least, most = SAFE_MM - start, length - SAFE_MM - end
    wanted = free / 2
    return (max(least, min(most, wanted)) if least <= most else wanted), 0.0


def _put_in_mat(page: PrintPage, width: float, height: float) -> Imposition:
    mat = MAT * min(width, height)
    scale = min((width - 2 * mat) / page.width, (height - 2 * mat) / page.height)
    x, y = (width - page.width * scale) / 2, (height - page.height * scale) / 2
    # the same width at the sides and above, where there is room; a little more below, as a framer cuts it
    return Imposition(scale, x, y * 0.92, matted=True)


def _lies_on_picture(page: PrintPage, box: Box) -> bool:
    return page.picture is not None and page.picture.box.overlaps(box)
