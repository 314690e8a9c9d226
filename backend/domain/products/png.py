"""PNG files as sequences of chunks (W3C, Portable Network Graphics, 5): nothing is decoded."""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
FIRST = SIGNATURE + b"\0\0\0\rIHDR"
HEADER_END = 33
PRINT_DPI = 150
"""Pixels to the inch at which a print is stored: 1024 x 1280 pixels are 6.8 x 8.5 inches."""
METRES_PER_INCH = 0.0254


class BrokenPng(ValueError):
    """No PNG, or one that breaks off."""


def read_chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks as (name, content), IHDR first."""
    if not png.startswith(FIRST) or len(png) < HEADER_END:
        raise BrokenPng("not a PNG")
    at = len(SIGNATURE)
    while at + 12 <= len(png):
        length, name = struct.unpack_from(">I4s", png, at)
        if at + 12 + length > len(png):
            raise BrokenPng("a PNG that breaks off")
        yield name, png[at + 8 : at + 8 + length]
        at += 12 + length


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    width, height = struct.unpack(">II", next(read_chunks(png))[1][:8])
    return width, height


def is_true_colour(picture: bytes) -> bool:
    """Whether it is a PNG of red, green and blue, without transparency in its pixels."""
    return picture.startswith(FIRST) and picture[25:26] == b"\x02"


def with_resolution(picture: bytes, dpi: int = PRINT_DPI) -> bytes:
    """The PNG with its pixels to the inch, which programs for layout read; what has one, or is no PNG, stays."""
    try:
        if any(name == b"pHYs" for name, _ in read_chunks(picture)):
            return picture
    except BrokenPng:
        return picture
    per_metre = round(dpi / METRES_PER_INCH)
    body = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return picture[:HEADER_END] + chunk + picture[HEADER_END:]
