"""A floor of geometric tiles in the Bauhaus manner, the pictures on some of them."""

from collections.abc import Callable
from functools import partial

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.colour import mix
from backend.adapters.typesetting.fitting import TypeStyle
from backend.adapters.typesetting.geometry import Box, circle, circle_path, group, number, path, rectangle, trace
from backend.local.designer import motifs, tones
from backend.local.designer.compositions.caption import Lettering, caption
from backend.local.designer.compositions.sheet import Sheet
from backend.local.designer.geometry import polygon, star

LETTERS = Lettering(
    TypeStyle("league-spartan-extrabold", spacing=-0.02, leading=1.36),
    TypeStyle("dm-sans-medium", leading=1.9),
    align="left",
    anchor="bottom",
    largest=190,
    lines=2,
    small_size=26,
    gap=30,
)

Tile = Callable[[Box, str, str], str]
"""Draws a tile's figure from its box, the figure's colour and the ground's."""


def draw(sheet: Sheet) -> None:
    sheet.ground(sheet.palette.ground)
    picture, text = sheet.split(0.25, fills=True)
    columns, rows, side = _grid(picture, sheet)
    left = picture.x if sheet.shape != "wide" else picture.centre[0] - columns * side / 2
    top = picture.y if sheet.shape != "wide" else picture.centre[1] - rows * side / 2
    boxes = [
        Box(left + column * side, top + row * side, side, side) for row in range(rows) for column in range(columns)
    ]
    _paint(sheet, boxes, columns)
    if sheet.shape != "wide":
        below = top + rows * side + 30 * sheet.unit
        text = Box(text.x, below, text.width, sheet.safe.bottom - below)
    palette = sheet.palette
    caption(
        sheet,
        text,
        LETTERS,
        over=(palette.ground,),
        inks=(palette.ink,),
        small=(mix(palette.ink, palette.ground, 0.22), palette.ink),
    )


def _grid(picture: Box, sheet: Sheet) -> tuple[int, int, float]:
    """Columns, rows and the side of square tiles that fill the picture's width, or its height on a wide sheet."""
    wanted = (3, 4, 4, 5)[sheet.random.randrange(4)]
    if sheet.shape == "wide":
        side = min(picture.height / wanted, picture.width / 2)
        return max(2, int(picture.width / side)), max(2, int(picture.height / side + 0.01)), side
    columns = next(count for count in range(wanted, 12) if _rows(picture, count) > 1)
    return columns, _rows(picture, columns), picture.width / columns


def _rows(picture: Box, columns: int) -> int:
    """How many rows of tiles fit when `columns` of them fill the width; the last may hang over by an eighth."""
    return int(picture.height * columns / picture.width + 0.125)


def _paint(sheet: Sheet, boxes: list[Box], columns: int) -> None:
    names = sheet.picture_names
    spots = _spots(sheet, len(boxes), columns) if names else []
    shades: list[str] = []
    fields = _fields(sheet)
    for i, box in enumerate(boxes):
        near = {shades[j] for j in (i - 1, i - columns) if j >= 0 and (j != i - 1 or i % columns)}
        ground = sheet.random.choice([shade for shade in fields if shade not in near] or fields)
        shades.append(ground)
        figure = sheet.random.choice([shade for shade in (*fields, sheet.palette.ground) if _apart(shade, ground)])
        if i in spots:
            sheet.add(_picture(sheet, names[spots.index(i) % len(names)], box, ground))
        else:
            sheet.add(rectangle(box.inset(-0.3), ground), _figure(sheet, box, figure, ground))


def _fields(sheet: Sheet) -> list[str]:
    palette = sheet.palette
    return list(dict.fromkeys([*tones.accents(palette), palette.ink, mix(palette.ground, palette.ink, 0.1)]))


def _apart(first: str, second: str) -> bool:
    return colour.contrast(first, second) > 1.35


