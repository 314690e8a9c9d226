"""Files for print shops: boxes, pixels, fonts and text, of every kind on every sheet."""

import io
import unicodedata
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter, ImageStat
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, RectangleObject

from backend.adapters.print_files.imposition import impose
from backend.adapters.print_files.metadata import read_facts
from backend.adapters.print_files.sheet import MARK_MM
from backend.adapters.typesetting.art import Art
from backend.adapters.typesetting.composition import compose, draw, list_missing
from backend.adapters.typesetting.fitting import SOFT_HYPHEN
from backend.adapters.typesetting.geometry import Box
from backend.adapters.typesetting.page import PrintPage
from backend.domain.products.brief import KINDS, Kind, PrintLine
from backend.domain.products.print_files import NO_ART, PrintSource
from backend.domain.products.sheets import SAFE_MM, SHEET_SIZES, SIZES, SheetOrder, SheetSize
from backend.domain.shared.errors import Conflict
from tests.makers import NOW, brief
from tests.unit.print_files.samples import MAKER, MM, page_of, print_file, reader_of, render, run, source, with_text
from tests.unit.typesetting.test_layouts import PICTURES, SCRIPTS, WEDDING, WORDS, picture
from tests.unit.typesetting.test_layouts import SIZES as PIXELS

WAYS = ((3, True), (0, False), (6.35, True))
"""Bleed in millimetres, and whether there are marks."""
ALL = list(product(KINDS, SHEET_SIZES))


def millimetres(box: RectangleObject) -> tuple[float, float, float, float]:
    left, bottom, right, top = (float(each) / MM for each in box)
    return left, bottom, right, top


def trim_of(kind: Kind, size: SheetSize) -> tuple[float, float]:
    width, height = SIZES[size]
    return (height, width) if kind == "card" else (width, height)


# ---------------------------------------------------------------- boxes and pixels


@pytest.mark.parametrize(("kind", "size"), ALL)
def test_the_boxes_of_every_kind_and_size(kind: Kind, size: SheetSize) -> None:
    """To a tenth of a millimetre: the trim has the sheet's size, the bleed lies around it, the page around all."""
    for bleed, marks in WAYS:
        page = page_of(print_file(kind, "corner", SheetOrder(size, bleed, marks)))
        left, bottom, right, top = millimetres(page.trimbox)
        assert (right - left, top - bottom) == pytest.approx(trim_of(kind, size), abs=0.1)
        around = [left - bleed, bottom - bleed, right + bleed, top + bleed]
        assert millimetres(page.bleedbox) == pytest.approx(around, abs=0.1)
        assert millimetres(page.mediabox)[:2] == (0, 0)
        assert left >= (bleed + MARK_MM if marks else bleed) - 0.1
        assert "/CropBox" not in page
        assert "/ArtBox" not in page


@pytest.mark.parametrize(("kind", "size"), ALL)
def test_the_print_reaches_into_the_bleed(kind: Kind, size: SheetSize, tmp_path: Path) -> None:
    """Every file opens in pdftoppm with the size of its page; around the bleed is paper, within it there is none."""
    content = print_file(kind, "plain", SheetOrder(size, 3, marks=True))
    dpi = 36
    drawn = render(content, tmp_path, dpi)
    page = page_of(content)
    sides = (float(side) / 72 * dpi for side in (page.mediabox.width, page.mediabox.height))
    assert drawn.size == pytest.approx(tuple(sides), abs=1)
    left, bottom, right, top = (float(each) / 72 * dpi for each in page.bleedbox)
    beyond = drawn.crop((0, int(drawn.height * 0.3), int(left) - 1, int(drawn.height * 0.45)))
    assert beyond.getextrema() == ((255, 255),) * 3
    for x, y in product((left + 2, right - 2), (bottom + 2, top - 2)):
        assert drawn.getpixel((int(x), int(drawn.height - y))) != (255, 255, 255)


