"""Typesets the text of a brief on a picture: HarfBuzz shapes it, resvg draws the page."""

import resvg_py

from backend.adapters.typesetting.art import Art
from backend.adapters.typesetting.copy_text import Copy
from backend.adapters.typesetting.faces import find_missing
from backend.adapters.typesetting.layouts import Setting, lay_out
from backend.adapters.typesetting.page import Page
from backend.adapters.typesetting.png import without_alpha
from backend.adapters.typesetting.type_sets import choose_type_set, seed_of
from backend.domain.products.brief import Brief


def compose(art: Art, brief: Brief) -> Page | None:
    """The page of a brief and its picture; None where no character of the text can be drawn."""
    seed = seed_of(art.content)
    words = " ".join((brief.style, brief.mood, *brief.keywords))
    faces = choose_type_set(words, seed >> 8)
    return lay_out(Setting(art, Copy.of(brief), brief.kind, faces, tuple(brief.palette), seed))


def draw(page: Page, art: Art) -> bytes:
    """A page as PNG: RGB, 8 bits."""
    drawn = resvg_py.svg_to_bytes(
        svg_string=page.svg(art), width=page.width, height=page.height, background=page.ground, skip_system_fonts=True
    )
    return without_alpha(bytes(drawn))


def list_missing(brief: Brief) -> list[str]:
    """The characters of the print that no bundled face can draw."""
    text = "".join((brief.title, *(line.text for line in brief.lines)))
    return find_missing(text, "dm-sans-medium")
