"""The bundled typefaces: shaping, coverage, metrics and glyph outlines, each read on first use."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache

import uharfbuzz as hb

from backend.adapters.typesetting.typefaces import find_typefaces

FOLDER = find_typefaces()

SCRIPTS = {
    # the face of a script that display faces lack, and a character that shows how tall its capitals are
    "changa-bold": "ا",
    "secular-one-regular": "ש",
    "teko-semibold": "क",
    "noto-sans-bengali-semibold": "ক",
    "noto-sans-tamil-semibold": "க",
    "kanit-semibold": "ก",
    "dela-gothic-one-regular": "国",
    "black-han-sans-regular": "한",
}
SANS = {"noto-sans-semibold": "H"} | SCRIPTS
CONDENSED = {"sofia-sans-extra-condensed-extrabold": "H"} | SANS
SERIF = {"eb-garamond-medium": "H"} | SANS
SERIFS = ("abril", "cormorant", "fraunces", "great-vibes", "eb-garamond")
NARROW = ("anton", "bebas", "sofia", "league")
JOINED = ("changa-bold", "teko-semibold", "noto-sans-bengali-semibold")
"""Faces of scripts whose letters touch: never letterspaced."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The ink of some glyphs in ems, relative to the pen's start on the baseline; y grows upwards."""

    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph at its place in a run, in font units, y upwards."""

    id: int
    x: int
    y: int
    text: str
    """The characters that it stands for; empty for a part of what another says."""


@dataclass(frozen=True, slots=True)
class Run:
    """Shaped text in one face: path data in font units, y upwards."""

    face: str
    scale: float
    """Size relative to the line's size, so that a fallback face looks as tall as its neighbours."""
    units: int
    data: str
    advance: float
    """In ems of the line, as the lengths that follow."""
    extent: Extent
    """Relative to the run's own start."""
    glyphs: tuple[Glyph, ...]
    """From left to right."""
    x: float = 0.0
    """Where the run starts in its line."""


