"""Pieces that belong together as one: a fact with its label, the rows and items of a list, a list under its head.

`entrada`, `10€` -> `entrada 10€`
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from backend.domain.products.brief import Role
from backend.local.designer.dissection.piece import Dissection, Piece
from backend.local.designer.dissection.vocabulary import EDGES
from backend.local.designer.phrasing import flatten
from backend.local.designer.wording.classification import choose_role, content_words, follows_head
from backend.local.designer.wording.names import is_proper


def join_pieces(idea: Dissection, pieces: Sequence[Piece]) -> list[Piece]:
    """A fact with its label (`entrada 10€`, `doors 7pm`, `$15 per class`) as one, and lists under their heads."""
    listed = _join_rows(idea, _join_lists(idea, pieces))
    joined: list[Piece] = []
    subject = find_subject(idea, listed)
    for at, piece in enumerate(listed):
        before = joined[-1] if joined else None
        if before is None or before.segment != piece.segment or subject in (before, piece):
            joined.append(piece)
            continue
        is_mark = piece.role in {"date", "time", "price", "phone", "detail"} and piece.use == "fact" and not piece.cue
        was_mark = before.role in {"time", "price", "phone"} and before.use == "fact"
        gap = flatten(idea.text[before.end : piece.start]).split()
        near = all(word.strip("().,:-–") in EDGES or not word.strip("().,:-–") for word in gap)
        most = 7 if idea.structured else 4
        labels = before.use == "fact" and before.role is None and before.cue in {"", "after-name", "request", "listed"}
        if is_mark and labels and near and len(content_words(idea, before)) <= most:
            role: Role = "detail" if idea.structured and piece.role == "price" else piece.role or "detail"
            joined[-1] = replace(piece, start=before.start, role=role, cue="joined")
        elif (before.role == "price" and piece.cue == "with" and piece.use == "fact" and near) or (
            was_mark
            and piece.use == "fact"
            and piece.role is None
            and not piece.cue
            and near
            and len(content_words(idea, piece)) <= (3 if before.role == "price" else 2)
            and not is_proper(idea, piece)
            and (at + 1 == len(listed) or listed[at + 1].segment != piece.segment)
        ):
            joined[-1] = replace(before, end=piece.end, cue="joined")
        elif (
            piece.role == "place"
            and before.use == "fact"
            and before.role is None
            and before.cue in {"", "after-name", "listed"}
            and near
            and len(content_words(idea, before)) <= 3
            and not is_proper(idea, before)
        ):
            joined[-1] = replace(piece, start=before.start, use="place", cue="joined")
        elif piece.cue == "with" and piece.use == "fact" and before.use == "fact" and before.role is None and near:
            joined[-1] = replace(before, end=piece.end)
        elif was_mark and before.role == piece.role and is_mark and near and piece.start - before.end < 6:
            joined[-1] = replace(before, end=piece.end, cue="joined")
        else:
            joined.append(piece)
    return _join_items(idea, joined, subject)


def _join_rows(idea: Dissection, pieces: Sequence[Piece]) -> list[Piece]:
    """In a list, what stands between two commas is one row: `Tue 7pm Barre Basics`."""
    if not idea.structured:
        return list(pieces)
    out: list[Piece] = []
    for piece in pieces:
        before = out[-1] if out else None
        if (
            before
            and before.segment == piece.segment
            and follows_head(idea, piece)
            and before.use == piece.use == "fact"
            and before.start != piece.start
        ):
            out[-1] = replace(before, end=piece.end, role="detail", cue="joined")
        else:
            out.append(piece)
    return out


def _join_items(idea: Dissection, pieces: Sequence[Piece], subject: Piece | None) -> list[Piece]:
    """`Tours, cake, face painting`: short items between commas stay together."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        alike = (
            before is not None
            and subject not in (before, piece)
            and not idea.foreign
            and (not idea.structured or choose_role(idea, piece) == "names")
            and all(
                p.use == "fact" and p.role is None and p.cue in {"", "listed", "items", "with"} for p in (before, piece)
            )
            and before.sentence == piece.sentence
            and re.fullmatch(r"\s*,\s*(?:(?:y|e|and)\s+)?", idea.plain[before.end : piece.start])
            and len(content_words(idea, piece)) <= 4
            and piece.end - before.start <= 70
        )
        if alike and before:
            joined[-1] = replace(before, end=piece.end, cue="items")
        else:
            joined.append(piece)
    return joined


def _join_lists(idea: Dissection, pieces: Sequence[Piece]) -> list[Piece]:
    """`Entradas: empanadas 5€, croquetas 6€` is one piece; the first head of an idea is its subject."""
    subject = find_subject(idea, pieces)
    out: list[Piece] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.use != "head" or piece is subject or piece.role:
            out.append(replace(piece, cue="listed") if _is_listed(pieces, at) else piece)
            at += 1
            continue
        after = at + 1
        while after < len(pieces) and pieces[after].sentence == piece.sentence and pieces[after].use != "head":
            after += 1
        rest = pieces[at + 1 : after]
        timed = [p for p in rest if p.role in {"date", "time", "phone"}]
        if not rest or len(timed) > 1 or any(p.use in {"quote", "name"} for p in rest):
            out.append(replace(piece, use="fact"))
            at += 1
            continue
        facts = [p for p in rest if p.use not in {"style", "request", "aside"}] or rest
        role: Role = timed[0].role if timed and len(rest) == 1 and timed[0].role else "detail"
        out.append(replace(piece, end=facts[-1].end, use="fact", role=role, cue="list"))
        at = after
    return out


def _is_listed(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a piece follows a colon, so that it is meant to be read."""
    piece = pieces[at]
    plain = piece.use == "fact" and piece.role is None and not piece.cue
    return plain and any(other.use == "head" and other.sentence == piece.sentence for other in pieces[:at])


def find_subject(idea: Dissection, pieces: Sequence[Piece]) -> Piece | None:
    """The piece that says what the idea is about: the first that is no fact by its form."""
    for piece in pieces:
        if (
            piece.use in {"fact", "head"}
            and piece.role is None
            and piece.cue not in {"with", "joined"}
            and content_words(idea, piece)
        ):
            return piece
    return None
