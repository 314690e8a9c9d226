"""Pictures that callers bring, made fit for a model: upright, and not too large. By Pillow, as previews are."""

import logging
from io import BytesIO

from backend.adapters.pictures.previews import FORMATS, UNREADABLE
from backend.domain.uploads.sniffing import is_sane, picture_size

log = logging.getLogger(__name__)

ORIENTATION = 0x0112
"""The EXIF tag by which a camera says how it was held."""
JPEG_QUALITY = 92


def fit_picture(picture: bytes, most_pixels: int) -> bytes:
    """The picture upright, with at most so many pixels; as it is where it is so already, or cannot be decoded."""
    if not is_sane(picture_size(picture)):
        return picture
    try:
        return _fit(picture, most_pixels)
    except UNREADABLE:
        log.info("picture is damaged", exc_info=True)
        return picture


def _fit(picture: bytes, most_pixels: int) -> bytes:
    from PIL import Image, ImageOps

    with Image.open(BytesIO(picture), formats=FORMATS) as opened:
        turned = opened.getexif().get(ORIENTATION, 1) != 1
        share = (most_pixels / (opened.width * opened.height)) ** 0.5
        if not turned and share >= 1:
            return picture
        ImageOps.exif_transpose(opened, in_place=True)
        fitting = opened.convert("RGB")
        if share < 1:
            size = (int(fitting.width * share), int(fitting.height * share))
            fitting = fitting.resize(size, Image.Resampling.LANCZOS)
    written = BytesIO()
    fitting.save(written, "JPEG", quality=JPEG_QUALITY)
    return written.getvalue()
