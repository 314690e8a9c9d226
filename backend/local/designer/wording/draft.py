"""The print while it is being written: its title and its lines, and the one way to add a line."""

from dataclasses import dataclass, field

from backend.domain.products.brief import Role
from backend.local.designer.dissection.piece import Dissection, Span
from backend.local.designer.dissection.vocabulary import KEPT
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS
from backend.local.designer.text import words
from backend.local.designer.wording.setting import capitalise, capitalise_words


@dataclass(slots=True)
class DraftLine:
    """A line and where in the idea it was written, by which lines of one role are ordered."""

    role: Role
    text: str
    at: int


@dataclass(slots=True)
class PrintDraft:
    """A print's words so far; `pictured` are ranges of the idea that may name what the picture shows."""

    lines: list[DraftLine] = field(default_factory=list)
    pictured: list[Span] = field(default_factory=list)
    title: str = ""
    quote: bool = False
    named: str = ""
    """Names that are the title."""
    product: str | None = None
    """A product's word that the subject ends with: `menu` of `my restaurant menu`."""


def add_line(idea: Dissection, draft: PrintDraft, role: Role, text: str, at: int) -> None:
    """Adds a line unless it says nothing or the title or a line says it already; names become capitalised."""
    text = text.strip()
    if not any(character.isalnum() for character in text):
        return
    inner = words(text)
    if (
        inner
        and len(inner) < 3
        and all(word.fold in FUNCTION_WORDS[idea.language] and word.fold not in KEPT for word in inner)
        and text.isascii()
    ):
        return
    key = " ".join(word.fold for word in inner)
    within = f" {' '.join(word.fold for word in words(draft.title))} "
    if f" {key} " in within or any(
        key and f" {key} " in f" {' '.join(w.fold for w in words(d.text))} " for d in draft.lines
    ):
        return
    if role == "names":
        text = text.rstrip("?")
    if role in {"names", "place", "byline"} and not idea.informed and not idea.shouted:
        text = capitalise_words(text, idea.language)
    draft.lines.append(DraftLine(role, capitalise(text), at))
