"""BM25 over a handful of short texts: which of them speak to a question, and how much."""

import math
from collections import Counter
from collections.abc import Sequence

SATURATION, LENGTH_SHARE = 1.4, 0.6
"""k1 and b: how soon repetition stops to count, and how much long texts are held back."""


class Ranking:
    """Scores texts (as tokens) against queries."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.counts = [Counter(text) for text in texts]
        self.mean = sum(len(text) for text in texts) / max(1, len(texts)) or 1.0
        self.spread = Counter(token for count in self.counts for token in count)

    def rarity(self, token: str) -> float:
        """How telling a token is: near 0 when every text has it, and highest for one that none has."""
        having = self.spread[token]
        return math.log(1 + (len(self.counts) - having + 0.5) / (having + 0.5))

    def score(self, query: Sequence[str], at: int) -> float:
        """What the text at a position scores for a query; 0 when they share nothing."""
        count = self.counts[at]
        norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * count.total() / self.mean)
        return sum(
            self.rarity(token) * count[token] * (SATURATION + 1) / (count[token] + norm)
            for token in dict.fromkeys(query)
        )

    def coverage(self, query: Sequence[str], at: int) -> float:
        """The share of the query's telling tokens that the text has, 0..1."""
        weights = {token: self.rarity(token) for token in query}
        total = sum(weights.values())
        return sum(weight for token, weight in weights.items() if token in self.counts[at]) / total if total else 0.0
