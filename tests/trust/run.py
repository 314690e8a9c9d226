"""One act under one fault: what was asked, what was answered, and what a caller, the queue and the owner do next."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from backend.local.faults import ProxyFault
from tests.trust.function import Died
from tests.trust.stores import Stores, read_stores
from tests.trust.world import Answer, World

Phase = Literal["setup", "act", "again", "use", "read"]
DELIVERIES = 5
"""How often the queue hands a message out before it goes to the dead letters."""
LEASE_IS_OVER, ABANDONED = 200, 4000
"""Seconds that the service's clock is set ahead: past leases and locks, past everything that may still come."""
OWNER = "ana"
JOBS = "/jobs?limit=100"


class Stopped(Exception):
    """A call did not succeed, so the rest of the act is skipped."""


@dataclass(frozen=True, slots=True)
class Exchange:
    phase: Phase
    method: str
    path: str
    answer: Answer

    @property
    def succeeded(self) -> bool:
        return 200 <= self.answer.status < 300

    def __str__(self) -> str:
        error = (self.answer.json or {}).get("error", "") if isinstance(self.answer.json, dict) else ""
        return f"{self.method} {self.path.partition('?')[0]} -> {self.answer.status} {error}".rstrip()


@dataclass(slots=True)
class Run:
    world: World
    fault: ProxyFault | None = None
    phase: Phase = "setup"
    exchanges: list[Exchange] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)
    """What the setup made: ids, tokens."""
    messages: list[Mapping[str, Any]] = field(default_factory=list)
    """Of the queue, taken out and not yet done."""
    deliveries: int = 0
    paid_before: int = 0
    struck: str | None = None

    # ---- what scenarios use

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The JSON of a successful answer; `Stopped` for any other."""
        sent = {**(headers or {}), **({"Idempotency-Key": key} if key else {})}
        public = path.startswith("/auth/")
        answer = self.world.call(method, path, body, user=None if public else OWNER, headers=sent)
        exchange = Exchange(self.phase, method, path, answer)
        self.exchanges.append(exchange)
        if not exchange.succeeded:
            raise Stopped(str(exchange))
        return answer.json

    def deliver(self) -> None:
        """Hands the oldest message to the worker, once. Lambda's event source mapping does the same."""
        self.take_messages()
        if not self.messages:
            return
        self.deliveries += 1
        message = self.messages[0]
        try:
            answer = self.world.function.invoke("worker", {"Records": [_sqs_record(message, self.world)]})
        except (Died, RuntimeError):
            return
        if not answer["batchItemFailures"]:
            self.messages.pop(0)

    def take_messages(self) -> None:
        sqs, url = self.world.clients["sqs"], self.world.cloud.jobs_queue.url
        for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            self.messages.append(message)

    # ---- what happens afterwards

    def drain(self) -> None:
        """Delivers what is in the queue until it is done, or as often as the queue allows; then to the dead letters."""
        self.take_messages()
        while self.messages:
            message, before = self.messages[0], len(self.messages)
            for _ in range(DELIVERIES):
                self.deliver()
                if message not in self.messages:
                    break
                self.world.function.ahead += LEASE_IS_OVER
            if len(self.messages) == before and message in self.messages:
                self.messages.pop(0)
                self.world.function.invoke("dead", {"Records": [_sqs_record(message, self.world)]})

    def read_as_owner(self) -> None:
        """The owner looks at the jobs and at what is left of the day, much later."""
        self.phase = "read"
        self.world.function.ahead = max(ABANDONED, self.world.function.ahead + ABANDONED)
        self._read("/me")
        self._read(JOBS)
        jobs = self.exchanges[-1].answer.json or {}
        for job in jobs.get("items", []):
            self._read(f"/jobs/{job['job_id']}")
        self._read("/me")

    @property
    def used(self) -> set[int]:
        """Today's generations as GET /me tells of them, before and after the owner looked at the jobs."""
        answers = [
            each.answer.json["allowance"] for each in self.in_phase("read") if each.path == "/me" and each.succeeded
        ]
        return {int(each["limit"]) - int(each["remaining"]) for each in answers}

    def stores(self) -> Stores:
        return read_stores(self.world)

    def paid(self, operation: str) -> int:
        """How many calls of a paid operation the stand-in carried out since the act began."""
        calls = self.world.bedrock.calls[self.paid_before :]
        return sum(call.operation in (operation, f"{operation}Stream") and call.status == 200 for call in calls)

    def in_phase(self, *phases: Phase) -> list[Exchange]:
        return [each for each in self.exchanges if each.phase in phases]

    def _read(self, path: str) -> None:
        self.exchanges.append(Exchange(self.phase, "GET", path, self.world.call("GET", path, user=OWNER)))


def parse_events(body: bytes) -> list[tuple[str, Any]]:
    """The events of an event stream: `[("start", {...}), ("delta", {...}), ("end", {...})]`."""
    found = []
    for block in body.decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        if "event" in lines:
            found.append((lines["event"], json.loads(lines.get("data", "null"))))
    return found


def _sqs_record(message: Mapping[str, Any], world: World) -> dict[str, Any]:
    """https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": world.cloud.jobs_queue.arn,
        "awsRegion": world.cloud.region,
    }
