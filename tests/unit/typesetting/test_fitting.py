"""Text in boxes: fitting, breaking, aligning, and letters that the faces lack."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.adapters.typesetting import faces as fonts
from backend.adapters.typesetting.fitting import (
    SOFT_HYPHEN,
    Align,
    TypeStyle,
    break_lines,
    fit,
    hyphenate,
    measure_line,
    pieces,
    width_of,
)
from backend.adapters.typesetting.geometry import Box
from backend.local.designer.compositions.stacking import stack_lines

HEAVY = TypeStyle("league-spartan-extrabold", spacing=-0.02, upper=True)
SERIF = TypeStyle("cormorant-garamond-medium")
SPACED = TypeStyle("josefin-sans-light", spacing=0.15, upper=True)
BOX = Box(40, 60, 500, 260)
TITLES = st.text("aeiouñçãõüÁÉXMqgj &'0189.,!?-", min_size=1, max_size=80).filter(str.strip)


@given(title=TITLES, style=st.sampled_from([HEAVY, SERIF, SPACED]), align=st.sampled_from(["left", "centre", "right"]))
@settings(deadline=None, max_examples=60)
def test_ink_stays_in_the_box(title: str, style: TypeStyle, align: Align) -> None:
    """Any title of 1..80 characters lies wholly within the box it was given."""
    block = fit(title, style, BOX, largest=300, align=align)
    assert block is None or BOX.contains(block.box)


def test_left_aligned_ink_touches_the_edge() -> None:
    """Alignment is optical: the ink, not the letter's side bearing, stands at the edge."""
    block = fit("Hola", HEAVY, BOX, largest=80, align="left", anchor="top")
    assert block is not None
    assert block.box.x == pytest.approx(BOX.x, abs=0.01)
    assert block.box.y == pytest.approx(BOX.y, abs=0.01)


def test_accents_above_capitals_count_as_ink() -> None:
    """The box of ÁÑ is taller than that of AN, so an accent is never cut off."""
    assert measure_line("ÁÑ", SERIF).top > measure_line("AN", SERIF).top


def test_lines_with_accents_do_not_touch() -> None:
    """Between a descender and an accent below it there is white."""
    block = fit("gjpqy ÁÉÍÓÚ", SERIF, Box(0, 0, 200, 400), largest=90, lines=2)
    assert block is not None
    above, below = block.lines
    gap = (below.y - measure_line(below.text, SERIF).top * below.size) - (
        above.y - measure_line(above.text, SERIF).bottom * above.size
    )
    assert gap > 0.05 * above.size


def test_lines_are_balanced() -> None:
    """A break is chosen so that the widest line is as narrow as can be."""
    assert break_lines(pieces("uno dos tres cuatro"), 2, SERIF) == ["uno dos", "tres cuatro"]


def test_small_words_do_not_end_a_line() -> None:
    """'Bosque / de niebla', not 'Bosque de / niebla', where both are about as wide."""
    assert break_lines(pieces("Bosque de niebla"), 2, HEAVY) == ["Bosque", "de niebla"]


def test_japanese_breaks_without_spaces() -> None:
    """Lines of Japanese may break between any two characters, but none starts with a closing mark."""
    lines = break_lines(pieces("日本語のポスター。"), 3, SERIF)
    assert "".join(lines) == "日本語のポスター。"
    assert not any(line.startswith(("。", "ー")) for line in lines)


def test_a_long_word_is_broken_only_in_a_narrow_box() -> None:
    """Hyphenation is the last resort, and loses no letter."""
    word = "Donaudampfschifffahrtsgesellschaft"
    wide = fit(word, SERIF, Box(0, 0, 1200, 200), largest=90)
    narrow = fit(word, HEAVY, Box(0, 0, 260, 400), largest=200)
    assert wide is not None
    assert [line.text for line in wide.lines] == [word]
    assert narrow is not None
    assert len(narrow.lines) > 1
    assert "".join(line.text.removesuffix(SOFT_HYPHEN) for line in narrow.lines) == word


def test_hyphens_stand_between_syllables() -> None:
    """A break falls after a vowel and before a consonant where one is near."""
    assert hyphenate("extraordinario", 2) == ["extraordi\xad", "nario"]


def test_kerning_is_applied() -> None:
    """AV set together is narrower than A and V apart."""
    apart = fonts.face("cormorant-garamond-medium")
    together = apart.run("AV", 0, 1).advance
    assert together < apart.run("A", 0, 1).advance + apart.run("V", 0, 1).advance


@pytest.mark.parametrize("title", ["Русский", "Ελληνικά", "日本語", "العربية", "हिन्दी", "서울", "שלום", "ไทย"])
def test_other_scripts_have_a_face(title: str) -> None:
    """Scripts that the display faces lack are set in a fallback whose letters are as tall."""
    block = fit(title, HEAVY, BOX, largest=100)
    assert block is not None
    assert BOX.contains(block.box)


def test_symbols_without_a_glyph_are_left_out() -> None:
    """Emoji and control characters vanish; the words around them stay; no box for a missing glyph is drawn."""
    assert SERIF.prepare("Café ☕️\u0007 del 🌊 sur") == "Café del sur"


def test_words_without_a_face_are_left_out_whole() -> None:
    """Half a word would be nonsense: Tibetan goes, Latin stays; a lone surrogate does no harm."""
    assert SERIF.prepare("བོད Tibet \ud800") == "Tibet"


def test_nothing_to_set_gives_nothing() -> None:
    """A title of emoji only is no block."""
    assert fit("🚀🚀", SERIF, BOX, largest=100) is None


def test_stacked_lines_are_all_as_wide_as_the_box() -> None:
    """A typographic stack fills the width with each of its lines and stays in the box."""
    block = stack_lines("Vivir despacio y mirar el mar", HEAVY, Box(0, 0, 600, 900))
    assert block is not None
    assert Box(0, 0, 600, 900).contains(block.box)
    assert len({round(width_of(line.text, HEAVY) * line.size) for line in block.lines}) == 1


@pytest.mark.parametrize(
    ("text", "capitals"),
    [
        ("Γάμος Μαρίας και Γιώργου", "ΓΑΜΟΣ ΜΑΡΙΑΣ ΚΑΙ ΓΙΩΡΓΟΥ"),
        ("Μαΐου", "ΜΑΪΟΥ"),
        ("été", "ÉTÉ"),
        ("й", "Й"),
    ],
)
def test_capitals_are_those_of_the_script(text: str, capitals: str) -> None:
    """Greek ones lose their accents, others keep them; the text that a reader copies stays as it was written."""
    style = TypeStyle("dm-sans-medium", upper=True)
    assert style.shape(text) == capitals
    assert style.prepare(text) == text
