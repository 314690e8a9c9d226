"""Colours: mixing, contrast, and inks that can be read."""

from hypothesis import given
from hypothesis import strategies as st

from backend.adapters.typesetting import colour
from backend.local.designer import tones
from backend.local.designer.concept import Palette

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
JAZZ = Palette("#F3E3C3", "#14213D", "#D6402B", "#1D6E8F", "#F2A81D")


def test_mixing_reaches_both_ends() -> None:
    """A share of 0 gives the first colour, 1 the second."""
    assert colour.mix("#102030", "#ffffff", 0) == "#102030"
    assert colour.mix("#102030", "#FFF", 1) == "#ffffff"


def test_contrast_of_black_and_white_is_the_highest() -> None:
    """WCAG's contrast runs from 1 to 21."""
    assert round(colour.contrast("#000", "#fff"), 2) == 21
    assert colour.contrast("#aabbcc", "#aabbcc") == 1


@given(ground=COLOURS, wanted=COLOURS)
def test_an_ink_can_always_be_read(ground: str, wanted: str) -> None:
    """On any one ground some ink reaches the contrast of small text, whatever was wanted."""
    assert colour.contrast(colour.readable([ground], [wanted]), ground) >= colour.READABLE


def test_the_wanted_ink_is_kept_when_it_reads() -> None:
    """The first of the wanted inks wins if its contrast is enough."""
    assert colour.readable(["#ffffff"], ["#14213d", "#000000"]) == "#14213d"


@given(shade=COLOURS)
def test_a_field_is_darkened_until_white_reads_on_it(shade: str) -> None:
    """A coloured field always carries its light text."""
    assert colour.contrast(colour.darken_until_readable(shade, "#ffffff"), "#ffffff") >= colour.READABLE


def test_a_print_ramp_leaves_out_what_the_ground_swallows() -> None:
    """Every tone of the ramp shows on the ground, darkest first."""
    ramp = tones.print_ramp(JAZZ, JAZZ.ground)
    assert all(colour.contrast(tone, JAZZ.ground) > 1.4 for tone in ramp)
    assert list(ramp) == sorted(ramp, key=colour.luminance)
