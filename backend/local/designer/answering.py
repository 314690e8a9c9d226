"""Answers made of what the passages say, with where they say it; honest when they do not."""

import re
from collections.abc import Sequence
from functools import lru_cache

import snowballstemmer

from backend.local.designer import motif_index
from backend.local.designer.bm25 import Ranking
from backend.local.designer.concept import Language
from backend.local.designer.language import detect
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS
from backend.local.designer.lexicon.tables import COMMANDS, TALK
from backend.local.designer.passages import QuotedPassage
from backend.local.designer.text import clean, fold, shorten, words

STEMMERS = {"es": "spanish", "pt": "portuguese", "en": "english"}
SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÁÉÍÓÚÑÂÊÔÃÕÇ¿¡\"“«0-9])")
PRICE = re.compile(r"(?:^|[.|·]\s+)(\d[\d.,]*\d\s?[A-Z]{3})(?=\.(?:\s|$)|$)")
"""A product's price stands as a field of its own: `Jazz Festival. poster. 19.00 USD. Live music...`."""
KIND_WORDS: dict[str, frozenset[str]] = {
    "poster": frozenset(
        "poster posteres posters afiche afiches cartel carteles cartaz cartazes lamina laminas".split()
    ),
    "card": frozenset("tarjeta tarjetas cartao cartoes card cards".split()),
    "photo": frozenset("foto fotos photo photos".split()),
    "document": frozenset("documento documentos document documents".split()),
}
COVERED = 0.5
"""The share of the question's telling words a sentence must have."""
MOST_SENTENCES, MOST_LISTED, LONGEST = 2, 6, 320


def reply(question: str, passages: Sequence[QuotedPassage]) -> str:
    """The answer to a question, as `backend.local.designer.answer` promises it."""
    asked = clean(question)
    language = detect(asked)
    small = _small_talk(asked, language)
    if small:
        return small
    about = _about(asked, language)
    if not about:
        return _overview(asked, passages, language)
    if not passages:
        return TALK.answers.nothing[language]
    return _from_passages(asked, about, passages, language) or TALK.answers.unknown[language]


def _small_talk(asked: str, language: Language) -> str:
    """The reply to a greeting, thanks, a question about ourselves or a wish for a design; empty for anything else."""
    spoken = [word.fold for word in words(asked)]
    if re.search(TALK.capable, asked.lower()):
        return TALK.answers.abilities[language]
    if spoken and set(spoken) & TALK.thanks and set(spoken) <= TALK.thanks | TALK.around_thanks:
        return TALK.answers.welcome[language]
    if spoken and spoken[0] in TALK.openers and set(spoken) <= TALK.greetings:
        return TALK.answers.hello[language]
    return _offer(asked, language) if re.search(TALK.making, asked.lower()) else ""


def _offer(asked: str, language: Language) -> str:
    from backend.local.designer.briefing import write

    brief = write(asked, None, language)
    return TALK.answers.make[language].format(title=brief["title"], style=brief["style"], mood=brief["mood"])


def _about(text: str, language: Language) -> list[str]:
    """Stems of what a text is about, without question words and words for goods in general."""
    dropped = FUNCTION_WORDS[language] | TALK.asking[language] | TALK.goods | TALK.openers | TALK.price_words
    dropped |= COMMANDS[language] if len(text) < 40 else frozenset()
    return [
        _token(word.text.lower(), language) for word in words(text) if word.fold not in dropped and len(word.fold) > 1
    ]


@lru_cache(maxsize=512)
def _tokens(text: str, language: Language) -> tuple[str, ...]:
    return tuple(
        _token(word.text.lower(), language) for word in words(text) if word.fold not in FUNCTION_WORDS[language]
    )


@lru_cache(maxsize=8192)
def _token(word: str, language: Language) -> str:
    """What a word is compared by: a group of synonyms, the picture it names (`cats`, `gatos` -> @cat), or its stem."""
    folded = fold(word)
    group = next((group for group in TALK.synonyms if folded.startswith(group)), None)
    if group:
        return f"={group[0]}"
    hits = motif_index.search(words(word), language)
    if hits and hits[0].score >= motif_index.LABEL * 0.75:
        return f"@{hits[0].motif}"
    return fold(_stemmer(language).stemWord(word))


@lru_cache(maxsize=3)
def _stemmer(language: Language) -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer(STEMMERS[language])


def _overview(asked: str, passages: Sequence[QuotedPassage], language: Language) -> str:
    """The answer to a question that names nothing: all the products, if it asks for them; else what is missing."""
    spoken = {word.fold for word in words(asked)}
    goods = _of_kind([i for i, passage in enumerate(passages) if _price(passage)], passages, spoken)
    if spoken & (TALK.cheap | TALK.dear) and goods:
        return _extreme(goods, passages, spoken, language)
    if spoken & (TALK.list | TALK.price_words) and spoken & (TALK.goods | {"vendes", "venden", "vende", "sell"}):
        return _listing(goods, passages, language) if goods else TALK.answers.nothing[language]
    return TALK.answers.vague[language]


