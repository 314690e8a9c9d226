"""One picture as a one-page PDF, and what PDF files are made of.

The compressed pixels of a PNG are taken over as they are: PDF knows the same filters (ISO 32000-1, 7.4.4), so nothing
is decoded and the picture loses nothing.
"""

import struct
from collections.abc import Sequence

from backend.domain.products.png import PRINT_DPI, BrokenPng, read_chunks, size_of

_COLOURS = {0: (1, b"/DeviceGray"), 2: (3, b"/DeviceRGB")}
POINTS_PER_INCH = 72


class NotConvertible(ValueError):
    """The PNG is of a kind whose pixels a PDF cannot take over: transparent, with a palette, interlaced, 16 bits deep,
    or it breaks off."""


def pdf_of(png: bytes, *, title: str, dots_per_inch: int = PRINT_DPI) -> bytes:
    """A PDF whose only page is the picture. 1024 x 1536 pixels at 150 dpi are a page of 6.8 x 10.2 inches."""
    picture = image_object(png)  # finds out whether the PNG can be read
    wide, high = (f"{side * POINTS_PER_INCH / dots_per_inch:.2f}".encode() for side in size_of(png))
    drawing = b"q %s 0 0 %s 0 0 cm /Picture Do Q" % (wide, high)
    return document(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s %s] /Contents 4 0 R"
            b" /Resources << /XObject << /Picture 5 0 R >> >> >>" % (wide, high),
            stream(b"", drawing),
            picture,
            b"<< /Title %s /Producer (DreamForge) >>" % text_string(title),
        ]
    )


def image_object(png: bytes, more: bytes = b"") -> bytes:
    """A PNG as an image of a PDF, its compressed pixels as they are; `more` are further entries of its dictionary.

    `NotConvertible` where a PDF has no such pixels.
    """
    chunks = _read(png)
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    names = {name for name, _ in chunks}
    if colour not in _COLOURS or interlaced or depth > 8 or b"tRNS" in names:
        raise NotConvertible(f"a PNG of colour type {colour}, {depth} bits, interlaced {interlaced}, {names}")
    if not {b"IDAT", b"IEND"} <= names:
        raise NotConvertible("a PNG that breaks off")
    channels, space = _COLOURS[colour]
    pixels = b"".join(content for name, content in chunks if name == b"IDAT")
    return stream(
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent %d /ColorSpace %s%s"
        b" /Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors %d /BitsPerComponent %d /Columns %d >>"
        % (width, height, depth, space, more, channels, depth, width),
        pixels,
    )


def _read(png: bytes) -> list[tuple[bytes, bytes]]:
    try:
        return list(read_chunks(png))
    except BrokenPng as error:
        raise NotConvertible(str(error)) from error


def stream(entries: bytes, content: bytes) -> bytes:
    """A stream with these entries in its dictionary."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def text_string(value: str) -> bytes:
    """A PDF text string: UTF-16 with a byte order mark, in hexadecimal."""
    return b"<" + ("\ufeff" + value).encode("utf-16-be", "replace").hex().encode() + b">"


def document(objects: Sequence[bytes], *, version: bytes = b"1.4", identifier: bytes | None = None) -> bytes:
    """Objects 1, 2, ... with the table that says where each begins; the first is the catalog, the last the info.

    `identifier` is 16 bytes that name the file and no other.
    """
    parts = [b"%PDF-" + version + b"\n%\xe2\xe3\xcf\xd3\n"]
    offsets, at = [], len(parts[0])
    for number, content in enumerate(objects, 1):
        offsets.append(at)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        at += len(parts[-1])
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    parts += [b"%010d 00000 n \n" % offset for offset in offsets]
    named = b"" if identifier is None else b" /ID [<%s> <%s>]" % ((identifier.hex().encode(),) * 2)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R%s >>\nstartxref\n%d\n%%%%EOF\n"
    parts.append(trailer % (len(objects) + 1, len(objects), named, at))
    return b"".join(parts)
