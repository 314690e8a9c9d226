"""A picture as a page."""

import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from backend.domain.products.pdf import NotConvertible, pdf_of
from tests.makers import chunk, png


def picture(mode: str, width: int, height: int, *, seed: int = 1, **how: Any) -> bytes:
    """A PNG of noise, as Pillow writes it."""
    channels = len(Image.new(mode, (1, 1)).getbands())
    noise = bytes((seed * 31 + at * at * 7 + at // 3) % 256 for at in range(width * height * channels))
    image = Image.frombytes(mode, (width, height), noise)
    out = io.BytesIO()
    image.save(out, "PNG", **how)
    return out.getvalue()


def interlaced() -> bytes:
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 1)
    idat = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + idat + chunk(b"IEND", b"")


def test_is_one_page_of_the_right_size() -> None:
    """1024 x 1536 pixels at 150 dpi are a page of 6.83 x 10.24 inches."""
    reader = PdfReader(io.BytesIO(pdf_of(png(1024, 1536), title="A")), strict=True)
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (float(box.width), float(box.height)) == (491.52, 737.28)


@pytest.mark.parametrize("title", ["Colombia", "Ñandú, açaí & “ceviche”", "富士山 🌋", "(a) \\ <b>", "", "half \ud83d"])
def test_keeps_the_title(title: str) -> None:
    """Any title is in the document's information as it is; half a surrogate pair does no harm."""
    info = PdfReader(io.BytesIO(pdf_of(png(4, 4), title=title)), strict=True).metadata
    assert info is not None
    kept = info.title or ""
    assert kept == title if title.isprintable() else kept.startswith("half")


@settings(max_examples=60)
@given(st.integers(1, 64), st.integers(1, 64), st.sampled_from(["L", "RGB"]), st.integers(0, 255))
def test_loses_no_pixel(width: int, height: int, mode: str, seed: int) -> None:
    """The picture in the PDF has exactly the pixels of the PNG, whatever its size."""
    source = picture(mode, width, height, seed=seed)
    (found,) = PdfReader(io.BytesIO(pdf_of(source, title="A")), strict=True).pages[0].images
    before, after = Image.open(io.BytesIO(source)), found.image
    assert after is not None
    assert (after.size, after.convert(mode).tobytes()) == (before.size, before.tobytes())


def test_joins_a_picture_in_several_pieces() -> None:
    """A PNG may cut its pixels into chunks; their order is kept."""
    rows = zlib.compress(b"".join(b"\0" + bytes([row] * 5) for row in range(5)))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 5, 5, 8, 0, 0, 0, 0))
    pieces = b"".join(chunk(b"IDAT", rows[at : at + 3]) for at in range(0, len(rows), 3))
    source = b"\x89PNG\r\n\x1a\n" + header + pieces + chunk(b"IEND", b"")
    (found,) = PdfReader(io.BytesIO(pdf_of(source, title="A")), strict=True).pages[0].images
    assert found.image is not None
    assert found.image.convert("L").tobytes() == bytes(row for row in range(5) for _ in range(5))


def test_the_table_of_objects_is_right() -> None:
    """Each offset in the cross-reference table leads to its object, so that readers need not fix the file."""
    made = pdf_of(png(3, 3), title="A")
    start = int(made.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert made[start:].startswith(b"xref\n0 7\n")
    entries = made[start:].split(b"\n")[3:9]
    for number, entry in enumerate(entries, 1):
        assert len(entry) == 19
        assert made[int(entry[:10]) :].startswith(b"%d 0 obj" % number)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(picture("RGBA", 4, 4), id="alpha"),
        pytest.param(picture("LA", 4, 4), id="grey with alpha"),
        pytest.param(picture("P", 4, 4), id="palette"),
        pytest.param(interlaced(), id="interlaced"),
        pytest.param(b"\xff\xd8\xff\xe0JFIF", id="jpeg"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_refuses_what_a_pdf_cannot_take_over(source: bytes) -> None:
    """Pictures with alpha or a palette, interlaced ones and other formats are refused, not spoilt."""
    with pytest.raises(NotConvertible):
        pdf_of(source, title="A")


@pytest.mark.parametrize("kept", [16, 20, 32, 40])
def test_refuses_a_picture_that_breaks_off(kept: int) -> None:
    """A PNG cut short in its header, or before its pixels, is refused like any other that cannot be read."""
    with pytest.raises(NotConvertible):
        pdf_of(png(4, 4)[:kept], title="A")


def test_refuses_a_transparent_colour() -> None:
    """A PNG can be transparent without an alpha channel: a tRNS chunk names the colour."""
    with pytest.raises(NotConvertible):
        pdf_of(picture("RGB", 4, 4, transparency=(1, 2, 3)), title="A")
