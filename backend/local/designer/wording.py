"""What a print says: the title and the lines, each as the customer wrote it, and where the picture is spoken of.

Boda Ana y Luis, 14 de febrero, Cartagena -> title `Boda Ana y Luis`, date `14 de febrero`, place `Cartagena`
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from backend.domain.products.brief import MOST_LINES, PrintLine, Role
from backend.domain.products.facts import find_invented
from backend.local.designer import motif_index, places
from backend.local.designer.concept import Language
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS
from backend.local.designer.lexicon.tables import ADJECTIVES, ASKED, OCCASIONS, STYLES, WORDING
from backend.local.designer.phrasing import alternate, compile_phrases, flatten
from backend.local.designer.pieces import (
    ARTICLES,
    EDGES,
    KEPT,
    KEPT_FIRST,
    POSSESSIVES,
    Dissection,
    Piece,
    dissect,
    is_shouted,
    kept_phrases,
)
from backend.local.designer.subject import CAPITALS, SMALL_WORDS
from backend.local.designer.subject_extraction import PRODUCT_PHRASES, PRODUCT_WORDS, TITLED_DOCUMENTS
from backend.local.designer.text import Word, shorten, words

COMFORTABLE, CLOSE, LONGEST_TITLE, LONGEST_LINE = 40, 46, 80, 120
"""Characters that look good in a title, up to which no noun is torn from its complement, and the most there may be."""
JOINT = " · "
Span = tuple[int, int]
STATED = frozenset({"fact", "head", "name", "place", "with", "signed"})
COUPLES = frozenset({"wedding", "anniversary", "valentine"})
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


@dataclass(frozen=True, slots=True)
class Wording:
    """A print's words. `title` is empty where the idea states nothing, so that its subject is its title."""

    title: str
    quote: bool
    lines: tuple[PrintLine, ...]
    pictured: tuple[Span, ...]
    """Ranges of the idea that may name what the picture shows; None of them is a name, a place, a fact or a wish."""
    hidden: tuple[Span, ...]
    """Names, places, facts and words to be read: they say nothing about picture and style."""
    asides: tuple[Span, ...]
    """Wishes that are no part of the subject: `for my living room`."""
    product: str | None
    foreign: bool
    """The idea is in none of the three languages."""
    named: str = ""
    """Names that are the title, where they are."""

    @property
    def informative(self) -> bool:
        return bool(self.title)


@dataclass(slots=True)
class _Draft:
    role: Role
    text: str
    at: int


def read_wording(text: str, language: Language, idea: str | None = None) -> Wording:
    """The words of the print that a cleaned idea asks for; `idea` is what the customer sent, before cleaning."""
    writer = _PrintWriter(dissect(text, language))
    wording = writer.write()
    invented = {at for at, _ in find_invented(wording.lines, idea if idea is not None else text)}
    return replace(wording, lines=tuple(line for at, line in enumerate(wording.lines) if at not in invented))


