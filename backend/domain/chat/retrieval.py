"""Which passages fit a question: Okapi BM25 over the catalogue and the caller's own products.

No matching across languages: a text is found in the language it was written in. What scores nothing is not returned,
so an answer can say that it has no ground.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.domain.conversations.models import Passage

_K1, _B = 1.5, 0.75
_WORD = re.compile(r"[^\W_]+")
_STOP = frozenset(
    "a al algun alguna and any are as at can com como con cual cuales da das de del do does dos e el ela ele els em en"
    " es esta este for from has hay have how i in is it la las lo los mais mas me mi mis more my na nas no nos o of on"
    " or os para pero por pra qual quais que quien se sem sin sobre su sus sua suas seu seus tem tengo tenho ter"
    " tiene tienen the this to um uma un una unas unos us what which who with y you your".split()
)
_PLURALS = (("iones", "ion"), ("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ies", "y"))
_ENDINGS = ("es", "os", "as", "s", "a", "o", "e", "y")


@dataclass(frozen=True, slots=True)
class Document:
    source: str
    title: str
    text: str


def terms(text: str) -> list[str]:
    """The words that carry meaning, without accents and endings: `Pósteres de café` -> ["poster", "caf"]."""
    folded = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return [_stem(word) for word in _WORD.findall(folded) if word not in _STOP]


def _stem(word: str) -> str:
    for plural, singular in _PLURALS:
        if word.endswith(plural) and len(word) - len(plural) >= 2:
            word = word.removesuffix(plural) + singular
            break
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


class Index:
    """Documents made searchable. Building it reads each once; a search touches only those that share a term."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = list(documents)
        self._counts = [Counter(terms(f"{d.title} {d.title} {d.text}")) for d in self.documents]
        self._lengths = [sum(counts.values()) for counts in self._counts]
        self._mean = sum(self._lengths) / max(1, len(self._lengths)) or 1.0
        self._holders: dict[str, list[int]] = {}
        for at, counts in enumerate(self._counts):
            for term in counts:
                self._holders.setdefault(term, []).append(at)

    def holders(self, term: str) -> list[int]:
        """Numbers of the documents that have a term."""
        return self._holders.get(term, [])

    def saturate(self, term: str, at: int) -> float:
        """How much a document is about a term: more for more often, less for a long document."""
        count = self._counts[at][term]
        return count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * self._lengths[at] / self._mean))


def search(question: str, indexes: Sequence[Index], *, limit: int) -> list[Passage]:
    """The best passages of all the indexes, the best first; texts that are the same are one.

    How telling a term is, is judged over all of them together: a word that only one text has is telling, also when that
    text is the only one of its index.
    """
    total = sum(len(index.documents) for index in indexes)
    scores: dict[tuple[int, int], float] = {}
    for term in dict.fromkeys(terms(question)):
        held = [(number, at) for number, index in enumerate(indexes) for at in index.holders(term)]
        weight = math.log(1 + (total - len(held) + 0.5) / (len(held) + 0.5))
        for number, at in held:
            scores[number, at] = scores.get((number, at), 0.0) + weight * indexes[number].saturate(term, at)
    best = sorted(scores.items(), key=lambda each: (-each[1], each[0]))
    found: dict[tuple[str, str], Passage] = {}
    for (number, at), score in best:
        if len(found) == limit:
            break
        document = indexes[number].documents[at]
        found.setdefault((document.title, document.text), _passage(document, score))
    return list(found.values())


def _passage(document: Document, score: float) -> Passage:
    return Passage(source=document.source, title=document.title, text=document.text, score=round(score, 3))
