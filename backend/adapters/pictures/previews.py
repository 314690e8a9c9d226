"""Previews of pictures, made by Pillow.

Pillow is in the layer `imaging`, not in the function's zip. It takes 55 ms of processor time to import and is imported
when the first picture is stored; a preview takes 80 to 90 ms. WebP at quality 80 makes 11 to 25 kB of the designer's
pictures, JPEG 22 to 40.
"""

import logging
import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from backend.domain.shared.media import PREVIEW_SIDE, PreviewMaker
from backend.domain.uploads.sniffing import is_sane, picture_size

if TYPE_CHECKING:
    from PIL.Image import Image

log = logging.getLogger(__name__)

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
"""What models give and callers upload; the layer has no decoder of another format."""
QUALITY = 80
UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error)
"""What Pillow raises for files that are damaged: its decoders have no common error."""


class PillowPreviewMaker(PreviewMaker):
    def make(self, picture: bytes) -> bytes | None:
        if not is_sane(picture_size(picture)):  # a small file can claim a size that fills the memory
            return None
        try:
            return _shrink(picture)
        except UNREADABLE:
            log.info("picture is damaged", exc_info=True)
            return None
        except ImportError:
            log.exception(
                "Pillow cannot be imported, so pictures have no previews: this function needs the layer imaging"
            )
            return None


def _shrink(picture: bytes) -> bytes:
    from PIL import Image, ImageOps, WebPImagePlugin  # named, or Pillow imports all of its 40 plugins to find it

    with Image.open(BytesIO(picture), formats=FORMATS) as opened:
        opened.draft("RGB", (PREVIEW_SIDE, PREVIEW_SIDE))  # a JPEG is decoded at a fraction of its size
        ImageOps.exif_transpose(opened, in_place=True)
        small = _with_plain_colours(opened)
        small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS)
        written = BytesIO()
        small.save(written, WebPImagePlugin.WebPImageFile.format, quality=QUALITY)
    return written.getvalue()


def _with_plain_colours(picture: "Image") -> "Image":
    """WebP has no palette and no grey; pictures of both are resized badly, too."""
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
