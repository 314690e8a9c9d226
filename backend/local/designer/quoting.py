"""Words of an idea that are to be read as they stand, with quotation marks or without, and who said them.

póster que diga el mar lo cura todo, con olas  -> "el mar lo cura todo"
quote by Maya Angelou: still I rise             -> "still I rise", by Maya Angelou
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from backend.local.designer.lexicon.tables import ASKED, WORDING
from backend.local.designer.marks import Mark
from backend.local.designer.phrasing import alternate, compile_phrases, flatten

Span = tuple[int, int]
QUOTED = re.compile(
    r"[\"“”«„]\s*([^\"“”«»„\n]{2,300}?)\s*[\"”“»]|(?<!\w)['‘]([^'‘’\n]{3,200})['’](?!\w)|「([^」]{1,200})」|『([^』]{1,200})』"
)
NAME = (
    r"[A-ZÁÉÍÓÚÑÂÊÔÃÕÇÄÖÜ][\w’'.-]*(?:\s+(?:(?:de|del|la|da|do|dos|van|von|di)\s+)?[A-ZÁÉÍÓÚÑÂÊÔÃÕÇÄÖÜ][\w’'.-]*){0,4}"
)
AFTER = re.compile(
    rf"[\s,.!?\"”»]*(?:[-–—~]\s*(?P<dashed>[^\n,;(\".]{{2,60}})|\((?P<bracketed>{NAME})\)|(?<=[.!?]\s)(?P<alone>{NAME})(?=\s*(?:[.!\n]|$))|[\s,]+(?:(?:by|de|por|von|—)\s+(?P<said>{NAME})|by\s+(?P<lowly>[a-z]+(?:\s+[a-z]+){{0,2}})(?=\s*(?:$|[,.;\n]))))"
)
BEFORE = re.compile(
    rf"(?:[Ff]rase|[Cc]ita|[Qq]uote|[Vv]erso|[Vv]erse|[Pp]oema|[Pp]oem|[Cc]itação|[Pp]alabras|[Pp]alavras|[Ll]yrics|[Ww]ords|[Ll]ine|[Ss]aying)"
    rf"\s+(?:de|by|from|of|do|da)\s+(?P<name>{NAME})\s*"
    r"(?P<mark>[:,\n]|(?=[\"“«])|\s(?:that says|saying|que dice|que diga|que diz)\s*:?)\s*"
)
WITH = re.compile(r"(?:con|com|with)\s")
NICKNAME = re.compile(r"[A-ZÁÉÍÓÚ][\w.]*\s+[A-ZÁÉÍÓÚ][\w.]*\s$")
"""Before a nickname between quotation marks: `Captain Robert 'Bob' Hale`."""
ENDS = re.compile(r"(?<=[.!?…])\s+|\n")


@dataclass(frozen=True, slots=True)
class Quotation:
    """What is quoted and its author, as ranges of characters, and the words around that only introduce it.

    `sentence` is whether it is to be read as one, rather than the name of something."""

    words: Span
    author: Span | None
    hidden: tuple[Span, ...]
    sentence: bool


def find_quotations(text: str, marks: Sequence[Mark] = ()) -> list[Quotation]:
    """What the idea quotes, in order: everything between quotation marks, else what follows `that says` and the like.

    Words without quotation marks end before a clause that begins with one of `marks`.
    """
    quoted = [
        _read_marked(text, match) for match in QUOTED.finditer(text) if not NICKNAME.search(text[: match.start()])
    ]
    if quoted:
        return quoted
    said = _find_by_author(text, marks) or _find_said(text, marks)
    return [said] if said else []


def _read_marked(text: str, match: re.Match[str]) -> Quotation:
    group = next(at for at in range(1, 5) if match.group(at) is not None)
    plain = flatten(text)
    cue = _last_match(_saying(), plain[: match.start()])
    said = cue is not None and re.fullmatch(r"[\s:,]*(?:\w+[\s:,]+){0,2}", plain[cue.end() : match.start()]) is not None
    written = BEFORE.search(text[: match.start()] + '"')
    named = re.search(
        rf"(?:{alternate(WORDING.naming)}|{alternate(tuple(WORDING.kinds.business))})\s*:?\s*$", plain[: match.start()]
    )
    by_form = not named and _reads_as_sentence(text, match)
    after = AFTER.match(text, match.end())
    hidden: list[Span] = [(match.start(), match.start(group)), (match.end(group), match.end())]
    if said and cue:
        hidden.append((cue.start(), match.start()))
    author: Span | None = None
    if written:
        author = written.span("name")
        hidden += [(written.start(), author[0]), (author[1], match.start())]
    elif after and (said or by_form or after["dashed"]) and not re.search(r"\d", after.group()):
        author = next(after.span(name) for name in ("dashed", "bracketed", "said", "lowly", "alone") if after[name])
        author = (author[0], author[0] + len(text[slice(*author)].rstrip(" .")))
        hidden.append((match.end(), author[0]))
    return Quotation(match.span(group), author, tuple(hidden), bool(said or by_form or author))


def _reads_as_sentence(text: str, match: re.Match[str]) -> bool:
    """Whether quotation marks hold a saying and not a name: most words are small, or the idea speaks of a quotation."""
    inside = (next(group for group in match.groups() if group is not None)).split()
    small = sum(word[:1].islower() for word in inside if len(word) > 3)
    about = re.search(
        r"\b(?:frase|quote|cita|lema|slogan|citacao|poema|poem|verso|mensaje|mensagem|texto|refran|proverb|dicho|motto)\b",
        flatten(text),
    )
    return bool(about) or (len(inside) > 2 and 2 * small > sum(len(word) > 3 for word in inside))


def _find_by_author(text: str, marks: Sequence[Mark]) -> Quotation | None:
    found = BEFORE.search(text)
    if found is None:
        return None
    end = _end_of_saying(text, found.end(), bool(found["mark"]), marks)
    if not text[found.end() : end].strip():
        return None
    author = found.span("name")
    return Quotation(
        _trim(text, found.end(), end), author, ((found.start(), author[0]), (author[1], found.end())), True
    )


def _find_said(text: str, marks: Sequence[Mark]) -> Quotation | None:
    plain = flatten(text)
    for cue in _saying().finditer(plain):
        colon = re.match(
            r"\s*(?:lo siguiente|the following|o seguinte|algo como|something like|isto|esto|this)?\s*[:\n]\s*|\s+",
            plain[cue.end() :],
        )
        if colon is None:
            continue
        start = cue.end() + colon.end()
        spoken = ":" in colon.group() or "\n" in colon.group()
        if not spoken and " ".join(cue.group().split()) in WORDING.saying_needs_colon:
            continue
        if _facts_follow().match(plain, start):
            continue
        end = _end_of_saying(text, start, spoken, marks)
        words = _trim(text, start, end)
        if words[0] == words[1]:
            continue
        after = AFTER.match(text, end)
        author, hidden = None, [(cue.start(), start)]
        if after and not re.search(r"\d", after.group()):
            author = next(after.span(name) for name in ("dashed", "bracketed", "said", "lowly", "alone") if after[name])
            author = (author[0], author[0] + len(text[slice(*author)].rstrip(" .")))
            hidden.append((end, author[0]))
        return Quotation(words, author, tuple(hidden), True)
    return None


def _end_of_saying(text: str, start: int, spoken: bool, marks: Sequence[Mark]) -> int:
    """Where words without quotation marks end: with the line or sentence, or where the idea continues otherwise."""
    plain, facts = flatten(text), {mark.start for mark in marks}
    stop = len(text)
    for at in ENDS.finditer(text, start):
        following = at.end()
        if not text[start : at.start()].strip():
            continue
        sentence = re.match(r"[^.!?\n]*", plain[following:])
        mixed = sentence is not None and _continues_within().search(sentence.group()) is not None
        alone = re.match(rf"{NAME}\s*(?:[.!\n]|$)", text[following:]) is not None
        if not spoken or text[at.start()] == "\n" or mixed or alone or _continues_otherwise().match(plain, following):
            stop = at.start()
            break
    for at in re.finditer(
        r"(?:,\s*(?:y\s+|e\s+|and\s+)?|\s+(?=[-–—(])|\s+(?=y\s|and\s|e\s|con\s|com\s|with\s|de\s|by\s|por\s|en\s|in\s|em\s))",
        plain[start:stop],
    ):
        begins = start + at.end()
        other = "," in at.group() and (begins in facts or WITH.match(plain, begins) is not None)
        if other or _continues_otherwise().match(plain, begins) or _by().match(text, start + at.end()):
            return start + at.start()
    return stop


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \n:,;.-–—'\"":
        start += 1
    while end > start and text[end - 1] in " \n:,;-–—'\"":
        end -= 1
    if text[start:end].endswith(".") and not text[start:end].endswith(".."):
        end -= 1
    return start, end


def _last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text):
        found = match
    return found


@cache
def _by() -> re.Pattern[str]:
    return re.compile(
        rf"[-–—(]\s*{NAME}|(?:by|de|por)\s+{NAME}\s*(?=$|[,.;\n(])|by\s+[a-z]+(?:\s+[a-z]+){{0,2}}\s*(?=$|[,.;\n])"
    )


@cache
def _saying() -> re.Pattern[str]:
    return compile_phrases((*WORDING.saying, *WORDING.saying_needs_colon))


@cache
def _facts_follow() -> re.Pattern[str]:
    """Labels instead of words to be read: `debe decir la fecha 3 de mayo`."""
    labels = [label for labels in WORDING.labels.values() for label in labels]
    return re.compile(rf"(?:{alternate(labels)})(?!\w)(?!\s*$)")


@cache
def _continues_within() -> re.Pattern[str]:
    """What a sentence that is not to be read may hold."""
    return compile_phrases((*WORDING.art.cues, *WORDING.art.asides, *WORDING.openers))


@cache
def _continues_otherwise() -> re.Pattern[str]:
    """How an idea continues after words to be read: picture, wish, thanks, style, a fact with its label or number."""
    colours = {word for spoken in ASKED.values() for word in spoken}
    style = alternate(WORDING.words.techniques | WORDING.words.style_glue | colours | {"bandera"})
    small = r"(?:y|e|and|en|in|em|con|with|com|de|of|a|an|un|una|um|uma|el|la|los|las|the|o|os|as|on|do|da)"
    cues = alternate(
        (*WORDING.art.cues, *WORDING.art.asides, *WORDING.openers, *WORDING.meta, *WORDING.dropped, *WORDING.byline[3:])
    )
    return re.compile(
        rf"(?:{cues})(?!\w)|(?:{small}\s+)*(?:(?:{style})s?(?!\w))(?:[\s,]+(?:{style}|{small})s?(?!\w))*\s*(?:$|[.;\n])"
        r"|(?:en|in|em|con|with|com)\s+(?:letras?|letters|tipografia|font|fondo|background|fundo)\s"
        r"|(?:el|on|at|em|no|na|a las|as)\s+\d|tel\b|\+?\d{5}|@"
    )
