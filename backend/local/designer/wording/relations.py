"""A subject without what only relates it to the customer, its product's word, and how it is to look.

`mi hija Emma cumple 5 estilo retro` -> `Emma cumple 5`
"""

from backend.local.designer.dissection.piece import Dissection, Span
from backend.local.designer.dissection.vocabulary import EDGES, POSSESSIVES
from backend.local.designer.lexicon.tables import ADJECTIVES, WORDING
from backend.local.designer.phrasing import flatten
from backend.local.designer.subject_extraction import PRODUCT_WORDS, TITLED_DOCUMENTS
from backend.local.designer.text import Word, words
from backend.local.designer.wording.draft import PrintDraft
from backend.local.designer.wording.names import is_name
from backend.local.designer.wording.setting import strip_edges
from backend.local.designer.wording.vocabulary import DECADE, kin_phrases, product_phrases, style_tail, whose_phrases


def remove_relations(idea: Dissection, draft: PrintDraft, start: int, end: int) -> str:
    """The subject without relations (`my daughter Emma`), a product's word at its end, and how it is to look."""
    text = remove_kin(idea, start, end)
    cut: list[Span] = [match.span() for match in product_phrases().finditer(flatten(text)) if match.start()]
    inner = words(text)
    for at, word in enumerate(inner):
        last = at == len(inner) - 1 or inner[at + 1].fold in {
            "for",
            "of",
            "with",
            "para",
            "de",
            "to",
            "from",
            "pra",
        }
        large = idea.informed and word.text[:1].isupper()
        taken = any(first <= word.start < last_ for first, last_ in cut)
        complement = at and inner[at - 1].fold in {"de", "da", "do", "del", "of"}
        if at and last and not taken and not complement and word.fold in PRODUCT_WORDS - TITLED_DOCUMENTS and not large:
            cut.append((inner[at - 1].end, word.end))
            draft.product = draft.product or word.fold
    for first, last_ in sorted(cut, reverse=True):
        text = text[:first] + text[last_:]
    text = _remove_style(
        idea, DECADE.sub("", " ".join(text.split())) if DECADE.search(flatten(text)) else " ".join(text.split())
    )
    whose = whose_phrases().search(flatten(text))
    if whose and whose.start() > 3:
        text = text[: whose.start()]
    return strip_edges(text, idea.informed)


def remove_kin(idea: Dissection, start: int, end: int) -> str:
    """`mi hija Emma cumple 5` -> `Emma cumple 5`."""
    text = idea.text[start:end]
    plain = flatten(text)
    cut: list[Span] = []
    before = idea.plain[:start].rstrip().rsplit(" ", 1)[-1]
    for match in kin_phrases().finditer(plain):
        following = words(text[match.end() :])
        owned = match["own"] or (match.start() == 0 and before in POSSESSIVES)
        if (
            owned
            and following
            and is_name(
                idea,
                Word(
                    following[0].text,
                    following[0].fold,
                    start + match.end(),
                    start + match.end() + len(following[0].text),
                ),
            )
        ):
            cut.append(match.span())
    for first, last in sorted(cut, reverse=True):
        text = text[:first] + text[last:]
    return " ".join(text.split())


def _remove_style(idea: Dissection, text: str) -> str:
    """The subject without how it is to look: `fiesta de verano estilo retro` -> `fiesta de verano`."""
    plain = flatten(text)
    match = style_tail().search(plain)
    if match and match.start() > 2:
        text = text[: match.start()]
    inner = words(text)
    kept = [
        w
        for w in inner
        if not (w.fold in ADJECTIVES and not (idea.informed and w.text[:1].isupper() and w is not inner[0]))
    ]
    telling = [w for w in kept if w.fold not in EDGES]
    named = idea.informed and len(inner) > 1 and inner[1].text[:1].isupper()
    while (
        inner
        and telling
        and inner[-1].fold in ADJECTIVES
        and len(inner) > 1
        and inner[-2].fold not in WORDING.kinds.venue  # `hospital infantil`
        and not (idea.informed and inner[-1].text[:1].isupper())
    ):
        inner = inner[:-1]
        text = text[: inner[-1].end]
    if len(kept) < len(inner) and len(telling) > 1 and kept[0] is not inner[0] and not named:
        text = text[kept[0].start :]
    return text