@pytest.mark.parametrize("kind", KINDS)
def test_the_art_has_its_own_pixels(kind: Kind, tmp_path: Path) -> None:
    """Its compressed bytes are those of the PNG, and poppler finds the pixels to the inch that the file states."""
    art = picture("corner", PIXELS[kind])
    content = print_file(kind, "corner", SheetOrder("A4"))
    start = art.content.index(b"IDAT") + 4
    assert art.content[start : start + 5000] in content
    rows = run("pdfimages", content, tmp_path, "-list").splitlines()[2:]
    found = {tuple(map(int, (row.split()[3], row.split()[4]))) for row in rows}
    assert found == {(art.width, art.height)}
    across, down = (int(rows[-1].split()[at]) for at in (12, 13))
    assert min(across, down) == pytest.approx(read_facts(content).dpi, abs=1)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "I;16", "LA", "1"])
def test_every_picture_is_printed(mode: str, tmp_path: Path) -> None:
    """A PNG whose pixels a print shop would not take is written again; a JPEG and a WebP are, too."""
    drawn = picture("banner", (256, 320)).picture
    written = io.BytesIO()
    (Image.new("I;16", drawn.size, 30000) if mode == "I;16" else drawn.convert(mode)).save(written, "PNG")
    _is_whole(written.getvalue(), tmp_path)


@pytest.mark.parametrize("form", ["JPEG", "WEBP"])
def test_other_formats_are_printed(form: str, tmp_path: Path) -> None:
    written = io.BytesIO()
    picture("banner", (256, 320)).picture.save(written, form)
    _is_whole(written.getvalue(), tmp_path)


def _is_whole(art: bytes, folder: Path) -> None:
    content = with_text(brief(), art, SheetOrder("A6", 0, marks=False))
    (image,) = page_of(content).images
    assert image.image is not None
    assert (image.image.mode, image.image.size) == ("RGB", (256, 320))
    assert render(content, folder, 36).size == (149, 210)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + bytes(60)])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Conflict):
        with_text(brief(), content, SheetOrder("A4"))


def test_a_picture_with_its_text_in_it_is_printed_alone() -> None:
    """Without a second text on it, and with a warning that says why it is less sharp."""
    art = picture("banner", (1024, 1280)).content
    content = MAKER.make(PrintSource(art, brief(), has_text=True, created_at=NOW), SheetOrder("A5"))
    facts = MAKER.read(content)
    assert (facts.smallest_points, facts.warnings) == (None, (NO_ART,))
    assert page_of(content).extract_text() == ""


# ---------------------------------------------------------------- PDF/X-4


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_has_what_print_shops_check(kind: Kind, tmp_path: Path) -> None:
    """ISO 15930-7: version, one output intent with an output profile, metadata, id, trapping; fonts embedded, no
    transparency, nothing encrypted, no annotations."""
    content = print_file(kind, "corner", SheetOrder("A4"))
    assert content.startswith(b"%PDF-1.6")
    trailer: Any = reader_of(content).trailer
    root = trailer["/Root"]
    (intent,) = root["/OutputIntents"]
    assert (intent["/S"], intent["/OutputConditionIdentifier"]) == ("/GTS_PDFX", "sRGB")
    profile = intent["/DestOutputProfile"]
    assert profile["/N"] == 3
    assert profile.get_data()[12:20] == b"prtrRGB "
    information = trailer["/Info"]
    metadata = root["/Metadata"].get_data().decode()
    assert "/Filter" not in root["/Metadata"]
    for told in (
        "<pdfxid:GTS_PDFXVersion>PDF/X-4<",
        "<pdf:Trapped>False<",
        "<xmp:CreateDate>2026-11-21T12:00:00+00:00<",
        "<xmp:ModifyDate>2026-11-21T12:00:00+00:00<",
        "La boda de Ana y Luis</rdf:li>",
        "<xmpMM:DocumentID>uuid:",
        "<xmpMM:RenditionClass>default<",
        "<xmpMM:VersionID>1<",
    ):
        assert told in metadata
    assert information["/CreationDate"] == information["/ModDate"] == "D:20261121120000+00'00'"
    assert information["/Trapped"] == "/False"
    first, second = trailer["/ID"]
    assert first == second
    assert "/Encrypt" not in trailer
    names = {name for each in _objects(trailer) for name in each}
    assert not names & {
        "/SMask",
        "/Mask",
        "/ca",
        "/CA",
        "/BM",
        "/Group",
        "/Annots",
        "/AA",
        "/JS",
        "/OPI",
        "/TR",
        "/HTP",
    }
    told = run("pdfinfo", content, tmp_path)
    assert "PDF/X-4" in told


