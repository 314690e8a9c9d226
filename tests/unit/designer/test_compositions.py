"""Whole posters: at every size, with odd titles, in their words' places and colours."""

import io
import re
from dataclasses import replace
from itertools import combinations
from typing import Any, get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from backend.adapters.typesetting import colour
from backend.local.designer import poster, render
from backend.local.designer.compositions.sheet import Sheet
from backend.local.designer.concept import Composition, Concept, Palette, Scape

COMPOSITIONS = get_args(Composition)
SIZES = [(1024, 1280), (1024, 1024), (1536, 1024), (1344, 768), (768, 1344), (640, 1536), (1536, 640)]
ODD_SIZES = [(256, 256), (256, 640), (4096, 1640), (900, 1000), (1200, 1000)]
PALETTES = [
    Palette("#FBE3C8", "#2B2547", "#F4845F", "#7A5C8E", "#F7B267"),
    Palette("#12082B", "#F6F0FF", "#FF2E97", "#22E4F2", "#7B2FF7"),
    Palette("#F4F1EA", "#191919", "#191919", "#B9B2A4", "#D2512E"),
]
TITLES = [
    "Montañas al amanecer",
    "A",
    "Donaudampfschifffahrtsgesellschaft",
    "El ingenioso hidalgo don Quijote de la Mancha, y otras novelas de muchos ayeres",
    "日本語のポスター",
    "مهرجان الموسيقى 2024",
    "🚀",
    "«¿Qué es ÑÇÃÕÜ?» & 1960s",
]


def concept(composition: Composition, **changes: Any) -> Concept:
    plain = Concept(
        title="Montañas al amanecer",
        tagline="Donde empieza el día",
        kicker="paisaje en capas",
        language="es",
        kind="poster",
        composition=composition,
        palette=PALETTES[0],
        motifs=("cat", "hot-beverage"),
        seed=11,
        country="CO",
    )
    return replace(plain, **changes)


def parsed(svg: str) -> ElementTree.Element:
    """The SVG as XML; every reference in it must have its definition, every id be the only one."""
    ids = re.findall(r' id="([^"]+)"', svg)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids)
    assert "nan" not in svg
    return ElementTree.fromstring(svg)


def check_words(sheet: Sheet) -> None:
    """Words lie in the safe area, apart from each other, and can be read on what they are said to lie on."""
    for words in sheet.words:
        assert sheet.safe.contains(words.box, slack=1), words
        least = colour.LARGE if words.large else colour.READABLE
        assert colour.weakest(words.fill, words.over) >= least, words
    for one, other in combinations(sheet.words, 2):
        assert not one.box.overlaps(other.box), (one, other)


@pytest.mark.parametrize("size", SIZES + ODD_SIZES)
@pytest.mark.parametrize("composition", COMPOSITIONS)
def test_every_size_is_composed(composition: Composition, size: tuple[int, int]) -> None:
    """At each size the SVG is well formed, as large as asked, and its words are in their places.

    Two seeds for each size, others for the next one: all layouts of a composition are among them.
    """
    first = 2 * (SIZES + ODD_SIZES).index(size)
    for seed in (first, first + 1):
        sheet = poster.compose(concept(composition, seed=seed), *size)
        root = parsed(sheet.svg())
        assert (root.get("width"), root.get("height")) == tuple(map(str, size))
        assert any(words.role == "title" for words in sheet.words)
        check_words(sheet)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("composition", COMPOSITIONS)
def test_odd_titles_are_composed(composition: Composition, title: str) -> None:
    """Long, short, foreign and unprintable titles: nothing clipped, nothing overlapping, in portrait and wide."""
    for size, seed, quote in ((SIZES[0], 1, False), (SIZES[2], 2, True), (SIZES[5], 3, False)):
        sheet = poster.compose(concept(composition, title=title, seed=seed, quote=quote), *size)
        parsed(sheet.svg())
        check_words(sheet)


@given(
    title=st.text(min_size=1, max_size=80),
    composition=st.sampled_from(COMPOSITIONS),
    size=st.sampled_from(SIZES),
    seed=st.integers(0, 2**32 - 1),
    palette=st.sampled_from(PALETTES),
    quote=st.booleans(),
    tagline=st.sampled_from(["", "Siempre hay camino", "Una frase bastante más larga que no cabe en cualquier lugar"]),
)
@settings(deadline=None, max_examples=60)
def test_any_title_is_composed(
    title: str, composition: Composition, size: tuple[int, int], seed: int, palette: Palette, quote: bool, tagline: str
) -> None:
    """Whatever a title holds, the poster is drawn and its words are in their places."""
    given_ = concept(composition, title=title, seed=seed, palette=palette, quote=quote, tagline=tagline)
    sheet = poster.compose(given_, *size)
    parsed(sheet.svg())
    check_words(sheet)


@pytest.mark.parametrize("composition", COMPOSITIONS)
def test_the_same_concept_gives_the_same_bytes(composition: Composition) -> None:
    """Nothing but the concept and the size decides."""
    assert poster.svg(concept(composition), 1024, 1280) == poster.svg(concept(composition), 1024, 1280)


