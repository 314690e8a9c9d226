"""Layouts: each makes a page of a picture and its text, or none where they do not fit it.

A print takes the layout with the best score: its weight for the kind, how near the texts come to the sizes they should
have, and a share of chance that follows from the picture, so that prints differ and the same print stays as it is.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Literal

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.art import Art
from backend.adapters.typesetting.colour import BLACK, WHITE, mix
from backend.adapters.typesetting.column import Column, Item, set_column
from backend.adapters.typesetting.copy_text import Copy
from backend.adapters.typesetting.fitting import Align
from backend.adapters.typesetting.geometry import Box
from backend.adapters.typesetting.page import Placement, PrintPage, Rectangle
from backend.adapters.typesetting.type_sets import TypeSet, seed_of
from backend.domain.products.brief import Kind

Side = Literal["top", "bottom", "left", "right"]
TITLE_UNITS: dict[Kind, float] = {"poster": 128, "card": 96, "document": 88, "photo": 58}
"""Em height of a title where there is room."""
COMFORTABLE = 0.8
"""The scale of a column below which a panel grows to give its texts more room."""
SHARES = (0.18, 0.22, 0.26, 0.3, 0.34, 0.38, 0.42, 0.46, 0.5, 0.55, 0.6, 0.66)
CHANCE = 0.3
EMPTY_TITLE = 1.9
"""How much larger the title of such a print is: it is the picture."""
OFF_CENTRE = 0.6
"""What a place at a side is worth: the middle of a print is looked at first."""
MOST_COVERED = 0.3
"""The share of a picture's detail that a plate may lie on: more would hide what it shows."""
EMPTY = 0.9
"""The share of a picture without an edge from which it is a ground for text, and no picture to be shown next to it."""


@dataclass(frozen=True)
class Setting:
    """What a layout works with."""

    art: Art
    copy: Copy
    kind: Kind
    faces: TypeSet
    palette: tuple[str, ...]
    seed: int

    @cached_property
    def paper(self) -> str:
        """A light ground: the palette's lightest tone, lightened where it is not light enough for ink."""
        light = colour.by_luminance(self.palette)[-1]
        return light if colour.luminance(light) > 0.6 else mix(light, WHITE, 0.72)

    @cached_property
    def night(self) -> str:
        """A dark ground or ink: the palette's darkest tone, darkened where light text would not read on it."""
        dark = colour.by_luminance(self.palette)[0]
        return colour.darken_until_readable(dark, self.paper, 7)

    @cached_property
    def accent(self) -> str:
        """The palette's most vivid tone."""
        return max(self.palette, key=colour.saturation)

    @property
    def accents(self) -> tuple[str, ...]:
        return tuple(sorted(self.palette, key=colour.saturation, reverse=True))

    def page(self, ground: str) -> PrintPage:
        """A page of the picture's size."""
        return PrintPage(self.art.width, self.art.height, ground)

    @property
    def is_empty(self) -> bool:
        """Whether the picture is a ground for text, and shows nothing."""
        return self.art.quiet_share > EMPTY

    def items(self, page: PrintPage, small: float = 1.0, title: float = 1.0) -> list[Item]:
        return self.copy.items(self.faces, page.unit, title * TITLE_UNITS[self.kind], small=small)


Layout = Callable[[Setting], tuple[PrintPage, float] | None]
"""A page and the scale of its texts, 1 at best."""


# ---------------------------------------------------------------- on the picture


def overlay(setting: Setting, *, small: float = 1.0) -> tuple[PrintPage, float] | None:
    """Text on a quiet part of a picture that fills the page."""
    page = _full_page(setting)
    items = setting.items(page, small, EMPTY_TITLE if setting.is_empty else 1.0)
    found = [(column, box) for box, align in _quiet_boxes(setting.art, page) if (column := _set_in(items, box, align))]
    for column, _ in sorted(found, key=lambda each: -_worth(each[0], each[1], page)):
        page.texts.clear()
        page.place(column, setting.art, (setting.night, setting.paper, *setting.accents, WHITE, BLACK))
        if page.is_readable:
            return page, column.scale
    return None


def _worth(column: Column, box: Box, page: PrintPage) -> float:
    return column.scale * (1.0 if _is_centred(box, page) else OFF_CENTRE)


def _full_page(setting: Setting) -> PrintPage:
    page, art = setting.page(setting.paper), setting.art
    page.picture = Placement(Box(0, 0, art.width, art.height), page.frame)
    return page


def _set_in(items: list[Item], box: Box, align: Align) -> Column | None:
    return set_column(items, box, align=align, least=0.3)


def _quiet_boxes(art: Art, page: PrintPage) -> Iterator[tuple[Box, Align]]:
    """Where on the picture letters can lie, and how they are aligned there: centred, where the place is."""
    pad = 0.3 * page.margin
    for quiet in art.find_quiet_boxes():
        left, top = max(page.safe.x, quiet.x + pad), max(page.safe.y, quiet.y + pad)
        right, bottom = min(page.safe.right, quiet.right - pad), min(page.safe.bottom, quiet.bottom - pad)
        box = Box(left, top, right - left, bottom - top)
        centred = _is_centred(box, page)
        if box.width > (0.28 if centred else 0.38) * page.width and box.height > 0.1 * page.height:
            yield box, "centre" if centred else "left"


