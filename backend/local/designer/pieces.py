"""An idea taken apart: what asks, what describes the picture or its style, what names, and what states a fact.

Hazme un cartel para mi perro perdido, se llama Toby, con fondo azul, tel 300 123 4567
-> request `Hazme un cartel para mi`, `perro perdido`, name `Toby`, art `con fondo azul`, phone `tel 300 123 4567`
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from backend.domain.products.brief import Role
from backend.local.designer import places
from backend.local.designer.concept import Language
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS
from backend.local.designer.lexicon.tables import ADJECTIVES, ASKED, COMMANDS, WORDING
from backend.local.designer.marks import Mark, find_marks
from backend.local.designer.phrasing import alternate, compile_phrases, flatten
from backend.local.designer.quoting import Quotation, find_quotations
from backend.local.designer.subject_extraction import PRODUCT_PHRASES, PRODUCT_WORDS, TITLED_DOCUMENTS
from backend.local.designer.text import Word, words

Use = Literal[
    "fact", "name", "art", "like", "aside", "request", "style", "place", "with", "signed", "quote", "author", "head"
]
SEPARATOR = re.compile(
    r"\n|[;|•·●▪✓✔]|[.!?…。！？]+(?=[\s\"'”»)]|$|[^\x00-\x7f])|,(?!\d)|(?<!\d),(?=\d)|[，、،]|\s[-–—~]+\s|^[-–—*]\s|[()\[\]]|:(?=\s|$|\D)|：|\s[/+]\s|/{2,}(?!\w)",
    re.MULTILINE,
)
ABBREVIATED = re.compile(
    r"(?<!\w)(?:st|dr|dra|mr|mrs|ms|sr|sra|srta|d|dna|av|avda|no|nro|num|tel|telf|prof|profa|jr|vs|ft|rd|apt|mt|min|max|aprox|ing|lic|arq|op|fig|vol|est|тел|ул|godz|ul|str|tlf|cap|ed|approx|etc|c|p|a|s|m|[a-z])$"
)
INTRODUCTION = re.compile(
    r"(?:soy|me llamo|mi nombre es|i'm|my name is|this is|sou(?: o| a)?|me chamo|meu nome e)"
    r"\s+[^\W\d]+(?:\s+[^\W\d]+){0,2}?"
    r"(?=\s+(?:y|and|e)\s+(?:tengo|quiero|necesito|busco|vendo|i|we|tenho|quero|preciso|estoy|estou)(?!\w)"
    r"|\s*[,.]\s*(?:quiero|necesito|tengo|i|we|quero|preciso)(?!\w))"
)
"""The customer's own name is none of the print's."""
SENTENCE_END = re.compile(r"[.!?…。！？;\n]")
EDGES = frozenset(
    "y e and & o ou or el la los las lo un una uno unos unas the a an os as um uma uns umas de del da do das dos of en"
    " em in at on na nas al ao aos con com with para pra pro por for by to que es is are e son sera it its"
    " it's this esta"
    " este tambien tambem also so pues from as will be le mi my our nuestro nuestra nosso nossa meu minha i we we're"
    " i'm".split()
)
CONJUNCTIONS = frozenset("y e and".split())
"""What begins an item of a list and is none of it."""
ARTICLES = frozenset("el la los las the".split())
KEPT_FIRST = frozenset("in en em on por from to at".split())
FOREIGN = frozenset(
    "les des du et pour avec dans chez au aux der die das und fur mit zum zur ein eine im von ist il gli della dello"
    " delle di alla nel het een voor op uhr och til og dla".split()
)
SHARED = frozenset(
    "la de a un una le en es me se di con per o e in an was no do i so to at os el que te du son".split()
)
"""Small words of other languages in Latin letters that Spanish, Portuguese and English do not have."""
KEPT = frozenset("no not sin sem without solo only".split())
IMPERATIVES = frozenset(
    "draw paint show love looking need based inspired very really like about can could would will have"
    " prepare get give produce"
    " build tener ver"
    " vender regalar".split()
)
PLACE_LEADS: dict[Language, str] = {"es": "en", "pt": "em|no|na|nos|nas", "en": "in|at|on"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of an idea's characters and what it is there for."""

    start: int
    end: int
    use: Use
    role: Role | None = None
    segment: int = 0
    sentence: int = 0
    cue: str = ""
    """The words before it that told its use, folded."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two separators, and the one after it."""

    start: int
    end: int
    stop: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Dissection:
    """An idea's pieces in order. `eventful` is whether it announces something rather than only describing a picture."""

    text: str
    language: Language
    pieces: tuple[Piece, ...]
    quotations: tuple[Quotation, ...]
    marks: tuple[Mark, ...]
    product: str | None
    informed: bool
    """Capital letters tell names from other words."""
    eventful: bool
    structured: bool
    stops: tuple[str, ...]
    """What ends each segment: a comma, a colon, a line break, ..."""
    described: bool
    """What is lost or offered is described, so that colours are facts."""
    foreign: bool
    """The idea is in none of the three languages."""


