"""Where a print is shown: in a frame on a wall, or on a table. Everything has its real size, so the print has, too.

Lengths are centimetres; a scene says how many pixels one has. Light comes from the upper left.
"""

from dataclasses import dataclass

from backend.adapters.typesetting.colour import BLACK, WHITE, luminance, mix
from backend.adapters.typesetting.geometry import Box

WIDTH, HEIGHT = 1600, 1200
"""Pixels of a scene."""
FRAME = 1.8
"""The moulding's width."""
OAK, WALNUT, EBONY, BRASS, CLAY, SHADOW = "#c79f6d", "#6d4a30", "#2b2724", "#b8935a", "#d8cabb", "#1c1712"


@dataclass(frozen=True, slots=True)
class Layer:
    """Elements of SVG, and by how many pixels they are blurred."""

    elements: str
    blur: float = 0.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn below and above the print, and where the print is, in pixels."""

    below: tuple[Layer, ...]
    on_sheet: Layer
    """Drawn on the print, and nowhere else."""
    above: Layer
    sheet: Box
    degrees: float = 0.0
    """By how much the print is turned, counterclockwise, about its middle."""


def _linear(name: str, first: str, last: str, *, across: bool = False) -> str:
    """A gradient from top to bottom, or across."""
    stops = f'<stop stop-color="{first}"/><stop offset="1" stop-color="{last}"/>'
    end = 'x2="1" y2="0.3"' if across else 'x2="0" y2="1"'
    return f'<linearGradient id="{name}" {end}>{stops}</linearGradient>'


def _rect(box: Box, fill: str, more: str = "") -> str:
    size = f'width="{box.width:.1f}" height="{box.height:.1f}"'
    return f'<rect x="{box.x:.1f}" y="{box.y:.1f}" {size} fill="{fill}" {more}/>'


def _shadow(box: Box, dx: float, dy: float, opacity: float) -> str:
    return _rect(Box(box.x + dx, box.y + dy, box.width, box.height), SHADOW, f'opacity="{opacity}"')


def _soft(name: str, dense: float, inner: float = 0.0) -> str:
    """A shadow that fades towards its edge, from `inner` of its radius on."""
    return (
        f'<radialGradient id="{name}"><stop offset="{inner}" stop-color="{SHADOW}" stop-opacity="{dense}"/>'
        f'<stop offset="1" stop-color="{SHADOW}" stop-opacity="0"/></radialGradient>'
    )


# ---------------------------------------------------------------- on a wall


def hang(width: float, height: float, tint: str, *, dark_frame: bool) -> Scene:
    """A framed print over a sideboard with a vase and books; `tint` colours the wall a little."""
    outer_width, outer_height = width + 2 * FRAME, height + 2 * FRAME
    gap, top = max(9.0, 0.2 * outer_height), max(8.0, 0.24 * outer_height)
    board = max(9.0, 0.17 * outer_height)
    view = max(outer_height + gap + top + board, 0.75 * (outer_width + max(60.0, 0.7 * outer_width)))
    unit = HEIGHT / view
    spare = view - (outer_height + gap + top + board)
    outer = Box(
        WIDTH / 2 - outer_width * unit / 2, (top + spare * 0.45) * unit, outer_width * unit, outer_height * unit
    )
    surface = HEIGHT - (board + spare * 0.2) * unit
    wall = mix(mix("#e8e3da", tint, 0.1), WHITE, 0.12)
    ground = (
        f'<defs><radialGradient id="wall" cx="0.28" cy="0.1" r="1.15"><stop stop-color="{mix(wall, WHITE, 0.5)}"/>'
        f'<stop offset="0.55" stop-color="{wall}"/><stop offset="1" stop-color="{mix(wall, BLACK, 0.16)}"/>'
        f"</radialGradient></defs>{_rect(Box(0, 0, WIDTH, HEIGHT), 'url(#wall)')}"
    )
    things = (
        _vase(WIDTH / 2 - outer.width / 2 - 17 * unit, surface, unit, tint),
        _books(WIDTH / 2 + outer.width / 2 + 19 * unit, surface, unit, tint),
        _moulding(outer, unit, EBONY if dark_frame else OAK),
    )
    below = (
        Layer(ground),
        Layer(_window_light(), 1.1 * unit),
        Layer(_shadow(Box(0, surface, WIDTH, 3 * unit), 0, -2.4 * unit, 0.18), 0.5 * unit),
        Layer(_board(surface, unit)),
        Layer(_shadow(outer, 1.1 * unit, 1.9 * unit, 0.34), 1.5 * unit),
        Layer(_shadow(outer, 0.3 * unit, 0.5 * unit, 0.4), 0.35 * unit),
        Layer("".join(things)),
    )
    sheet = outer.inset(FRAME * unit)
    return Scene(below, _rebate(sheet, unit), Layer(_glass(sheet)), sheet)


def _window_light() -> str:
    panes = ((210, 40, 420, 520), (560, 20, 770, 500))
    shapes = (
        f'<path d="M{left} {top}L{right} {top - 50}L{right + 260} {top + height}L{left + 260} {top + height + 50}Z"/>'
        for left, top, right, height in panes
    )
    return f'<g fill="#fffaf0" opacity="0.32">{"".join(shapes)}</g>'


def _board(surface: float, unit: float) -> str:
    """The top and the front of a sideboard, as wide as the scene."""
    edge = 1.8 * unit
    front = Box(0, surface + edge, WIDTH, HEIGHT - surface - edge)
    doors = "".join(
        _rect(Box(WIDTH / 2 + at * 46 * unit - 0.15 * unit, front.y, 0.3 * unit, front.height), "#4d3421")
        for at in range(-5, 6)
    )
    return "".join(
        (
            "<defs>", _linear("top", mix(WALNUT, WHITE, 0.3), mix(WALNUT, WHITE, 0.06)),
            _linear("front", mix(WALNUT, BLACK, 0.12), mix(WALNUT, BLACK, 0.34)),
            _linear("below", mix(WALNUT, BLACK, 0.55), mix(WALNUT, BLACK, 0.13)), "</defs>",
            _rect(front, "url(#front)"), doors,
            _rect(Box(0, front.y, WIDTH, 1.2 * unit), "url(#below)", 'opacity="0.8"'),
            _rect(Box(0, surface, WIDTH, edge), "url(#top)"),
            _rect(Box(0, surface, WIDTH, 0.16 * unit), mix(WALNUT, WHITE, 0.55)),
        )
    )  # fmt: skip


def _vase(x: float, base: float, unit: float, tint: str) -> str:
    """A vase of 21 cm with branches of 38, its foot at `x`."""
    clay = mix(CLAY, tint, 0.14)
    body = (
        "M-3.4 0C-6.6 -2.4 -7.6 -7 -6.2 -11C-5 -14.2 -2.2 -15.4 -2 -18L-2.5 -20.6Q0 -21.3 2.5 -20.6L2 -18"
        "C2.2 -15.4 5 -14.2 6.2 -11C7.6 -7 6.6 -2.4 3.4 0Q0 0.7 -3.4 0Z"
    )
    stems = ((-9, -38, -3), (-1, -42, 1), (8, -36, 4), (-15, -31, -6))
    leaves = "".join(_branch(*each) for each in stems)
    clays = _linear("clay", mix(clay, WHITE, 0.45), mix(clay, BLACK, 0.32), across=True)
    return (
        f"<defs>{clays}{_soft('foot', 0.5)}</defs>"
        f'<g transform="translate({x:.1f} {base:.1f}) scale({unit:.3f})">'
        '<ellipse cx="3.4" cy="0.2" rx="10.4" ry="1.3" fill="url(#foot)"/>'
        f'<g fill="none" stroke="#8a7a55" stroke-width="0.28">{leaves}</g><path d="{body}" fill="url(#clay)"/></g>'
    )


def _branch(x: float, y: float, bend: float) -> str:
    """A stem from the vase's mouth to its tip, with leaves on both sides."""
    stem = f'<path d="M0 -20Q{bend} {y * 0.75:.1f} {x} {y}"/>'
    leaves = ""
    for step in range(3, 11):
        t = step / 10
        px, py = 2 * t * (1 - t) * bend + t * t * x, (1 - t) ** 2 * -20 + 2 * t * (1 - t) * y * 0.75 + t * t * y
        turn = (-58 if step % 2 else 58) + x * 1.6
        shade = ("#7d8a63", "#93a078", "#6b7a57")[step % 3]
        leaves += (
            f'<path transform="translate({px:.2f} {py:.2f}) rotate({turn:.0f})" stroke="none" fill="{shade}"'
            ' d="M0 0C1.5 -1.2 1.5 -3.4 0 -5C-1.5 -3.4 -1.5 -1.2 0 0Z"/>'
        )
    return stem + leaves