def _is_centred(box: Box, page: PrintPage) -> bool:
    return abs(box.centre[0] - page.width / 2) < 0.06 * page.width


def plate(setting: Setting) -> tuple[PrintPage, float] | None:
    """Text on a plate in the middle of a picture that fills the page."""
    page = _full_page(setting)
    room = page.safe.inset(1.2 * page.margin, 0.6 * page.margin)
    column = set_column(setting.items(page, 0.85), room, least=0.35)
    if column is None or column.box.height > 0.62 * page.height:
        return None
    around = Box(room.x, column.box.y, room.width, column.box.height).inset(-0.55 * page.margin, -0.75 * page.margin)
    if setting.art.detail_in(around) > MOST_COVERED:
        return None
    ground, ink = _ground_and_ink(setting)
    page.add(Rectangle(around, ground), _line_around(around, 14 * page.unit, ink, 2 * page.unit))
    page.place(column, (ground,), (ink,), _small_inks(setting, ink))
    return page, column.scale


# ---------------------------------------------------------------- next to the picture


def panel(
    setting: Setting, *, side: Side, framed: bool = False, align: Align = "centre", small: float = 1.0
) -> tuple[PrintPage, float] | None:
    """Text on a field of one colour at a side of the page; the picture fills the rest, or has a margin on paper."""
    ground, ink = (setting.paper, setting.night) if framed else _ground_and_ink(setting)
    page = setting.page(ground)
    outer = page.safe if framed else page.frame
    splits = (_split(outer, share, side) for share in (SHARES if side in ("top", "bottom") else SHARES[4:]))
    rooms = ((picture, _room_in(field, page, side, framed=framed)) for picture, field in splits)
    chosen = _choose_room(setting.items(page, small), rooms, align)
    if chosen is None:
        return None
    picture, column = chosen
    page.picture = Placement(setting.art.find_subject(picture.width / picture.height), picture)
    if framed:
        page.add(_line_around(picture, -6 * page.unit, mix(ink, ground, 0.5), 1.2 * page.unit))
    else:
        page.add(_edge(picture, side, 7 * page.unit, setting.accent))
    page.place(column, (ground,), (ink,), _small_inks(setting, ink))
    return page, column.scale


def _split(outer: Box, share: float, side: Side) -> tuple[Box, Box]:
    """The picture's box and the text's, which has the share of the height or width."""
    if side == "bottom":
        first, second = outer.rows(1 - share, share)
    elif side == "top":
        second, first = outer.rows(share, 1 - share)
    elif side == "right":
        first, second = outer.columns(1 - share, share)
    else:
        second, first = outer.columns(share, 1 - share)
    return first, second


def _room_in(field: Box, page: PrintPage, side: Side, *, framed: bool) -> Box:
    """Where texts may be in a field: within the safe area, away from the picture."""
    gap = 0.7 * page.margin
    safe = page.safe
    top = field.y + gap if side == "bottom" else max(field.y, safe.y)
    bottom = field.bottom - gap if side == "top" else min(field.bottom, safe.bottom)
    left = field.x + gap if side == "right" else max(field.x, safe.x)
    right = field.right - gap if side == "left" else min(field.right, safe.right)
    if framed and side in ("top", "bottom"):
        left, right = left + 0.4 * page.margin, right - 0.4 * page.margin
    return Box(left, top, max(1.0, right - left), max(1.0, bottom - top))


def _edge(picture: Box, side: Side, width: float, fill: str) -> Rectangle:
    """A line of colour between the picture and the text."""
    x = picture.right if side == "right" else picture.x - width if side == "left" else picture.x
    y = picture.bottom if side == "bottom" else picture.y - width if side == "top" else picture.y
    across = side in ("top", "bottom")
    return Rectangle(Box(x, y, picture.width if across else width, width if across else picture.height), fill)


def medallion(setting: Setting) -> tuple[PrintPage, float] | None:
    """A double frame on paper, the picture in a circle above the text: certificates, invitations, announcements."""
    page = setting.page(setting.paper)
    ink, unit = setting.night, page.unit
    inner = page.safe.inset(0.5 * page.margin)
    chosen = _choose_room(setting.items(page), _circles_and_rooms(inner, page.margin), "centre")
    if chosen is None:
        return None
    box, column = chosen
    page.picture = Placement(setting.art.find_subject(1), box, round=True)
    edge = page.frame.inset(0.55 * page.margin)
    page.add(_line_around(edge, 0, ink, 3.5 * unit), _line_around(edge, 9 * unit, setting.accent, 1.5 * unit))
    page.place(column, (setting.paper,), (ink,), _small_inks(setting, ink))
    return page, column.scale


