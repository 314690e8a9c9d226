"""Which part of an idea is the title: a quotation, a name, the name after a heading or an order, or the subject.

`Obituary: John Baker` -> `John Baker`
"""

import re

from backend.local.designer.dissection.piece import Dissection, Piece
from backend.local.designer.dissection.vocabulary import POSSESSIVES
from backend.local.designer.lexicon.tables import WORDING
from backend.local.designer.phrasing import flatten
from backend.local.designer.subject_extraction import PRODUCT_WORDS, TITLED_DOCUMENTS
from backend.local.designer.text import shorten
from backend.local.designer.wording.classification import STATED, choose_role, content_words, has_digit
from backend.local.designer.wording.draft import DraftLine, PrintDraft, add_line
from backend.local.designer.wording.joining import find_subject
from backend.local.designer.wording.names import is_proper
from backend.local.designer.wording.relations import remove_relations
from backend.local.designer.wording.setting import LONGEST_LINE, capitalise, set_in_case, split_text, tidy
from backend.local.designer.wording.subject_line import LONGEST_TITLE, find_apposition, write_subject
from backend.local.designer.wording.vocabulary import occasion_words, party_words

LABELS = frozenset("label labels etiqueta etiquetas rotulo rotulos".split())
"""What is ordered for a jar or a bottle: a word of orders at the end of a head only."""


def write_title(idea: Dissection, draft: PrintDraft, pieces: list[Piece]) -> None:
    """Writes the title, and takes the pieces that it is made of out of `pieces`."""
    subject = find_subject(idea, pieces)
    quoted = next((piece for piece in pieces if piece.use == "quote"), None)
    name = next((piece for piece in pieces if piece.use == "name" and tidy(idea, piece.start, piece.end)), None)
    if quoted:
        _take_quote(idea, draft, pieces, quoted)
        if subject and (is_proper(idea, subject) or has_digit(idea, subject) or find_apposition(idea, subject)):
            write_subject(idea, draft, subject, as_title=False)
            pieces.remove(subject)
        elif subject:
            draft.pictured.append((subject.start, subject.end))
            pieces.remove(subject)
        return
    if name and not (subject and subject.start < name.start and _is_living(idea, subject)):
        pieces.remove(name)
        draft.title = draft.named = set_in_case(idea, tidy(idea, name.start, name.end).rstrip("?"), named=True)
        if subject and subject.start < name.start:
            pieces.remove(subject)
            write_subject(idea, draft, subject, as_title=False)
        return
    if subject:
        pieces.remove(subject)
        following = next((piece for piece in pieces if piece.use in STATED and piece.start >= subject.end), None)
        if following and _is_heading(idea, subject, following):
            pieces.remove(following)
            _write_heading(idea, draft, subject, following)
            return
        if following and _is_order(idea, subject, following):
            pieces.remove(following)
            write_subject(idea, draft, following, as_title=True)
            write_subject(idea, draft, subject, as_title=False)
            return
        write_subject(idea, draft, subject, as_title=True)
        return
    fallback = next(
        (p for p in pieces if p.role in {"names", "place", "detail"} and p.use in {"fact", "place"}), None
    ) or next((p for p in pieces if p.use in {"fact", "place"}), None)
    if fallback:
        pieces.remove(fallback)
        draft.title = set_in_case(
            idea,
            shorten(tidy(idea, fallback.start, fallback.end), LONGEST_TITLE),
            named=fallback.role in {"names", "place"},
        )


def _is_heading(idea: Dissection, subject: Piece, following: Piece) -> bool:
    """Whether a subject only says what kind of thing it is, and a name follows: `Obituary: John Baker`."""
    if following.use not in {"fact", "signed"} or following.role or choose_role(idea, following) != "names":
        return False
    inner = [word.fold for word in content_words(idea, subject)]
    owner = idea.plain[: subject.start].rstrip().rsplit(" ", 1)[-1]
    if (
        owner in POSSESSIVES
        and inner
        and inner[-1] in WORDING.kinds.business
        and following.sentence == subject.sentence
    ):
        return True
    if "list" in subject.cue or any(
        word.text[:1].isupper() and word.start > subject.start
        for word in idea.words_in(subject.start, subject.end)
        if idea.informed
    ):
        return False
    heads = WORDING.kinds.headings
    return " ".join(inner) in heads or (len(inner) == 1 and inner[0] in heads)


def _is_order(idea: Dissection, subject: Piece, following: Piece) -> bool:
    """Whether a head only says what is ordered: `conference poster: Future of Food Summit`."""
    if subject.use != "head" or following.use != "fact" or following.role:
        return False
    inner = idea.words_in(subject.start, subject.end)
    return inner[-1].fold in (PRODUCT_WORDS - TITLED_DOCUMENTS) | LABELS or (idea.foreign and len(inner) == 1)


def _write_heading(idea: Dissection, draft: PrintDraft, subject: Piece, name: Piece) -> None:
    """The name is the title; a birthday's has both: `Aniversário do João`, `Emma’s Birthday`."""
    draft.pictured.append((subject.start, subject.end))
    named, said = tidy(idea, name.start, name.end), remove_relations(idea, draft, subject.start, subject.end)
    draft.named = set_in_case(idea, named, named=True)
    birthday = idea.language == "pt" and flatten(said) == "aniversario"
    if not birthday and not party_words().fullmatch(flatten(said)):
        draft.title = draft.named
        occasional = occasion_words().fullmatch(flatten(said))
        add_line(idea, draft, "tagline" if occasional else "detail", said, subject.start)
        return
    noun = set_in_case(idea, said)
    if idea.language == "en":
        draft.title = f"{draft.named}’s {noun}"
    else:
        article = {"o": "do", "a": "da"}.get(name.cue.rsplit(" ", 1)[-1], "de") if idea.language == "pt" else "de"
        draft.title = f"{noun} {article} {draft.named}"


def _take_quote(idea: Dissection, draft: PrintDraft, pieces: list[Piece], quoted: Piece) -> None:
    """A quotation is the title; what of it is too long for a title becomes lines."""
    pieces.remove(quoted)
    spoken = tidy(idea, quoted.start, quoted.end)
    draft.quote = True
    if len(spoken) <= LONGEST_TITLE:
        draft.title = capitalise(spoken)
        return
    cut = max((m.end() for m in re.finditer(r"[.,;:!?…–—](?=\s)", spoken[:LONGEST_TITLE])), default=0)
    cut = cut or len(shorten(spoken, 60))
    draft.title = capitalise(spoken[:cut].rstrip(" ,;:–—"))
    draft.lines += [
        DraftLine("quote", part, quoted.start + cut) for part in split_text(spoken[cut:].strip(), LONGEST_LINE)
    ]


def _is_living(idea: Dissection, piece: Piece) -> bool:
    return idea.lost or any(word.fold in WORDING.kinds.living for word in idea.words_in(piece.start, piece.end))