def is_informed(text: str) -> bool:
    """Whether capital letters tell anything: a text may be shouted, all in small letters, or Every Word Large."""
    letters = [word for word in words(text) if word.text[0].isalpha() and len(word.text) > 1]
    if not letters:
        return False
    large = sum(word.text[0].isupper() for word in letters)
    shouted = sum(word.text.isupper() for word in letters)
    return 0 < large <= max(3, 0.8 * len(letters)) and shouted <= max(2, 0.6 * len(letters))


def is_foreign(text: str) -> bool:
    """Whether a text is in none of the three languages: by its letters, or by its small words."""
    letters = [character for character in text if character.isalpha()]
    latin = sum(ord(character) < 0x250 or 0x1E00 <= ord(character) < 0x1F00 for character in letters)
    if letters and latin < 0.5 * len(letters):
        return True
    spoken = re.findall(r"[a-z]+", flatten(text))
    ours = frozenset().union(*FUNCTION_WORDS.values())
    foreign = sum(word in FOREIGN and word not in ours for word in spoken)
    familiar = max(sum(word in known - SHARED for word in spoken) for known in FUNCTION_WORDS.values())
    products = sum(word in _foreign_products() and word not in PRODUCT_WORDS for word in spoken)
    return 2 * foreign + 3 * products > 2 * familiar and foreign + products > 0


def is_shouted(text: str) -> bool:
    letters = [character for character in text if character.isalpha() and character.lower() != character.upper()]
    return len(letters) > 3 and sum(character.isupper() for character in letters) > 0.8 * len(letters)


def dissect(text: str, language: Language) -> Dissection:
    """The pieces of a cleaned idea; lines are separated by `\\n`."""
    marks = find_marks(text)
    quotations = find_quotations(text, marks)
    inside = [
        span for each in quotations for span in (each.words, *each.hidden, *([each.author] if each.author else []))
    ]
    marks = [mark for mark in marks if not any(mark.start < end and start < mark.end for start, end in inside)]
    eventful = bool(marks) or _eventful().search(flatten(text)) is not None
    reader = _Reader(text, language, marks, quotations, eventful)
    pieces = tuple(reader.read())
    return Dissection(
        text=text,
        language=language,
        pieces=pieces,
        quotations=tuple(quotations),
        marks=tuple(marks),
        product=reader.product,
        informed=reader.informed,
        eventful=eventful,
        structured=reader.structured,
        stops=tuple(segment.stop for segment in reader.segments),
        described=reader.plainly,
        foreign=reader.foreign,
    )