def _circles_and_rooms(inner: Box, margin: float) -> Iterator[tuple[Box, Box]]:
    for share in (0.4, 0.34, 0.28, 0.22):
        across = min(share * inner.height, 0.62 * inner.width)
        circle = Box(inner.centre[0] - across / 2, inner.y + 0.2 * margin, across, across)
        top = circle.bottom + 0.8 * margin
        yield circle, Box(inner.x, top, inner.width, inner.bottom - top)


def mat(setting: Setting, *, dark: bool = False, polaroid: bool = False) -> tuple[PrintPage, float] | None:
    """A photograph in a mat, its words below it."""
    ground, ink = (setting.night, setting.paper) if dark else (mix(setting.paper, WHITE, 0.75), setting.night)
    page = setting.page(ground)
    side = (0.9 if polaroid else 1.25) * page.margin
    align: Align = "centre" if polaroid else "left"
    chosen = _choose_room(setting.items(page, 0.8), _photographs_and_rooms(page, side), align)
    if chosen is None:
        return None
    picture, column = chosen
    page.picture = Placement(setting.art.find_subject(picture.width / picture.height), picture)
    page.place(column, (ground,), (ink,), _small_inks(setting, ink))
    return page, column.scale


def _photographs_and_rooms(page: PrintPage, side: float) -> Iterator[tuple[Box, Box]]:
    for share in (0.14, 0.18, 0.24, 0.3, 0.4, 0.52):
        picture = Box(side, side, page.width - 2 * side, page.height * (1 - share) - 1.2 * side)
        top = picture.bottom + 0.45 * page.margin
        yield picture, Box(side, top, picture.width, page.height - top - 0.5 * page.margin)


# ---------------------------------------------------------------- parts


def _choose_room(items: list[Item], rooms: Iterable[tuple[Box, Box]], align: Align) -> tuple[Box, Column] | None:
    """Of pictures' boxes, each with the room for text next to it, the first whose text is comfortable.

    The rooms grow; where none is roomy enough, the last in which the text fits. None where it fits in none.
    """
    chosen = None
    for picture, room in rooms:
        column = set_column(items, room, align=align)
        if column is not None:
            chosen = picture, column
            if column.scale >= COMFORTABLE:
                break
    return chosen


def _ground_and_ink(setting: Setting) -> tuple[str, str]:
    """Dark with light letters, or light with dark ones, as chance has it."""
    return (setting.night, setting.paper) if setting.seed & 4 else (setting.paper, setting.night)


def _small_inks(setting: Setting, ink: str) -> tuple[str, ...]:
    """Inks of what is not the title: a vivid tone that reads on the ground, else the title's ink."""
    return (*(mix(tone, ink, 0.2) for tone in setting.accents[:2]), ink)


def _line_around(box: Box, inset: float, stroke: str, width: float) -> Rectangle:
    return Rectangle(box.inset(inset), stroke=stroke, width=width)


LAYOUTS: dict[Kind, tuple[tuple[float, Layout], ...]] = {
    "poster": (
        (1.5, overlay),
        (1.0, partial(panel, side="bottom", framed=True)),
        (0.9, partial(panel, side="bottom")),
        (0.8, partial(panel, side="top", framed=True, align="left")),
        (0.7, partial(panel, side="top")),
        (0.7, plate),
    ),
    "card": (
        (1.4, overlay),
        (1.0, partial(panel, side="right")),
        (1.0, partial(panel, side="left")),
        (0.9, partial(panel, side="right", framed=True)),
        (0.8, plate),
        (0.6, partial(panel, side="bottom")),
    ),
    "document": (
        (1.0, medallion),
        (1.0, partial(panel, side="bottom", small=1.1)),
        (0.9, partial(panel, side="bottom", framed=True)),
        (0.8, partial(panel, side="right", align="left")),
        (1.2, overlay),
        (0.7, partial(panel, side="top")),
    ),
    "photo": (
        (1.1, mat),
        (1.0, partial(mat, polaroid=True)),
        (0.9, partial(overlay, small=0.8)),
        (0.8, partial(mat, dark=True)),
        (0.6, partial(panel, side="bottom", small=0.8)),
    ),
}
"""Weight and layout, by kind."""


def lay_out(setting: Setting) -> PrintPage | None:
    """The page of the best layout; None where nothing of the text can be set.

    A layout is not tried that could not be the best even with texts of full size.
    """
    best: tuple[float, PrintPage] | None = None
    for weight, extra, layout in sorted(_rate(setting), key=lambda each: -each[0] - each[1]):
        if best is not None and weight + extra <= best[0]:
            break
        made = layout(setting)
        if made is not None:
            page, scale = made
            score = weight * scale**0.6 + extra
            best = max(best or (score, page), (score, page), key=lambda each: each[0])
    return best and best[1]


def _rate(setting: Setting) -> Iterator[tuple[float, float, Layout]]:
    """The layouts of a kind, each with its weight and what it has on top, by chance or because the picture is empty."""
    for at, (weight, layout) in enumerate(LAYOUTS[setting.kind]):
        fills = layout is overlay and setting.is_empty
        yield weight, CHANCE * seed_of(str(setting.seed), str(at)) / 2**32 + fills, layout
