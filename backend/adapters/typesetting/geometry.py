"""Boxes, and SVG's elements as text. Lengths are pixels, y grows downwards."""

from dataclasses import dataclass
from math import sqrt

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: its top left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def short(self) -> float:
        return min(self.width, self.height)

    def inset(self, left: float, top: float | None = None) -> "Box":
        """Smaller on every side: by `left` at the sides and `top` (the same when not given) above and below."""
        top = left if top is None else top
        return Box(self.x + left, self.y + top, self.width - 2 * left, self.height - 2 * top)

    def rows(self, *shares: float, gap: float = 0) -> list["Box"]:
        """Boxes from top to bottom whose heights are in proportion to `shares`, `gap` apart."""
        room, y, boxes = self.height - gap * (len(shares) - 1), self.y, []
        for share in shares:
            height = room * share / sum(shares)
            boxes.append(Box(self.x, y, self.width, height))
            y += height + gap
        return boxes

    def columns(self, *shares: float, gap: float = 0) -> list["Box"]:
        """Boxes from left to right whose widths are in proportion to `shares`, `gap` apart."""
        turned = Box(self.y, self.x, self.height, self.width).rows(*shares, gap=gap)
        return [Box(box.y, box.x, box.height, box.width) for box in turned]

    def overlaps(self, other: "Box") -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def contains(self, other: "Box", slack: float = 0.5) -> bool:
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )


def number(value: float) -> str:
    """A coordinate with one decimal at most: 3.0 -> '3', 0.04 -> '0', -0.01 -> '0'."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def trace(*parts: str | float) -> str:
    """Path data from commands and coordinates: ('M', 0, 5.04, 'h', -3, 'Z') -> 'M0 5h-3Z'."""
    data = ""
    for part in parts:
        text = part if isinstance(part, str) else number(part)
        data += " " + text if data and not (data[-1].isalpha() or text[0].isalpha()) else text
    return data


def circle_path(x: float, y: float, radius: float) -> str:
    return (
        f"M{number(x - radius)} {number(y)}a{number(radius)} {number(radius)} 0 1 0 {number(2 * radius)} 0"
        f"a{number(radius)} {number(radius)} 0 1 0 {number(-2 * radius)} 0Z"
    )


def path(data: str, fill: str = "none", **attributes: object) -> str:
    """A path element; underscores in attribute names become hyphens."""
    return f'<path d="{data}" fill="{fill}"{attribute_text(_flat(attributes))}/>'


def line(data: str, stroke: str, width: float, **attributes: object) -> str:
    """A path that is stroked, with round caps and joins unless said otherwise."""
    drawn: dict[str, object] = {"stroke": stroke, "stroke_width": float(width)}
    attributes = drawn | {"stroke_linecap": "round", "stroke_linejoin": "round"} | attributes
    return f'<path d="{data}" fill="none"{attribute_text(_flat(attributes))}/>'


def circle(x: float, y: float, radius: float, fill: str, **attributes: object) -> str:
    place = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
    return f'<circle {place} fill="{fill}"{attribute_text(_flat(attributes))}/>'


def _flat(attributes: dict[str, object]) -> dict[str, object]:
    """Opacity of the paint instead of the element: the same for one shape, and no layer has to be composited."""
    if "opacity" not in attributes:
        return attributes
    value = attributes["opacity"]
    paint = "stroke_opacity" if "stroke" in attributes else "fill_opacity"
    return {name: given for name, given in attributes.items() if name != "opacity"} | {paint: value}


def rectangle(box: Box, fill: str, **attributes: object) -> str:
    place = f'x="{number(box.x)}" y="{number(box.y)}" width="{number(box.width)}" height="{number(box.height)}"'
    return f'<rect {place} fill="{fill}"{attribute_text(attributes)}/>'


def group(content: str, **attributes: object) -> str:
    return f"<g{attribute_text(attributes)}>{content}</g>"


def attribute_text(attributes: dict[str, object]) -> str:
    """{'stroke_width': 2.0} -> ' stroke-width="2"'; numbers keep two decimals at most."""

    def value(given: object) -> str:
        return f"{given:.2f}".rstrip("0").rstrip(".") if isinstance(given, float) else str(given)

    return "".join(f' {name.rstrip("_").replace("_", "-")}="{value(given)}"' for name, given in attributes.items())


class Canvas:
    """What is measured alike on every page, whatever its size in pixels."""

    __slots__ = ()
    width: int
    height: int

    @property
    def frame(self) -> Box:
        """The whole page."""
        return Box(0, 0, self.width, self.height)

    @property
    def unit(self) -> float:
        """A thousandth of the mean side: what strokes, small text and details are measured in."""
        return min(sqrt(self.width * self.height), 1.35 * min(self.width, self.height)) / 1000

    @property
    def margin(self) -> float:
        return 62 * self.unit

    @property
    def safe(self) -> Box:
        """Where words may be."""
        return self.frame.inset(self.margin)