class _Reader:
    """Reads one text segment by segment."""

    def __init__(
        self, text: str, language: Language, marks: Sequence[Mark], quotations: Sequence[Quotation], eventful: bool
    ) -> None:
        self.text, self.plain, self.language, self.eventful = text, flatten(text), language, eventful
        self.informed, self.foreign = is_informed(text), is_foreign(text)
        self.edges = EDGES | _foreign_links() if self.foreign else EDGES
        self.structured = _structured_words().search(self.plain) is not None
        self.listing = False
        """A list with a head is being read: what it holds is meant as it stands."""
        self.plainly = _classified_words().search(self.plain) is not None
        """What is lost or for sale is described: that is no wish for the picture."""
        self.product: str | None = None
        self.atoms: list[Piece] = [Piece(mark.start, mark.end, "fact", mark.role) for mark in marks]
        for each in quotations:
            self.atoms.append(Piece(*each.words, "quote" if each.sentence else "name", cue="quoted"))
            self.atoms += [Piece(*span, "request") for span in each.hidden if span[0] < span[1]]
            if each.author:
                self.atoms.append(Piece(*each.author, "author", "byline"))
        if self.foreign:
            self.atoms += self._find_unspaced_requests()
        self.atoms.sort(key=lambda piece: piece.start)
        self.words = words(text)
        self.segments = tuple(self._segments())

    def read(self) -> Iterator[Piece]:
        head = -1
        for number, segment in enumerate(self.segments):
            self.listing = self.structured and head == segment.sentence
            head = segment.sentence if segment.stop == ":" else head
            for piece in self._read_segment(segment):
                yield replace(piece, segment=number, sentence=segment.sentence)

    def _segments(self) -> Iterator[Segment]:
        start, sentence = 0, 0
        for match in SEPARATOR.finditer(self.text):
            inside = any(atom.start < match.end() and match.start() < atom.end for atom in self.atoms)
            if inside or (match.group() == "." and ABBREVIATED.search(self.plain[start : match.start()])):
                continue
            end = match.end() if match.group()[0] in "!?" else match.start()
            if self.text[start:end].strip():
                yield Segment(start, end, match.group().strip() or "\n" if match.group() != "\n" else "\n", sentence)
            start = match.end()
            sentence += SENTENCE_END.search(match.group()) is not None
        if self.text[start:].strip():
            yield Segment(start, len(self.text), "", sentence)

    def _find_unspaced_requests(self) -> Iterator[Piece]:
        """Requests at either end of a clause in scripts without spaces, and products of other languages at its end."""
        for clause in re.finditer(r"[^\n,.;!?，。、！？،]+", self.text):
            start, end = clause.span()
            for match in _unspaced_words().finditer(self.plain, start, end):
                at_edge = not self.text[start : match.start()].strip() or not self.text[match.end() : end].strip()
                if at_edge and len(clause.group().strip()) > match.end() - match.start():
                    yield Piece(match.start(), match.end(), "request")

    def _read_segment(self, segment: Segment) -> Iterator[Piece]:
        if _dropped_words().match(self.plain, self._skip_space(segment.start, segment.end)):
            yield Piece(segment.start, segment.end, "request")
            return
        start = self._skip_request(segment.start, segment.end)
        if start > segment.start:
            yield Piece(segment.start, start, "request")
        yield from self._cut(start, segment)

    def _skip_space(self, at: int, end: int) -> int:
        while at < end and not (self.text[at].isalnum() or self.text[at] in "@#$€£¡¿+&"):
            at += 1
        return at

    def _word_at(self, at: int, end: int) -> Word | None:
        return next((word for word in self.words if word.start <= at < word.end and word.end <= end), None)

    def _is_large(self, word: Word) -> bool:
        return self.informed and word.text[:1].isupper()

    def _skip_request(self, start: int, end: int) -> int:
        """Where the idea begins after `Hola, podrías hacerme un cartel bonito para`."""
        end = min([end, *(atom.start for atom in self.atoms if atom.start >= start)])
        at = self._skip_space(start, end)
        after, asked, first = start, False, True
        intro = INTRODUCTION.match(self.plain, at)
        if intro and intro.end() <= end:
            after, asked = intro.end(), True
            at = self._skip_space(intro.end(), end)
        while at < end:
            opener = _openers().match(self.plain, at)
            if opener and opener.end() <= end:
                after = at = opener.end()
                asked, first = True, False
                at = self._skip_space(at, end)
                continue
            phrase = _product_phrases().match(self.plain, at)
            if phrase and phrase.end() <= end and not self._begins_name(at, end):
                self._take_product(phrase.group(), "poster" if "poster" in phrase.group() else None)
                after = at = phrase.end()
                asked, first = True, False
                at = self._skip_space(at, end)
                continue
            word = self._word_at(at, end)
            if word is None:
                break
            kind = self._kind(word, end, first, asked)
            if kind == "stop":
                break
            if kind == "hard":
                after, asked = word.end, True
            first = False
            at = self._skip_space(word.end, end)
        return self._skip_links(after, end) if asked else start

    def _kind(self, word: Word, end: int, first: bool, asked: bool) -> str:
        """What a word at the beginning is: `hard` asks, `soft` goes with what asks, `stop` begins the idea itself."""
        spoken = word.fold
        following = self._word_at(self._skip_space(word.end, end), end)
        if spoken in TITLED_DOCUMENTS:
            return "stop"
        if spoken in PRODUCT_WORDS and not (self._is_large(word) and not first):
            if following and not first and not asked and following.fold not in EDGES | ADJECTIVES:
                return "stop"
            self._take_product(spoken, spoken)
            return "hard"
        if spoken in COMMANDS[self.language]:
            if spoken in IMPERATIVES:
                told = following and following.fold in EDGES | PRODUCT_WORDS | COMMANDS[self.language] | {"us", "me"}
                return "hard" if told and not (self._is_large(word) and not first) else ("soft" if asked else "stop")
            return "hard"
        if self.foreign and spoken in _foreign_products():
            return "hard"
        if self.foreign and spoken in _foreign_links():
            return "soft"
        if self._begins_name(word.start, end) and not first:
            return "stop"
        if (
            spoken in EDGES
            or spoken in ADJECTIVES
            or spoken
            in WORDING.words.techniques
            | WORDING.words.sizes
            | {"style", "styled", "estilo", "themed", "look", "tipo"}
            | {"size", "new", "custom", "personalizado", "personalizada"}
        ):
            return "soft"
        return "stop"

    def _take_product(self, spoken: str, word: str | None) -> None:
        if self.product is None:
            self.product = word or spoken

    def _begins_name(self, at: int, end: int) -> bool:
        """Whether a large first letter stands here and another after it, so that an article may be part of a name."""
        word = self._word_at(at, end)
        if word is None or not self._is_large(word):
            return False
        following = self._word_at(self._skip_space(word.end, end), end)
        return following is not None and self._is_large(following)

    def _skip_links(self, after: int, end: int) -> int:
        """Past `bonito de`, `para mi`, `for a`, unless an article begins a name."""
        at = self._skip_space(after, end)
        best = at
        while at < end:
            word = self._word_at(at, end)
            if word is None or self._begins_name(at, end):
                break
            small = (word.fold in EDGES and not word.text[:1].isupper()) or (word.fold in EDGES and not self.informed)
            if word.fold in POSSESSIVES or word.fold in KEPT:
                break
            small = small or (self.foreign and word.fold in _foreign_links())
            if not small and word.fold not in _manners():
                break
            at = self._skip_space(word.end, end)
            if small:
                best = at
        return best

    def _cut(self, start: int, segment: Segment) -> Iterator[Piece]:
        """The pieces of a segment between its facts and cues."""
        at, cue = start, ""
        use: Use = "head" if segment.stop == ":" else "fact"
        role: Role | None = None
        for event in self._events(start, segment.end):
            if event.cue.startswith("for ") and use not in {"art", "with", "like"}:
                continue
            piece = self._make_piece(at, event.start, use, role, cue)
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
                if use == "place" and self.informed:
                    last = self.text[event.start : event.end].split()[-1]
                    if last[:1].isupper() and event.cue.count(" "):
                        at = event.start + self.text[event.start : event.end].rindex(last)
                if use in {"art", "like", "aside"} or cue.startswith("~"):
                    at = event.start
        piece = self._make_piece(at, segment.end, use, role, cue)
        if piece:
            yield piece

    def _events(self, start: int, end: int) -> list[Piece]:
        """Facts and cues in order; a cue inside a fact is none."""
        atoms = [atom for atom in self.atoms if start <= atom.start and atom.end <= end]
        found = list(atoms)
        for use, role, pattern in _cues(self.language):
            if self.listing and use in {"art", "like", "aside", "with", "place"}:
                continue
            if (use == "with" and not self.eventful) or (self.plainly and use in {"art", "like", "with"}):
                continue
            for match in pattern.finditer(self.plain, start, end):
                taken = any(match.start() < other.end and other.start < match.end() for other in found)
                if not taken and match.end() <= end and self._is_cue(use, match, end):
                    kept = "~" if use == "signed" else ""
                    kept = "for " if use == "fact" and pattern is _for_whom() else kept
                    found.append(
                        Piece(match.start(), match.end(), use, role, cue=kept + " ".join(match.group().split()))
                    )
        return sorted(found, key=lambda piece: piece.start)

    def _is_cue(self, use: Use, match: re.Match[str], end: int) -> bool:
        after = self._skip_space(match.end(), end)
        word = self._word_at(after, end)
        if use == "place":
            return (
                self.eventful
                and word is not None
                and self._is_place(word, after, end)
                and not self._is_within_name(match.start(), after, end)
            )
        if use == "name":
            return word is not None or any(atom.start == after for atom in self.atoms)
        if match.re is _for_whom():
            return word is not None and (self._is_large(word) or word.fold in WORDING.given.names)
        return True

    def _is_within_name(self, at: int, after: int, end: int) -> bool:
        """Whether a preposition belongs to a group's name: `banda Pé na Areia`; not before a known place or a venue."""
        before = re.search(r"(\w+)\s+((?:[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ]\w*\s+)+)$", self.text[:at])
        if not self.informed or before is None or flatten(before[1]) not in WORDING.kinds.business:
            return False
        near = tuple(each for each in self.words if after <= each.start < end)[:4]
        found = places.find(near, self.language)
        return near[0].fold not in WORDING.kinds.venue and not (found and found.first == 0)

    def _is_place(self, word: Word, at: int, end: int) -> bool:
        if self._is_large(word) and not any(atom.start <= word.start < atom.end for atom in self.atoms):
            return True
        near = [each for each in self.words if at <= each.start < end][:4]
        if any(each.fold in WORDING.kinds.venue for each in near[:3]):
            return True
        return places.find(tuple(near), self.language) is not None and not self.informed

    def _make_piece(self, start: int, end: int, use: Use, role: Role | None, cue: str) -> Piece | None:
        """The piece without what only joins it to others; None when nothing is left."""
        start, end = self._trim(start, end, whole=use in {"name", "art", "like", "aside", "signed"})
        if start >= end:
            return None
        return Piece(start, end, use, role, cue=cue)

    def _trim(self, start: int, end: int, whole: bool) -> tuple[int, int]:
        inner = [word for word in self.words if word.start >= start and word.end <= end]
        first, last = 0, len(inner)

        def loose(word: Word, at: int, edges: frozenset[str]) -> bool:
            if word.fold not in edges or word.fold in KEPT or word.text.lower() == "só":
                return False
            return not self._is_large(word) or (at == 0 and not self._is_large(inner[min(at + 1, len(inner) - 1)]))

        if inner and kept_phrases().match(self.plain, inner[0].start):
            whole = True
        opens = re.search(r"(?:^|[.\n!?;:])\s*$", self.text[:start]) is not None
        if opens and inner and inner[0].fold in KEPT_FIRST and len(inner) > 1 and inner[1].fold not in POSSESSIVES:
            whole = True
        if opens and len(inner) > 2 and inner[0].fold in ARTICLES:
            whole = True
        if (
            not self.informed
            and inner
            and inner[0].fold in ARTICLES
            and re.search(r"(?:^|[.\n!?;:,(])\s*$", self.text[:start])
        ):
            whole = True
        edges = CONJUNCTIONS if self.listing else self.edges
        while not whole and first < last and loose(inner[first], first, edges):
            first += 1
        while last > first and loose(inner[last - 1], last - 1, self.edges - {"a", "e", "i"}):
            last -= 1
        if first >= last:
            raw = self.text[start:end].strip(" \n,.;:-–—*&")
            if inner or not any(character.isalnum() or ord(character) > 0x2000 for character in raw):
                return start, start
            return start, end
        left = inner[first].start
        while left > start and self.text[left - 1] in "¡¿#$€£+@“«\"'(":
            left -= 1
        right = inner[last - 1].end
        while (
            right < end
            and (self.text[right] in "!?%€$£°ºª+)”»\"'" or not self.text[right].isascii())
            and not self.text[right].isspace()
        ):
            right += 1
        return left, right


