"""The bundled typefaces: shaping, coverage, metrics and glyph outlines, each read on first use."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import uharfbuzz as hb

FOLDER = Path(__file__).parent / "fonts"

FALLBACKS = {
    # for the scripts that the display faces lack: the face, and a character that shows how tall its capitals are
    "sofia-sans-extra-condensed-extrabold": "H",
    "changa-bold": "ا",
    "secular-one-regular": "ש",
    "teko-semibold": "क",
    "kanit-semibold": "ก",
    "dela-gothic-one-regular": "国",
    "black-han-sans-regular": "한",
}
SERIF_FALLBACKS = {"eb-garamond-medium": "H"} | FALLBACKS
SERIFS = ("abril", "cormorant", "fraunces", "great-vibes")
JOINED = ("changa-bold", "teko-semibold")
"""Faces of scripts whose letters touch: never letterspaced."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The ink of some glyphs in ems, relative to the pen's start on the baseline; y grows upwards."""

    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True, slots=True)
class Run:
    """Shaped text in one face: path data in font units, y upwards."""

    face: str
    scale: float
    """Size relative to the line's size, so that a fallback face looks as tall as its neighbours."""
    units: int
    data: str
    advance: float
    """In ems of the line."""
    extent: Extent
    """In ems of the line."""


class Face:
    """One font file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._font = hb.Font(hb.Face(hb.Blob((FOLDER / f"{name}.ttf").read_bytes())))
        self.units: int = self._font.face.upem
        self._covered = frozenset(self._font.face.unicodes)
        self._outlines: dict[int, tuple[tuple[str, tuple[int, ...]], ...]] = {}

    def covers(self, text: str) -> bool:
        return all(ord(character) in self._covered for character in text)

    def height_of(self, character: str) -> float:
        """How far a character's ink reaches above the baseline, in ems."""
        extents = self._font.get_glyph_extents(self._font.get_nominal_glyph(ord(character)))
        return float(extents.y_bearing) / self.units

    def run(self, text: str, spacing: float, scale: float) -> Run:
        """Text shaped with kerning; `spacing` (ems of the line) is added between letters."""
        spaced = 0 if self.name in JOINED else round(spacing / scale * self.units)
        pen, data, boxes = 0, [], []
        for glyph, x, y, advance in self._shape(text, ligatures=not spaced):
            data.append(self._draw_glyph(glyph, pen + x, y))
            boxes += self._ink(glyph, pen + x, y)
            pen += advance + spaced
        size = scale / self.units
        return Run(self.name, scale, self.units, "".join(data), (pen - spaced) * size, union(boxes, size))

    def _shape(self, text: str, ligatures: bool) -> Iterator[tuple[int, int, int, int]]:
        """Glyph, its offsets and its advance, from left to right."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(self._font, buffer, {"kern": True, "liga": ligatures})
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            yield info.codepoint, position.x_offset, position.y_offset, position.x_advance

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
    return SERIF_FALLBACKS if name.startswith(SERIFS) else FALLBACKS


@cache
def covering(name: str, word: str) -> str | None:
    """The face that can set a whole word: the wanted one if it can, else a fallback, else None."""
    return next((one for one in (name, *_fallbacks(name)) if face(one).covers(word)), None)


def _letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def settable(text: str, name: str) -> str:
    """The text with what no face can draw left out: symbols one by one, words with such letters whole.

    'Café ☕ del sur' -> 'Café del sur'. Control characters go as well. May be empty.
    """
    words = ("".join(c for c in word if not _letter(c) or covering(name, c)) for word in text.split())
    kept = []
    for word, original in zip(words, text.split(), strict=True):
        letters = "".join(filter(_letter, original))
        drawable = "".join(c for c in word if covering(name, c))
        if drawable and (not letters or covering(name, letters)):
            kept.append(drawable)
    return " ".join(kept)


@cache
def runs(text: str, name: str, spacing: float) -> tuple[Run, ...]:
    """A line of settable text as runs from left to right, each in one face."""
    grouped: list[tuple[str, list[str]]] = []
    for word in text.split():
        chosen = covering(name, word) or name
        if grouped and grouped[-1][0] == chosen:
            grouped[-1][1].append(word)
        else:
            grouped.append((chosen, [word]))
    if grouped and unicodedata.bidirectional(grouped[0][1][0][0]) in ("R", "AL"):
        grouped.reverse()
    return tuple(face(one).run(" ".join(words), spacing, _scale(one, name)) for one, words in grouped)


@cache
def _scale(one: str, name: str) -> float:
    """What makes a fallback's letters as tall as the wanted face's capitals."""
    return 1.0 if one == name else face(name).height_of("H") / face(one).height_of(_fallbacks(name)[one])


@cache
def space(name: str, spacing: float) -> float:
    """The advance of a word space in ems."""
    return face(name).run(" ", 0, 1.0).advance + 2 * spacing
