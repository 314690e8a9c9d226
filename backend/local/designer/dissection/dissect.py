"""An idea taken apart: what asks, what describes the picture or its style, what names, and what states a fact.

Hazme un cartel para mi perro perdido, se llama Toby, con fondo azul, tel 300 123 4567
-> request `Hazme un cartel para mi`, `perro perdido`, name `Toby`, art `con fondo azul`, phone `tel 300 123 4567`
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from backend.domain.products.brief import Role
from backend.local.designer.concept import Language
from backend.local.designer.dissection.cues import find_events
from backend.local.designer.dissection.idea_text import IdeaText
from backend.local.designer.dissection.nature import is_foreign, is_informed, is_shouted
from backend.local.designer.dissection.piece import Dissection, Piece, Segment, Use
from backend.local.designer.dissection.requests import find_unspaced_requests, skip_request
from backend.local.designer.dissection.segments import cut_segments
from backend.local.designer.dissection.trimming import make_piece
from backend.local.designer.dissection.vocabulary import (
    EDGES,
    classified_words,
    dropped_words,
    eventful_words,
    foreign_links,
    lost_pets,
    prohibitions,
    structured_words,
)
from backend.local.designer.marks import Mark, find_marks
from backend.local.designer.phrasing import flatten
from backend.local.designer.quoting import Quotation, find_quotations
from backend.local.designer.text import words


def dissect(text: str, language: Language) -> Dissection:
    """The pieces of a cleaned idea; lines are separated by `\\n`."""
    marks = find_marks(text)
    quotations = find_quotations(text, marks)
    inside = [
        span for each in quotations for span in (each.words, *each.hidden, *([each.author] if each.author else []))
    ]
    marks = [mark for mark in marks if not any(mark.start < end and start < mark.end for start, end in inside)]
    source = _prepare(text, language, marks, quotations)
    segments = tuple(cut_segments(source))
    pieces, product = _read(source, segments)
    return Dissection(
        text=text,
        plain=source.plain,
        language=language,
        words=source.words,
        pieces=pieces,
        quotations=tuple(quotations),
        marks=tuple(marks),
        product=product,
        informed=source.informed,
        eventful=source.eventful,
        structured=source.structured,
        stops=tuple(segment.stop for segment in segments),
        described=source.described,
        foreign=source.foreign,
        shouted=is_shouted(text),
        lost=lost_pets().search(source.plain) is not None,
    )


def _prepare(text: str, language: Language, marks: Sequence[Mark], quotations: Sequence[Quotation]) -> IdeaText:
    plain, foreign = flatten(text), is_foreign(text)
    return IdeaText(
        text=text,
        plain=plain,
        language=language,
        words=words(text),
        atoms=tuple(sorted(_find_atoms(text, plain, foreign, marks, quotations), key=lambda piece: piece.start)),
        informed=is_informed(text),
        foreign=foreign,
        eventful=bool(marks) or eventful_words().search(plain) is not None,
        structured=structured_words().search(plain) is not None,
        described=classified_words().search(plain) is not None,
        edges=EDGES | foreign_links() if foreign else EDGES,
    )


def _find_atoms(
    text: str, plain: str, foreign: bool, marks: Sequence[Mark], quotations: Sequence[Quotation]
) -> Iterator[Piece]:
    """What no separator and no cue divides."""
    for mark in marks:
        yield Piece(mark.start, mark.end, "fact", mark.role)
    for each in quotations:
        yield Piece(*each.words, "quote" if each.sentence else "name", cue="quoted")
        yield from (Piece(*span, "request") for span in each.hidden if span[0] < span[1])
        if each.author:
            yield Piece(*each.author, "author", "byline")
    if foreign:
        yield from find_unspaced_requests(text, plain)


def _read(source: IdeaText, segments: Sequence[Segment]) -> tuple[tuple[Piece, ...], str | None]:
    """The pieces of all segments, and the first product that one of them asks for."""
    pieces: list[Piece] = []
    product: str | None = None
    head = -1
    notice = any(prohibitions().match(source.plain, source.skip_space(each.start, each.end)) for each in segments)
    for number, segment in enumerate(segments):
        listing = source.structured and head == segment.sentence
        head = segment.sentence if segment.stop == ":" else head
        found, asked = _read_segment(source, segment, listing=listing, asking=not notice)
        pieces += [replace(piece, segment=number, sentence=segment.sentence) for piece in found]
        product = product or asked
    return tuple(pieces), product


def _read_segment(source: IdeaText, segment: Segment, *, listing: bool, asking: bool) -> tuple[list[Piece], str | None]:
    """The pieces of a segment, and the product that it asks for; in a list (`listing`) words are meant as they are.

    Without `asking` it asks for nothing: `wet paint` of a notice is no product.
    """
    if dropped_words().match(source.plain, source.skip_space(segment.start, segment.end)):
        return [Piece(segment.start, segment.end, "request")], None
    start, product = skip_request(source, segment.start, segment.end) if asking else (segment.start, None)
    request = [Piece(segment.start, start, "request")] if start > segment.start else []
    return [*request, *_cut(source, start, segment, listing=listing)], product


def _cut(source: IdeaText, start: int, segment: Segment, *, listing: bool) -> Iterator[Piece]:
    """The pieces of a segment between its facts and cues."""
    at, cue = start, ""
    use: Use = "head" if segment.stop == ":" else "fact"
    role: Role | None = None
    for event in find_events(source, start, segment.end, listing=listing):
        if event.cue.startswith("for ") and use not in {"art", "with", "like"}:
            continue
        piece = make_piece(source, at, event.start, use, role, cue, listing=listing)
        if piece:
            yield piece
        if event.cue == "" or event.cue == "quoted":  # an atom
            yield event
            at, use, role, cue = event.end, "fact", None, ""
        elif event.use == "request":
            yield event
            at, use, role, cue = event.end, "fact", None, "request"
        else:
            at, use, role, cue = event.end, event.use, event.role, event.cue
            if use == "place" and source.informed:
                last = source.text[event.start : event.end].split()[-1]
                if last[:1].isupper() and event.cue.count(" "):
                    at = event.start + source.text[event.start : event.end].rindex(last)
            if use in {"art", "like", "aside"} or cue.startswith("~"):
                at = event.start
    piece = make_piece(source, at, segment.end, use, role, cue, listing=listing)
    if piece:
        yield piece
