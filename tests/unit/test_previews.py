"""Small pictures of large ones, whatever their kind; and files that are none."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from backend.adapters.pictures.previews import PillowPreviewMaker
from backend.domain.shared.media import preview_key
from tests.makers import png

make = PillowPreviewMaker().make
RED, BLUE = (220, 30, 40), (20, 40, 200)


def halves(mode: str = "RGB", size: tuple[int, int] = (1024, 1536)) -> Image.Image:
    """A picture whose upper half is red and whose lower half is blue."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (0, size[1] // 2, *size))
    return picture.convert(mode)


def written(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def preview(content: bytes) -> Image.Image:
    small = make(content)
    assert small is not None
    opened = Image.open(io.BytesIO(small))
    assert opened.format == "WEBP"
    return opened


def is_near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 30 for one, other in zip(pixel, colour, strict=False))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_each_kind_of_picture_has_one(kind: str) -> None:
    """What models give and what callers upload, with its shape and colours."""
    small = preview(written(halves(), kind))
    assert small.size == (341, 512)
    assert is_near(small.getpixel((170, 100)), RED)
    assert is_near(small.getpixel((170, 400)), BLUE)


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16"])
def test_pictures_of_few_or_many_colours(mode: str) -> None:
    """Black and white, grey, with a palette, 16 bits deep."""
    picture = Image.new("I;16", (1024, 1536), 40_000) if mode == "I;16" else halves(mode)
    assert preview(written(picture, "PNG")).size == (341, 512)


def test_transparency_stays() -> None:
    """A picture whose background was taken away."""
    picture = halves("RGBA")
    picture.putalpha(0)
    small = preview(written(picture, "PNG"))
    assert small.mode == "RGBA"
    assert small.getpixel((10, 10))[3] == 0  # type: ignore[index]


def test_a_camera_s_rotation_is_applied() -> None:
    """A photograph says in EXIF how it was held; our WebP has none."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter: https://exiftool.org/TagNames/EXIF.html
    small = preview(written(halves(), "JPEG", exif=exif))
    assert small.size == (512, 341)
    assert dict(small.getexif()) == {}


def test_a_small_picture_stays_its_size() -> None:
    """Nothing is enlarged."""
    assert preview(written(halves(size=(40, 60)), "PNG")).size == (40, 60)


def test_it_is_small() -> None:
    """Even of noise, which no format makes small: below what an agent is given."""
    assert len(make(written(Image.effect_noise((1024, 1024), 90), "PNG")) or b"") < 256_000


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7\n", b"<svg/>", png(8193, 1), written(halves(), "PNG")[:300], written(halves(), "TIFF")],
    ids=["empty", "pdf", "svg", "too wide", "broken off", "tiff"],
)
def test_what_is_no_picture_has_none(content: bytes) -> None:
    """Neither what cannot be read, nor what claims a size that would fill the memory."""
    assert make(content) is None


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_damage_is_an_error(kind: str, data: st.DataObject) -> None:
    """Bytes that are changed or cut off: a preview or none, and never an exception."""
    content = bytearray(written(halves(size=(60, 40)), kind))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    make(bytes(content[: data.draw(st.integers(0, len(content)))]))


def test_it_is_named_after_its_picture() -> None:
    """In its folder, so that one rule of a bucket holds for both."""
    assert preview_key("assets/u/generated/poster_1.png") == "assets/u/generated/poster_1_preview.webp"
