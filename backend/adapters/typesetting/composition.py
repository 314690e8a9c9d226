"""Typesets the text of a brief on a picture: HarfBuzz shapes it, resvg draws the page."""

from io import BytesIO

import resvg_py
from PIL import Image

from backend.adapters.typesetting.art import Art
from backend.adapters.typesetting.colour import WHITE
from backend.adapters.typesetting.copy_text import Copy
from backend.adapters.typesetting.faces import find_missing
from backend.adapters.typesetting.geometry import Box
from backend.adapters.typesetting.layouts import Setting, lay_out
from backend.adapters.typesetting.page import Placement, PrintPage
from backend.adapters.typesetting.type_sets import choose_type_set, seed_of
from backend.domain.products.brief import Brief

COMPRESSION = 5
"""Of zlib: half the time of 6 for 5 % more."""


def compose(art: Art, brief: Brief) -> PrintPage | None:
    """The page of a brief and its picture; None where no character of the text can be drawn."""
    seed = seed_of(art.content)
    words = " ".join((brief.style, brief.mood, *brief.keywords))
    faces = choose_type_set(words, seed >> 8)
    return lay_out(Setting(art, Copy.of(brief), brief.kind, faces, tuple(brief.palette), seed))


def show_alone(art: Art) -> PrintPage:
    """A page that shows the picture, and no text."""
    page = PrintPage(art.width, art.height, WHITE)
    page.picture = Placement(Box(0, 0, art.width, art.height), page.frame)
    return page


def draw(page: PrintPage, art: Art) -> bytes:
    """A page as PNG: RGB, 8 bits."""
    drawn = Image.new("RGB", (page.width, page.height), page.ground)
    if page.picture is not None:
        _paste_picture(drawn, page, page.picture, art)
    letters = _render(page, page.svg())
    drawn.paste(letters, (0, 0), letters)
    written = BytesIO()
    drawn.save(written, "PNG", compress_level=COMPRESSION)
    return written.getvalue()


def _paste_picture(drawn: Image.Image, page: PrintPage, place: Placement, art: Art) -> None:
    left, top = round(place.box.x), round(place.box.y)
    size = max(1, round(place.box.right) - left), max(1, round(place.box.bottom) - top)
    part = place.part
    box = (part.x, part.y, part.right, part.bottom)
    shown = art.picture if box == (0, 0, *size) else art.picture.resize(size, Image.Resampling.LANCZOS, box)
    mask = None
    if place.round:
        mask = _render(page, page.cut_svg(place.box)).getchannel("A").crop((left, top, left + size[0], top + size[1]))
    drawn.paste(shown, (left, top), mask)


def _render(page: PrintPage, svg: str) -> Image.Image:
    drawn = resvg_py.svg_to_bytes(svg_string=svg, width=page.width, height=page.height, skip_system_fonts=True)
    return Image.open(BytesIO(bytes(drawn)))


def describe_missing(brief: Brief) -> tuple[str, ...]:
    """The warning that names the characters of the text that no face can draw; none where it draws all."""
    missing = list_missing(brief)
    return (f"No typeface has these characters, so they are left out: {' '.join(missing)}",) if missing else ()


def list_missing(brief: Brief) -> list[str]:
    """The characters of the print that no bundled face can draw."""
    text = "".join((brief.title, *(line.text for line in brief.lines)))
    return find_missing(text, "dm-sans-medium")
