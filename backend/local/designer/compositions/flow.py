"""Lines that follow an invisible current: generative art in a disc, a window, or over the whole sheet."""

import math
from collections.abc import Callable
from random import Random

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.colour import mix
from backend.adapters.typesetting.fitting import TypeStyle
from backend.adapters.typesetting.geometry import Box, Point, circle, line
from backend.local.designer import motifs, tones
from backend.local.designer.compositions.caption import GROTESK, Lettering, caption
from backend.local.designer.compositions.sheet import Sheet
from backend.local.designer.concept import Palette
from backend.local.designer.geometry import polar, polyline

LETTERS = Lettering(
    TypeStyle("space-grotesk-bold", spacing=-0.02, leading=1.4), GROTESK, largest=150, lines=2, small_size=19
)

Field = Callable[[float, float], float]
"""The direction of the current (radians) at a place."""
Inside = Callable[[float, float], bool]


def draw(sheet: Sheet) -> None:
    palette = sheet.palette
    kind = (_in_disc, _in_window, _around)[sheet.concept.seed % 3]
    picture, text = sheet.split(0.22, fills=kind is _in_window)
    reach = picture.short / 2
    centre = picture.centre
    sheet.ground(palette.ground)
    x, y = centre
    tint = mix(palette.ground, palette.second, 0.34)
    sheet.add(circle(x, y, reach * 2.1, sheet.glow([(0, tint, 1), (1, palette.ground, 0)])))
    radius = reach * 0.93
    kind(sheet, picture, radius)
    _medallion(sheet, centre, radius * 0.34)
    over = (palette.ground, mix(palette.ground, tint, 0.55))
    caption(
        sheet, text, LETTERS, over=over, inks=(palette.ink,), small=(mix(palette.first, palette.ink, 0.2), palette.ink)
    )


def _in_disc(sheet: Sheet, picture: Box, radius: float) -> None:
    x, y = picture.centre
    box = Box(x - radius, y - radius, 2 * radius, 2 * radius)
    _current(sheet, box, lambda px, py: (px - x) ** 2 + (py - y) ** 2 < radius**2, _waves(sheet.random, radius))
    _orbits(sheet, (x, y), radius)


def _in_window(sheet: Sheet, picture: Box, radius: float) -> None:
    _current(sheet, picture, _rounded_box(picture, picture.short * 0.16), _waves(sheet.random, radius))


def _around(sheet: Sheet, picture: Box, radius: float) -> None:
    """A current that turns about the middle and loosens outwards."""
    x, y = picture.centre
    turns = _waves(sheet.random, radius)
    spin = sheet.random.choice((-1, 1)) * sheet.random.uniform(1.25, 1.75)

    def field(px: float, py: float) -> float:
        distance = math.hypot(px - x, py - y) / radius
        return math.atan2(py - y, px - x) + spin + 0.45 * distance * turns(px, py)

    box = Box(x - radius, y - radius, 2 * radius, 2 * radius)
    _current(sheet, box, lambda px, py: (px - x) ** 2 + (py - y) ** 2 < radius**2, field)
    _orbits(sheet, (x, y), radius)


def _rounded_box(box: Box, corner: float) -> Inside:
    def inside(px: float, py: float) -> bool:
        dx = max(box.x + corner - px, px - box.right + corner, 0)
        dy = max(box.y + corner - py, py - box.bottom + corner, 0)
        return dx * dx + dy * dy < corner * corner

    return inside


def _waves(random: Random, radius: float) -> Field:
    """A smooth field out of four sines."""
    waves = [
        (
            random.uniform(0.9, 2.5) / radius,
            random.uniform(0.9, 2.5) / radius * (-1) ** i,
            random.uniform(0, math.tau),
            random.uniform(0.6, 1.3),
        )
        for i in range(4)
    ]
    sine = math.sin
    return lambda x, y: 1.3 * sum(size * sine(x * across + y * down + phase) for across, down, phase, size in waves)


def _current(sheet: Sheet, box: Box, inside: Inside, field: Field) -> None:
    """Trace lines through the field until they meet another; three widths, one gradient over all."""
    palette, random = sheet.palette, sheet.random
    cell = max(box.width, box.height) / 96
    shades = [_visible(shade, palette) for shade in tones.accents(palette)]
    stops = [(0.5 * i, shade, 1.0) for i, shade in enumerate(shades)]
    stroke = sheet.page_gradient(stops, (box.x, box.y), (box.right, box.bottom))
    taken: set[tuple[int, int]] = set()
    drawn: dict[float, list[str]] = {0.24: [], 0.46: [], 0.76: []}
    for _ in range(1500):
        start = (random.uniform(box.x, box.right), random.uniform(box.y, box.bottom))
        points = _trace_line(start, cell, inside, field, taken)
        if len(points) > 5:
            drawn[random.choice((0.24, 0.24, 0.46, 0.46, 0.76))].append(polyline(points))
    for width, paths in drawn.items():
        sheet.add(line("".join(paths), stroke, width * cell, opacity=round(0.72 + 0.36 * width, 2)))


def _visible(shade: str, palette: Palette) -> str:
    """The shade, drawn towards the ink where it would be too faint for fine lines."""
    tones = (mix(shade, palette.ink, share) for share in (0, 0.2, 0.4, 0.6))
    return next((tone for tone in tones if colour.contrast(tone, palette.ground) > 2.1), palette.ink)


def _trace_line(start: Point, cell: float, inside: Inside, field: Field, taken: set[tuple[int, int]]) -> list[Point]:
    """One line from its start on; the cells it crosses become taken when it is long enough to be drawn."""
    (x, y), step = start, cell * 0.66
    points: list[Point] = []
    mine: set[tuple[int, int]] = set()
    for _ in range(80):
        place = (int(x / cell), int(y / cell))
        if place in taken or not inside(x, y):
            break
        mine.add(place)
        points.append((x, y))
        turn = field(x, y)
        x, y = x + step * math.cos(turn), y + step * math.sin(turn)
    if len(points) > 5:
        taken |= mine
    return points


def _orbits(sheet: Sheet, centre: Point, radius: float) -> None:
    """Fine broken circles around the disc, with beads on them."""
    palette, unit, random = sheet.palette, sheet.unit, sheet.random
    for i in range(2):
        dash = random.choice(("2 9", "1 14", "40 12 4 12"))
        sheet.add(
            circle(
                *centre,
                radius + (14 + 15 * i) * unit,
                "none",
                stroke=palette.ink,
                stroke_width=round(1.2 * unit, 2),
                stroke_dasharray=dash,
                opacity=0.6 - 0.2 * i,
            )
        )
    for _ in range(12):
        place = polar(centre, radius + (14 + 15 * random.randrange(2)) * unit, random.uniform(0, math.tau))
        sheet.add(circle(*place, random.uniform(3, 7) * unit, random.choice((*tones.accents(palette), palette.ink))))


def _medallion(sheet: Sheet, centre: Point, radius: float) -> None:
    names = [name for name in sheet.picture_names if name != "sparkles"] or sheet.picture_names
    if not names:
        return
    palette, (x, y) = sheet.palette, centre
    sheet.add(
        circle(x, y, radius, palette.ground),
        circle(x, y, radius * 0.9, "none", stroke=palette.first, stroke_width=round(2.6 * sheet.unit, 2)),
    )
    ramp = None if names[0].startswith(motifs.FLAG) else tones.print_ramp(palette, palette.ground)
    sheet.add(motifs.draw(names[0], x, y, radius * 1.15, ramp))
