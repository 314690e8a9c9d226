"""Recorded requests as JSON for the page and the terminal: the list, a request's waterfall, what it wrote and consumed.

Secrets are hidden here: what this module returns can be shown.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from backend.local.console.consumption import PriceList
from backend.local.console.facts import CallFacts, Names, read_facts
from backend.local.console.policies import RolePolicies
from backend.local.console.records import FunctionRun, RecordedCall, RecordedRequest, Role
from backend.local.console.redaction import header, redact_body, redact_headers, redact_json, redact_text
from backend.local.console.rights import CallRights, Rights
from backend.local.console.steps import StepNode, made_by, read_steps

RUN_NAMES: dict[Role, str] = {
    "gateway": "API Gateway",
    "api": "API function",
    "worker": "worker function",
    "dead_letters": "dead-letter function",
    "poller": "event source mapping",
    "outside": "other programs",
}
_REPEATED = "call is repeated"
_SHOWN_BYTES = 6_000
JSON = dict[str, Any]


class RequestView:
    """What there is to say of recorded requests."""

    def __init__(self, names: Names, rights: Rights, prices: PriceList) -> None:
        self._names = names
        self._rights = rights
        self._prices = prices

    # ---- the list

    def summary(self, request: RecordedRequest) -> JSON:
        """A line of the list."""
        policies, _, _ = self._rights.policies()
        calls = list(_calls(request))
        verdicts = Counter(self._rights.judge(call, run.role, policies).verdict for run, call in calls)
        facts = _request_facts(request)
        consumed = self._sum_up(call for _, call in calls)
        return {
            "number": request.number,
            "request_id": request.request_id,
            "trace_id": request.root,
            "method": request.method,
            "path": redact_text(request.target),
            "operation": facts.get("operation") or facts.get("kind"),
            "caller": caller_of(request) or facts.get("caller"),
            "status": request.status,
            "began": request.began,
            "ms": _ms(request.began, request.ended),
            "calls": len(calls),
            "errors": sum(_has_failed(call) for _, call in calls),
            "denied": verdicts["denied"],
            "faults": sum(call.fault is not None for _, call in calls),
            "retries": sum(line.message == _REPEATED for run in request.runs for line in run.logs),
            "jobs": [run.job_id for run in request.runs if run.job_id and run.role != "poller"],
            "tokens": consumed.input_tokens + consumed.output_tokens,
            "pictures": consumed.pictures,
            "version": request.version,
        }

    # ---- one request

    def detail(self, request: RecordedRequest) -> JSON:
        """The waterfall: `rows` in order, each with its depth, its begin and its length in milliseconds."""
        policies, state, told = self._rights.policies()
        calls = list(_calls(request))
        return {
            **self.summary(request),
            "rights": {"state": state, "text": told},
            "request": {
                "headers": redact_headers(request.headers),
                "body": redact_body(request.body.content, whole=request.body.is_whole),
                "bytes": request.body.size,
                "can_repeat": request.method != "JOB" and request.body.is_whole,
            },
            "answer": {
                "headers": redact_headers(request.answer_headers),
                "body": redact_body(request.answer.content, whole=request.answer.is_whole),
                "bytes": request.answer.size,
            },
            "rows": list(self._rows(request, policies)),
            "length": max((row_end(request, each) for each in _ends(request)), default=0.0),
            "effects": self._effects(calls),
            "consumed": self._sum_up((call for _, call in calls), requests=int(request.method != "JOB")).as_json(),
            "logs": [
                {
                    "ms": _ms(request.began, line.at),
                    "run": RUN_NAMES[run.role],
                    "level": line.level,
                    "message": line.message,
                    "facts": redact_json(_plain(line.facts)),
                }
                for run in request.runs
                for line in run.logs
            ],
            "not_kept": sum(run.not_kept for run in request.runs),
        }

    def outside(self, calls: Sequence[tuple[Role, RecordedCall]]) -> list[JSON]:
        """What was asked of the stand-ins by others, newest first."""
        policies, _, _ = self._rights.policies()
        return [self._call(call, role, policies, call.began, 0) | {"at": call.began} for role, call in reversed(calls)]

    def calls(self, request: RecordedRequest) -> Iterator[tuple[FunctionRun, RecordedCall, CallFacts, CallRights]]:
        """Each call with what it says and what it may."""
        policies, _, _ = self._rights.policies()
        for run, call in _calls(request):
            yield run, call, read_facts(call, self._names), self._rights.judge(call, run.role, policies)

    def _rows(self, request: RecordedRequest, policies: RolePolicies) -> Iterator[JSON]:
        label = f"{request.method} {redact_text(request.target.partition('?')[0])}"
        yield _row("request", 0, label, request.began, request.began, request.ended)
        for run in sorted(request.runs, key=lambda each: each.began):
            if run.role == "gateway":
                yield from (self._call(call, run.role, policies, request.began, 1) for call in run.calls)
                continue
            name = f"{RUN_NAMES[run.role]}: {run.job_id}" if run.job_id else RUN_NAMES[run.role]
            yield _row("run", 1, name, request.began, run.began, run.ended) | {"role": run.role}
            attempts: dict[Any, int] = {}
            yield from self._steps(read_steps(run.calls), run, policies, request.began, 2, attempts)

    def _steps(
        self,
        step: StepNode,
        run: FunctionRun,
        policies: RolePolicies,
        origin: float,
        depth: int,
        attempts: dict[Any, int],
    ) -> Iterator[JSON]:
        for child in step.children:
            if isinstance(child, RecordedCall):
                yield self._call(child, run.role, policies, origin, depth, attempts)
                continue
            calls = list(child.calls())
            began, ended = calls[0].began, max(call.ended for call in calls)
            row = _row("step", depth, child.site.label if child.site else "", origin, began, ended)
            yield row | {"where": child.site.where if child.site else None}
            yield from self._steps(child, run, policies, origin, depth + 1, attempts)

    def _call(
        self,
        call: RecordedCall,
        role: Role,
        policies: RolePolicies,
        origin: float,
        depth: int,
        attempts: dict[Any, int] | None = None,
    ) -> JSON:
        facts, site = read_facts(call, self._names), made_by(call.frames)
        row = _row("call", depth, f"{facts.service} {facts.action}", origin, call.began, call.ended or None)
        return row | {
            "role": role,
            "service": facts.service,
            "action": facts.action,
            "resource": redact_text(facts.resource),
            "by": site.label if site else None,
            "where": site.where if site else None,
            "status": call.status,
            "error": facts.error,
            "failed": _has_failed(call),
            "expected": facts.error in _EXPECTED,
            "fault": call.fault,
            "attempt": _count_attempt(call, facts, attempts),
            "read_units": facts.reads,
            "write_units": facts.writes,
            "bytes_out": call.body.size,
            "bytes_in": call.answer.size,
            "input_tokens": facts.input_tokens,
            "output_tokens": facts.output_tokens,
            "pictures": facts.pictures,
            "effects": [asdict(each) for each in _shown_effects(facts)],
            "rights": self._rights.judge(call, role, policies).as_json(),
            "sent": redact_body(call.body.content, whole=call.body.is_whole, limit=_SHOWN_BYTES),
            "answered": redact_body(call.answer.content, whole=call.answer.is_whole, limit=_SHOWN_BYTES),
        }

    def _effects(self, calls: Sequence[tuple[FunctionRun, RecordedCall]]) -> list[JSON]:
        """What was written where: a line for each row, object and message, in order, with how often."""
        lines: dict[tuple[str, str, str], JSON] = {}
        for _, call in calls:
            facts, site = read_facts(call, self._names), made_by(call.frames)
            for effect in _shown_effects(facts):
                line = lines.setdefault(
                    (effect.store, effect.name, effect.kind),
                    {**asdict(effect), "times": 0, "by": site.label if site else None},
                )
                line["times"] += 1
                line["size"] = effect.size or line["size"]
        return list(lines.values())

    def _sum_up(self, calls: Any, requests: int = 0) -> Any:
        found = ((read_facts(call, self._names), call.body.size, call.answer.size) for call in calls)
        return self._prices.sum_up(found, requests)


_EXPECTED = {"NoSuchKey", "ConditionalCheckFailedException", "HTTP 404"}
"""Answers that are part of what the service does: it looks whether something is there, and writes what is not."""


def caller_of(request: RecordedRequest) -> str | None:
    """The user name in the token; None without one. The gateway has checked it, or refused it."""
    token = header(request.headers, "authorization").rpartition(" ")[2]
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, IndexError):
        return None
    found = claims.get("cognito:username") or claims.get("username") if isinstance(claims, dict) else None
    return str(found) if found else None


def row_end(request: RecordedRequest, at: float) -> float:
    return round((at - request.began) * 1000, 2)


def _ends(request: RecordedRequest) -> Iterator[float]:
    yield from filter(None, (request.ended, *(run.ended for run in request.runs)))
    yield from (call.ended for _, call in _calls(request) if call.ended)


def _calls(request: RecordedRequest) -> Iterator[tuple[FunctionRun, RecordedCall]]:
    for run in list(request.runs):
        for call in list(run.calls):
            yield run, call


def _row(kind: str, depth: int, label: str, origin: float, began: float, ended: float | None) -> JSON:
    return {"kind": kind, "depth": depth, "label": label, "at": _ms(origin, began), "ms": _ms(began, ended)}


def _ms(began: float, ended: float | None) -> float | None:
    return None if ended is None else round((ended - began) * 1000, 2)


def _has_failed(call: RecordedCall) -> bool:
    return bool(call.ended) and (call.status is None or call.status >= 400)


def _count_attempt(call: RecordedCall, facts: CallFacts, attempts: dict[Any, int] | None) -> int:
    """1, and one more for each time that the same place in the code has failed with the same call just before."""
    if attempts is None:
        return 1
    key = (facts.action, facts.resource, tuple((code, line) for code, line in call.frames))
    attempt = attempts.pop(key, 0) + 1
    if _has_failed(call):
        attempts[key] = attempt
    return attempt


def _shown_effects(facts: CallFacts) -> list[Any]:
    return [effect for effect in facts.effects if effect.kind != "check"]


def _request_facts(request: RecordedRequest) -> JSON:
    """The facts of the service's own log line."""
    for run in request.runs:
        for line in reversed(run.logs):
            if line.message in ("request", "job"):
                return dict(line.facts)
    return {}


def _plain(facts: Any) -> Any:
    return json.loads(json.dumps({name: value for name, value in facts.items() if name[0] != "_"}, default=str))