@dataclass
class _PrintWriter:
    idea: Dissection
    drafts: list[_Draft] = field(default_factory=list)
    pictured: list[Span] = field(default_factory=list)
    title: str = ""
    quote: bool = False
    named: str = ""
    product: str | None = None

    def __post_init__(self) -> None:
        self.text, self.plain, self.language = self.idea.text, flatten(self.idea.text), self.idea.language
        self.words = words(self.text)
        self.shouted = is_shouted(self.text)
        self.lost = _pets().search(self.plain) is not None

    # what the pieces are

    def write(self) -> Wording:
        pieces = [self._classify(piece) for piece in self._with_context(self._split_names(self.idea.pieces))]
        stated = [piece for piece in pieces if piece.use in STATED]
        named = any(piece.use == "name" for piece in pieces)
        informative = (
            bool(self.idea.marks)
            or bool(self.idea.quotations)
            or named
            or (self.idea.eventful and len(stated) > 1)
            or any(self._has_digit(piece) for piece in stated)
            or any(self._is_proper(piece) for piece in stated)
            or any(word.fold in KEPT for word in self._words_in(stated[0].start, stated[0].end)[:1])
            or self._apposition(stated[0]) is not None
            if stated
            else bool(self.idea.quotations)
        )
        if not informative and not self._is_dictated(pieces):
            return self._describe(pieces, stated)
        hidden = self._find_hidden(pieces)
        pieces = self._join(pieces)
        self._write_title(pieces)
        thanks = THANKS.search(self.plain)
        if thanks:
            self._add("tagline", self.text[slice(*thanks.span())], thanks.start())
        self._write_rest(pieces)
        self._cover(pieces)
        return Wording(
            self.title,
            self.quote,
            tuple(self._lines()),
            tuple(self.pictured),
            (*hidden, *self._proper_runs(0, len(self.text))),
            self._spans(pieces, "aside"),
            self.idea.product or self.product,
            self.idea.foreign,
            named=self.named,
        )

    def _is_dictated(self, pieces: Sequence[Piece]) -> bool:
        """Whether a wish ends with a colon, or a subject does and more follows: what comes after it is to be read."""
        heads = {piece.segment for piece in pieces if piece.use == "head"}
        colons = {number for number, stop in enumerate(self.idea.stops) if stop == ":"}
        later = [piece for piece in pieces if piece.use == "fact" and colons and piece.segment > min(colons)]
        return bool(later) and bool(heads | colons)

    def _with_context(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
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

    def _describe(self, pieces: Sequence[Piece], stated: Sequence[Piece]) -> Wording:
        """An idea that states nothing: a picture is described, and its subject is the title."""
        shown = [(piece.start, piece.end) for piece in pieces if piece.use not in {"request", "aside", "style", "name"}]
        asides = list(self._spans(pieces, "aside", "request"))
        if stated:
            asides += self._spans(pieces, "style")
            for piece in stated:
                tail = _style_tail().search(self.plain[: piece.end], piece.start)
                if tail and tail.start() > piece.start + 2:
                    asides.append((tail.start(), piece.end))
        return Wording(
            "", False, (), tuple(shown), self._find_hidden(pieces), tuple(asides), self.idea.product, self.idea.foreign
        )

    def _spans(self, pieces: Sequence[Piece], *uses: str) -> tuple[Span, ...]:
        return tuple((piece.start, piece.end) for piece in pieces if piece.use in uses)

    def _find_hidden(self, pieces: Sequence[Piece]) -> tuple[Span, ...]:
        named = [
            (p.start, p.end)
            for p in pieces
            if p.use in {"name", "quote", "author", "signed"} or p.role in {"place", "names"}
        ]
        facts = [(mark.start, mark.end) for mark in self.idea.marks]
        return (*named, *facts)

    def _words_in(self, start: int, end: int) -> list[Word]:
        return [word for word in self.words if word.start >= start and word.end <= end]

    def _content(self, piece: Piece) -> list[Word]:
        return [
            w
            for w in self._words_in(piece.start, piece.end)
            if w.fold not in FUNCTION_WORDS[self.language] and w.fold not in EDGES
        ]

    def _has_digit(self, piece: Piece) -> bool:
        plain = DECADE.sub("", self.plain[piece.start : piece.end])
        return any(c.isdigit() for c in plain) and not self._is_style(piece)

    def _is_proper(self, piece: Piece) -> bool:
        return any(True for _ in self._proper_runs(piece.start, piece.end))

    def _proper_runs(self, start: int, end: int) -> Iterator[Span]:
        """Names: runs of words with large first letters, or common given names where letters tell nothing."""
        run: list[Word] = []
        for word in self._words_in(start, end):
            gap = self.text[run[-1].end : word.start] if run else ""
            joins = run and (re.fullmatch(r"\s*[&+.’'-]?\s*", gap) is not None)
            if self._is_name(word):
                if run and not joins:
                    yield from self._finish_run(run)
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
                yield from self._finish_run(run)
                run = []
        yield from self._finish_run(run)

    def _finish_run(self, run: list[Word]) -> Iterator[Span]:
        while run and not self._is_name(run[-1]):
            run.pop()
        if run:
            yield run[0].start, run[-1].end

    def _is_name(self, word: Word) -> bool:
        if not self.idea.informed:
            return word.fold in WORDING.given.names
        if not word.text[:1].isupper():
            return False
        if word.fold in CAPITALS:
            return False
        opens = re.search(r"(?:^|[.!?:;\n¿¡\"“«(•-])\s*$", self.text[: word.start]) is not None
        ordinary = word.fold in FUNCTION_WORDS[self.language] or word.fold in EDGES
        if ordinary and len(word.text) < 4:
            return not opens and self._next_is_large(word)
        return (
            not opens
            or word.fold in WORDING.given.names
            or (not ordinary and self._next_is_large(word) and word.fold not in PRODUCT_WORDS)
        )

    def _next_is_large(self, word: Word) -> bool:
        following = next((other for other in self.words if other.start >= word.end), None)
        return (
            following is not None
            and re.fullmatch(r" (?:(?:&|y|e|and|und|et|de|da|do|del|of|\+) )?", self.text[word.end : following.start])
            is not None
            and following.text[:1].isupper()
        )

    def _split_names(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """A name ends where the sentence continues: `Toby | y es un labrador`."""
        for piece in pieces:
            if piece.use != "name" or piece.cue == "quoted":
                yield piece
                continue
            start = piece.start
            lead = re.match(r"[\s:,\"“]*", self.text[start : piece.end])
            start += lead.end() if lead else 0
            rest = _after_name(self.idea.informed).search(
                self.text if self.idea.informed else self.plain, start + 1, piece.end
            )
            end = rest.start() if rest else piece.end
            yield replace(piece, start=start, end=start + len(self.text[start:end].rstrip(' .,"”')))
            if rest and rest.end() < piece.end:
                yield replace(piece, start=rest.start("rest"), use="fact", cue="after-name")

    def _classify(self, piece: Piece) -> Piece:
        if piece.use in {"quote", "author", "request", "like", "aside", "name", "signed"} or (
            piece.role and piece.use == "fact"
        ):
            return piece
        if piece.use == "fact" and (self._is_free(piece) or (self.idea.structured and self._follows_head(piece))):
            return piece
        if self._is_style(piece):
            return replace(piece, use="style")
        if piece.use == "art":
            shows = _picturing().search(self.plain, piece.start, piece.end)
            known = self._is_proper(piece) or self._has_digit(piece)
            return replace(piece, use="fact", cue="with") if not shows and (known or self._is_offered(piece)) else piece
        if piece.use == "with":
            if self._is_proper(piece) or self._has_digit(piece) or self._is_offered(piece):
                return replace(piece, use="fact", cue="with")
            drawn = motif_index.search(tuple(self._words_in(piece.start, piece.end)), self.language)
            return replace(piece, use="art" if drawn else "fact", cue="with")
        if piece.use == "place" or self._is_place(piece):
            return replace(piece, role="place")
        return piece

    def _follows_head(self, piece: Piece) -> bool:
        return any(p.use == "head" and p.sentence == piece.sentence and p.end <= piece.start for p in self.idea.pieces)

    def _is_free(self, piece: Piece) -> bool:
        inner = self._content(piece)
        return len(inner) <= 4 and any(word.fold in WORDING.words.free for word in inner)

    def _is_offered(self, piece: Piece) -> bool:
        return self.idea.eventful and any(
            word.fold in WORDING.art.offered for word in self._words_in(piece.start, piece.end)
        )

    def _is_style(self, piece: Piece) -> bool:
        inner = self._words_in(piece.start, piece.end)
        if inner and kept_phrases().match(self.plain, inner[0].start):
            return False
        telling = [
            w
            for w in inner
            if w.fold not in FUNCTION_WORDS[self.language]
            and w.fold not in EDGES
            and w.fold not in WORDING.words.style_glue
        ]
        if not inner or any(self._is_name(word) and word.fold not in _style_words() for word in telling):
            return False
        if not telling:
            return any(word.fold in WORDING.words.style_glue for word in inner)
        size = re.fullmatch(r"\d+\s*x\s*\d+\s*(?:cm|mm|in|px)?|[aA]\d", self.text[piece.start : piece.end].strip())
        if self.idea.described and all(word.fold in _colours() for word in telling):
            return False
        return bool(size) or all(
            _is_style_word(word.fold) or re.fullmatch(r"(?:19|20)?\d0'?s|a[0-6]|\d+x\d+", word.fold) for word in telling
        )

    def _is_place(self, piece: Piece) -> bool:
        """Whether a piece without a preposition is where it takes place: `Teatro Colón`, `Cartagena`."""
        inner = self._words_in(piece.start, piece.end)
        if not inner or piece.use == "head" or not self.idea.eventful or len(inner) > 9:
            return False
        if self._content(piece) and self.idea.pieces and self._is_first(piece):
            return False
        if inner[0].fold in WORDING.kinds.venue or (
            self.language == "en"
            and len(inner) <= 4
            and inner[-1].fold in WORDING.kinds.venue
            and (self._is_proper(piece) or not self.idea.informed)
        ):
            return len(inner) > 1
        found = places.find(tuple(inner), self.language)
        return found is not None and found.manner != "demonym" and found.after - found.first >= len(inner) - 2

    def _is_first(self, piece: Piece) -> bool:
        first = next(
            (
                other
                for other in self.idea.pieces
                if other.use in {"fact", "head", "name", "place", "with"} and not other.role
            ),
            None,
        )
        return first is not None and first.start == piece.start

    # facts and what belongs to them

    def _join(self, pieces: Sequence[Piece]) -> list[Piece]:
        """A fact with its label (`entrada 10€`, `doors 7pm`, `$15 per class`) as one, and lists under their heads."""
        listed = self._join_rows(self._join_lists(pieces))
        joined: list[Piece] = []
        subject = self._find_subject(listed)
        for at, piece in enumerate(listed):
            before = joined[-1] if joined else None
            if before is None or before.segment != piece.segment or subject in (before, piece):
                joined.append(piece)
                continue
            is_mark = (
                piece.role in {"date", "time", "price", "phone", "detail"} and piece.use == "fact" and not piece.cue
            )
            was_mark = before.role in {"time", "price", "phone"} and before.use == "fact"
            gap = flatten(self.text[before.end : piece.start]).split()
            near = all(word.strip("().,:-–") in EDGES or not word.strip("().,:-–") for word in gap)
            most = 7 if self.idea.structured else 4
            labels = (
                before.use == "fact" and before.role is None and before.cue in {"", "after-name", "request", "listed"}
            )
            if is_mark and labels and near and len(self._content(before)) <= most:
                role: Role = "detail" if self.idea.structured and piece.role == "price" else piece.role or "detail"
                joined[-1] = replace(piece, start=before.start, role=role, cue="joined")
            elif (before.role == "price" and piece.cue == "with" and piece.use == "fact" and near) or (
                was_mark
                and piece.use == "fact"
                and piece.role is None
                and not piece.cue
                and near
                and len(self._content(piece)) <= (3 if before.role == "price" else 2)
                and not self._is_proper(piece)
                and (at + 1 == len(listed) or listed[at + 1].segment != piece.segment)
            ):
                joined[-1] = replace(before, end=piece.end, cue="joined")
            elif (
                piece.role == "place"
                and before.use == "fact"
                and before.role is None
                and before.cue in {"", "after-name", "listed"}
                and near
                and len(self._content(before)) <= 3
                and not self._is_proper(before)
            ):
                joined[-1] = replace(piece, start=before.start, use="place", cue="joined")
            elif piece.cue == "with" and piece.use == "fact" and before.use == "fact" and before.role is None and near:
                joined[-1] = replace(before, end=piece.end)
            elif was_mark and before.role == piece.role and is_mark and near and piece.start - before.end < 6:
                joined[-1] = replace(before, end=piece.end, cue="joined")
            else:
                joined.append(piece)
        return self._join_items(joined, subject)

    def _join_rows(self, pieces: Sequence[Piece]) -> list[Piece]:
        """In a list, what stands between two commas is one row: `Tue 7pm Barre Basics`."""
        if not self.idea.structured:
            return list(pieces)
        out: list[Piece] = []
        for piece in pieces:
            before = out[-1] if out else None
            if (
                before
                and before.segment == piece.segment
                and self._follows_head(piece)
                and before.use == piece.use == "fact"
                and before.start != piece.start
            ):
                out[-1] = replace(before, end=piece.end, role="detail", cue="joined")
            else:
                out.append(piece)
        return out

    def _join_items(self, pieces: Sequence[Piece], subject: Piece | None) -> list[Piece]:
        """`Tours, cake, face painting`: short items between commas stay together."""
        joined: list[Piece] = []
        for piece in pieces:
            before = joined[-1] if joined else None
            alike = (
                before is not None
                and subject not in (before, piece)
                and not self.idea.foreign
                and (not self.idea.structured or self._role(piece) == "names")
                and all(
                    p.use == "fact" and p.role is None and p.cue in {"", "listed", "items", "with"}
                    for p in (before, piece)
                )
                and before.sentence == piece.sentence
                and re.fullmatch(r"\s*,\s*(?:(?:y|e|and)\s+)?", self.plain[before.end : piece.start])
                and len(self._content(piece)) <= 4
                and piece.end - before.start <= 70
            )
            if alike and before:
                joined[-1] = replace(before, end=piece.end, cue="items")
            else:
                joined.append(piece)
        return joined

    def _join_lists(self, pieces: Sequence[Piece]) -> list[Piece]:
        """`Entradas: empanadas 5€, croquetas 6€` is one piece; the first head of an idea is its subject."""
        subject = self._find_subject(pieces)
        out: list[Piece] = []
        at = 0
        while at < len(pieces):
            piece = pieces[at]
            if piece.use != "head" or piece is subject or piece.role:
                out.append(replace(piece, cue="listed") if self._is_listed(pieces, at) else piece)
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

    def _is_listed(self, pieces: Sequence[Piece], at: int) -> bool:
        """Whether a piece follows a colon, so that it is meant to be read."""
        piece = pieces[at]
        plain = piece.use == "fact" and piece.role is None and not piece.cue
        return plain and any(other.use == "head" and other.sentence == piece.sentence for other in pieces[:at])

    def _find_subject(self, pieces: Sequence[Piece]) -> Piece | None:
        """The piece that says what the idea is about: the first that is no fact by its form."""
        for piece in pieces:
            if (
                piece.use in {"fact", "head"}
                and piece.role is None
                and piece.cue not in {"with", "joined"}
                and self._content(piece)
            ):
                return piece
        return None

    # the title

    def _write_title(self, pieces: list[Piece]) -> None:
        subject = self._find_subject(pieces)
        quoted = next((piece for piece in pieces if piece.use == "quote"), None)
        name = next((piece for piece in pieces if piece.use == "name" and self._tidy(piece.start, piece.end)), None)
        if quoted:
            self._take_quote(pieces, quoted)
            if subject and (self._is_proper(subject) or self._has_digit(subject) or self._apposition(subject)):
                self._write_subject(subject, as_title=False)
                pieces.remove(subject)
            elif subject:
                self.pictured.append((subject.start, subject.end))
                pieces.remove(subject)
            return
        if name and not (subject and subject.start < name.start and self._is_living(subject)):
            pieces.remove(name)
            self.title = self.named = self._case(self._tidy(name.start, name.end).rstrip("?"), named=True)
            if subject and subject.start < name.start:
                pieces.remove(subject)
                self._write_subject(subject, as_title=False)
            return
        if subject:
            pieces.remove(subject)
            following = next((piece for piece in pieces if piece.use in STATED and piece.start >= subject.end), None)
            if following and self._is_heading(subject, following):
                pieces.remove(following)
                self._write_heading(subject, following)
                return
            if following and self._is_order(subject, following):
                pieces.remove(following)
                self._write_subject(following, as_title=True)
                self._write_subject(subject, as_title=False)
                return
            self._write_subject(subject, as_title=True)
            return
        fallback = next(
            (p for p in pieces if p.role in {"names", "place", "detail"} and p.use in {"fact", "place"}), None
        ) or next((p for p in pieces if p.use in {"fact", "place"}), None)
        if fallback:
            pieces.remove(fallback)
            self.title = self._case(
                shorten(self._tidy(fallback.start, fallback.end), LONGEST_TITLE),
                named=fallback.role in {"names", "place"},
            )

    def _is_heading(self, subject: Piece, following: Piece) -> bool:
        """Whether a subject only says what kind of thing it is, and a name follows: `Obituary: John Baker`."""
        if following.use not in {"fact", "signed"} or following.role or self._role(following) != "names":
            return False
        inner = [word.fold for word in self._content(subject)]
        owner = self.plain[: subject.start].rstrip().rsplit(" ", 1)[-1]
        if (
            owner in POSSESSIVES
            and inner
            and inner[-1] in WORDING.kinds.business
            and following.sentence == subject.sentence
        ):
            return True
        if "list" in subject.cue or any(
            word.text[:1].isupper() and word.start > subject.start
            for word in self._words_in(subject.start, subject.end)
            if self.idea.informed
        ):
            return False
        heads = WORDING.kinds.headings
        return " ".join(inner) in heads or (len(inner) == 1 and inner[0] in heads)

    def _is_order(self, subject: Piece, following: Piece) -> bool:
        """Whether a head only says what is ordered: `conference poster: Future of Food Summit`."""
        if subject.use != "head" or following.use != "fact" or following.role:
            return False
        inner = self._words_in(subject.start, subject.end)
        return inner[-1].fold in PRODUCT_WORDS - TITLED_DOCUMENTS or (self.idea.foreign and len(inner) == 1)

    def _write_heading(self, subject: Piece, name: Piece) -> None:
        """The name is the title; a birthday's has both: `Aniversário do João`, `Emma’s Birthday`."""
        self.pictured.append((subject.start, subject.end))
        named, said = self._tidy(name.start, name.end), self._without_relations(subject.start, subject.end)
        self.named = self._case(named, named=True)
        birthday = self.language == "pt" and flatten(said) == "aniversario"
        if not birthday and not _parties().fullmatch(flatten(said)):
            self.title = self.named
            occasional = _occasion_words().fullmatch(flatten(said))
            self._add("tagline" if occasional else "detail", said, subject.start)
            return
        noun = self._case(said)
        if self.language == "en":
            self.title = f"{self.named}’s {noun}"
        else:
            article = {"o": "do", "a": "da"}.get(name.cue.rsplit(" ", 1)[-1], "de") if self.language == "pt" else "de"
            self.title = f"{noun} {article} {self.named}"

    def _take_quote(self, pieces: list[Piece], quoted: Piece) -> None:
        pieces.remove(quoted)
        spoken = self._tidy(quoted.start, quoted.end)
        self.quote = True
        if len(spoken) <= LONGEST_TITLE:
            self.title = self._upper(spoken)
            return
        cut = max((m.end() for m in re.finditer(r"[.,;:!?…–—](?=\s)", spoken[:LONGEST_TITLE])), default=0)
        cut = cut or len(shorten(spoken, 60))
        self.title = self._upper(spoken[:cut].rstrip(" ,;:–—"))
        self.drafts += [
            _Draft("quote", part, quoted.start + cut) for part in _split(spoken[cut:].strip(), LONGEST_LINE)
        ]

    def _is_living(self, piece: Piece) -> bool:
        return self.lost or any(word.fold in WORDING.kinds.living for word in self._words_in(piece.start, piece.end))

    def _apposition(self, piece: Piece) -> re.Match[str] | None:
        """`mi cafetería El Buen Grano`: a business and the name that follows it."""
        for match in _businesses().finditer(self.plain, piece.start, piece.end):
            owned = re.search(rf"(?:{alternate(POSSESSIVES)})\s+(?:\w+\s+)?$", self.plain[: match.start()]) is not None
            after = match.end("noun")
            following = next((word for word in self.words if word.start >= after and word.end <= piece.end), None)
            known = match["noun"] in WORDING.kinds.business or match["noun"].endswith(("eria", "aria"))
            if following is None or self.text[after : following.start].strip():
                continue
            if self.idea.informed:
                named = following.text[:1].isupper() and not self.text[match.start()].isupper()
                kin = match["noun"] in WORDING.kinds.kin
                if named and not kin and (owned or (known and match.start() > piece.start)):
                    return match
            elif known and owned and following.fold not in (EDGES - ARTICLES) | ADJECTIVES:
                return match
        return None

    def _write_subject(self, piece: Piece, *, as_title: bool) -> None:
        """The subject as the title, or as a line under another title."""
        start, end = piece.start, piece.end
        self.pictured += self._without_names(start, end)
        match = self._apposition(piece)
        if match and as_title:
            name = self._tidy(match.end("noun"), end)
            self.title = self.named = self._case(shorten(name.rstrip("?"), LONGEST_TITLE), named=True)
            self._add("detail", self._tidy(match.start("noun"), match.end("noun")), start + 1)
            before = self._words_in(start, match.start())
            telling = [
                w for w in before if w.fold not in EDGES and w.fold not in POSSESSIVES and w.fold not in ADJECTIVES
            ]
            if telling:
                self._add("detail", self._tidy(telling[0].start, telling[-1].end), start)
            return
        text = self._without_relations(start, end)
        awarded = AWARDED.match(text) if self.idea.structured and as_title else None
        if awarded and flatten(awarded["what"]).split()[0] in TITLED_DOCUMENTS:
            self._add("names", awarded["whom"], start + 1)
            text = awarded["what"]
        text, rest = self._shorten_title(text)
        occasional = self._couple(text) if as_title else None
        if occasional:
            names, said = occasional
            self.title, self.named = names, names
            if said:
                self._add("tagline", said, start)
        elif as_title:
            self.title = self._case(text.rstrip("?"))
        else:
            self._add("detail", text, start)
        large = any(word.text[:1].isupper() for word in words(rest)) and self.idea.informed
        if rest and (self.idea.eventful or large or any(c.isdigit() for c in rest)):
            named = large and all(w.text[:1].isupper() for w in words(rest) if w.fold not in EDGES)
            self._add("names" if named else "detail", rest, start + 1)

    def _couple(self, text: str) -> tuple[str, str] | None:
        """The two names of a wedding's title, when the idea asks for an invitation, and the occasion's word."""
        plain = flatten(text)
        occasion = next(
            (key for key in COUPLES if any(re.search(rf"(?<!\w){word}(?!\w)", plain) for word in OCCASIONS[key].words)),
            None,
        )
        joint = re.search(r"(?<=\w)\s+(?:&|\+|y|e|and|und|et)\s+(?=\w)", text)
        if joint is None or (occasion is None and not any(word in self.plain for word in OCCASIONS["wedding"].words)):
            return None
        inner = [w for w in words(text) if not _occasion_words().fullmatch(w.fold)]
        names = [
            w
            for w in inner
            if w.fold not in EDGES - {"y", "e", "and"}
            and (w.text[:1].isupper() or w.fold in WORDING.given.names or w.fold in {"y", "e", "and", "und", "et"})
        ]
        while names and names[0].fold in {"y", "e", "and"}:
            names.pop(0)
        if len(names) < 2 or self.idea.product is None:
            return None
        said = _occasion_words().search(plain)
        return self._case(text[names[0].start : names[-1].end], named=True), text[
            said.start() : said.end()
        ] if said else ""

    def _without_relations(self, start: int, end: int) -> str:
        """The subject without relations (`my daughter Emma`), a product's word at its end, and how it is to look."""
        text = self._without_kin(start, end)
        cut: list[Span] = [match.span() for match in _products().finditer(flatten(text)) if match.start()]
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
            large = self.idea.informed and word.text[:1].isupper()
            taken = any(first <= word.start < last_ for first, last_ in cut)
            complement = at and inner[at - 1].fold in {"de", "da", "do", "del", "of"}
            if (
                at
                and last
                and not taken
                and not complement
                and word.fold in PRODUCT_WORDS - TITLED_DOCUMENTS
                and not large
            ):
                cut.append((inner[at - 1].end, word.end))
                self.product = self.product or word.fold
        for first, last_ in sorted(cut, reverse=True):
            text = text[:first] + text[last_:]
        text = self._without_style(
            DECADE.sub("", " ".join(text.split())) if DECADE.search(flatten(text)) else " ".join(text.split())
        )
        whose = _whose().search(flatten(text))
        if whose and whose.start() > 3:
            text = text[: whose.start()]
        return _strip_edges(text, self.idea.informed)

    def _without_kin(self, start: int, end: int) -> str:
        """`mi hija Emma cumple 5` -> `Emma cumple 5`."""
        text = self.text[start:end]
        plain = flatten(text)
        cut: list[Span] = []
        before = self.plain[:start].rstrip().rsplit(" ", 1)[-1]
        for match in _kin().finditer(plain):
            following = words(text[match.end() :])
            owned = match["own"] or (match.start() == 0 and before in POSSESSIVES)
            if (
                owned
                and following
                and self._is_name(
                    Word(
                        following[0].text,
                        following[0].fold,
                        start + match.end(),
                        start + match.end() + len(following[0].text),
                    )
                )
            ):
                cut.append(match.span())
        for first, last in sorted(cut, reverse=True):
            text = text[:first] + text[last:]
        return " ".join(text.split())

    def _without_style(self, text: str) -> str:
        """The subject without how it is to look: `fiesta de verano estilo retro` -> `fiesta de verano`."""
        plain = flatten(text)
        match = _style_tail().search(plain)
        if match and match.start() > 2:
            text = text[: match.start()]
        inner = words(text)
        kept = [
            w
            for w in inner
            if not (w.fold in ADJECTIVES and not (self.idea.informed and w.text[:1].isupper() and w is not inner[0]))
        ]
        telling = [w for w in kept if w.fold not in EDGES]
        named = self.idea.informed and len(inner) > 1 and inner[1].text[:1].isupper()
        while (
            inner
            and telling
            and inner[-1].fold in ADJECTIVES
            and len(inner) > 1
            and not (self.idea.informed and inner[-1].text[:1].isupper())
        ):
            inner = inner[:-1]
            text = text[: inner[-1].end]
        if len(kept) < len(inner) and len(telling) > 1 and kept[0] is not inner[0] and not named:
            text = text[kept[0].start :]
        return text

    def _shorten_title(self, text: str) -> tuple[str, str]:
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
        named = [(m.start(), m.end()) for m in LARGE_RUN.finditer(text)] if self.idea.informed else []
        fitting = [at for at in breaks if 4 < at <= COMFORTABLE and not any(a < at < b for a, b in named)]
        if fitting and (len(text) > CLOSE or not re.match(r"\s(?:de|del|do|da|of)\s", flatten(text[fitting[-1] :]))):
            at = fitting[-1]
            return text[:at], _strip_edges(text[at:], self.idea.informed)
        if len(text) <= 60:
            return text, ""
        head = shorten(text, COMFORTABLE)
        return head, text[len(head) :].strip(" ,;:")

    # the lines

    def _write_rest(self, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            if piece.use in {"art", "like"}:
                self.pictured += self._without_names(piece.start, piece.end)
            elif piece.use == "author":
                self._add("byline", self._tidy(piece.start, piece.end), piece.start)
            elif piece.use == "quote":
                self._add("quote", self._tidy(piece.start, piece.end), piece.start)
            elif piece.use == "name":
                self._add("names", self._tidy(piece.start, piece.end), piece.start)
            elif piece.use == "signed":
                self._add(
                    "byline" if piece.cue[1:].startswith(("firm", "sign", "assin")) else "names",
                    self._tidy(piece.start, piece.end),
                    piece.start,
                )
            elif piece.use in {"fact", "head", "place", "with"}:
                self._write_fact(piece)

    def _write_fact(self, piece: Piece) -> None:
        text = self._tidy(piece.start, piece.end)
        if (
            piece.role is None
            and not self.idea.eventful
            and piece.cue != "listed"
            and not self._is_proper(piece)
            and not self._has_digit(piece)
        ):
            self.pictured.append((piece.start, piece.end))
            return
        if piece.role is None:
            if not (self.idea.structured and self._follows_head(piece)):
                text = _strip_edges(self._without_kin(piece.start, piece.end), self.idea.informed) or text
            if not [word for word in words(text) if word.fold not in PRODUCT_WORDS | EDGES]:
                return
        for part in _split(text, LONGEST_LINE):
            self._add(piece.role or self._role(piece), part, piece.start)

    def _role(self, piece: Piece) -> Role:
        inner = self._content(piece)
        if self._is_free(piece) and piece.cue != "items":
            return "price"
        runs = list(self._proper_runs(piece.start, piece.end))
        covered = sum(end - start for start, end in runs)
        whole = len(self.text[piece.start : piece.end].strip())
        return (
            "names" if runs and covered >= 0.85 * whole and len(inner) <= 6 and not self._has_digit(piece) else "detail"
        )

    def _add(self, role: Role, text: str, at: int) -> None:
        text = text.strip()
        if not any(character.isalnum() for character in text):
            return
        inner = words(text)
        if (
            inner
            and len(inner) < 3
            and all(word.fold in FUNCTION_WORDS[self.language] and word.fold not in KEPT for word in inner)
            and text.isascii()
        ):
            return
        key = " ".join(word.fold for word in inner)
        within = f" {' '.join(word.fold for word in words(self.title))} "
        if f" {key} " in within or any(
            key and f" {key} " in f" {' '.join(w.fold for w in words(d.text))} " for d in self.drafts
        ):
            return
        if role == "names":
            text = text.rstrip("?")
        if role in {"names", "place", "byline"} and not self.idea.informed and not self.shouted:
            text = _large_first_letters(text, self.language)
        self.drafts.append(_Draft(role, self._upper(text), at))

    def _cover(self, pieces: Sequence[Piece]) -> None:
        """Names and numbers that no title and no line has yet."""
        printed = {w.fold for w in words(" ".join([self.title, *(d.text for d in self.drafts)]))}
        hidden = [(p.start, p.end) for p in pieces if p.use in {"request", "style", "like", "art"}]
        for mark in self.idea.marks:
            self._cover_span(mark.role, mark.start, mark.end, printed, hidden)
        for start, end in self._proper_runs(0, len(self.text)):
            self._cover_span("names", start, end, printed, hidden)

    def _cover_span(self, role: Role, start: int, end: int, printed: set[str], hidden: Sequence[Span]) -> None:
        if any(first <= start and end <= last for first, last in hidden):
            return
        missing = [
            w
            for w in self._words_in(start, end)
            if w.fold not in printed
            and w.fold not in EDGES
            and w.fold not in PRODUCT_WORDS
            and w.fold not in _style_words()
        ]
        if missing:
            self._add(role, self._tidy(start, end), start)

    def _lines(self) -> list[PrintLine]:
        order = LOST_ORDER if self.lost else ORDER
        drafts = [draft for draft in self.drafts if draft.text]
        if self.idea.structured:
            rank = {"tagline": 0, "quote": 0}
            drafts.sort(key=lambda d: (rank.get(d.role, 1), d.at))
        else:
            drafts.sort(key=lambda d: (order.index(d.role), d.at))
        drafts = _fold_together(drafts)
        return [PrintLine(role=draft.role, text=draft.text) for draft in drafts[:MOST_LINES]]

    # words as they are set

    def _without_names(self, start: int, end: int) -> list[Span]:
        """The parts of a range outside of names; a large article begins a title: `La casa de Bernarda Alba`."""
        titled = next(
            (
                w
                for w in self._words_in(start, end)[1:]
                if self.idea.informed and w.text[:1].isupper() and w.fold in ARTICLES
            ),
            None,
        )
        end = titled.start if titled else end
        spans: list[Span] = []
        at = start
        for first, last in self._proper_runs(start, end):
            spans.append((at, first))
            at = last
        return [(a, b) for a, b in (*spans, (at, end)) if a < b]

    def _tidy(self, start: int, end: int) -> str:
        text = " ".join(self.text[start:end].split()).strip(' ,;:-–—*•·"“”«»')
        if text.count("(") != text.count(")"):
            text = text.replace("(", "").replace(")", "") if re.search(r"[()]", text) else text
        return text[:-1] if text.endswith(".") and not ABBREVIATION.search(text) else text

    def _upper(self, text: str) -> str:
        return text if re.match(r"\S*[@/]|\w+\.\w", text) else text[:1].upper() + text[1:]

    def _case(self, text: str, *, named: bool = False) -> str:
        """Set as a title in its language: every telling word large in English and in names, the first one elsewhere."""
        if self.shouted:
            text = text.lower()
        out, at = [], 0
        for number, word in enumerate(words(text)):
            out.append(text[at : word.start])
            out.append(self._case_word(word, number == 0, named))
            at = word.end
        out.append(text[at:])
        made = "".join(out)
        found = places.find(words(made), self.language) if not self.idea.informed else None
        if found and found.manner != "demonym":
            inner = words(made)[found.first : found.after]
            for word in reversed(inner):
                if word.fold not in EDGES:
                    made = made[: word.start] + word.text[:1].upper() + made[word.start + 1 :]
        return self._upper(made)

    def _case_word(self, word: Word, first: bool, named: bool) -> str:
        written = word.text
        if self.idea.foreign:
            return written[:1].upper() + written[1:] if first else written
        small = word.fold in SMALL_WORDS[self.language] or (self.language != "en" and word.fold in EDGES)
        if word.fold in CAPITALS and not small:
            return written.upper()
        if first:
            return written[:1].upper() + written[1:]
        if small:
            return written
        large = (
            (named and not self.idea.informed)
            or self.language == "en"
            or (not self.idea.informed and word.fold in WORDING.given.names)
        )
        return written[:1].upper() + written[1:] if large else written


THANKS = re.compile(r"(?<!\w)thank you(?=\s+(?:cards?|notes?)(?!\w))")
DECADE = re.compile(r"(?<!\w)(?:(?:19|20)\d0'?s|'?\d0'?s|(?:anos|decada de(?: los)?)\s+(?:19)?\d0)(?!\w)")
AWARDED = re.compile(
    r"(?P<what>.+?)\s+(?:para|for|to|a|ao|à)\s+(?P<whom>[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ][\w'’.-]*(?:\s+(?:(?:de|del|da|do|dos|das|la)\s+)?[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ][\w'’.-]*)*)$"
)
LARGE_RUN = re.compile(
    r"[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ][\w'’.-]*(?:\s+(?:(?:de|del|da|do|dos|das|of|la|los|las|the)\s+)?[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ][\w'’.-]*)*"
)
ABBREVIATION = re.compile(r"(?:\b\w|a\.m|p\.m|etc|Sr|Sra|Dr|St|Jr|hrs)\.$", re.IGNORECASE)


def _large_first_letters(text: str, language: Language) -> str:
    out, at = [], 0
    for word in words(text):
        out.append(text[at : word.start])
        small = word.fold in EDGES or word.fold in FUNCTION_WORDS[language]
        out.append(word.text if small else word.text[:1].upper() + word.text[1:])
        at = word.end
    return "".join(out) + text[at:]


def _strip_edges(text: str, informed: bool) -> str:
    inner = list(words(text))
    if inner and kept_phrases().match(flatten(text), inner[0].start):
        return text.strip()
    while (
        inner
        and inner[0].fold in EDGES
        and inner[0].fold not in KEPT_FIRST
        and inner[0].text.lower() != "só"
        and not (informed and inner[0].text[:1].isupper())
    ):
        inner.pop(0)
    while inner and inner[-1].fold in EDGES and not (informed and inner[-1].text[:1].isupper()):
        inner.pop()
    if not inner:
        return text.strip()
    start, end = inner[0].start, inner[-1].end
    while start and text[start - 1] in "¡¿#$€£+@(":
        start -= 1
    while end < len(text) and not text[end].isspace() and text[end] not in ",;:":
        end += 1
    return text[start:end]


def _split(text: str, limit: int) -> list[str]:
    """A text in parts of at most `limit` characters, cut after commas where there are any, else between words."""
    parts: list[str] = []
    while len(text) > limit:
        commas = [m.end() for m in re.finditer(r"[,;.](?=\s)", text[:limit])]
        cut = commas[-1] if commas and commas[-1] > limit // 3 else len(shorten(text, limit))
        cut = max(1, cut)
        parts.append(text[:cut].strip(" ,;"))
        text = text[cut:].strip(" ,;")
    return [part for part in (*parts, text) if part]


def _fold_together(drafts: list[_Draft]) -> list[_Draft]:
    """At most eight lines: neighbours of one role are joined, the shortest first, then any neighbours."""
    drafts = list(drafts)
    for same in (True, False):
        while len(drafts) > MOST_LINES:
            pairs = [
                (len(a.text) + len(b.text), at)
                for at, (a, b) in enumerate(pairwise(drafts))
                if (a.role == b.role or not same) and len(a.text) + len(b.text) + len(JOINT) <= LONGEST_LINE
            ]
            if not pairs:
                break
            at = min(pairs)[1]
            first, second = drafts[at], drafts[at + 1]
            role: Role = first.role if first.role == second.role else "detail"
            drafts[at : at + 2] = [_Draft(role, f"{first.text}{JOINT}{second.text}", first.at)]
    return drafts


@cache
def _style_words() -> frozenset[str]:
    asked = {word for spoken in ASKED.values() for word in spoken}
    styles = {word for style in STYLES.values() for word in style.words}
    return frozenset(WORDING.words.techniques | WORDING.words.sizes | ADJECTIVES | asked | styles)


@cache
def _colours() -> frozenset[str]:
    return frozenset(word for spoken in ASKED.values() for word in spoken)


def _is_style_word(word: str) -> bool:
    return word in _style_words() or word.removesuffix("s") in _style_words()


@cache
def _pets() -> re.Pattern[str]:
    return compile_phrases(WORDING.words.announce_pets)


@cache
def _picturing() -> re.Pattern[str]:
    return re.compile(
        r"(?<!\w)(?:fotos?|imagen(?:es)?|dibujos?|pictures?|photos?|images?|drawings?|imagem|imagens|desenhos?|fondo|fundo|background|letras|colou?rs?|colores|cores|estilo|style|font|tipografia)(?!\w)"
    )


@cache
def _businesses() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<noun>{alternate(WORDING.kinds.business)}|[^\W\d_]{{3,}})\s+(?=\w)")


@cache
def _kin() -> re.Pattern[str]:
    own = alternate(sorted(POSSESSIVES))
    return re.compile(
        rf"(?<!\w)(?P<own>(?:{own})\s+)?(?:(?:querid[oa]|beautiful|lovely|little|dear|best|linda|pequen[oa])\s+)?(?:{alternate(WORDING.kinds.kin)}),?\s+(?=\w)"
    )


@cache
def _products() -> re.Pattern[str]:
    return compile_phrases(PRODUCT_PHRASES)


@cache
def _parties() -> re.Pattern[str]:
    return compile_phrases(
        word.replace("-", " ") for key in ("birthday", "graduation", "baby") for word in OCCASIONS[key].words
    )


@cache
def _whose() -> re.Pattern[str]:
    """Whose it is, where no name says so: `cumpleaños 7 | de mi hija`."""
    return re.compile(
        rf"\s+(?:de|of|for|para|pra|do|da)\s+(?:{alternate(POSSESSIVES)})\s+(?:{alternate(WORDING.kinds.kin)})$"
        rf"|\s+(?:for|para|pra)\s+(?:{alternate(POSSESSIVES)})\s+[a-z]+(?:\s+[a-z]+)?$"
    )


@cache
def _occasion_words() -> re.Pattern[str]:
    return compile_phrases(word.replace("-", " ") for key in COUPLES for word in OCCASIONS[key].words)


@cache
def _after_name(informed: bool) -> re.Pattern[str]:
    """Where a name ends and the sentence continues."""
    if informed:
        return re.compile(
            r"\s+(?:y|e|and|who|que|which|for|para|pra|con|with|com|is|es|é|tiene|has|tem|was|era|on|el|at|en|em|in|no|na)\s+(?P<rest>(?=[a-z0-9áéíóúñãõç]))"
        )
    return re.compile(
        r"\s+(?:y es|and is|e e|who|que|which|for|para|pra|is|es|tiene|has|tem|was|era|y tiene"
        r"|and has|e tem|y|e|and(?=\s+(?:we|it|he|she|is|has|i)\b))\s+(?P<rest>(?=\w))"
    )


@cache
def _style_tail() -> re.Pattern[str]:
    style = alternate(sorted(_style_words()))
    glue = alternate(
        sorted(
            WORDING.words.style_glue
            | {
                "y",
                "e",
                "and",
                "un",
                "una",
                "a",
                "an",
                "um",
                "uma",
                "the",
                "en",
                "in",
                "em",
                "con",
                "with",
                "com",
                "de",
                "of",
            }
        )
    )
    return re.compile(
        rf"\s+(?:(?:en|in|em|con|with|com|de|a)\s+)?(?:(?:un|una|a|an|um|uma|the)\s+)?(?:(?:estilo|style|colores?|colou?rs?|cores|tonos?|tons|tones?)\s+.*|(?:{style})\s+(?:style|colou?rs?|tones?|look|vibes?|aesthetic))$"
        rf"|\s+(?:en|in|em)\s+(?:(?:{style}|{glue})\s+)*(?:{style})$"
    )
