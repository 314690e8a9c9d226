"""Which call is to fail, and how; and the list of the calls there were."""

import threading
from dataclasses import dataclass
from typing import Literal

from backend.local.faults.calls import ProxiedCall

Kind = Literal[
    "error",
    "away",
    "throttle",
    "conflict",
    "reset",
    "lost",
    "deaf",
    "garbage",
    "garbled",
    "hang",
    "slow",
    "kill-before",
    "kill-after",
]
"""error      the service's own 500, once; the call is not carried out
away       the service's own 503, for this call and every later one of the same name
throttle   the service's own throttling error, once
conflict   DynamoDB only: the item is in another transaction, once
reset      the connection is closed before the call is forwarded, once
lost       the call is carried out, then the connection is closed without an answer, once
deaf       the same for this call and every later one of the same name
garbage    200 with a body that is neither JSON nor XML; the call is not carried out
garbled    the call is carried out, and its answer replaced by such a body
hang       no answer and no forwarding until the caller closes the connection
slow       the answer comes, late
kill-before, kill-after   the caller's process is killed before the call is forwarded, or after it was carried out"""

LASTING: frozenset[str] = frozenset({"away", "deaf"})
CARRIED_OUT: frozenset[str] = frozenset({"lost", "deaf", "garbled", "slow", "kill-after"})
"""Kinds that let the call take effect."""


@dataclass(frozen=True, slots=True)
class ProxyFault:
    kind: Kind
    call: int
    """Number of the call that it strikes."""


class FaultPlan:
    """Counts calls and says which of them is struck. Used by several threads at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[ProxiedCall] = []
        self._fault: ProxyFault | None = None
        self._struck: str | None = None

    def reset(self, fault: ProxyFault | None = None) -> None:
        """Counts from 1 again. `fault` strikes from now on; without one everything passes."""
        with self._lock:
            self._calls, self._fault, self._struck = [], fault, None

    def disarm(self) -> None:
        """Lets everything pass from now on; what was counted stays."""
        with self._lock:
            self._fault = None

    @property
    def calls(self) -> list[ProxiedCall]:
        """The calls since the last reset, in order."""
        with self._lock:
            return list(self._calls)

    @property
    def struck(self) -> str | None:
        """The name of the call that was struck, None when the fault never came to pass."""
        with self._lock:
            return self._struck

    def count(self, name: str) -> Kind | None:
        """Counts a call and answers what befalls it."""
        with self._lock:
            self._calls.append(ProxiedCall(len(self._calls) + 1, name))
            fault = self._fault
            if fault is None or not self._is_due(fault, name):
                return None
            self._struck = name
            return fault.kind

    def _is_due(self, fault: ProxyFault, name: str) -> bool:
        if len(self._calls) == fault.call:
            return True
        return fault.kind in LASTING and self._struck == name