class Face:
    """One font file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.source = hb.Face(hb.Blob((FOLDER / f"{name}.ttf").read_bytes()))
        self._font = hb.Font(self.source)
        self.units: int = self.source.upem
        self._covered = frozenset(self.source.unicodes)
        self._outlines: dict[int, tuple[tuple[str, tuple[int, ...]], ...]] = {}

    @property
    def extents(self) -> "hb.FontExtents":
        """Ascender and descender of a line, in font units."""
        return self._font.get_font_extents("ltr")

    @property
    def tall(self) -> str:
        """A character that is as tall as its capitals."""
        return SANS.get(self.name, "H")

    @cached_property
    def _characters(self) -> dict[int, str]:
        """The character of each glyph that is drawn for one where nothing is joined."""
        return {self._font.get_nominal_glyph(each): chr(each) for each in sorted(self._covered, reverse=True)}

    def covers(self, text: str) -> bool:
        return all(ord(character) in self._covered for character in text)

    def height_of(self, character: str) -> float:
        """How far a character's ink reaches above the baseline, in ems."""
        extents = self._font.get_glyph_extents(self._font.get_nominal_glyph(ord(character)))
        return float(extents.y_bearing) / self.units

    def run(self, text: str, spacing: float, scale: float, *, rtl: bool = False) -> Run:
        """Text of one direction shaped with kerning; `spacing` (ems of the line) is added after each letter."""
        spaced = 0 if self.name in JOINED else round(spacing / scale * self.units)
        pen, data, boxes, glyphs = 0, [], [], []
        for glyph, x, y, advance, said in self._shape(text, ligatures=not spaced, rtl=rtl):
            data.append(self._draw_glyph(glyph, pen + x, y))
            boxes += self._ink(glyph, pen + x, y)
            glyphs.append(Glyph(glyph, pen + x, y, said))
            pen += advance + (spaced if advance else 0)  # a mark over a letter has no advance
        size = scale / self.units
        return Run(self.name, scale, self.units, "".join(data), pen * size, union(boxes, size), tuple(glyphs))

    def advance_of(self, glyph: int) -> int:
        """How far a glyph alone moves the pen, in font units."""
        return int(self._font.get_glyph_h_advance(glyph))

    def _shape(self, text: str, *, ligatures: bool, rtl: bool) -> Iterator[tuple[int, int, int, int, str]]:
        """Glyph, its offsets, its advance and the characters it stands for, from left to right."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if rtl else "ltr"
        hb.shape(self._font, buffer, {"kern": True, "liga": ligatures})
        starts = sorted({info.cluster for info in buffer.glyph_infos})
        unsaid = {start: text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)}
        said = self._share_out(buffer.glyph_infos, unsaid)
        for info, position, part in zip(buffer.glyph_infos, buffer.glyph_positions, said, strict=True):
            yield info.codepoint, position.x_offset, position.y_offset, position.x_advance, part

    def _share_out(self, infos: "list[hb.GlyphInfo]", clusters: dict[int, str]) -> list[str]:
        """What each glyph stands for: its own character where it has one, the first of the others for the rest."""
        said = [""] * len(infos)
        for at, info in enumerate(infos):
            own = self._characters.get(info.codepoint, "")
            if own and own in clusters[info.cluster]:
                said[at] = own
                clusters[info.cluster] = clusters[info.cluster].replace(own, "", 1)
        for at, info in enumerate(infos):
            if not said[at] and clusters[info.cluster]:
                said[at], clusters[info.cluster] = clusters[info.cluster], ""
        for at, info in enumerate(infos):  # joiners and the like, which have no glyph
            said[at] += clusters[info.cluster]
            clusters[info.cluster] = ""
        return said

    def _ink(self, glyph: int, x: int, y: int) -> list[tuple[int, int, int, int]]:
        extents = self._font.get_glyph_extents(glyph)
        left, top = x + extents.x_bearing, y + extents.y_bearing
        return [(left, top + extents.height, left + extents.width, top)] if extents.width else []

    def _draw_glyph(self, glyph: int, x: int, y: int) -> str:
        if glyph not in self._outlines:
            self._outlines[glyph] = tuple(self._commands(glyph))
        return "".join(
            command + " ".join(str(value + (y if i % 2 else x)) for i, value in enumerate(values))
            for command, values in self._outlines[glyph]
        )

    def _commands(self, glyph: int) -> list[tuple[str, tuple[int, ...]]]:
        """Path commands in font units, coordinates as x, y, x, y, ..."""
        commands: list[tuple[str, tuple[int, ...]]] = []

        def record(letter: str) -> "hb.MoveToFunc":
            return lambda *values: commands.append((letter, tuple(round(value) for value in values[:-1])))

        functions = hb.DrawFuncs()
        functions.set_move_to_func(record("M"))
        functions.set_line_to_func(record("L"))
        functions.set_quadratic_to_func(record("Q"))
        functions.set_cubic_to_func(record("C"))
        functions.set_close_path_func(record("Z"))
        self._font.draw_glyph(glyph, functions, None)
        return commands


def union(boxes: list[tuple[int, int, int, int]], size: float) -> Extent:
    """The extent around glyph boxes (left, bottom, right, top), scaled by `size`; all zero for none."""
    if not boxes:
        return Extent(0, 0, 0, 0)
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return Extent(min(lefts) * size, max(rights) * size, min(bottoms) * size, max(tops) * size)


@cache
def face(name: str) -> Face:
    """A typeface by its file's name without suffix; FileNotFoundError for an unknown one."""
    return Face(name)


def _fallbacks(name: str) -> dict[str, str]:
    return SERIF if name.startswith(SERIFS) else CONDENSED if name.startswith(NARROW) else SANS


@cache
def find_face(name: str, text: str) -> str | None:
    """The face that has all characters of a text: the wanted one if it has them, else a fallback, else None."""
    return next((one for one in (name, *_fallbacks(name)) if face(one).covers(text)), None)


def _is_shown(character: str) -> bool:
    """Whether a character leaves ink: no space, control, joiner or variation selector."""
    return unicodedata.category(character)[0] not in "ZC" and not 0xFE00 <= ord(character) <= 0xFE0F


