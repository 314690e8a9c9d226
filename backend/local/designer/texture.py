"""Paper grain: one small noise tile, repeated over the picture by an SVG pattern."""

import base64
import struct
import zlib
from functools import cache
from random import Random

TILE = 256
"""Side of the tile in specks."""
STRENGTHS = (0, 0, 0, 0, 0, 0, 7, 13)
"""Alphas of the specks, 0..255, as often as they occur."""


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@cache
def tile(light: bool) -> str:
    """A grey-and-alpha PNG of specks, base64: white specks when `light`, else black.

    Two strengths only, and most pixels clear: finer noise would make the poster's PNG large and slow to pack.
    """
    random = Random(7)
    grey = 255 if light else 0
    rows = bytearray()
    for _ in range(TILE):
        rows.append(0)
        for _ in range(TILE):
            rows += bytes((grey, random.choice(STRENGTHS)))
    header = struct.pack(">IIBBBBB", TILE, TILE, 8, 4, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(rows), 9))
    return base64.b64encode(png + _chunk(b"IEND", b"")).decode()


def grain(width: int, height: int, light: bool, scale: float) -> str:
    """Grain over the whole picture; a speck is about `scale` pixels wide (whole pixels, so that it stays crisp)."""
    side = TILE * max(1, round(scale))
    source = f'href="data:image/png;base64,{tile(light)}" style="image-rendering:pixelated"'
    image = f'<image width="{side}" height="{side}" {source}/>'
    pattern = f'<pattern id="grain" width="{side}" height="{side}" patternUnits="userSpaceOnUse">{image}</pattern>'
    return f'<defs>{pattern}</defs><rect width="{width}" height="{height}" fill="url(#grain)"/>'
