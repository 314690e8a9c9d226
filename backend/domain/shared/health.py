"""Whether what the service depends on answers."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from backend.domain.shared.budget import current
from backend.domain.shared.errors import DreamForgeError

log = logging.getLogger(__name__)

FRESH_SECONDS = 10.0
"""Anyone may ask; the dependencies are asked no more often than this."""
PROBE_SECONDS = 4.0
"""What one dependency may take to show that it is there; it is asked once."""


@dataclass(frozen=True, slots=True)
class Check:
    ok: bool
    ms: float


class Health:
    def __init__(self, probes: Mapping[str, Callable[[], Any]], *, clock: Callable[[], float] = time.monotonic) -> None:
        """Each probe returns when its dependency answers and raises a `DreamForgeError` when not."""
        self._probes = probes
        self._clock = clock
        self._known: tuple[float, dict[str, Check]] | None = None

    def checks(self) -> dict[str, Check]:
        if self._known is None or self._clock() - self._known[0] > FRESH_SECONDS:
            self._known = (self._clock(), {name: _check(name, probe) for name, probe in self._probes.items()})
        return self._known[1]


def _check(name: str, probe: Callable[[], Any]) -> Check:
    began = time.perf_counter()
    try:
        with current().once(PROBE_SECONDS).active():
            probe()
        ok = True
    except DreamForgeError as error:
        log.warning("dependency does not answer", extra={"dependency": name}, exc_info=error.__cause__ or error)
        ok = False
    return Check(ok, round((time.perf_counter() - began) * 1000, 1))