def find_missing(text: str, name: str) -> list[str]:
    """The characters that no bundled face can draw, each once: 'Café ☕' -> ['☕']."""
    return list(dict.fromkeys(c for c in text if _is_shown(c) and find_face(name, c) is None))


@lru_cache(4096)
def settable(text: str, name: str) -> str:
    """The text with what no face can draw left out: symbols one by one, words with such letters whole.

    'Café ☕ del sur' -> 'Café del sur'. Control characters go as well. May be empty.
    """
    kept = []
    for word in text.split():
        missing = set(find_missing(word, name))
        if any(unicodedata.category(each)[0] in "LMN" for each in missing):
            continue
        drawable = "".join(c for c in word if c not in missing and (_is_shown(c) or c in "\u200c\u200d"))
        if any(map(_is_shown, drawable)):
            kept.append(drawable)
    return " ".join(kept)


def is_rtl(text: str) -> bool:
    """Whether the first letter with a direction is written from right to left."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return next((direction != "L" for direction in strong if direction in ("L", "R", "AL")), False)


def has_rtl(text: str) -> bool:
    """Whether a letter of the text is written from right to left."""
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


@cache
def runs(text: str, name: str, spacing: float, rtl: bool = False) -> tuple[Run, ...]:
    """A line of settable text as runs from left to right, each in one face and one direction.

    `rtl` is the direction of the paragraph that the line belongs to.
    """
    x, placed = 0.0, []
    for one, part, level in reorder(list(_itemise(text, name, rtl))):
        run = face(one).run(part, spacing, _scale(one, name), rtl=bool(level % 2))
        placed.append(replace(run, x=x))
        x += run.advance
    return tuple(placed)


def _itemise(text: str, name: str, rtl: bool) -> Iterator[tuple[str, str, int]]:
    """Face, characters and embedding level of each run, in the order of reading. A space belongs to what is before."""
    levels = _embedding_levels(text, rtl)
    faces = _choose_faces(text, name)
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or (faces[end], levels[end]) != (faces[start], levels[start]):
            yield faces[start], text[start:end], levels[start]
            start = end


def _choose_faces(text: str, name: str) -> list[str]:
    """The face of each character: one for a whole word where there is one, so that its letters join."""
    chosen: list[str] = []
    for word in re.findall(r"\S+|\s+", text):
        if word.isspace():
            chosen += [chosen[-1] if chosen else name] * len(word)
        elif whole := find_face(name, word):
            chosen += [whole] * len(word)
        else:
            chosen += [find_face(name, character) or name for character in word]
    return chosen


def _embedding_levels(text: str, rtl: bool) -> list[int]:
    """The level of each character by the Unicode bidirectional algorithm (UAX 9): odd from right to left."""
    if not rtl and not has_rtl(text):
        return [0] * len(text)
    from fpdf.bidi import BidiParagraph  # imported for the scripts that need it: it takes as long as a print
    from fpdf.enums import TextDirection

    paragraph = BidiParagraph(text, TextDirection.RTL if rtl else TextDirection.LTR, preserve_bn_chars=True)
    return [character.embedding_level for character in paragraph.characters]


def reorder(items: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Runs in the order of reading -> from left to right (rule L2 of UAX 9)."""
    highest = max((level for _, _, level in items), default=0)
    for level in range(highest, 0, -1):
        at = 0
        while at < len(items):
            end = at
            while end < len(items) and items[end][2] >= level:
                end += 1
            items[at:end] = reversed(items[at:end])
            at = max(end, at + 1)
    return items


@cache
def _scale(one: str, name: str) -> float:
    """What makes a fallback's letters as tall as the wanted face's capitals."""
    return 1.0 if one == name else face(name).height_of("H") / face(one).height_of(_fallbacks(name)[one])


@cache
def space(name: str, spacing: float) -> float:
    """The advance of a word space in ems."""
    return face(name).run(" ", 0, 1.0).advance + 2 * spacing