@pytest.mark.parametrize("composition", COMPOSITIONS)
def test_seed_palette_and_motifs_show(composition: Composition) -> None:
    """Each of them changes the picture."""
    plain = poster.svg(concept(composition), 512, 640)
    changed = ({"seed": 12}, {"palette": PALETTES[1]}, {"motifs": ("guitar", "rose"), "scape": "sea"})
    assert all(poster.svg(concept(composition, **change), 512, 640) != plain for change in changed)


@pytest.mark.parametrize("composition", COMPOSITIONS)
@pytest.mark.parametrize("palette", PALETTES)
def test_words_can_be_read_on_the_picture(composition: Composition, palette: Palette) -> None:
    """Under the letters of small text nearly every pixel has the contrast that was promised."""
    sheet = poster.compose(concept(composition, palette=palette, seed=5), 512, 640)
    with Image.open(io.BytesIO(render.png(sheet.svg(letters=False), 512, 640))) as picture:
        for words in sheet.words:
            box = words.box
            behind = picture.crop((int(box.x), int(box.y), int(box.right) + 1, int(box.bottom) + 1))
            shades: Any = behind.getcolors(1 << 20) or []  # pairs of count and (red, green, blue), as the mode says
            least = (colour.LARGE if words.large else colour.READABLE) * 0.9
            low = sum(n for n, rgb in shades if colour.contrast("#{:02x}{:02x}{:02x}".format(*rgb), words.fill) < least)
            assert low <= 0.06 * sum(n for n, _ in shades), words


@pytest.mark.parametrize(("composition", "size"), [*zip(COMPOSITIONS, SIZES, strict=False), ("tiles", (1024, 1280))])
def test_png_has_the_size(composition: Composition, size: tuple[int, int]) -> None:
    """A poster fills its picture at each size."""
    with Image.open(io.BytesIO(render.png(poster.svg(concept(composition), *size), *size))) as picture:
        assert (picture.size, picture.mode) == (size, "RGB")
        assert len(picture.resize((32, 32)).getcolors(1024) or []) > 8


def test_unknown_motifs_are_skipped() -> None:
    """A name that the collection lacks leaves no trace."""
    assert poster.svg(concept("hero", motifs=("no-such", "cat")), 512, 640) == poster.svg(
        concept("hero", motifs=("cat",)), 512, 640
    )


@pytest.mark.parametrize("composition", COMPOSITIONS)
def test_a_poster_needs_no_motif(composition: Composition) -> None:
    """Without motifs, country, kicker and tagline there is still a picture."""
    bare = concept(composition, motifs=(), country=None, kicker="", tagline="")
    parsed(poster.svg(bare, 512, 640))


@pytest.mark.parametrize("composition", COMPOSITIONS)
def test_a_title_of_emoji_leaves_room_to_the_picture(composition: Composition) -> None:
    """No letters, no title: the words' place goes to the picture, and no boxes for missing glyphs are drawn."""
    sheet = poster.compose(concept(composition, title="🐱🐱"), 1536, 1024)
    assert not any(words.role == "title" for words in sheet.words)
    assert sheet.shape == "square"


@pytest.mark.parametrize("code", ["VA", "MV", "XX"])
def test_a_country_without_land_to_show_has_a_poster(code: str) -> None:
    """Too small for an outline, or no country at all: the flag or the motifs replace it."""
    parsed(poster.svg(concept("country", country=code), 512, 640))


@pytest.mark.parametrize("scape", get_args(Scape))
@pytest.mark.parametrize("composition", ["landscape", "country"])
def test_every_scape_is_painted(scape: Scape, composition: Composition) -> None:
    """Each view can be the whole poster or lie within a country; by day and by night."""
    for palette in PALETTES:
        parsed(poster.svg(concept(composition, scape=scape, palette=palette), 512, 640))


@pytest.mark.parametrize("occasion", ["wedding", "birthday", "graduation"])
def test_an_occasion_makes_an_invitation(occasion: str) -> None:
    """There are lines to fill in by hand, with their labels in the concept's language."""
    sheet = poster.compose(concept("botanical", occasion=occasion), 1024, 1280)
    assert sum(words.role == "field" for words in sheet.words) == 3
    check_words(sheet)


def test_an_era_is_shown_once() -> None:
    """Mid-century sets the decade on a scrap of paper and takes it out of the title."""
    sheet = poster.compose(concept("midcentury", title="Jazz Festival 1960s", era="1960s"), 1024, 1280)
    assert [words.role for words in sheet.words].count("era") == 1
    check_words(sheet)


@pytest.mark.parametrize("size", [(255, 512), (512, 5000), (256, 700)])
def test_impossible_sizes_are_refused(size: tuple[int, int]) -> None:
    """Too small, too large or too oblong is a ValueError."""
    with pytest.raises(ValueError, match="must be"):
        poster.svg(concept("hero"), *size)
