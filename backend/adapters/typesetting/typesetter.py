"""The typesetter of the service. What it needs (HarfBuzz, resvg, Pillow, faces) is imported at the first print."""

import logging

from backend.domain.products.brief import Brief
from backend.domain.products.prints import Print, Typesetter
from backend.domain.uploads.sniffing import is_sane, picture_size

log = logging.getLogger(__name__)

NO_LAYER = "The text could not be set, so the print is the picture alone. Retry later."
NOT_READABLE = "The picture could not be read, so no text is set on it."
NOT_SET = "The text does not fit on the picture. Use a shorter title or fewer lines."


class HarfBuzzTypesetter(Typesetter):
    def typeset(self, art: bytes, brief: Brief) -> Print:
        try:
            from backend.adapters.typesetting.art import UNREADABLE, Art
            from backend.adapters.typesetting.composition import compose, describe_missing, draw
        except ImportError:
            log.exception("no text can be set on pictures: this function needs the layer imaging")
            return Print(art, (NO_LAYER,))
        if not is_sane(picture_size(art)):  # a small file can claim a size that fills the memory
            return Print(art, (NOT_READABLE,))
        try:
            picture = Art(art)
        except UNREADABLE:
            log.info("picture is damaged", exc_info=True)
            return Print(art, (NOT_READABLE,))
        warnings = describe_missing(brief)
        page = compose(picture, brief)
        if page is None:
            return Print(art, (*warnings, NOT_SET))
        return Print(draw(page, picture), warnings)
