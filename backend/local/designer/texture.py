"""Paper grain: one small noise tile, repeated over the picture by an SVG pattern."""

import base64
import struct
import zlib
from functools import cache
from random import Random

TILE = 256
"""Side of the tile in pixels of the tile; `grain` says how large it is on the picture."""


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@cache
def tile(light: bool, strength: int) -> str:
    """A grey-and-alpha PNG of specks, base64: white specks when `light`, else black; `strength` is the highest alpha."""
    random = Random(7)
    grey = 255 if light else 0
    rows = bytearray()
    for _ in range(TILE):
        rows.append(0)
        for _ in range(TILE):
            rows += bytes((grey, int(max(0.0, random.random() - 0.4) / 0.6 * strength)))
    header = struct.pack(">IIBBBBB", TILE, TILE, 8, 4, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(rows), 9))
    return base64.b64encode(png + _chunk(b"IEND", b"")).decode()


def grain(width: int, height: int, light: bool, scale: float) -> str:
    """Grain over the whole picture; `scale` is the size of a speck in pixels."""
    size = f"{TILE * max(1.0, scale):.0f}"
    image = f'<image width="{size}" height="{size}" href="data:image/png;base64,{tile(light, 14 if light else 16)}"/>'
    pattern = f'<pattern id="grain" width="{size}" height="{size}" patternUnits="userSpaceOnUse">{image}</pattern>'
    return f'<defs>{pattern}</defs><rect width="{width}" height="{height}" fill="url(#grain)"/>'