def _books(x: float, base: float, unit: float, tint: str) -> str:
    """Three books that lie on each other, and a small bowl on them."""
    covers = ((24, 3.0, mix(tint, "#3d4a57", 0.6)), (22, 2.2, "#e6ddcf"), (19, 2.6, mix(tint, "#b4694d", 0.6)))
    drawn, y = "", 0.0
    for at, (wide, high, cover) in enumerate(covers):
        left = -wide / 2 + (0, 0.8, -0.6)[at]
        drawn += (
            f'<rect x="{left}" y="{y - high}" width="{wide}" height="{high}" rx="0.25" fill="{cover}"/>'
            f'<rect x="{left + 0.9}" y="{y - high + 0.4}" width="{wide - 0.9}" height="{high - 0.8}" fill="#f4efe6"/>'
            f'<rect x="{left + 0.9}" y="{y - high + 0.4}" width="{wide - 0.9}" height="0.5" fill="#dcd5c9"/>'
        )
        y -= high
    bowl = f'<path transform="translate(-1 {y})" d="M-5.4 -4.2C-5 -1.2 -2.6 0 0 0S5 -1.2 5.4 -4.2Z" fill="url(#clay)"/>'
    return (
        f'<g transform="translate({x:.1f} {base:.1f}) scale({unit:.3f})">'
        '<ellipse cx="2.6" cy="0.1" rx="16" ry="1.2" fill="url(#foot)"/>'
        f"{drawn}{bowl}</g>"
    )