def _of_kind(goods: list[int], passages: Sequence[QuotedPassage], spoken: set[str]) -> list[int]:
    """Those of the kind that is spoken of, if there are any."""
    kinds = {kind for kind, named in KIND_WORDS.items() if named & spoken}
    of_kind = [i for i in goods if kinds & {fold(part) for part in clean(passages[i].text).split(". ")[:3]}]
    return of_kind or goods


def _extreme(goods: list[int], passages: Sequence[QuotedPassage], spoken: set[str], language: Language) -> str:
    """The cheapest, or the dearest."""
    amounts = {i: float(re.sub(r"[^\d.]", "", _price(passages[i]).replace(",", "")) or 0) for i in goods}
    cheap = bool(spoken & TALK.cheap)
    return _costs([min(goods, key=lambda i: amounts[i] if cheap else -amounts[i])], passages, language)


def _from_passages(asked: str, about: list[str], passages: Sequence[QuotedPassage], language: Language) -> str:
    spoken = {word.fold for word in words(asked)}
    whole = Ranking([_tokens(f"{passage.title}. {passage.text}", language) for passage in passages])
    fitting = _fitting(whole, about, len(passages))
    goods = _of_kind([i for i in fitting if _price(passages[i])], passages, spoken)
    if goods and spoken & TALK.price_words:
        return _costs(goods[:MOST_LISTED], passages, language)
    if goods and spoken & TALK.list and spoken & TALK.goods:
        return _listing(goods, passages, language)
    return _extract(about, passages, language) or _whole(fitting, passages)


def _fitting(ranking: Ranking, about: list[str], count: int) -> list[int]:
    """The passages that speak to the question, the best first."""
    scored = [(ranking.score(about, i), i) for i in range(count) if ranking.coverage(about, i) >= COVERED]
    best = max((score for score, _ in scored), default=0.0)
    return [
        i for score, i in sorted(scored, key=lambda entry: (-entry[0], entry[1])) if score > 0 and score >= 0.45 * best
    ]


def _price(passage: QuotedPassage) -> str:
    match = PRICE.search(clean(passage.text))
    return match.group(1) if match else ""


def _costs(goods: list[int], passages: Sequence[QuotedPassage], language: Language) -> str:
    return " ".join(
        TALK.answers.costs[language].format(title=_title(passages[i]), price=_price(passages[i]), at=i + 1)
        for i in goods[:3]
    )


def _listing(goods: list[int], passages: Sequence[QuotedPassage], language: Language) -> str:
    many, one = TALK.answers.found[language]
    head = one if len(goods) == 1 else many.format(count=len(goods))
    named: dict[str, list[str]] = {}
    for i in goods[:MOST_LISTED]:
        named.setdefault(_title(passages[i]), []).append(f"({_price(passages[i])}) [{i + 1}]")
    items = [f"{title} {', '.join(prices)}" for title, prices in named.items()]
    return f"{head} {'; '.join(items)}."


def _title(passage: QuotedPassage) -> str:
    return clean(passage.title) or shorten(clean(passage.text), 60)


def _extract(about: list[str], passages: Sequence[QuotedPassage], language: Language) -> str:
    """The sentences that speak to the question, in the passages' order, each with its number."""
    sentences = [(i, sentence) for i, passage in enumerate(passages) for sentence in _sentences(passage)]
    titles = [set(_tokens(passage.title, language)) for passage in passages]
    ranking = Ranking([(*_tokens(sentence, language), *sorted(titles[i])) for i, sentence in sentences])
    best = [
        at for at in _fitting(ranking, about, len(sentences)) if set(about) & set(_tokens(sentences[at][1], language))
    ]
    chosen = sorted(best[:MOST_SENTENCES])
    return " ".join(f"{shorten(sentences[at][1], LONGEST)} [{sentences[at][0] + 1}]" for at in chosen)


def _sentences(passage: QuotedPassage) -> list[str]:
    """The passage's sentences; of a product, those after the fields of name, kind and price."""
    text = clean(passage.text)
    match = PRICE.search(text)
    told = text[match.end() :].lstrip(". ") if match else text
    return [part.strip() for part in SENTENCE.split(told or text) if part.strip()]


def _whole(fitting: list[int], passages: Sequence[QuotedPassage]) -> str:
    """The best passage's first sentences, when the question is met by the whole rather than by a sentence of it."""
    if not fitting:
        return ""
    first = " ".join(_sentences(passages[fitting[0]])[:MOST_SENTENCES])
    return f"{_title(passages[fitting[0]])}: {shorten(first, LONGEST)} [{fitting[0] + 1}]"
