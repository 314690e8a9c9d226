"""What was allowed, by which words of which policy; what was refused; and which errors the cloud itself answered."""

import threading
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.local.deploy_test.iam.policy import PolicyPart, Statement

_LAST = 50


@dataclass(frozen=True, slots=True)
class Refusal:
    """`who` is a role or a service, `why` what the policies lack."""

    who: str
    action: str
    resource: str
    why: str

    def __str__(self) -> str:
        return f"{self.who} may not {self.action} on {self.resource}: {self.why}"


class AccessLog:
    """Written by many threads at once."""

    def __init__(self) -> None:
        self._used: set[tuple[Statement, str, str]] = set()
        self._refused: Counter[Refusal] = Counter()
        self._failed: deque[str] = deque(maxlen=_LAST)
        self._asked = 0
        self._lock = threading.Lock()

    @property
    def asked(self) -> int:
        """How many permissions were asked for."""
        return self._asked

    def record_allowed(self, parts: Iterable[PolicyPart]) -> None:
        with self._lock:
            self._asked += 1
            for part in parts:
                self._used |= {(part.statement, "action", part.action), (part.statement, "resource", part.resource)}

    def record_refusal(self, refusal: Refusal) -> None:
        with self._lock:
            self._asked += 1
            self._refused[refusal] += 1

    def record_failure(self, what: str) -> None:
        with self._lock:
            self._failed.append(what)

    @property
    def refusals(self) -> list[tuple[Refusal, int]]:
        """Each with how often it happened."""
        with self._lock:
            return list(self._refused.items())

    @property
    def failures(self) -> list[str]:
        """The latest, oldest first."""
        with self._lock:
            return list(self._failed)

    def find_unused(self, statements: Sequence[Statement]) -> list[tuple[Statement, str, str]]:
        """(statement, "action" or "resource", the word) for what let nothing through. Denials may stay idle."""
        return [
            (statement, kind, word)
            for statement in statements
            if statement.allows
            for kind, words in (("action", statement.actions), ("resource", statement.resources))
            for word in words
            if (statement, kind, word) not in self._used
        ]
