"""Whole prints: every text in its place, apart from the others, readable, and none left out."""

import io
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from backend.adapters.typesetting import layouts
from backend.adapters.typesetting.art import Art
from backend.adapters.typesetting.composition import compose, draw, list_missing
from backend.adapters.typesetting.copy_text import LEAST, Copy
from backend.adapters.typesetting.fitting import SOFT_HYPHEN
from backend.adapters.typesetting.layouts import LAYOUTS, Setting
from backend.adapters.typesetting.page import PrintPage
from backend.adapters.typesetting.type_sets import SETS, choose_type_set
from backend.domain.products.brief import KINDS, Brief, Kind, PrintLine, Role
from tests.makers import brief

SIZES = {"poster": (1024, 1280), "photo": (1024, 1024), "card": (1216, 832), "document": (832, 1216)}
PICTURES = ("noise", "plain", "gradient", "banner", "corner")
ROLES: tuple[Role, ...] = ("tagline", "date", "time", "place", "names", "phone", "price", "quote", "byline", "detail")
WEDDING = (
    PrintLine(role="names", text="Ana & Luis"),
    PrintLine(role="date", text="14 de febrero"),
    PrintLine(role="time", text="17:00"),
    PrintLine(role="place", text="Cartagena"),
)
WORDS = r"[A-Za-zñÑ0-9,.:]{1,14}( [A-Za-zñ0-9,.:]{1,14}){0,7}|[a-z0-9][a-z0-9@./]{1,118}"
SCRIPTS = {
    "Latin": "Łódź, Ünïcode & Čeština",
    "Greek": "Ελληνική ποίηση",
    "Cyrillic": "Москва слезам не верит",
    "Arabic": "مهرجان الموسيقى 2024",
    "Hebrew": "שלום World 2024",
    "Devanagari": "दिवाली की शुभकामनाएँ",
    "Bengali": "শুভ নববর্ষ ১৪৩১",
    "Tamil": "இனிய பொங்கல்",
    "Thai": "สวัสดีปีใหม่",
    "Vietnamese": "Tiếng Việt ậếỗữ",
}


@cache
def picture(name: str, size: tuple[int, int]) -> Art:
    """A picture without any quiet place, one that is nothing else, and some in between."""
    width, height = size
    drawn = Image.new("RGB", size, "#f3e9dc")
    if name == "noise":
        drawn = Image.effect_noise(size, 120).convert("RGB")
    elif name == "gradient":
        drawn = Image.linear_gradient("L").resize(size).convert("RGB")
    elif name != "plain":
        noise = Image.effect_noise((width, int(height * 0.6)), 120).convert("RGB")
        drawn.paste(noise if name == "banner" else noise.resize((width // 2, height // 2)), (0, 0))
        ImageDraw.Draw(drawn).rectangle((width * 0.6, height * 0.7, width * 0.9, height * 0.9), fill="#1d3557")
    written = io.BytesIO()
    drawn.save(written, "PNG")
    return Art(written.getvalue())


def check(page: PrintPage, told: Brief) -> None:
    """What holds for every print."""
    for text in page.texts:
        assert page.frame.inset(0.3 * page.margin).contains(text.block.box), text.role
        assert text.block.size >= LEAST * page.unit * 0.99, text.role
        assert text.is_readable, (text.role, text.ink, text.contrast)
    for one, other in combinations(page.texts, 2):
        assert not one.block.box.overlaps(other.block.box), (one.role, other.role)
    copy = Copy.of(told)
    wanted = ["".join(text.split()) for text in (copy.title, *(line.text for line in copy.lines))]
    shown = ["".join(line.text for line in text.block.lines) for text in page.texts]
    assert [_letters(text) for text in shown] == [_letters(text) for text in wanted]


def _letters(text: str) -> str:
    """Without what typesetting may change: spaces, hyphens at a line's end."""
    return "".join(text.split()).replace(SOFT_HYPHEN, "")


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_layout_keeps_the_rules(kind: Kind, name: str) -> None:
    """On every picture, those that find a place at all; and one always does."""
    told = brief(kind=kind, title="La boda de Ana y Luis").model_copy(update={"lines": list(WEDDING)})
    art = picture(name, SIZES[kind])
    setting = Setting(art, Copy.of(told), kind, choose_type_set("wedding", 1), tuple(told.palette), 5)
    made = [layout(setting) for _, layout in LAYOUTS[kind]]
    assert len(LAYOUTS[kind]) >= 5
    assert any(made)
    for page_and_scale in filter(None, made):
        check(page_and_scale[0], told)


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    name=st.sampled_from(PICTURES),
    title=st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "Zs")), min_size=1, max_size=80).filter(
        str.strip
    ),
    lines=st.lists(
        st.tuples(
            st.sampled_from(ROLES),
            st.from_regex(r"[A-Za-zñÑ0-9,.:]{1,14}( [A-Za-zñ0-9,.:]{1,14}){0,7}", fullmatch=True),
        ),
        max_size=8,
    ),
)
def test_any_text_is_set(kind: Kind, name: str, title: str, lines: list[tuple[Role, str]]) -> None:
    """However much it is: nothing clipped, nothing overlapping, nothing dropped."""
    told = brief(kind=kind).model_copy(
        update={"title": title, "lines": [PrintLine(role=role, text=text) for role, text in lines]}
    )
    if list_missing(told):
        return
    page = compose(picture(name, SIZES[kind]), told)
    assert page is not None
    check(page, told)