def _moulding(outer: Box, unit: float, wood: str) -> str:
    """A frame whose four sides catch the light differently."""
    inner = outer.inset(FRAME * unit)
    corners = {
        "top": (outer.x, outer.y, outer.right, outer.y, inner.right, inner.y, inner.x, inner.y),
        "left": (outer.x, outer.y, inner.x, inner.y, inner.x, inner.bottom, outer.x, outer.bottom),
        "right": (outer.right, outer.y, outer.right, outer.bottom, inner.right, inner.bottom, inner.right, inner.y),
        "bottom": (outer.x, outer.bottom, inner.x, inner.bottom, inner.right, inner.bottom, outer.right, outer.bottom),
    }
    tones = {
        "top": mix(wood, WHITE, 0.16), "left": mix(wood, WHITE, 0.06),
        "right": mix(wood, BLACK, 0.14), "bottom": mix(wood, BLACK, 0.22),
    }  # fmt: skip
    sides = "".join(
        f'<polygon points="{" ".join(f"{each:.1f}" for each in points)}" fill="{tones[name]}"/>'
        for name, points in corners.items()
    )
    rim = 0.22 * unit
    return sides + (
        f'<rect x="{outer.x:.1f}" y="{outer.y:.1f}" width="{outer.width:.1f}" height="{rim:.1f}"'
        f' fill="{mix(wood, WHITE, 0.5)}" opacity="0.8"/>'
    )


def _rebate(sheet: Box, unit: float) -> Layer:
    """The frame's shadow on the print."""
    deep = 0.55 * unit
    top = Box(sheet.x - deep, sheet.y - deep, sheet.width + 2 * deep, 1.6 * deep)
    left = Box(sheet.x - deep, sheet.y - deep, 1.5 * deep, sheet.height + 2 * deep)
    return Layer(f'<g opacity="0.42">{_rect(top, SHADOW)}{_rect(left, SHADOW)}</g>', 0.3 * unit)


def _glass(sheet: Box) -> str:
    """A breath of light on the frame's glass."""
    corner = f"M{sheet.x:.1f} {sheet.y:.1f}h{sheet.width * 0.62:.1f}L{sheet.x:.1f} {sheet.centre[1]:.1f}Z"
    return f'<path d="{corner}" fill="#ffffff" opacity="0.05"/>'


# ---------------------------------------------------------------- on a table


