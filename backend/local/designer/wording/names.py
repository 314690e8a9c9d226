"""Which words of an idea are names, by capital letters or, where letters tell nothing, by common given names.

Concierto de Los Sauces -> `Los Sauces`
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from backend.local.designer.dissection.piece import Dissection, Piece, Span
from backend.local.designer.dissection.vocabulary import ARTICLES, EDGES
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS
from backend.local.designer.lexicon.tables import WORDING
from backend.local.designer.subject import CAPITALS
from backend.local.designer.subject_extraction import PRODUCT_WORDS
from backend.local.designer.text import Word
from backend.local.designer.wording.vocabulary import after_name


def is_name(idea: Dissection, word: Word) -> bool:
    if not idea.informed:
        return word.fold in WORDING.given.names
    if not word.text[:1].isupper():
        return False
    if word.fold in CAPITALS:
        return False
    opens = re.search(r"(?:^|[.!?:;\n¿¡\"“«(•-])\s*$", idea.text[: word.start]) is not None
    ordinary = word.fold in FUNCTION_WORDS[idea.language] or word.fold in EDGES
    if ordinary and len(word.text) < 4:
        return not opens and _is_next_large(idea, word)
    return (
        not opens
        or word.fold in WORDING.given.names
        or (not ordinary and _is_next_large(idea, word) and word.fold not in PRODUCT_WORDS)
    )


def _is_next_large(idea: Dissection, word: Word) -> bool:
    following = next((other for other in idea.words if other.start >= word.end), None)
    return (
        following is not None
        and re.fullmatch(r" (?:(?:&|y|e|and|und|et|de|da|do|del|of|\+) )?", idea.text[word.end : following.start])
        is not None
        and following.text[:1].isupper()
    )


def proper_runs(idea: Dissection, start: int, end: int) -> Iterator[Span]:
    """Names: runs of words with large first letters, or common given names where letters tell nothing."""
    run: list[Word] = []
    for word in idea.words_in(start, end):
        gap = idea.text[run[-1].end : word.start] if run else ""
        joins = run and (re.fullmatch(r"\s*[&+.’'-]?\s*", gap) is not None)
        if is_name(idea, word):
            if run and not joins:
                yield from _finish_run(idea, run)
                run = []
            run.append(word)
        elif (
            run
            and joins
            and word.fold
            in {
                "de",
                "del",
                "la",
                "las",
                "los",
                "da",
                "do",
                "dos",
                "das",
                "of",
                "the",
                "y",
                "e",
                "and",
                "van",
                "von",
                "di",
                "el",
            }
        ):
            run.append(word)
        elif run:
            yield from _finish_run(idea, run)
            run = []
    yield from _finish_run(idea, run)


def _finish_run(idea: Dissection, run: list[Word]) -> Iterator[Span]:
    while run and not is_name(idea, run[-1]):
        run.pop()
    if run:
        yield run[0].start, run[-1].end


def is_proper(idea: Dissection, piece: Piece) -> bool:
    return any(True for _ in proper_runs(idea, piece.start, piece.end))


def split_names(idea: Dissection, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """A name ends where the sentence continues: `Toby | y es un labrador`."""
    for piece in pieces:
        if piece.use != "name" or piece.cue == "quoted":
            yield piece
            continue
        start = piece.start
        lead = re.match(r"[\s:,\"“]*", idea.text[start : piece.end])
        start += lead.end() if lead else 0
        rest = after_name(idea.informed).search(idea.text if idea.informed else idea.plain, start + 1, piece.end)
        end = rest.start() if rest else piece.end
        yield replace(piece, start=start, end=start + len(idea.text[start:end].rstrip(' .,"”')))
        if rest and rest.end() < piece.end:
            yield replace(piece, start=rest.start("rest"), use="fact", cue="after-name")


def remove_names(idea: Dissection, start: int, end: int) -> list[Span]:
    """The parts of a range outside of names; a large article begins a title: `La casa de Bernarda Alba`."""
    titled = next(
        (w for w in idea.words_in(start, end)[1:] if idea.informed and w.text[:1].isupper() and w.fold in ARTICLES),
        None,
    )
    end = titled.start if titled else end
    spans: list[Span] = []
    at = start
    for first, last in proper_runs(idea, start, end):
        spans.append((at, first))
        at = last
    return [(a, b) for a, b in (*spans, (at, end)) if a < b]
