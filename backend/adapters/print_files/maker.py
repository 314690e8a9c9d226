"""The maker of print files. What it needs (HarfBuzz, Pillow, typefaces) is imported at the first file."""

import logging
from typing import TYPE_CHECKING

from backend.domain.products.print_files import NO_ART, PrintFacts, PrintFileMaker, PrintSource
from backend.domain.products.sheets import SheetOrder
from backend.domain.shared.errors import Conflict, StoreUnavailable
from backend.domain.uploads.sniffing import is_sane, picture_size

if TYPE_CHECKING:
    from backend.adapters.typesetting.art import Art
    from backend.adapters.typesetting.page import PrintPage

log = logging.getLogger(__name__)

NO_LAYER = "Print files cannot be made now. Retry later."
NOT_READABLE = "The picture of this product could not be read, so it cannot be printed."
NOT_SET = "The text does not fit on the picture, so the print is the picture alone."


class PdfPrintFileMaker(PrintFileMaker):
    def make(self, source: PrintSource, order: SheetOrder) -> bytes:
        page, art, warnings = _compose(source)
        from backend.adapters.print_files.pdf import write_pdf

        return write_pdf(page, art, order, title=source.brief.title, created_at=source.created_at, warnings=warnings)

    def mock_up(self, source: PrintSource, order: SheetOrder) -> bytes:
        page, art, _ = _compose(source)
        from backend.adapters.print_files.mockup import draw_mockup

        return draw_mockup(page, art, source.brief, order)

    def read(self, content: bytes) -> PrintFacts:
        from backend.adapters.print_files.metadata import read_facts

        return read_facts(content)


def _compose(source: PrintSource) -> "tuple[PrintPage, Art, tuple[str, ...]]":
    """The page, the art on it, and what its owner should know of it."""
    try:
        from backend.adapters.typesetting.art import UNREADABLE, Art
        from backend.adapters.typesetting.composition import compose, describe_missing, show_alone
    except ImportError as error:
        log.exception("no print files can be made: this function needs the layer imaging")
        raise StoreUnavailable(NO_LAYER) from error
    if not is_sane(picture_size(source.picture)):  # a small file can claim a size that fills the memory
        raise Conflict(NOT_READABLE)
    try:
        art = Art(source.picture)
    except UNREADABLE as error:
        log.info("picture is damaged", exc_info=True)
        raise Conflict(NOT_READABLE) from error
    if source.has_text:
        return show_alone(art), art, (NO_ART,)
    page, missing = compose(art, source.brief), describe_missing(source.brief)
    return (page, art, missing) if page is not None else (show_alone(art), art, (*missing, NOT_SET))