def lay(width: float, height: float, tint: str) -> Scene:
    """A sheet on a table of wood, with a pencil and a cup next to it."""
    unit = min(WIDTH * 0.56 / width, HEIGHT * 0.74 / height)
    sheet = Box(WIDTH * 0.46 - width * unit / 2, HEIGHT * 0.5 - height * unit / 2, width * unit, height * unit)
    degrees = 4.0
    x, y = sheet.centre
    turned = f'transform="rotate({-degrees} {x:.1f} {y:.1f})"'
    wood = mix("#d9bf9c", tint, 0.05)
    planks = "".join(_plank(at, wood) for at in range(-1, 5))
    table = (
        '<defs><radialGradient id="glow" cx="0.25" cy="0.1" r="1.2"><stop stop-color="#fff" stop-opacity="0.34"/>'
        '<stop offset="0.6" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#2a1a0c"'
        f' stop-opacity="0.3"/></radialGradient></defs>{_rect(Box(0, 0, WIDTH, HEIGHT), wood)}{planks}'
        + _rect(Box(0, 0, WIDTH, HEIGHT), "url(#glow)")
    )
    below = (
        Layer(table),
        Layer(f"<g {turned}>{_shadow(sheet, 14, 22, 0.36)}</g>", 26),
        Layer(f"<g {turned}>{_shadow(sheet, 3, 5, 0.42)}</g>", 5),
        Layer(_cup(*_find_cup(sheet, unit), unit)),
    )
    if width > height:
        pencil = _pencil(sheet.x + 0.2 * sheet.width, sheet.bottom + 2.2 * unit, unit, tint, wood, turn=-3)
    else:
        pencil = _pencil(
            min(WIDTH - 60.0, sheet.right + 4.6 * unit), sheet.bottom - 2 * unit, unit, tint, wood, turn=-76
        )
    return Scene(below, Layer(""), Layer(pencil), sheet, degrees)


def _plank(at: int, wood: str) -> str:
    y = at * 290 + 40
    grain = "".join(
        f'<path d="M0 {y + 30 + 43 * line}C400 {y + 12 + 47 * line} 900 {y + 60 + 39 * line} 1600 {y + 26 + 44 * line}"'
        f' stroke="{mix(wood, BLACK, 0.18)}" stroke-width="{1.2 + line % 2}" fill="none" opacity="0.28"/>'
        for line in range(6)
    )
    shade = _rect(Box(0, y, WIDTH, 288), mix(wood, BLACK if at % 2 else WHITE, 0.04))
    return shade + grain + _rect(Box(0, y + 287, WIDTH, 3), mix(wood, BLACK, 0.4), 'opacity="0.55"')


def _cup(x: float, y: float, unit: float) -> str:
    """Coffee, seen from above: a cup of 8 cm on a saucer of 14."""
    china = _linear("china", "#ffffff", "#d9d4cc", across=True)
    return (
        f"<defs>{china}{_soft('ground', 0.5, 0.76)}{_soft('well', 0.4, 0.7)}</defs>"
        f'<g transform="translate({x:.1f} {y:.1f}) scale({unit:.3f})">'
        '<circle cx="0.5" cy="0.8" r="8.4" fill="url(#ground)"/>'
        '<circle r="7" fill="url(#china)"/><circle r="5.3" fill="#efebe4"/>'
        '<circle cx="0.3" cy="0.5" r="5" fill="url(#well)"/>'
        '<path d="M-3.2 2.4L-6 4.6" stroke="#f3f0ea" stroke-width="1.1" stroke-linecap="round"/>'
        '<circle r="4.1" fill="url(#china)"/><circle r="3.55" fill="#4a2c18"/>'
        '<path d="M-2.9 -1.2A3.2 3.2 0 0 1 0.6 -3.1A4 4 0 0 0 -2.9 -1.2Z" fill="#ffffff" opacity="0.3"/></g>'
    )


def _find_cup(sheet: Box, unit: float) -> tuple[float, float]:
    """To the right of the sheet; of a large cup only a part is seen."""
    return max(WIDTH - 8.5 * unit, sheet.right + 9 * unit), max(1.5 * unit, HEIGHT * 0.2)


def _pencil(x: float, y: float, unit: float, tint: str, wood: str, *, turn: float) -> str:
    """Seventeen centimetres and a half of it."""
    paint = mix(tint, BLACK, 0.1) if luminance(tint) > 0.25 else tint
    return (
        f'<g transform="translate({x:.1f} {y:.1f}) rotate({turn}) scale({unit:.3f})">'
        f"<defs>{_linear('under', SHADOW, wood)}</defs>"
        '<rect x="-0.9" y="0.2" width="17.4" height="0.62" rx="0.3" fill="url(#under)" opacity="0.5"/>'
        f'<rect y="-0.36" width="14.4" height="0.72" fill="{paint}"/>'
        f'<rect y="-0.36" width="14.4" height="0.22" fill="#ffffff" opacity="0.3"/>'
        f'<rect x="-1.2" y="-0.37" width="1.2" height="0.74" fill="{BRASS}"/>'
        '<path d="M14.4 -0.36L17 -0.06V0.06L14.4 0.36Z" fill="#e5c59a"/>'
        '<path d="M16.2 -0.15L17.1 0L16.2 0.15Z" fill="#2b2724"/></g>'
    )
