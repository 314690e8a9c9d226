"""SVG to PNG (resvg) and to vector PDF (typst)."""

import struct
import zlib
from collections.abc import Iterator

import resvg_py
import typst

SIGNATURE = b"\x89PNG\r\n\x1a\n"
TRUE_COLOUR, TRUE_COLOUR_ALPHA = 2, 6
PIXELS_PER_INCH = 125
"""A PDF's scale: 1024 x 1280 pixels make a page of 8.19 x 10.24 inches, near the 8 x 10 of common frames."""
DOCUMENT = b"""
#set document(title: sys.inputs.title, date: none)
#set page(width: float(sys.inputs.width) * 1in, height: float(sys.inputs.height) * 1in, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%)
"""


def png(svg: str, width: int, height: int) -> bytes:
    """The picture as an opaque PNG: RGB (colour type 2), 8 bits, not interlaced, `width` x `height` pixels.

    The SVG must cover its whole canvas. ValueError when it is not well formed.
    """
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, width=width, height=height, background="#ffffff", skip_system_fonts=True
    )
    return without_alpha(bytes(drawn))


def pdf(svg: str, width: int, height: int, title: str) -> bytes:
    """The picture as a PDF of one page, as paths; the page has `PIXELS_PER_INCH` pixels of the SVG to the inch.

    Being vectors it prints sharp at any size; the same input gives the same bytes. RuntimeError for broken SVG.
    """
    inputs = {
        "svg": svg,
        "title": title.encode(errors="ignore").decode().replace("\0", ""),
        "width": f"{width / PIXELS_PER_INCH:.4f}",
        "height": f"{height / PIXELS_PER_INCH:.4f}",
    }
    compiler = typst.Compiler(DOCUMENT, ignore_system_fonts=True, sys_inputs=inputs)
    made = compiler.compile(format="pdf", timestamp=0)
    return made if isinstance(made, bytes) else b""


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
