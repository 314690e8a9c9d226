"""The subject of an idea as the title, or as a line under another title; what does not fit becomes lines.

`mi cafetería El Buen Grano` -> title `El Buen Grano`, detail `Cafetería`
"""

import re

from backend.local.designer.dissection.piece import Dissection, Piece
from backend.local.designer.dissection.vocabulary import ARTICLES, EDGES, POSSESSIVES
from backend.local.designer.lexicon.tables import ADJECTIVES, OCCASIONS, WORDING
from backend.local.designer.phrasing import alternate, flatten
from backend.local.designer.subject_extraction import TITLED_DOCUMENTS
from backend.local.designer.text import shorten, words
from backend.local.designer.wording.draft import PrintDraft, add_line
from backend.local.designer.wording.names import remove_names
from backend.local.designer.wording.relations import remove_relations
from backend.local.designer.wording.setting import set_in_case, strip_edges, tidy
from backend.local.designer.wording.vocabulary import COUPLES, business_nouns, occasion_words

COMFORTABLE, CLOSE, LONGEST_TITLE = 40, 46, 80
"""Characters that look good in a title, up to which no noun is torn from its complement, and the most there may be."""
GENITIVES = frozenset("de del da do dos das of la el los las the".split())
AWARDED = re.compile(
    r"(?P<what>.+?)\s+(?:para|for|to|a|ao|à)\s+(?P<whom>[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ][\w'’.-]*(?:\s+(?:(?:de|del|da|do|dos|das|la)\s+)?[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ][\w'’.-]*)*)$"
)
LARGE_RUN = re.compile(
    r"[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ][\w'’.-]*(?:\s+(?:(?:de|del|da|do|dos|das|of|la|los|las|the)\s+)?[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ][\w'’.-]*)*"
)


def find_apposition(idea: Dissection, piece: Piece) -> re.Match[str] | None:
    """`mi cafetería El Buen Grano`: a business and the name that follows it."""
    for match in business_nouns().finditer(idea.plain, piece.start, piece.end):
        owned = re.search(rf"(?:{alternate(POSSESSIVES)})\s+(?:\w+\s+)?$", idea.plain[: match.start()]) is not None
        after = match.end("noun")
        following = next((word for word in idea.words if word.start >= after and word.end <= piece.end), None)
        known = match["noun"] in WORDING.kinds.business or match["noun"].endswith(("eria", "aria"))
        if following is None or idea.text[after : following.start].strip():
            continue
        if idea.informed:
            named = following.text[:1].isupper() and not idea.text[match.start()].isupper()
            kin = match["noun"] in WORDING.kinds.kin
            if named and not kin and (owned or (known and match.start() > piece.start)):
                return match
        elif known and owned and following.fold not in (EDGES - ARTICLES) | ADJECTIVES:
            return match
    return None


def write_subject(idea: Dissection, draft: PrintDraft, piece: Piece, *, as_title: bool) -> None:
    """The subject as the title, or as a line under another title."""
    start, end = piece.start, piece.end
    draft.pictured += remove_names(idea, start, end)
    match = find_apposition(idea, piece)
    if match and as_title:
        name = tidy(idea, match.end("noun"), end)
        draft.title = draft.named = set_in_case(idea, shorten(name.rstrip("?"), LONGEST_TITLE), named=True)
        before = idea.words_in(start, match.start())
        telling = [w for w in before if w.fold not in EDGES and w.fold not in POSSESSIVES and w.fold not in ADJECTIVES]
        links = {w.fold for w in before if telling and w.start > telling[-1].start}
        whole = bool(telling) and links <= GENITIVES  # `horario del gimnasio` is said in one breath
        first = telling[0].start if whole else match.start("noun")
        add_line(idea, draft, "detail", tidy(idea, first, match.end("noun")), start + 1)
        if telling and not whole:
            add_line(idea, draft, "detail", tidy(idea, telling[0].start, telling[-1].end), start)
        return
    text = remove_relations(idea, draft, start, end)
    awarded = AWARDED.match(text) if idea.structured and as_title else None
    if awarded and flatten(awarded["what"]).split()[0] in TITLED_DOCUMENTS:
        add_line(idea, draft, "names", awarded["whom"], start + 1)
        text = awarded["what"]
    text, rest = _shorten_title(idea, text)
    occasional = _find_couple(idea, text) if as_title else None
    if occasional:
        names, said = occasional
        draft.title, draft.named = names, names
        if said:
            add_line(idea, draft, "tagline", said, start)
    elif as_title:
        draft.title = set_in_case(idea, text.rstrip("?"))
    else:
        add_line(idea, draft, "detail", text, start)
    large = any(word.text[:1].isupper() for word in words(rest)) and idea.informed
    if rest and (idea.eventful or large or any(c.isdigit() for c in rest)):
        named = large and all(w.text[:1].isupper() for w in words(rest) if w.fold not in EDGES)
        add_line(idea, draft, "names" if named else "detail", rest, start + 1)


def _find_couple(idea: Dissection, text: str) -> tuple[str, str] | None:
    """The two names of a wedding's title, when the idea asks for an invitation, and the occasion's word."""
    plain = flatten(text)
    occasion = next(
        (key for key in COUPLES if any(re.search(rf"(?<!\w){word}(?!\w)", plain) for word in OCCASIONS[key].words)),
        None,
    )
    joint = re.search(r"(?<=\w)\s+(?:&|\+|y|e|and|und|et)\s+(?=\w)", text)
    if joint is None or (occasion is None and not any(word in idea.plain for word in OCCASIONS["wedding"].words)):
        return None
    inner = [w for w in words(text) if not occasion_words().fullmatch(w.fold)]
    names = [
        w
        for w in inner
        if w.fold not in EDGES - {"y", "e", "and"}
        and (w.text[:1].isupper() or w.fold in WORDING.given.names or w.fold in {"y", "e", "and", "und", "et"})
    ]
    while names and names[0].fold in {"y", "e", "and"}:
        names.pop(0)
    if len(names) < 2 or idea.product is None:
        return None
    said = occasion_words().search(plain)
    return set_in_case(idea, text[names[0].start : names[-1].end], named=True), text[
        said.start() : said.end()
    ] if said else ""


def _shorten_title(idea: Dissection, text: str) -> tuple[str, str]:
    """A title that looks good, and what did not go into it."""
    if len(text) <= COMFORTABLE:
        return text, ""
    breaks = [
        m.start()
        for m in re.finditer(
            r"\s(?=(?:en|in|at|em|no|na|con|with|com|para|for|por|by|que|from|desde|on|de|del|do|da|of)\s)",
            text,
        )
    ]
    named = [(m.start(), m.end()) for m in LARGE_RUN.finditer(text)] if idea.informed else []
    fitting = [at for at in breaks if 4 < at <= COMFORTABLE and not any(a < at < b for a, b in named)]
    if fitting and (len(text) > CLOSE or not re.match(r"\s(?:de|del|do|da|of)\s", flatten(text[fitting[-1] :]))):
        at = fitting[-1]
        return text[:at], strip_edges(text[at:], idea.informed)
    if len(text) <= 60:
        return text, ""
    head = shorten(text, COMFORTABLE)
    return head, text[len(head) :].strip(" ,;:")
