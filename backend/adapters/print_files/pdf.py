"""The file of a page on its sheet, as PDF/X-4 asks for it (ISO 15930-7): one output intent, trim and bleed, embedded
fonts, metadata, no encryption. Pages have no transparency, so no blending space is needed."""

import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from math import floor

from backend.adapters.print_files.drawing import PageDrawing
from backend.adapters.print_files.fonts import LEVEL
from backend.adapters.print_files.imposition import Imposition, impose
from backend.adapters.print_files.metadata import name_file, write_information, write_metadata
from backend.adapters.print_files.placed import PlacedPage
from backend.adapters.print_files.sheet import PrintSheet
from backend.adapters.typesetting.art import Art
from backend.adapters.typesetting.page import PrintPage
from backend.adapters.typesetting.typefaces import find_typefaces
from backend.domain.products.pdf import NotConvertible, document, image_object, stream, text_string
from backend.domain.products.png import is_true_colour
from backend.domain.products.print_files import PrintFacts
from backend.domain.products.sheets import MM_PER_INCH, SheetOrder

VERSION = b"1.6"
PROFILE = "print-rgb.icc"
CONDITION = "sRGB"
CONDITION_INFO = "RGB printing with the colours of sRGB (IEC 61966-2-1)"
SMOOTH = b" /Interpolate true"
"""Where a printer has more dots than the picture has pixels, they are not to be seen as squares."""


def write_pdf(
    page: PrintPage, art: Art, order: SheetOrder, *, title: str, created_at: str, warnings: tuple[str, ...]
) -> bytes:
    width, height = order.trim(landscape=page.width > page.height)
    imposed = impose(page, width, height, framed=art.has_frame)
    sheet = PrintSheet(width, height, order.bleed_mm, order.marks)
    drawing = PageDrawing(PlacedPage(page, (art.width, art.height), imposed, sheet.bleed_box), sheet)
    content = drawing.content()
    facts = PrintFacts(width, height, measure_dpi(page, imposed), _measure_text(page, imposed), warnings)
    picture = _image(art)
    named = name_file(content, picture, created_at.encode(), title.encode(errors="replace"))

    objects: list[bytes] = [b""] * 3

    def add(value: bytes) -> int:
        objects.append(value)
        return len(objects)

    drawn = add(stream(b"/Filter /FlateDecode", zlib.compress(content, LEVEL)))
    resources = b"<< /XObject << /Art %d 0 R >> /Font %s /ColorSpace << /Registration %d 0 R >> >>" % (
        add(picture),
        drawing.fonts.write(add),
        add(_registration()),
    )
    metadata = add(write_metadata(title, created_at, named, facts))
    objects[0] = (
        b"<< /Type /Catalog /Version /%s /Pages 2 0 R /Metadata %d 0 R /OutputIntents [%s]"
        b" /ViewerPreferences << /DisplayDocTitle true >> >>" % (VERSION, metadata, _intent(add))
    )
    objects[1] = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    objects[2] = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox %s /BleedBox %s /TrimBox %s /Contents %d 0 R /Resources %s >>"
        % (sheet.box(sheet.media_box), sheet.box(sheet.bleed_box), sheet.box(sheet.trim_box), drawn, resources)
    )
    add(write_information(title, created_at))
    return document(objects, version=VERSION, identifier=named.bytes)


def measure_dpi(page: PrintPage, imposed: Imposition) -> int:
    """Pixels of the art to the inch; the fewer where it is stretched."""
    if page.picture is None:
        return 0
    part, box = page.picture.part, page.picture.box
    pixels = min(part.width / box.width, part.height / box.height)
    return floor(pixels / imposed.scale * MM_PER_INCH + 1e-6)


def _measure_text(page: PrintPage, imposed: Imposition) -> float | None:
    sizes = [text.block.size for text in page.texts]
    return min(sizes) * imposed.scale / MM_PER_INCH * 72 if sizes else None


def _image(art: Art) -> bytes:
    """The art's own compressed pixels where a PDF has such, else the same pixels compressed again."""
    if is_true_colour(art.content):
        with suppress(NotConvertible):
            return image_object(art.content, SMOOTH)
    written = BytesIO()
    art.picture.save(written, "PNG", compress_level=LEVEL)
    return image_object(written.getvalue(), SMOOTH)


def _registration() -> bytes:
    """The colour of marks: on every plate."""
    return b"[/Separation /All /DeviceRGB << /FunctionType 2 /Domain [0 1] /C0 [1 1 1] /C1 [0 0 0] /N 1 >>]"


def _intent(add: Callable[[bytes], int]) -> bytes:
    profile = (find_typefaces() / PROFILE).read_bytes()
    number = add(stream(b"/N 3 /Filter /FlateDecode", zlib.compress(profile, LEVEL)))
    return (
        b"<< /Type /OutputIntent /S /GTS_PDFX /OutputConditionIdentifier (%s) /Info %s /DestOutputProfile %d 0 R >>"
        % (
            CONDITION.encode(),
            text_string(CONDITION_INFO),
            number,
        )
    )
