"""What a print says: the title and the lines, each as the customer wrote it, and where the picture is spoken of.

Boda Ana y Luis, 14 de febrero, Cartagena -> title `Boda Ana y Luis`, date `14 de febrero`, place `Cartagena`
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.domain.products.brief import PrintLine
from backend.domain.products.facts import find_invented
from backend.local.designer.concept import Language
from backend.local.designer.dissection.dissect import dissect
from backend.local.designer.dissection.piece import Dissection, Piece, Span
from backend.local.designer.dissection.vocabulary import KEPT, thanks
from backend.local.designer.wording.classification import STATED, attach_context, classify, has_digit, is_notice
from backend.local.designer.wording.draft import PrintDraft, add_line
from backend.local.designer.wording.joining import join_pieces
from backend.local.designer.wording.lines import cover_rest, order_lines, write_rest
from backend.local.designer.wording.names import is_proper, proper_runs, split_names
from backend.local.designer.wording.subject_line import find_apposition
from backend.local.designer.wording.title import write_title
from backend.local.designer.wording.vocabulary import style_tail

THANKS = re.compile(r"(?<!\w)thank you(?=\s+(?:cards?|notes?)(?!\w))")


@dataclass(frozen=True, slots=True)
class Wording:
    """A print's words. `title` is empty where the idea states nothing, so that its subject is its title."""

    title: str
    quote: bool
    lines: tuple[PrintLine, ...]
    pictured: tuple[Span, ...]
    """Ranges of the idea that may name what the picture shows; None of them is a name, a place, a fact or a wish."""
    hidden: tuple[Span, ...]
    """Names, places, facts and words to be read: they say nothing about picture and style."""
    asides: tuple[Span, ...]
    """Wishes that are no part of the subject: `for my living room`."""
    product: str | None
    foreign: bool
    """The idea is in none of the three languages."""
    named: str = ""
    """Names that are the title, where they are."""

    @property
    def informative(self) -> bool:
        return bool(self.title)


def read_wording(text: str, language: Language, idea: str | None = None) -> Wording:
    """The words of the print that a cleaned idea asks for; `idea` is what the customer sent, before cleaning."""
    wording = _write(dissect(text, language))
    invented = {at for at, _ in find_invented(wording.lines, idea if idea is not None else text)}
    return replace(wording, lines=tuple(line for at, line in enumerate(wording.lines) if at not in invented))


def _write(idea: Dissection) -> Wording:
    """The words of an idea in pieces, before what nobody wrote is taken out."""
    pieces = [classify(idea, piece) for piece in attach_context(split_names(idea, idea.pieces))]
    stated = [piece for piece in pieces if piece.use in STATED]
    if not _is_informative(idea, pieces, stated) and not _is_dictated(idea, pieces):
        return _describe_picture(idea, pieces, stated)
    hidden = _find_hidden(idea, pieces)
    pieces = join_pieces(idea, pieces)
    draft = PrintDraft()
    write_title(idea, draft, pieces)
    thanks = THANKS.search(idea.plain)
    if thanks:
        add_line(idea, draft, "tagline", idea.text[slice(*thanks.span())], thanks.start())
    write_rest(idea, draft, pieces)
    cover_rest(idea, draft, pieces)
    return Wording(
        draft.title,
        draft.quote,
        tuple(order_lines(idea, draft)),
        tuple(draft.pictured),
        (*hidden, *proper_runs(idea, 0, len(idea.text))),
        _find_spans(pieces, "aside"),
        idea.product or draft.product,
        idea.foreign,
        named=draft.named,
    )


def _is_informative(idea: Dissection, pieces: Sequence[Piece], stated: Sequence[Piece]) -> bool:
    """Whether the idea says anything that is to be read; else it only describes a picture."""
    if not stated:
        return bool(idea.quotations)
    return (
        bool(idea.marks)
        or bool(idea.quotations)
        or any(piece.use == "name" for piece in pieces)
        or (idea.eventful and len(stated) > 1)
        or any(has_digit(idea, piece) or is_proper(idea, piece) for piece in stated)
        or any(thanks().match(idea.plain, piece.start) for piece in stated)
        or is_notice(idea, stated)
        or any(piece.use == "aside" and any(proper_runs(idea, piece.start, piece.end)) for piece in pieces)
        or any(word.fold in KEPT for word in idea.words_in(stated[0].start, stated[0].end)[:1])
        or find_apposition(idea, stated[0]) is not None
    )


def _is_dictated(idea: Dissection, pieces: Sequence[Piece]) -> bool:
    """Whether a wish ends with a colon, or a subject does and more follows: what comes after it is to be read."""
    heads = {piece.segment for piece in pieces if piece.use == "head"}
    colons = {number for number, stop in enumerate(idea.stops) if stop == ":"}
    later = [piece for piece in pieces if piece.use == "fact" and colons and piece.segment > min(colons)]
    return bool(later) and bool(heads | colons)


def _describe_picture(idea: Dissection, pieces: Sequence[Piece], stated: Sequence[Piece]) -> Wording:
    """An idea that states nothing: a picture is described, and its subject is the title."""
    shown = [(piece.start, piece.end) for piece in pieces if piece.use not in {"request", "aside", "style", "name"}]
    asides = list(_find_spans(pieces, "aside", "request"))
    if stated:
        asides += _find_spans(pieces, "style")
        for piece in stated:
            tail = style_tail().search(idea.plain[: piece.end], piece.start)
            if tail and tail.start() > piece.start + 2:
                asides.append((tail.start(), piece.end))
    return Wording("", False, (), tuple(shown), _find_hidden(idea, pieces), tuple(asides), idea.product, idea.foreign)


def _find_hidden(idea: Dissection, pieces: Sequence[Piece]) -> tuple[Span, ...]:
    named = [
        (p.start, p.end)
        for p in pieces
        if p.use in {"name", "quote", "author", "signed"} or p.role in {"place", "names"}
    ]
    facts = [(mark.start, mark.end) for mark in idea.marks]
    return (*named, *facts)


def _find_spans(pieces: Sequence[Piece], *uses: str) -> tuple[Span, ...]:
    return tuple((piece.start, piece.end) for piece in pieces if piece.use in uses)
