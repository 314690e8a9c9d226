"""The slow mode: how long a model takes, so that deadlines can be tried against something like the real thing.

Off unless asked for. The ranges are rounded observations of hosted models, not promises of AWS: 6 to 12 s for a tool
call of a few hundred tokens, 5 to 15 s for a picture.
"""

import random
import threading
from dataclasses import dataclass

from backend.local.bedrock.models import Family
from backend.local.bedrock.text_traits import TextTraits

TOOL_SECONDS = (6.0, 12.0, 8.0)
"""Least, most and likeliest, for a model of speed 1; a faster one takes less."""
FIRST_PIECE_SECONDS = (0.5, 1.5)
TOKENS_PER_SECOND = (35.0, 60.0)
PICTURE_SECONDS = {
    Family.STABILITY_CORE: (5.0, 8.0, 6.0),
    Family.STABILITY: (6.0, 12.0, 8.0),
    Family.STABILITY_CONTROL: (6.0, 12.0, 8.0),
    Family.STABILITY_GUIDE: (6.0, 12.0, 8.0),
    Family.STABILITY_ULTRA: (8.0, 15.0, 11.0),
    Family.NOVA_CANVAS: (6.0, 14.0, 9.0),
    Family.TITAN_IMAGE: (5.0, 10.0, 7.0),
}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Milliseconds of an answer: until its first piece, and from there to its end."""

    first: int = 0
    rest: int = 0

    @property
    def whole(self) -> int:
        return self.first + self.rest


AT_ONCE = Rhythm()


class Pace:
    """Draws durations from a seeded sequence. `scale` multiplies them all: 0.01 makes seconds of minutes for tests."""

    def __init__(self, seed: int = 1, scale: float = 1.0) -> None:
        self._random = random.Random(seed)  # noqa: S311 (durations, not secrets)
        self._scale = scale
        self._lock = threading.Lock()

    def text(self, traits: TextTraits, tokens: int, *, tool: bool) -> Rhythm:
        with self._lock:
            first = self._random.uniform(*FIRST_PIECE_SECONDS) / traits.speed
            rate = self._random.uniform(*TOKENS_PER_SECOND) * traits.speed
            whole = self._random.triangular(*TOOL_SECONDS) / traits.speed if tool else first + tokens / rate
        return Rhythm(self._ms(first), self._ms(whole - first))

    def picture(self, family: Family) -> int:
        """Milliseconds."""
        with self._lock:
            return self._ms(self._random.triangular(*PICTURE_SECONDS[family]))

    def _ms(self, seconds: float) -> int:
        return max(0, round(seconds * 1000 * self._scale))
