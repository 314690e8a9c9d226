"""Photographs restyled without a model: the words choose, and the photograph stays recognisable."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageStat

from backend.domain.products.brief import Brief
from backend.domain.products.prompts import restyle_prompt
from backend.local.restyling.choosing import DEFAULT, WORDS, TreatmentName, choose_treatment
from backend.local.restyling.inks import choose_inks
from backend.local.restyling.restyle import Undecodable, restyle
from backend.local.restyling.treatments import TREATMENTS
from tests.makers import BRIEF

SIZE = (192, 160)


def photograph(shift: int = 0) -> bytes:
    """A bright disc on a dark slope."""
    picture = Image.linear_gradient("L").resize(SIZE).point(lambda level: level // 3).convert("RGB")
    ImageDraw.Draw(picture).ellipse((40 + shift, 30, 130 + shift, 120), fill=(240, 190, 60))
    written = BytesIO()
    picture.save(written, "JPEG", quality=95)
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content), formats=["PNG"]).convert("RGB")


def brightness(picture: Image.Image, box: tuple[int, int, int, int]) -> float:
    return float(ImageStat.Stat(picture.convert("L").crop(box)).mean[0])


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("Hazlo en acuarela suave", "watercolour"),
        ("Como uma aquarela", "watercolour"),
        ("a soft WATERCOLOR portrait", "watercolour"),
        ("un dibujo a lápiz de mi perro", "line"),
        ("desenho a lápis", "line"),
        ("pencil sketch, then watercolour", "line"),
        ("mosaico romano", "mosaic"),
        ("azulejos de Lisboa", "mosaic"),
        ("estilo cómic con trama", "halftone"),
        ("meio-tom de jornal", "halftone"),
        ("serigrafía pop", "posterise"),
        ("a linocut of my house", "posterise"),
        ("duotono azul", "duotone"),
        ("a poster of my grandmother", DEFAULT),
        ("", DEFAULT),
    ],
)
def test_words_choose_a_treatment(prompt: str, name: str) -> None:
    """In three languages, with and without accents; the first that is named counts."""
    assert choose_treatment(prompt) == name


def test_every_treatment_can_be_named() -> None:
    """And no word names two."""
    assert WORDS.keys() == TREATMENTS.keys()
    words = [word for each in WORDS.values() for word in each.split()]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("name", list(WORDS))
def test_the_words_of_a_service_prompt_name_none(name: TreatmentName) -> None:
    """What the service says itself, `art for a poster`, `lettering`, does not choose; the customer's word does."""
    brief = Brief.model_validate({**BRIEF, "style": "cálido", "mood": "tranquilo"})
    assert choose_treatment(restyle_prompt(brief, "mi perro")) == DEFAULT
    assert choose_treatment(restyle_prompt(brief, f"mi perro, {WORDS[name].split()[0]}")) == name


@pytest.mark.parametrize("name", list(WORDS))
def test_a_treatment_shows_the_photograph(name: TreatmentName) -> None:
    """The disc is brighter than what is around it, and another photograph gives another picture."""
    word = WORDS[name].split()[0]
    treated = opened(restyle(photograph(), word, *SIZE, 5))
    assert treated.size == SIZE
    if name != "line":  # a drawing has outlines
        assert brightness(treated, (60, 50, 110, 100)) > brightness(treated, (150, 20, 180, 60)) + 20
    assert ImageChops.difference(treated, opened(photograph_png())).getbbox() is not None
    assert restyle(photograph(40), word, *SIZE, 5) != restyle(photograph(), word, *SIZE, 5)


def photograph_png() -> bytes:
    written = BytesIO()
    Image.open(BytesIO(photograph())).save(written, "PNG")
    return written.getvalue()


def test_treatments_differ() -> None:
    """Six words, six pictures."""
    assert len({restyle(photograph(), words.split()[0], *SIZE, 5) for words in WORDS.values()}) == len(WORDS)


@pytest.mark.parametrize("name", ["duotone", "halftone", "watercolour", "mosaic"])
def test_a_seed_varies_a_treatment(name: str) -> None:
    """The same seed gives the same bytes, some other another picture."""
    pictures = [restyle(photograph(), name, *SIZE, seed) for seed in (1, 1, 2, 3, 4)]
    assert pictures[0] == pictures[1]
    assert len(set(pictures)) > 1


@given(st.integers(8, 300), st.integers(8, 300), st.sampled_from(list(WORDS)), st.integers(1, 2_147_483_646))
def test_any_size(width: int, height: int, name: str, seed: int) -> None:
    """However small or oblong."""
    assert opened(restyle(photograph(), name, width, height, seed)).size == (width, height)


def test_the_palette_of_the_prompt_gives_the_inks() -> None:
    """The lightest is the paper."""
    inks = choose_inks("Palette: #202020, #FAFAFA, #D02020.", None)  # type: ignore[arg-type]
    assert (inks.paper, inks.middle) == ("#FAFAFA", "#D02020")


def test_a_photograph_is_turned_upright() -> None:
    """As a camera notes it."""
    picture = Image.new("RGB", (120, 80), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, 59, 79), fill="black")
    exif = Image.Exif()
    exif[0x0112] = 6
    written = BytesIO()
    picture.save(written, "JPEG", exif=exif, quality=95)
    treated = opened(restyle(written.getvalue(), "duotone", 80, 120, 1))
    assert brightness(treated, (0, 0, 80, 40)) < brightness(treated, (0, 80, 80, 120))


@pytest.mark.parametrize("source", [b"", b"no picture", photograph()[:300], photograph_png()[:200]])
def test_damaged_pictures(source: bytes) -> None:
    """Are told from good ones."""
    with pytest.raises(Undecodable):
        restyle(source, "line", *SIZE, 1)
