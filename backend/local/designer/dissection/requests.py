"""Where an idea begins after the words that only ask for a product.

`Hola, podrías hacerme un cartel para mi perro` -> `mi perro`, product `cartel`
"""

import re
from collections.abc import Iterator
from functools import cache

from backend.local.designer.dissection.idea_text import IdeaText
from backend.local.designer.dissection.piece import Piece
from backend.local.designer.dissection.vocabulary import (
    EDGES,
    KEPT,
    POSSESSIVES,
    colours,
    foreign_links,
    foreign_products,
    kept_phrases,
)
from backend.local.designer.lexicon.tables import ADJECTIVES, COMMANDS, WORDING
from backend.local.designer.phrasing import compile_phrases
from backend.local.designer.subject_extraction import PRODUCT_PHRASES, PRODUCT_WORDS, TITLED_DOCUMENTS
from backend.local.designer.text import Word

INTRODUCTION = re.compile(
    r"(?:soy|me llamo|mi nombre es|i'm|my name is|this is|sou(?: o| a)?|me chamo|meu nome e)"
    r"\s+[^\W\d]+(?:\s+[^\W\d]+){0,2}?"
    r"(?=\s+(?:y|and|e)\s+(?:tengo|quiero|necesito|busco|vendo|i|we|tenho|quero|preciso|estoy|estou)(?!\w)"
    r"|\s*[,.]\s*(?:quiero|necesito|tengo|i|we|quero|preciso)(?!\w))"
)
"""The customer's own name is none of the print's."""
IMPERATIVES = frozenset(
    "draw paint show love looking need based inspired very really like about can could would will have"
    " prepare get give produce"
    " build tener ver"
    " vender regalar".split()
)


def skip_request(source: IdeaText, start: int, end: int) -> tuple[int, str | None]:
    """Where the idea begins after `Hola, podrías hacerme un cartel bonito para`, and the product that it asks for."""
    product: str | None = None
    end = min([end, *(atom.start for atom in source.atoms if atom.start >= start)])
    at = source.skip_space(start, end)
    if kept_phrases().match(source.plain, at):
        return start, None
    after, asked, first = start, False, True
    intro = INTRODUCTION.match(source.plain, at)
    if intro and intro.end() <= end:
        after, asked = intro.end(), True
        at = source.skip_space(intro.end(), end)
    while at < end:
        opener = _openers().match(source.plain, at)
        if opener and opener.end() <= end:
            after = at = opener.end()
            asked, first = True, False
            at = source.skip_space(at, end)
            continue
        phrase = _product_phrases().match(source.plain, at)
        if phrase and phrase.end() <= end and not _begins_name(source, at, end):
            product = product or ("poster" if "poster" in phrase.group() else phrase.group())
            after = at = phrase.end()
            asked, first = True, False
            at = source.skip_space(at, end)
            continue
        word = source.word_at(at, end)
        if word is None:
            break
        kind = _judge_word(source, word, end, first, asked)
        if kind == "stop":
            break
        if kind == "product":
            product = product or word.fold
        if kind in {"product", "hard"}:
            after, asked = word.end, True
        first = False
        at = source.skip_space(word.end, end)
    return (_skip_links(source, after, end) if asked else start), product


def _judge_word(source: IdeaText, word: Word, end: int, first: bool, asked: bool) -> str:
    """What a word at the beginning is: `product` and `hard` ask, `soft` stands with them, `stop` ends the request."""
    spoken = word.fold
    following = source.word_at(source.skip_space(word.end, end), end)
    if spoken in TITLED_DOCUMENTS:
        return "stop"
    if spoken in PRODUCT_WORDS and not (source.is_large(word) and not first):
        if following and not first and not asked and following.fold not in EDGES | ADJECTIVES:
            return "stop"
        return "product"
    if spoken in COMMANDS[source.language]:
        if spoken in IMPERATIVES:
            told = following and following.fold in EDGES | PRODUCT_WORDS | COMMANDS[source.language] | {"us", "me"}
            return "hard" if told and not (source.is_large(word) and not first) else ("soft" if asked else "stop")
        return "hard"
    if source.foreign and spoken in foreign_products():
        return "hard"
    if source.foreign and spoken in foreign_links():
        return "soft"
    if _begins_name(source, word.start, end) and not first:
        return "stop"
    if (
        spoken in EDGES
        or spoken in ADJECTIVES
        or spoken in colours()
        or spoken
        in WORDING.words.techniques
        | WORDING.words.sizes
        | {"style", "styled", "estilo", "themed", "look", "tipo"}
        | {"size", "new", "custom", "personalizado", "personalizada"}
    ):
        return "soft"
    return "stop"


def _begins_name(source: IdeaText, at: int, end: int) -> bool:
    """Whether a large first letter stands here and another after it, so that an article may be part of a name."""
    word = source.word_at(at, end)
    if word is None or not source.is_large(word):
        return False
    following = source.word_at(source.skip_space(word.end, end), end)
    return following is not None and source.is_large(following)


def _skip_links(source: IdeaText, after: int, end: int) -> int:
    """Past `bonito de`, `para mi`, `for a`, unless an article begins a name."""
    at = source.skip_space(after, end)
    best = at
    while at < end:
        word = source.word_at(at, end)
        if word is None or _begins_name(source, at, end):
            break
        small = (word.fold in EDGES and not word.text[:1].isupper()) or (word.fold in EDGES and not source.informed)
        if word.fold in POSSESSIVES or word.fold in KEPT:
            break
        small = small or (source.foreign and word.fold in foreign_links())
        if not small and word.fold not in _manners():
            break
        at = source.skip_space(word.end, end)
        if small:
            best = at
    return best


def find_unspaced_requests(text: str, plain: str) -> Iterator[Piece]:
    """Requests at either end of a clause in scripts without spaces, and products of other languages at its end."""
    for clause in re.finditer(r"[^\n,.;!?，。、！？،]+", text):
        start, end = clause.span()
        for match in _unspaced_words().finditer(plain, start, end):
            at_edge = not text[start : match.start()].strip() or not text[match.end() : end].strip()
            if at_edge and len(clause.group().strip()) > match.end() - match.start():
                yield Piece(match.start(), match.end(), "request")


@cache
def _manners() -> frozenset[str]:
    """Words between a product and its subject: `cuadro minimalista en tonos tierra de un cactus`."""
    return ADJECTIVES | WORDING.words.sizes | WORDING.words.techniques | WORDING.words.style_glue | colours()


@cache
def _unspaced_words() -> re.Pattern[str]:
    return compile_phrases(WORDING.unspaced_requests, before="", after="")


@cache
def _openers() -> re.Pattern[str]:
    return compile_phrases(WORDING.openers)


@cache
def _product_phrases() -> re.Pattern[str]:
    return compile_phrases(PRODUCT_PHRASES)
