"""The lines under the title: what is left of the pieces, what nothing covers yet, and their order."""

from collections.abc import Sequence
from itertools import pairwise

from backend.domain.products.brief import MOST_LINES, PrintLine, Role
from backend.local.designer.dissection.piece import Dissection, Piece, Span
from backend.local.designer.dissection.vocabulary import EDGES, thanks
from backend.local.designer.subject_extraction import PRODUCT_WORDS
from backend.local.designer.text import words
from backend.local.designer.wording.classification import choose_role, follows_head, has_digit, is_notice
from backend.local.designer.wording.draft import DraftLine, PrintDraft, add_line
from backend.local.designer.wording.names import is_proper, proper_runs, remove_names
from backend.local.designer.wording.relations import remove_kin
from backend.local.designer.wording.setting import LONGEST_LINE, split_text, strip_edges, tidy
from backend.local.designer.wording.vocabulary import style_words

JOINT = " · "
ORDER: tuple[Role, ...] = ("tagline", "quote", "byline", "names", "date", "time", "place", "price", "detail", "phone")
LOST_ORDER: tuple[Role, ...] = (
    "names",
    "phone",
    "date",
    "time",
    "place",
    "price",
    "detail",
    "byline",
    "quote",
    "tagline",
)


def write_rest(idea: Dissection, draft: PrintDraft, pieces: Sequence[Piece]) -> None:
    """A line for each piece that is not the title; what only describes the picture is noted as such."""
    for piece in pieces:
        if piece.use in {"art", "like"}:
            draft.pictured += remove_names(idea, piece.start, piece.end)
        elif piece.use == "author":
            add_line(idea, draft, "byline", tidy(idea, piece.start, piece.end), piece.start)
        elif piece.use == "quote":
            add_line(idea, draft, "quote", tidy(idea, piece.start, piece.end), piece.start)
        elif piece.use == "name":
            add_line(idea, draft, "names", tidy(idea, piece.start, piece.end), piece.start)
        elif piece.use == "signed":
            add_line(
                idea,
                draft,
                "byline" if piece.cue[1:].startswith(("firm", "sign", "assin")) else "names",
                tidy(idea, piece.start, piece.end),
                piece.start,
            )
        elif piece.use in {"fact", "head", "place", "with"}:
            _write_fact(idea, draft, piece)


def _write_fact(idea: Dissection, draft: PrintDraft, piece: Piece) -> None:
    text = tidy(idea, piece.start, piece.end)
    if (
        piece.role is None
        and not idea.eventful
        and not idea.foreign
        and piece.cue != "listed"
        and not is_proper(idea, piece)
        and not has_digit(idea, piece)
        and not thanks().match(idea.plain, piece.start)
        and not is_notice(idea, idea.pieces)
    ):
        draft.pictured.append((piece.start, piece.end))
        return
    if piece.role is None:
        if not (idea.structured and follows_head(idea, piece)):
            text = strip_edges(remove_kin(idea, piece.start, piece.end), idea.informed) or text
        if not [word for word in words(text) if word.fold not in PRODUCT_WORDS | EDGES]:
            return
    for part in split_text(text, LONGEST_LINE):
        add_line(idea, draft, piece.role or choose_role(idea, piece), part, piece.start)


def cover_rest(idea: Dissection, draft: PrintDraft, pieces: Sequence[Piece]) -> None:
    """Names and numbers that no title and no line has yet."""
    printed = {w.fold for w in words(" ".join([draft.title, *(d.text for d in draft.lines)]))}
    hidden = [(p.start, p.end) for p in pieces if p.use in {"request", "style", "like", "art"}]
    for mark in idea.marks:
        _cover_span(idea, draft, mark.role, mark.start, mark.end, printed, hidden)
    for start, end in proper_runs(idea, 0, len(idea.text)):
        _cover_span(idea, draft, "names", start, end, printed, hidden)


def _cover_span(
    idea: Dissection, draft: PrintDraft, role: Role, start: int, end: int, printed: set[str], hidden: Sequence[Span]
) -> None:
    if any(first <= start and end <= last for first, last in hidden):
        return
    missing = [
        w
        for w in idea.words_in(start, end)
        if w.fold not in printed and w.fold not in EDGES and w.fold not in PRODUCT_WORDS and w.fold not in style_words()
    ]
    if missing:
        add_line(idea, draft, role, tidy(idea, start, end), start)


def order_lines(idea: Dissection, draft: PrintDraft) -> list[PrintLine]:
    """At most eight lines by role, or as the idea has them where it is a list (`structured`)."""
    order = LOST_ORDER if idea.lost else ORDER
    lines = [line for line in draft.lines if line.text]
    if idea.structured:
        rank = {"tagline": 0, "quote": 0}
        lines.sort(key=lambda line: (rank.get(line.role, 1), line.at))
    else:
        lines.sort(key=lambda line: (order.index(line.role), line.at))
    return [PrintLine(role=line.role, text=line.text) for line in _fold_together(lines)[:MOST_LINES]]


def _fold_together(lines: list[DraftLine]) -> list[DraftLine]:
    """At most eight lines: neighbours of one role are joined, the shortest first, then any neighbours."""
    lines = list(lines)
    for same in (True, False):
        while len(lines) > MOST_LINES:
            pairs = [
                (len(a.text) + len(b.text), at)
                for at, (a, b) in enumerate(pairwise(lines))
                if (a.role == b.role or not same) and len(a.text) + len(b.text) + len(JOINT) <= LONGEST_LINE
            ]
            if not pairs:
                break
            at = min(pairs)[1]
            first, second = lines[at], lines[at + 1]
            role: Role = first.role if first.role == second.role else "detail"
            lines[at : at + 2] = [DraftLine(role, f"{first.text}{JOINT}{second.text}", first.at)]
    return lines
