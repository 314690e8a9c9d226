"""What a piece of an idea is for: style, place, picture or fact, and the role of a fact on the print.

`en acuarela` -> style; `Teatro Colón` -> place; `entrada libre` -> price
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from backend.domain.products.brief import Role
from backend.local.designer import motif_index, places
from backend.local.designer.dissection.piece import Dissection, Piece
from backend.local.designer.dissection.vocabulary import EDGES, colours, kept_phrases, prohibitions
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS
from backend.local.designer.lexicon.tables import WORDING
from backend.local.designer.text import Word
from backend.local.designer.wording.names import is_name, is_proper, proper_runs
from backend.local.designer.wording.vocabulary import DECADE, is_style_word, picture_words, style_words

STATED = frozenset({"fact", "head", "name", "place", "with", "signed"})


def classify(idea: Dissection, piece: Piece) -> Piece:
    """The piece with the use and role that its words tell: fact `en acuarela` -> style."""
    if piece.use in {"quote", "author", "request", "like", "aside", "name", "signed"} or (
        piece.role and piece.use == "fact"
    ):
        return piece
    if piece.use == "fact" and (_is_free(idea, piece) or (idea.structured and follows_head(idea, piece))):
        return piece
    if _is_style(idea, piece):
        return replace(piece, use="style")
    if piece.use == "art":
        shows = picture_words().search(idea.plain, piece.start, piece.end)
        known = is_proper(idea, piece) or has_digit(idea, piece)
        return replace(piece, use="fact", cue="with") if not shows and (known or _is_offered(idea, piece)) else piece
    if piece.use == "with":
        if is_proper(idea, piece) or has_digit(idea, piece) or _is_offered(idea, piece):
            return replace(piece, use="fact", cue="with")
        drawn = motif_index.search(tuple(idea.words_in(piece.start, piece.end)), idea.language)
        return replace(piece, use="art" if drawn else "fact", cue="with")
    if piece.use == "place" or _is_place(idea, piece):
        return replace(piece, role="place")
    return piece


def attach_context(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """What stands with an item that is not the subject belongs to the item: `churros con chocolate`."""
    before: Piece | None = None
    stated = 0
    for piece in pieces:
        follows = before is not None and before.segment == piece.segment and before.use == "fact" and stated > 1
        if piece.use == "with" and follows and before and not before.role:
            piece = replace(piece, use="fact", cue="with")
        stated += piece.use in STATED
        before = piece
        yield piece


def follows_head(idea: Dissection, piece: Piece) -> bool:
    """Whether the piece stands after a colon in its sentence."""
    return any(p.use == "head" and p.sentence == piece.sentence and p.end <= piece.start for p in idea.pieces)


def _is_free(idea: Dissection, piece: Piece) -> bool:
    inner = content_words(idea, piece)
    return len(inner) <= 4 and any(word.fold in WORDING.words.free for word in inner)


def _is_offered(idea: Dissection, piece: Piece) -> bool:
    return idea.eventful and any(word.fold in WORDING.art.offered for word in idea.words_in(piece.start, piece.end))


def _is_style(idea: Dissection, piece: Piece) -> bool:
    inner = idea.words_in(piece.start, piece.end)
    if inner and kept_phrases().match(idea.plain, inner[0].start):
        return False
    telling = [
        w
        for w in inner
        if w.fold not in FUNCTION_WORDS[idea.language]
        and w.fold not in EDGES
        and w.fold not in WORDING.words.style_glue
    ]
    if not inner or any(is_name(idea, word) and word.fold not in style_words() for word in telling):
        return False
    if idea.foreign and telling:
        return False
    if not telling:
        return any(word.fold in WORDING.words.style_glue for word in inner)
    size = re.fullmatch(r"\d+\s*x\s*\d+\s*(?:cm|mm|in|px)?|[aA]\d", idea.text[piece.start : piece.end].strip())
    if idea.described and all(word.fold in colours() for word in telling):
        return False
    return bool(size) or all(
        is_style_word(word.fold) or re.fullmatch(r"(?:19|20)?\d0'?s|a[0-6]|\d+x\d+", word.fold) for word in telling
    )


def _is_place(idea: Dissection, piece: Piece) -> bool:
    """Whether a piece without a preposition is where it takes place: `Teatro Colón`, `Cartagena`."""
    inner = idea.words_in(piece.start, piece.end)
    if not inner or piece.use == "head" or not idea.eventful or len(inner) > 9:
        return False
    if content_words(idea, piece) and idea.pieces and _is_first(idea, piece):
        return False
    if inner[0].fold in WORDING.kinds.venue or (
        idea.language == "en"
        and len(inner) <= 4
        and inner[-1].fold in WORDING.kinds.venue
        and (is_proper(idea, piece) or not idea.informed)
    ):
        return len(inner) > 1
    found = places.find(tuple(inner), idea.language)
    return found is not None and found.manner != "demonym" and found.after - found.first >= len(inner) - 2


def is_notice(idea: Dissection, pieces: Iterable[Piece]) -> bool:
    """Whether something is forbidden or warned of: all of it is to be read."""
    return any(piece.use in STATED and prohibitions().match(idea.plain, piece.start) for piece in pieces)


def _is_first(idea: Dissection, piece: Piece) -> bool:
    first = next(
        (other for other in idea.pieces if other.use in {"fact", "head", "name", "place", "with"} and not other.role),
        None,
    )
    return first is not None and first.start == piece.start


def has_digit(idea: Dissection, piece: Piece) -> bool:
    """Whether a piece states a number; a decade or a size only says how the print is to look."""
    plain = DECADE.sub("", idea.plain[piece.start : piece.end])
    return any(c.isdigit() for c in plain) and not _is_style(idea, piece)


def content_words(idea: Dissection, piece: Piece) -> list[Word]:
    """The words of a piece that are no small words: `el teatro de la ciudad` -> teatro, ciudad."""
    return [
        w
        for w in idea.words_in(piece.start, piece.end)
        if w.fold not in FUNCTION_WORDS[idea.language] and w.fold not in EDGES
    ]


def choose_role(idea: Dissection, piece: Piece) -> Role:
    """`entrada libre` -> price, `Ana Ruiz` -> names, anything else -> detail."""
    inner = content_words(idea, piece)
    if _is_free(idea, piece) and piece.cue != "items":
        return "price"
    runs = list(proper_runs(idea, piece.start, piece.end))
    covered = sum(end - start for start, end in runs)
    whole = len(idea.text[piece.start : piece.end].strip())
    return "names" if runs and covered >= 0.85 * whole and len(inner) <= 6 and not has_digit(idea, piece) else "detail"
