"""Mock-ups: the print where it will be, in the scale of its size."""

import io
from typing import Any

import pytest
from PIL import Image, ImageColor

from backend.adapters.print_files.scenes import HEIGHT, WIDTH, hang, lay
from backend.domain.products.brief import KINDS, Kind
from backend.domain.products.print_files import PrintSource
from backend.domain.products.sheets import SHEET_SIZES, SIZES, SheetOrder
from tests.makers import NOW, brief
from tests.unit.print_files.samples import MAKER, source
from tests.unit.typesetting.test_layouts import picture

FLAT = 6
"""How much a colour may differ after WebP."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_mock_up_shows_the_whole_print(kind: Kind) -> None:
    """The same one gives the same bytes; another text gives others."""
    order = SheetOrder("A4", 0, marks=False)
    made = MAKER.mock_up(source(kind, "banner"), order)
    with Image.open(io.BytesIO(made)) as opened:
        shown = opened.convert("RGB")
    assert shown.size == (WIDTH, HEIGHT)
    assert MAKER.mock_up(source(kind, "banner"), order) == made
    assert MAKER.mock_up(source(kind, "banner", title="Otra boda"), order) != made


def test_the_print_keeps_its_colours() -> None:
    """Neither frame, shadow nor glass changes them, but near the frame's upper and left side."""
    art = picture("plain", (1024, 1024)).content
    made = MAKER.mock_up(PrintSource(art, brief(kind="photo"), has_text=True, created_at=NOW), SheetOrder("30x30", 0))
    with Image.open(io.BytesIO(made)) as opened:
        shown = opened.convert("RGB")
    sheet = hang(30, 30, "#003893", dark_frame=True).sheet
    part = shown.crop((int(sheet.centre[0]), int(sheet.centre[1]), int(sheet.right) - 3, int(sheet.bottom) - 3))
    extremes: Any = part.getextrema()
    for value, (low, high) in zip(ImageColor.getrgb("#f3e9dc"), extremes, strict=True):
        assert value - FLAT <= low <= high <= value + FLAT


@pytest.mark.parametrize("size", SHEET_SIZES)
@pytest.mark.parametrize("turned", [False, True])
def test_every_size_fits_its_scene(size: str, turned: bool) -> None:
    """The frame is whole, the sheet has its ratio; a larger print on the wall has smaller things around it."""
    width, height = SIZES[size]  # type: ignore[index]
    if turned:
        width, height = height, width
    for scene in (hang(width / 10, height / 10, "#cc4422", dark_frame=False), lay(width / 10, height / 10, "#cc4422")):
        sheet = scene.sheet
        assert sheet.width / sheet.height == pytest.approx(width / height, abs=0.001)
        assert min(sheet.x, sheet.y) > 20
        assert sheet.right < WIDTH - 20
        assert sheet.bottom < HEIGHT - 20


def test_the_scale_follows_the_size() -> None:
    """A pixel is more centimetres of a larger print."""
    sides = ((21, 29.7), (50, 70), (61, 91))
    scales = [hang(width, height, "#cc4422", dark_frame=False).sheet.width / width for width, height in sides]
    assert scales == sorted(scales, reverse=True)
