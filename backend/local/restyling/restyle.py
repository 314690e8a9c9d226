"""A picture and a prompt become another picture."""

from io import BytesIO
from random import Random

from PIL import Image, ImageOps

from backend.local.restyling.choosing import choose_treatment
from backend.local.restyling.inks import choose_inks
from backend.local.restyling.treatments import TREATMENTS

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class Undecodable(ValueError):
    """The picture is damaged."""


def restyle(source: bytes, prompt: str, width: int, height: int, seed: int) -> bytes:
    """A PNG of this size: the middle of the source in that shape, treated as the prompt asks. `Undecodable`."""
    chance = Random(seed)
    photo = _read(source, (width, height))
    treated = TREATMENTS[choose_treatment(prompt)](photo, choose_inks(prompt, chance), chance)
    written = BytesIO()
    treated.save(written, "PNG", compress_level=6)
    return written.getvalue()


def _read(source: bytes, size: tuple[int, int]) -> Image.Image:
    """Upright, on white, in the size asked for."""
    try:
        with Image.open(BytesIO(source), formats=FORMATS) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError) as error:
        raise Undecodable(str(error)) from error
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright.getchannel("A"))
    return ImageOps.fit(flat, size, Image.Resampling.LANCZOS)