def _spots(sheet: Sheet, count: int, columns: int) -> list[int]:
    """Tiles for the pictures: about a quarter of all, none next to another."""
    order = sheet.random.sample(range(count), count)
    chosen: list[int] = []
    for i in order:
        neighbours = {i - columns, i + columns, i - 1 if i % columns else -9, i + 1 if (i + 1) % columns else -9}
        if not neighbours & set(chosen) and len(chosen) < max(2, count // 4):
            chosen.append(i)
    return chosen


def _picture(sheet: Sheet, name: str, box: Box, ground: str) -> str:
    x, y = box.centre
    plate = mix(sheet.palette.ground, colour.WHITE, 0.4)
    drawn = rectangle(box.inset(-0.3), ground) + circle(x, y, box.width * 0.43, plate)
    ramp = None if name.startswith(motifs.FLAG) else tones.print_ramp(sheet.palette, plate)
    return drawn + motifs.draw(name, x, y, box.width * 0.56, ramp)


def _figure(sheet: Sheet, box: Box, fill: str, ground: str) -> str:
    x, y = box.centre
    turn = sheet.random.randrange(4) * 90
    drawn = sheet.random.choice(FIGURES)(box, fill, ground)
    return group(drawn, transform=f"rotate({turn} {number(x)} {number(y)})")


def _quarter(box: Box, fill: str, _: str) -> str:
    s = box.width
    return path(trace("M", box.x, box.y, "h", s, "A", s, s, 0, 0, 1, box.x, box.bottom, "Z"), fill)


def _quarter_rings(box: Box, fill: str, ground: str) -> str:
    def ring(share: float) -> str:
        s = box.width * share
        return trace("M", box.x, box.y, "h", s, "a", s, s, 0, 0, 1, -s, s, "Z")

    return "".join(path(ring(share), fill if i % 2 == 0 else ground) for i, share in enumerate((1, 0.75, 0.5, 0.25)))


def _half(box: Box, fill: str, _: str) -> str:
    r = box.width / 2
    return path(trace("M", box.x, box.centre[1], "a", r, r, 0, 0, 1, box.width, 0, "Z"), fill)


def _two_halves(box: Box, fill: str, _: str) -> str:
    r, w = box.width / 2, box.width
    upper = trace("M", box.x, box.y, "a", r, r, 0, 0, 0, w, 0, "Z")
    return path(trace(upper, "M", box.x, box.bottom, "a", r, r, 0, 0, 1, w, 0, "Z"), fill)


def _target(box: Box, fill: str, ground: str) -> str:
    x, y = box.centre
    return "".join(
        circle(x, y, box.width * share, shade) for share, shade in ((0.42, fill), (0.28, ground), (0.14, fill))
    )


def _triangle(box: Box, fill: str, _: str) -> str:
    return path(polygon([(box.x, box.y), (box.right, box.y), (box.x, box.bottom)]), fill)


def _arrows(box: Box, fill: str, _: str) -> str:
    """Two triangles that point the same way."""
    x, half = box.x, box.width / 2
    tips = (polygon([(x, y), (x + half, y + half), (x + box.width, y)]) for y in (box.y, box.y + half))
    return path("".join(tips), fill)


def _bars(box: Box, fill: str, _: str, count: int = 4) -> str:
    step = box.width / count
    bars = (
        trace("M", box.x, box.y + i * step, "h", box.width, "v", step / 2, "h", -box.width, "Z") for i in range(count)
    )
    return path("".join(bars), fill)


def _dots(box: Box, fill: str, _: str) -> str:
    step = box.width / 4
    return path(
        "".join(
            circle_path(box.x + step * (i + 0.5), box.y + step * (j + 0.5), step * 0.27)
            for i in range(4)
            for j in range(4)
        ),
        fill,
    )


def _petals(box: Box, fill: str, _: str) -> str:
    """Two leaves from corner to corner."""
    s = box.width
    there = trace("M", box.x, box.y, "A", s, s, 0, 0, 1, box.right, box.bottom)
    return path(trace(there, "A", s, s, 0, 0, 1, box.x, box.y, "Z"), fill)


def _star(box: Box, fill: str, _: str) -> str:
    return path(star(box.centre, box.width * 0.46, 8, 0.55), fill)


FIGURES: tuple[Tile, ...] = (
    _quarter,
    _quarter,
    _quarter_rings,
    _half,
    _two_halves,
    _target,
    _triangle,
    _arrows,
    _bars,
    _dots,
    _petals,
    _petals,
    _star,
    partial(_bars, count=3),
)
