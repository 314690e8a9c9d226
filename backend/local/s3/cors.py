"""CORS as a bucket's own rules have it; moto refuses every preflight and allows everything else."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from backend.local.s3.refusal import access_denied

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CorsRule:
    """One rule of a bucket's CORS configuration. Origins and headers may hold one "*"."""

    origins: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    max_age: int | None = None

    def allows(self, origin: str, method: str, headers: Iterable[str] = ()) -> bool:
        return (
            any(fnmatchcase(origin, allowed) for allowed in self.origins)
            and method in self.methods
            and all(any(fnmatchcase(name, a.lower()) for a in self.headers) for name in headers)
        )

    def answer(self, origin: str) -> Headers:
        everyone = "*" in self.origins
        found = [
            ("Access-Control-Allow-Origin", "*" if everyone else origin),
            ("Access-Control-Allow-Methods", ", ".join(self.methods)),
            ("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"),
        ]
        if self.exposed:
            found.append(("Access-Control-Expose-Headers", ", ".join(self.exposed)))
        return found


def preflight(rules: Iterable[CorsRule], origin: str | None, method: str | None, headers: str | None) -> Headers:
    """The headers that answer an OPTIONS request; raises where no rule allows what the browser asks for."""
    wanted = [name.strip().lower() for name in (headers or "").split(",") if name.strip()]
    for rule in rules:
        if origin and method and rule.allows(origin, method, wanted):
            age = [("Access-Control-Max-Age", str(rule.max_age))] if rule.max_age is not None else []
            allowed = [("Access-Control-Allow-Headers", ", ".join(wanted))] if wanted else []
            return rule.answer(origin) + allowed + age
    raise access_denied("CORSResponse: This CORS request is not allowed.")


def headers_for(rules: Iterable[CorsRule], origin: str | None, method: str) -> Headers:
    """The headers that an ordinary answer carries: those of the first rule that fits, or none."""
    if not origin:
        return []
    return next((rule.answer(origin) for rule in rules if rule.allows(origin, method)), [])
