"""PNG and PDF out of SVG."""

import io
import re
import struct
from typing import Any

import pytest
import resvg_py
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import StreamObject

from backend.local.designer import poster, render
from backend.local.designer.concept import Concept, Palette
from backend.local.designer.png import without_alpha

CONCEPT = Concept(
    title='Jazz "Festival" & té',
    tagline="Live music all night long",
    kicker="mid-century",
    language="en",
    kind="document",
    composition="midcentury",
    palette=Palette("#F3E3C3", "#14213D", "#D6402B", "#1D6E8F", "#F2A81D"),
    motifs=("saxophone",),
    seed=3,
)
SVG = poster.svg(CONCEPT, 512, 640)


def test_png_is_opaque_rgb_of_the_asked_size() -> None:
    """Colour type 2, 8 bits, not interlaced: what a PDF can embed as it is."""
    image = render.png(SVG, 512, 640)
    width, height, depth, kind, packing, filtering, interlace = struct.unpack(">IIBBBBB", image[16:29])
    assert (width, height, depth, kind, packing, filtering, interlace) == (512, 640, 8, 2, 0, 0, 0)


def test_leaving_out_alpha_changes_no_colour() -> None:
    """The bytes that were left out are alpha and nothing else."""
    drawn = bytes(resvg_py.svg_to_bytes(svg_string=SVG, width=512, height=640, skip_system_fonts=True))
    with Image.open(io.BytesIO(drawn)) as before, Image.open(io.BytesIO(without_alpha(drawn))) as after:
        assert before.getchannel("A").getextrema() == (255, 255)
        assert after.mode == "RGB"
        assert before.convert("RGB").tobytes() == after.tobytes()


def test_an_rgb_png_is_refused() -> None:
    """Only what resvg writes is taken apart."""
    with pytest.raises(ValueError, match="RGBA"):
        without_alpha(render.png(SVG, 64, 80))


def test_broken_svg_is_a_value_error() -> None:
    """A renderer's complaint comes through as ValueError."""
    with pytest.raises(ValueError, match=r".+"):
        render.png("<svg", 64, 64)


def test_pdf_is_one_page_of_paths() -> None:
    """The page has the poster's proportions; its only picture is the small tile of grain."""
    page, *others = PdfReader(io.BytesIO(render.pdf(SVG, 512, 640, CONCEPT.title))).pages
    assert not others
    assert float(page.mediabox.width) / 72 == pytest.approx(512 / render.PIXELS_PER_INCH, abs=0.01)
    assert float(page.mediabox.height) / float(page.mediabox.width) == pytest.approx(1.25, abs=0.001)
    assert all(max(picture.image.size) <= 256 for picture in page.images if picture.image)


def test_pdf_holds_vector_outlines() -> None:
    """Curves and fills are drawn by path operators."""
    reader = PdfReader(io.BytesIO(render.pdf(SVG, 512, 640, "x")))
    size: Any = reader.trailer["/Size"]
    objects = [reader.get_object(number) for number in range(1, size)]
    streams = b"".join(each.get_data() for each in objects if isinstance(each, StreamObject) and "/Width" not in each)
    assert len(re.findall(rb"\b[clh]\s", streams)) > 500


def test_pdf_carries_the_title() -> None:
    """Quotes, ampersands and NUL in a title do no harm."""
    made = PdfReader(io.BytesIO(render.pdf(SVG, 512, 640, 'Jazz "Festival" & té\0')))
    assert made.metadata is not None
    assert made.metadata.title == 'Jazz "Festival" & té'


def test_the_same_svg_gives_the_same_bytes() -> None:
    """PNG and PDF carry no date and no chance."""
    assert render.png(SVG, 512, 640) == render.png(SVG, 512, 640)
    assert render.pdf(SVG, 512, 640, "x") == render.pdf(SVG, 512, 640, "x")