POSSESSIVES = frozenset(
    "mi my our mis meu minha meus minhas nuestro nuestra nuestros nuestras nosso nossa su her his their".split()
)


@cache
def _foreign_products() -> frozenset[str]:
    return frozenset(WORDING.foreign_products)


@cache
def _foreign_links() -> frozenset[str]:
    return frozenset(link.removesuffix("'") for link in WORDING.foreign_links)


@cache
def _classified_words() -> re.Pattern[str]:
    return compile_phrases((*WORDING.words.announce_pets, *WORDING.classified))


@cache
def _colours() -> frozenset[str]:
    return frozenset(word for spoken in ASKED.values() for word in spoken)


@cache
def _manners() -> frozenset[str]:
    """Words between a product and its subject: `cuadro minimalista en tonos tierra de un cactus`."""
    return ADJECTIVES | WORDING.words.sizes | WORDING.words.techniques | WORDING.words.style_glue | _colours()


@cache
def kept_phrases() -> re.Pattern[str]:
    return compile_phrases(WORDING.kept)


@cache
def _unspaced_words() -> re.Pattern[str]:
    return compile_phrases(WORDING.unspaced_requests, before="", after="")


@cache
def _openers() -> re.Pattern[str]:
    return compile_phrases(WORDING.openers)


@cache
def _dropped_words() -> re.Pattern[str]:
    return compile_phrases(WORDING.dropped)