@pytest.mark.parametrize("faces", SETS)
@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_set_in_every_type_set(script: str, faces: str) -> None:
    """No character is missing, and the words keep their order."""
    told = brief(title=SCRIPTS[script]).model_copy(update={"lines": [PrintLine(role="place", text=SCRIPTS[script])]})
    assert list_missing(told) == []
    art = picture("banner", SIZES["poster"])
    made = layouts.panel(Setting(art, Copy.of(told), "poster", SETS[faces], tuple(told.palette), 1), side="bottom")
    assert made is not None
    check(made[0], told)


def test_text_goes_where_the_picture_is_quiet() -> None:
    """On the plain part below the noise, with letters that read on it."""
    art = picture("banner", SIZES["poster"])
    made = layouts.overlay(Setting(art, Copy("Mar", ()), "poster", SETS["display"], ("#101010", "#f0f0f0"), 1))
    assert made is not None
    (text,) = made[0].texts
    assert text.block.box.y > 0.6 * art.height


def test_the_drawn_page_has_the_letters_of_the_layout() -> None:
    """A print has the picture's size, and differs from the picture just where the texts are."""
    told = brief(title="Mar")
    art = picture("plain", SIZES["poster"])
    page = compose(art, told)
    assert page is not None
    drawn = Image.open(io.BytesIO(draw(page, art)))
    assert (drawn.size, drawn.mode) == ((art.width, art.height), "RGB")
    (text,) = page.texts
    box = text.block.box
    inside = drawn.crop((int(box.x), int(box.y), int(box.right) + 1, int(box.bottom) + 1))
    assert len(inside.getcolors(1 << 20) or []) > 2


def test_a_layout_does_not_move_with_a_letter() -> None:
    """It follows from the picture: an edit of a text leaves the rest in its place."""
    art = picture("noise", SIZES["poster"])
    first, second = (compose(art, brief(title=title)) for title in ("Cartagena", "Cartagenas"))
    assert first is not None
    assert second is not None
    assert first.picture == second.picture


def edges(*boxes: tuple[float, float, float, float]) -> Art:
    """A plain picture with noise in some boxes (left, top, right, bottom as shares of it)."""
    drawn = Image.new("RGB", (800, 1000), "#f3e9dc")
    for left, top, right, bottom in boxes:
        place = (int(left * 800), int(top * 1000))
        size = int(right * 800) - place[0], int(bottom * 1000) - place[1]
        drawn.paste(Image.effect_noise(size, 120).convert("RGB"), place)
    written = io.BytesIO()
    drawn.save(written, "PNG")
    return Art(written.getvalue())


@pytest.mark.parametrize(
    ("noise", "middle"), [(None, 500), ((0, 0.7, 1, 1), 800), ((0, 0, 1, 0.2), 200), ((0, 0.4, 1, 0.6), 500)]
)
def test_a_cut_shows_where_the_detail_is(noise: tuple[float, float, float, float] | None, middle: float) -> None:
    """The part of a ratio with most of it, and the middle where all parts have as much."""
    part = edges(*([noise] if noise else [])).find_subject(2)
    assert (part.x, part.width, part.height) == (0, 800, 400)
    assert part.centre[1] == pytest.approx(middle, abs=30)


@pytest.mark.parametrize(
    ("noise", "expected"),
    [([(0.2, 0.3, 0.8, 0.7)], False), ([(0, 0, 1, 0.15), (0, 0.85, 1, 1)], True)],
    ids=["subject in the middle", "ornaments at the edges"],
)
def test_a_plate_hides_no_subject(noise: list[tuple[float, float, float, float]], expected: bool) -> None:
    setting = Setting(edges(*noise), Copy("Mar", ()), "poster", SETS["display"], ("#101010", "#f0f0f0"), 1)
    assert (layouts.plate(setting) is not None) is expected


def test_words_that_are_the_picture_are_set_larger() -> None:
    """On a ground without anything on it the title is nearly twice as large."""
    colours = ("#101010", "#f0f0f0")
    empty = layouts.overlay(Setting(edges(), Copy("Mar", ()), "poster", SETS["display"], colours, 1))
    partly = layouts.overlay(Setting(edges((0, 0, 1, 0.4)), Copy("Mar", ()), "poster", SETS["display"], colours, 1))
    assert empty is not None
    assert partly is not None
    assert empty[0].texts[0].block.size > 1.5 * partly[0].texts[0].block.size


def test_the_middle_comes_before_a_side() -> None:
    """A place at the left that is a little roomier loses against one in the middle."""
    art = edges((0.5, 0.3, 1, 1), (0, 0.94, 1, 1))
    made = layouts.overlay(Setting(art, Copy("Sol", ()), "poster", SETS["display"], ("#101010", "#f0f0f0"), 1))
    assert made is not None
    assert made[0].texts[0].block.box.centre[0] == pytest.approx(art.width / 2, abs=20)
