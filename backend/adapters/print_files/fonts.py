"""Typefaces in a PDF: each with the glyphs that are drawn, and what they say."""

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256

import uharfbuzz as hb

from backend.adapters.typesetting.faces import Glyph, face
from backend.domain.products.pdf import stream

LEVEL = 6
SYMBOLIC, ITALIC = 4, 64
LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF", "kern", "STAT", "DSIG", "meta", "gasp", "name", "post")
"""What shapes text and names fonts: shaped glyphs do not need it."""
CMAP = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
%s
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
SILENT = "\u200b"
"""What a glyph says that is a part of another: without an entry programs show its number as a character."""
MOST_ROWS = 100
"""Of a table in a CMap."""


class FontBook:
    """The faces of a page, named F1, F2, ... in the order of their first use."""

    def __init__(self) -> None:
        self._used: dict[str, dict[int, str]] = {}

    def use(self, name: str, glyphs: tuple[Glyph, ...]) -> bytes:
        """The font's name on the page; its glyphs will be embedded.

        A glyph has one text, the first that it stands for: where letters are reordered, the page's own text says more.
        """
        texts = self._used.setdefault(name, {})
        for glyph in glyphs:
            if glyph.text or glyph.id not in texts:
                texts[glyph.id] = texts.get(glyph.id) or glyph.text
        return b"F%d" % (list(self._used).index(name) + 1)

    def write(self, add: Callable[[bytes], int]) -> bytes:
        """The dictionary of fonts for the page's resources; `add` takes an object and gives its number."""
        rows = [
            b"/F%d %d 0 R" % (at, _write_font(name, texts, add))
            for at, (name, texts) in enumerate(self._used.items(), 1)
        ]
        return b"<< %s >>" % b" ".join(rows)


def _write_font(name: str, texts: Mapping[int, str], add: Callable[[bytes], int]) -> int:
    subset = _subset(name, tuple(sorted(texts)))
    units = face(name).units
    tag = "".join(chr(65 + each % 26) for each in sha256(subset).digest()[:6])
    named = f"/{tag}+{_postscript_name(name)}".encode()
    packed = zlib.compress(subset, LEVEL)
    file = add(stream(b"/Length1 %d /Filter /FlateDecode" % len(subset), packed))
    descriptor = add(_describe(name, named, subset, units, file))
    descendant = add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont %s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        b" /Supplement 0 >> /FontDescriptor %d 0 R /DW 0 /W [%s] /CIDToGIDMap /Identity >>"
        % (named, descriptor, b" ".join(_widths(name, texts, units)))
    )
    unicode = add(stream(b"/Filter /FlateDecode", zlib.compress(CMAP % b"\n".join(_tables(texts)), LEVEL)))
    return add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont %s /Encoding /Identity-H /DescendantFonts [%d 0 R]"
        b" /ToUnicode %d 0 R >>" % (named, descendant, unicode)
    )


def _subset(name: str, glyphs: tuple[int, ...]) -> bytes:
    """The font file with these glyphs alone, under the numbers that they have."""
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NOTDEF_OUTLINE
    wanted.glyph_set.set(glyphs)
    wanted.drop_table_tag_set.update(_tag(each) for each in LAYOUT_TABLES)
    return bytes(hb.subset(face(name).source, wanted).blob.data)


def _tag(name: str) -> int:
    return int.from_bytes(name.ljust(4).encode(), "big")


def _postscript_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))


def _widths(name: str, texts: Mapping[int, str], units: int) -> Iterator[bytes]:
    for glyph in sorted(texts):
        yield b"%d [%s]" % (glyph, _thousandths(face(name).advance_of(glyph), units))


def _thousandths(value: float, units: int) -> bytes:
    return f"{1000 * value / units:.3f}".rstrip("0").rstrip(".").encode()


def _describe(name: str, named: bytes, subset: bytes, units: int, file: int) -> bytes:
    extents = face(name).extents
    left, bottom, right, top = _bounds(subset)
    box = b" ".join(_thousandths(each, units) for each in (left, bottom, right, top))
    flags = SYMBOLIC | (ITALIC if name.endswith("italic") else 0)
    return (
        b"<< /Type /FontDescriptor /FontName %s /Flags %d /FontBBox [%s] /ItalicAngle %d /Ascent %s /Descent %s"
        b" /CapHeight %s /StemV 80 /FontFile2 %d 0 R >>"
        % (
            named,
            flags,
            box,
            -12 if flags & ITALIC else 0,
            _thousandths(extents.ascender, units),
            _thousandths(extents.descender, units),
            _thousandths(face(name).height_of(face(name).tall), 1),
            file,
        )
    )


def _bounds(font: bytes) -> tuple[int, int, int, int]:
    """The box around all glyphs, of the table `head` (OpenType)."""
    for at in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16):
        if font[at : at + 4] == b"head":
            return struct.unpack_from(">4h", font, struct.unpack_from(">I", font, at + 8)[0] + 36)
    raise ValueError("a font file without a table head")


def _tables(texts: Mapping[int, str]) -> Iterator[bytes]:
    rows = [
        b"<%04X> <%s>" % (glyph, (text or SILENT).encode("utf-16-be").hex().upper().encode())
        for glyph, text in sorted(texts.items())
    ]
    for start in range(0, len(rows), MOST_ROWS):
        part = rows[start : start + MOST_ROWS]
        yield b"%d beginbfchar\n%s\nendbfchar" % (len(part), b"\n".join(part))
