"""PNG as resvg writes it, without the alpha channel that an opaque picture does not need."""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
TRUE_COLOUR, TRUE_COLOUR_ALPHA = 2, 6


def without_alpha(image: bytes) -> bytes:
    """An RGBA PNG as RGB; the picture must be opaque.

    Each PNG filter works on one channel at a time, so the filtered bytes stay right when every fourth is left out:
    no pixel has to be decoded.
    """
    chunks = dict(_read_chunks(image))
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    if colour != TRUE_COLOUR_ALPHA or depth != 8 or rest != [0, 0, 0]:
        raise ValueError("expected an RGBA PNG, 8 bits, not interlaced")
    rows = zlib.decompress(chunks[b"IDAT"])
    header = struct.pack(">IIBBBBB", width, height, 8, TRUE_COLOUR, 0, 0, 0)
    data = zlib.compress(_colour_bytes(rows, width, height), 5)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _colour_bytes(rows: bytes, width: int, height: int) -> bytes:
    """Rows of a filter byte and RGBA, as rows of the filter byte and RGB."""
    stride, row = 4 * width + 1, bytearray(3 * width + 1)
    out = bytearray()
    for start in range(0, stride * height, stride):
        row[0] = rows[start]
        for channel in (1, 2, 3):
            row[channel::3] = rows[start + channel : start + stride : 4]
        out += row
    return bytes(out)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _read_chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG by name; consecutive IDAT chunks joined."""
    data, at = b"", len(SIGNATURE)
    while at < len(image):
        (length,) = struct.unpack(">I", image[at : at + 4])
        kind, body = image[at + 4 : at + 8], image[at + 8 : at + 8 + length]
        data += body if kind == b"IDAT" else b""
        yield kind, data if kind == b"IDAT" else body
        at += 12 + length