def test_every_font_is_embedded_in_part(tmp_path: Path) -> None:
    """With the table by which its text is found; as pypdf and poppler see it."""
    content = print_file("poster", "corner", SheetOrder("A4"))
    resources: Any = page_of(content)["/Resources"]
    fonts = resources["/Font"]
    assert len(fonts) >= 2
    for font in fonts.values():
        (descendant,) = font.get_object()["/DescendantFonts"]
        descriptor = descendant.get_object()["/FontDescriptor"]
        assert descriptor["/FontFile2"].get_data()[:4] == b"\0\1\0\0"
        assert len(descriptor["/FontFile2"].get_data()) < 30_000
        assert descriptor["/FontName"][7] == "+"
    rows = [row.split() for row in run("pdffonts", content, tmp_path).splitlines()[2:]]
    assert [row[-5:-2] for row in rows] == [["yes", "yes", "yes"]] * len(fonts)


def _objects(start: object) -> list[DictionaryObject]:
    """All dictionaries that a file's trailer leads to."""
    found, seen, waiting = [], set[int](), [start]
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            found.append(one)
            waiting += one.values()
        elif isinstance(one, ArrayObject):
            waiting += one
    return found


def test_the_same_print_has_the_same_bytes() -> None:
    assert MAKER.make(source("card"), SheetOrder("A5")) == MAKER.make(source("card"), SheetOrder("A5"))
    other = MAKER.make(source("card", title="La boda de Eva y Luis"), SheetOrder("A5"))
    first = reader_of(print_file("card", "corner", SheetOrder("A5")))
    assert first.trailer["/ID"] != reader_of(other).trailer["/ID"]


# ---------------------------------------------------------------- text


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_text_is_near_the_trim(kind: Kind, name: str) -> None:
    """On no sheet: what is cut off or enlarged leaves `SAFE_MM`, and texts stay apart from each other."""
    page = compose(picture(name, PIXELS[kind]), source(kind).brief)
    assert page is not None
    for size in SHEET_SIZES:
        width, height = trim_of(kind, size)
        imposed = impose(page, width, height)
        safe = Box(0, 0, width, height).inset(SAFE_MM)
        for text in page.texts:
            dx, dy = imposed.text_offset(page, text.block.box)
            placed = imposed.place(text.block.box)
            assert safe.contains(Box(placed.x + dx, placed.y + dy, placed.width, placed.height), slack=0.01), size


def letters(text: str) -> str:
    """Without what lies between words and lines."""
    kept = unicodedata.normalize("NFC", text).replace(SOFT_HYPHEN, "")
    return "".join(each for each in kept if not each.isspace() and unicodedata.category(each) != "Cf")