@cache
def _product_phrases() -> re.Pattern[str]:
    return compile_phrases(PRODUCT_PHRASES)


@cache
def _eventful() -> re.Pattern[str]:
    return compile_phrases(WORDING.kinds.eventful)


@cache
def _structured_words() -> re.Pattern[str]:
    return compile_phrases(WORDING.kinds.structured)


@cache
def _for_whom() -> re.Pattern[str]:
    """Ends what the picture shows before a name: `with olive branches for Ana & Luis`."""
    return re.compile(r"(?<=\s)(?:for|para|pra|pro)\s+(?:(?:o|a|el|la|os|las|los|the)\s+)?")


@cache
def _cues(language: Language) -> tuple[tuple[Use, Role | None, re.Pattern[str]], ...]:
    """What tells the use of the words after it; the surer first."""
    labels: tuple[tuple[Use, Role | None, re.Pattern[str]], ...] = tuple(
        ("fact", role, re.compile(rf"(?<!\w)(?:{alternate(labels)})(?!\w)\s*(?:[:=]|\bis\b|\bes\b|\be\b)\s*"))
        for role, labels in WORDING.labels.items()
    )
    lead = PLACE_LEADS[language]
    article = r"(?:(?:el|la|los|las|the|o|a|os|as|our|nuestro|nuestra|nosso|nossa|my|mi|meu|minha)\s+)?"
    signed = (
        "firmado por",
        "firmada por",
        "signed by",
        "assinado por",
        "assinada por",
        "presented by",
        "presentado por",
        "otorgado a",
        "otorgada a",
        "awarded to",
        "presented to",
        "concedido a",
        "concedida a",
        "conferido a",
        "outorgado a",
        "support from",
        "with support from",
        "hosted by",
        "organiza",
        "organizado por",
        "organised by",
        "organized by",
        "impartido por",
        "taught by",
        "dictado por",
        "ministrado por",
    )
    return (
        ("name", None, compile_phrases(WORDING.naming)),
        ("like", None, compile_phrases(WORDING.art.likes)),
        ("art", None, compile_phrases(WORDING.art.cues)),
        ("aside", None, compile_phrases(WORDING.art.asides)),
        ("signed", None, compile_phrases(signed)),
        ("request", None, re.compile(rf"(?<!\w)(?:{alternate(WORDING.meta)})(?!\w)")),
        *labels,
        ("place", "place", re.compile(rf"(?:(?<!\w)(?:{lead})|(?<=\s)@(?=\s))\s+(?:{article})")),
        ("with", None, re.compile(r"(?<!\w)(?:con|com|with)\s+")),
        ("fact", None, _for_whom()),
        ("fact", None, re.compile(r"(?<=\s)(?:que|who|which|quien|quem)\s+(?=[a-z])")),
    )
