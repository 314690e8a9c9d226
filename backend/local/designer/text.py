"""Letters and words: making any input harmless, comparable, and countable."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

TAG = re.compile(r"<\s*(script|style)\b[^<>]*>.*?(?:<\s*/\s*\1\s*>|$)|<[/!?a-zA-Z][^<>]*>?", re.DOTALL | re.IGNORECASE)
ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
MARKS = "\u0300-\u036f\u05b0-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
"""Vowels and accents that are characters of their own, which `\\w` does not count: दिवाली is one word. Of the scripts
of India all but the danda."""
_LETTERS = rf"(?:[^\W_]|[{MARKS}])+"
WORD = re.compile(rf"{_LETTERS}(?:[’'.-]{_LETTERS})*")
DISTINCT = {"papá": "papah", "avô": "avoh", "vovô": "vovoh", "avôs": "avohs"}
"""Words that only an accent tells from another."""
JOINERS = ("\u200c", "\u200d", "\ufe0f")
"""What holds an emoji together and letters of a word apart; every other format character goes."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the input: as written, folded for comparison, and where it stands."""

    text: str
    fold: str
    start: int
    end: int


def clean(text: str) -> str:
    """One line of harmless text: no markup, no control characters, no lone surrogates, no doubled spaces."""
    text = ENTITY.sub(" ", TAG.sub(" ", text.replace("\0", " ")))
    text = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode("utf-8"))
    text = "".join(_harmless(character) for character in text)
    return " ".join(text.split())


def clean_lines(text: str) -> str:
    """As `clean`, line by line; empty lines go."""
    broken = re.sub(r"\r\n?|[\x0b\x0c\u0085\u2028\u2029]", "\n", TAG.sub(" ", text))
    return "\n".join(line for line in map(clean, broken.split("\n")) if line)


def _harmless(character: str) -> str:
    if character in JOINERS:
        return character
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    if category in {"Cf", "Co", "Cn", "Cs"} or character in "<>":
        return "" if category != "Sm" else " "
    return character


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without accents: `Montañas` -> `montanas`, `Ação` -> `acao`."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return "".join(c for c in unicodedata.normalize("NFKD", lowered) if unicodedata.category(c) != "Mn")


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order: `¡Hola, t-rex!` -> Hola, t-rex."""
    return tuple(Word(m.group(), _fold_word(m.group()), m.start(), m.end()) for m in WORD.finditer(text))


def _fold_word(word: str) -> str:
    return DISTINCT.get(word.lower()) or fold(word).replace("’", "'")


def phrases(sentence: tuple[Word, ...]) -> list[str]:
    """Every run of up to four words, joined as the lexicon writes phrases: `baby`, `baby-shower`, `dia-de-la-madre`."""
    folds = [word.fold.removesuffix("'s") for word in sentence]
    return ["-".join(folds[i : i + size]) for size in range(1, 5) for i in range(len(folds) - size + 1)]


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words where there are any."""
    if len(text) <= limit:
        return text
    cut = text[: limit + 1]
    at = cut.rfind(" ")
    return (cut[:at] if at > limit // 3 else text[:limit]).rstrip(" ,;:.-–—·&\u200d")


def seed(*parts: str) -> int:
    """0..2**32-1, the same on every machine and in every run."""
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "ignore"), digest_size=4)
    return int.from_bytes(digest.digest(), "big")


def slug(text: str) -> str:
    """`Pão de queijo` -> `pao-de-queijo`; empty when nothing of it is ASCII."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))


def join(items: list[str], conjunction: str) -> str:
    """`["a", "b", "c"]`, `and` -> `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"
