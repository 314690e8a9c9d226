"""What stands behind the protocol: who writes the briefs, answers the questions and draws the pictures."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from backend.local.designer.concept import Concept


@dataclass(frozen=True, slots=True)
class PromptPassage:
    """A piece of context given with a question: where it is from, what it is called, what it says."""

    source: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and the seed that made it: the same prompt, size and seed give the same bytes."""

    png: bytes
    seed: int


class UndecodablePicture(ValueError):
    """A picture to start from that is damaged."""


class ModelBackend(Protocol):
    """Called from several threads at once."""

    def brief(self, idea: str, kind: str | None, language: str | None) -> Mapping[str, Any]:
        """`title`, `description`, `kind`, `style`, `mood`, `palette`, `keywords`, `tags`, `language`, `price_cents`,
        `design_prompt`, `lines`."""

    def answer(self, question: str, passages: Sequence[PromptPassage]) -> str: ...

    def picture(self, prompt: str, width: int, height: int, seed: int | None) -> Picture:
        """Without a seed the mind chooses one, the same for the same prompt."""

    def restyle(self, source: bytes, prompt: str, width: int, height: int, seed: int | None) -> Picture:
        """A picture made from another. Without a seed one that follows from both; `UndecodablePicture`."""


class OfflineBackend:
    """The offline designer, imported on first need: its lexicons and fonts take a while to load."""

    def brief(self, idea: str, kind: str | None, language: str | None) -> Mapping[str, Any]:
        from backend.local import designer

        return designer.brief(idea, kind=kind, language=language)

    def answer(self, question: str, passages: Sequence[PromptPassage]) -> str:
        from backend.local import designer

        known = [designer.QuotedPassage(source=p.source, title=p.title, text=p.text) for p in passages]
        return designer.answer(question, known)

    def picture(self, prompt: str, width: int, height: int, seed: int | None) -> Picture:
        return _draw(prompt, width, height, seed)

    def restyle(self, source: bytes, prompt: str, width: int, height: int, seed: int | None) -> Picture:
        from backend.local.restyling.restyle import Undecodable, restyle

        chosen = seed or zlib.crc32(source, zlib.crc32(prompt.encode())) or 1
        try:
            return Picture(restyle(source, prompt, width, height, chosen), chosen)
        except Undecodable as error:
            raise UndecodablePicture(str(error)) from error


@lru_cache(maxsize=16)
def _draw(prompt: str, width: int, height: int, seed: int | None) -> Picture:
    """A picture takes most of a second of processor time, and the same prompt is often asked for again."""
    from backend.local import designer
    from backend.local.designer import render

    concept = designer.concept(prompt, seed)
    return Picture(render.png(_fit_poster(concept, width, height), width, height), concept.seed)


def _fit_poster(concept: "Concept", width: int, height: int) -> str:
    """The poster as SVG. Sizes longer than posters are composed for show one in the middle of its ground colour."""
    from backend.local.designer import poster

    inner_width, inner_height = _composable(width, height)
    drawn = poster.svg(concept, inner_width, inner_height)
    if (inner_width, inner_height) == (width, height):
        return drawn
    left, top = (width - inner_width) // 2, (height - inner_height) // 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="{concept.palette.ground}"/>'
        f'<g transform="translate({left} {top})">{drawn}</g></svg>'
    )


def _composable(width: int, height: int) -> tuple[int, int]:
    """The part of a sheet that the designer composes for: 9:21 to 21:9. `320, 1280` -> `320, 746`."""
    return min(width, height * 21 // 9), min(height, width * 21 // 9)
