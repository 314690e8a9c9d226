"""What the recorder keeps: requests with their runs of functions, and the calls that these made."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from backend.local.console.propagation import Frame, parse_header

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName", "_aws"}
Role = Literal["gateway", "api", "worker", "dead_letters", "poller", "outside"]
"""Who makes a call. `api`, `worker` and `dead_letters` are functions with a role of their own (functions.tf),
`poller` stands for Lambda's event source mapping, `outside` are programs that are not the service."""

ANSWER_BYTES = 65_536
"""What is kept of an answer; how long it is, is known all the same."""
LONG_BYTES = 524_288
"""The same of what is sent, for an item of DynamoDB may have 400 kB, and of a text model's answer, whose last frame
says how many tokens it took."""
MOST_CALLS = 2_000
"""Of one request. More are counted, and not kept."""


@dataclass(slots=True)
class RecordedBody:
    """The beginning of a body, and how long all of it is."""

    content: bytes = b""
    size: int = 0

    @property
    def is_whole(self) -> bool:
        return len(self.content) == self.size

    @classmethod
    def of(cls, content: bytes, keep: int = ANSWER_BYTES) -> "RecordedBody":
        return cls(content[:keep], len(content))

    def add(self, chunk: bytes, keep: int) -> None:
        self.size += len(chunk)
        if len(self.content) < keep:
            self.content += chunk[: keep - len(self.content)]


@dataclass(slots=True, eq=False)
class RecordedCall:
    """One request to a stand-in. Times are Unix seconds."""

    place: str
    """`aws`, `bedrock` or `kie`: the stand-in that got it."""
    method: str
    target: str
    headers: Mapping[str, str]
    """Names in lower case; those that say what is asked. No signature and no key."""
    body: RecordedBody
    began: float
    header: str
    """X-Ray's, which names the call's span; empty for calls of others."""
    frames: Sequence[Frame] = ()
    ended: float = 0.0
    status: int | None = None
    """None: the connection was closed without an answer, or there is none yet."""
    answer: RecordedBody = field(default_factory=RecordedBody)
    fault: str | None = None
    """What the console's fault did to it."""
    facts: Any = None
    """What was read from it, once somebody looked."""
    rights: Any = None
    """What the policies say of it, and by which of their versions."""

    @property
    def span_id(self) -> str:
        """Empty for calls of others."""
        return parse_header(self.header).get("Parent", "")

    @property
    def weight(self) -> int:
        return 500 + len(self.body.content) + len(self.answer.content)


@dataclass(slots=True, eq=False)
class LogLine:
    at: float
    level: str
    message: str
    attributes: Mapping[str, Any]
    """Of the LogRecord."""

    @property
    def facts(self) -> dict[str, Any]:
        """What was given as `extra`."""
        return {name: value for name, value in self.attributes.items() if name not in _STANDARD}


class FunctionRun:
    """One invocation of a function for a request: of the API, or of a worker for its job."""

    __slots__ = (
        *("root", "request", "role", "span_id", "job_id", "began", "ended"),
        *("calls", "logs", "not_kept", "waiting"),
    )

    def __init__(self, request: "RecordedRequest", role: Role, span_id: str, job_id: str | None = None) -> None:
        self.root = request.root
        self.request = request
        self.role: Role = role
        self.span_id = span_id
        self.job_id = job_id
        self.began = time.time()
        self.ended: float | None = None
        self.calls: list[RecordedCall] = []
        self.logs: list[LogLine] = []
        self.not_kept = 0
        self.waiting: dict[str, list[Frame]] = {}
        """Calls that were sent and have not arrived: trace header -> the lines that sent them."""

    def add_call(self, header: str, frames: list[Frame]) -> None:
        if len(self.waiting) < MOST_CALLS:
            self.waiting[header] = frames
            self.request.on_sent(header, self)

    def take_call(self, call: RecordedCall) -> None:
        if len(self.calls) >= MOST_CALLS:
            self.not_kept += 1
            return
        call.frames = self.waiting.pop(call.header, ())
        self.calls.append(call)

    def log(self, record: logging.LogRecord) -> None:
        if len(self.logs) < MOST_CALLS:
            facts = record.__dict__
            if record.exc_info:
                facts = {**facts, "exc_info": None}  # a traceback would keep all that its frames hold
            self.logs.append(LogLine(record.created, record.levelname, record.getMessage(), facts))


class RecordedRequest:
    """A request to the API with everything that was done for it, jobs included."""

    __slots__ = (
        *("number", "method", "target", "headers", "body", "root", "span_id", "began", "ended", "status"),
        *("answer", "answer_headers", "runs", "on_sent", "_on_change", "version", "counted_bytes", "is_kept"),
    )

    def __init__(
        self,
        number: int,
        method: str,
        target: str,
        headers: Sequence[tuple[str, str]],
        body: RecordedBody,
        root: str,
        span_id: str,
        *,
        on_change: "Callable[[RecordedRequest], None]",
        on_sent: Callable[[str, FunctionRun], None],
    ) -> None:
        """`on_change` is called at each change, `on_sent` with the header of each call that a run sends."""
        self.number = number
        self.method = method
        self.target = target
        self.headers = headers
        """As they came; view.py hides what is secret among them."""
        self.body = body
        self.root = root
        self.span_id = span_id
        self.began = time.time()
        self.ended: float | None = None
        self.status: int | None = None
        self.answer = RecordedBody()
        self.answer_headers: Sequence[tuple[str, str]] = ()
        self.runs: list[FunctionRun] = []
        self.on_sent = on_sent
        self._on_change = on_change
        self.version = 0
        self.counted_bytes = 0
        """What the recorder counts it as."""
        self.is_kept = True

    @property
    def request_id(self) -> str:
        """API Gateway's; empty before there is an answer."""
        return next((value for name, value in self.answer_headers if name.lower() == "x-amzn-requestid"), "")

    def note_change(self) -> None:
        self._on_change(self)

    def weigh(self) -> int:
        """Bytes, roughly."""
        calls = sum(call.weight for run in self.runs for call in run.calls)
        return 2_000 + len(self.body.content) + len(self.answer.content) + calls