@given(
    title=st.from_regex(WORDS, fullmatch=True), line=st.from_regex(WORDS, fullmatch=True), kind=st.sampled_from(KINDS)
)
@settings(max_examples=25)
def test_text_is_found_as_it_was_written(
    title: str, line: str, kind: Kind, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """By poppler to the letter, whether it is set in capitals or broken; by pypdf, which sees glyphs, without case."""
    told = brief(kind=kind, title=title[:80]).model_copy(update={"lines": [PrintLine(role="detail", text=line)]})
    content = with_text(told, picture("corner", PIXELS[kind]).content, SheetOrder("A4"))
    found = letters(run("pdftotext", content, tmp_path_factory.mktemp("text"), "-raw", target="-"))
    assert found == letters(told.title + line)
    seen = letters(page_of(content).extract_text()).replace("-", "").casefold()
    assert seen == letters(told.title + line).replace("-", "").casefold()


@pytest.mark.parametrize("script", SCRIPTS)
def test_text_of_every_script_is_found(script: str, tmp_path: Path) -> None:
    """Where glyphs have another order than letters (Devanagari, Tamil) or several are one, too."""
    text = SCRIPTS[script]
    told = brief(kind="poster", title=text).model_copy(update={"lines": []})
    assert list_missing(told) == []
    content = with_text(told, picture("corner", PIXELS["poster"]).content, SheetOrder("A4"))
    found = run("pdftotext", content, tmp_path, target="-")
    assert sorted(map(letters, found.split())) == sorted(map(letters, text.split()))


def test_a_character_without_a_face_gives_a_warning() -> None:
    content = MAKER.make(source("poster", title="Sol \u10d0"), SheetOrder("A4"))
    (warning,) = read_facts(content).warnings
    assert warning.endswith(": \u10d0")


@pytest.mark.parametrize("title", ["Ñandú, açaí & “ceviche”", "富士山 🌋", "(a) \\ <b>", "a]]>&amp;"])
def test_the_title_is_in_the_metadata(title: str) -> None:
    content = MAKER.make(source("poster", title=title), SheetOrder("A6"))
    reader = reader_of(content)
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert reader.xmp_metadata is not None
    assert reader.xmp_metadata.dc_title == {"x-default": title}


# ---------------------------------------------------------------- the composition on the sheet


@pytest.mark.parametrize("name", ["gradient", "plain"])
@pytest.mark.parametrize("script", SCRIPTS)
def test_the_file_shows_what_the_picture_shows(script: str, name: str, tmp_path: Path) -> None:
    """On a sheet of the art's own shape, drawn with as many pixels: each letter is at its place, in every script."""
    told = brief(kind="poster", title=SCRIPTS[script]).model_copy(update={"lines": list(WEDDING)})
    art = picture(name, PIXELS["poster"])
    page = compose(art, told)
    assert page is not None
    content = with_text(told, art.content, SheetOrder("8x10", 0, marks=False))
    shown = render(content, tmp_path, 128)
    assert shown.size == (1024, 1280)
    assert count_differing(shown, pixels_of(page, art)) < 20


def test_the_comparison_finds_a_letter_that_moved() -> None:
    """By four pixels: the test above would fail."""
    art = picture("plain", PIXELS["poster"])
    page = compose(art, source("poster").brief)
    assert page is not None
    moved = replace(page, texts=[replace(text, block=text.block.shift(4, 0)) for text in page.texts])
    assert count_differing(pixels_of(page, art), pixels_of(moved, art)) > 500


def pixels_of(page: PrintPage, art: Art) -> Image.Image:
    with Image.open(io.BytesIO(draw(page, art))) as opened:
        return opened.convert("RGB")


def count_differing(one: Image.Image, other: Image.Image) -> float:
    """Pixels that differ and whose neighbours do: the edges of letters are smoothed by each renderer in its own way."""
    differing = ImageChops.difference(one, other).convert("L").point(lambda value: 255 * (value > 72))
    return ImageStat.Stat(differing.filter(ImageFilter.MinFilter(3))).sum[0] / 255


def framed(size: tuple[int, int]) -> Art:
    from PIL import ImageDraw

    drawn = Image.new("RGB", size, "#f7f0e4")
    ImageDraw.Draw(drawn).rectangle((40, 40, size[0] - 41, size[1] - 41), outline="#7a5c2e", width=5)
    written = io.BytesIO()
    drawn.save(written, "PNG")
    return Art(written.getvalue())


def test_a_frame_in_the_art_is_neither_cut_nor_mirrored() -> None:
    """It gets a mat where the sheet has another shape; other art covers the sheet."""
    art = framed(PIXELS["poster"])
    assert art.has_frame
    assert not any(picture(name, PIXELS["poster"]).has_frame for name in PICTURES)
    page = compose(art, source("poster").brief)
    assert page is not None
    assert page.picture is not None
    assert page.picture.box == page.frame
    assert impose(page, 210, 297, framed=True).matted
    assert not impose(page, 210, 297).matted
    assert not impose(page, 203.2, 254, framed=True).matted, "4:5, as the art"


def test_art_covers_a_sheet_of_nearly_its_shape() -> None:
    """The part of a composition that is cut off is small, and nothing of the sheet stays empty."""
    page = compose(picture("plain", PIXELS["document"]), source("document").brief)
    assert page is not None
    imposed = impose(page, 210, 297)
    assert not imposed.matted
    assert imposed.scale * page.width >= 209.99
    assert imposed.scale * page.height <= 297 * 1.14
