"""The one recorder: fed by the gateway and the stand-ins, off until somebody looks, bounded in memory.

    laptop.recorder.start()
    laptop.recorder.requests()      the last 500, oldest first

What arrives is kept as it came; what it means is worked out when somebody looks at it. While the recorder is off, a
request costs one look at a flag in the gateway, in the function, and at each stand-in.
"""

import itertools
import json
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from backend.local.console import propagation
from backend.local.console.records import (
    ANSWER_BYTES,
    LONG_BYTES,
    FunctionRun,
    LogLine,
    RecordedBody,
    RecordedCall,
    RecordedRequest,
    Role,
)
from backend.local.console.taps import CountedChunks, LineRecorder
from backend.local.wsgi import HEADERS_KEY, App

__all__ = ["CONSOLE_AGENT", "LogLine", "RecordedCall", "RecordedRequest", "Recorder"]

KEPT_REQUESTS = 500
KEPT_BYTES = 64_000_000
KEPT_OUTSIDE = 200
KEPT_JOBS = 2_000
REQUEST_BODY_BYTES = 1_048_576
"""A longer body is not kept whole, so its request cannot be repeated."""
CONSOLE_AGENT = "dreamforge-console"
"""In the User-Agent of what the console itself asks: that is nobody's call."""
_CALL_HEADERS = {
    "HTTP_X_AMZ_TARGET": "x-amz-target",
    "HTTP_X_AMZ_COPY_SOURCE": "x-amz-copy-source",
    "HTTP_X_AMZ_TAGGING": "x-amz-tagging",
    "HTTP_X_AMZ_TAGGING_DIRECTIVE": "x-amz-tagging-directive",
    "HTTP_X_AMZ_ACL": "x-amz-acl",
    "CONTENT_TYPE": "content-type",
}

Environ = dict[str, Any]


class FaultSwitch(Protocol):
    """Decides what a call is to suffer."""

    def strike(self, call: RecordedCall, app: App, environ: Environ, start_response: Any) -> Iterable[bytes]: ...


class Recorder:
    """Written by many threads at once. `on` is the flag that everything looks at."""

    def __init__(self) -> None:
        self.on = False
        self.faults: FaultSwitch | None = None
        """Set while a fault is ordered."""
        self.on_start: list[Callable[[], object]] = []
        """Called before the first request is recorded."""
        self.on_finish: Callable[[RecordedRequest], None] = lambda _: None
        """Called with each request that has ended, and again when a job of it has."""
        self._requests: deque[RecordedRequest] = deque()
        self._outside: deque[tuple[Role, RecordedCall]] = deque(maxlen=KEPT_OUTSIDE)
        self._runs: dict[str, FunctionRun] = {}
        """By the trace header of the gateway's event."""
        self._spans: OrderedDict[str, FunctionRun] = OrderedDict()
        """Calls that were sent and have not arrived."""
        self._jobs: OrderedDict[str, RecordedRequest] = OrderedDict()
        self._messages: OrderedDict[str, FunctionRun] = OrderedDict()
        """Receipt handle -> the run that its deletion belongs to."""
        self._numbers = itertools.count(1)
        self._versions = itertools.count(1)
        self._bytes = 0
        """What the requests hold, roughly."""
        self._lock = threading.RLock()
        self._lines = LineRecorder()

    # ---- what is asked of it

    def start(self) -> None:
        """From now on requests are recorded; they are not stopped being recorded."""
        with self._lock:
            if self.on:
                return
            propagation.install()
            for prepare in self.on_start:
                prepare()
            self._lines.listen()
            self.on = True

    def requests(self) -> list[RecordedRequest]:
        """Oldest first."""
        with self._lock:
            return list(self._requests)

    def outside_calls(self) -> list[tuple[Role, RecordedCall]]:
        """What other programs and the event source mappings asked of the stand-ins, oldest first."""
        with self._lock:
            return list(self._outside)

    def find(self, name: str) -> RecordedRequest | None:
        """By number, by API Gateway's request id, by the trace's id, or by a job's id."""
        with self._lock:
            for request in reversed(self._requests):
                jobs = [run.job_id for run in request.runs]
                if name in (str(request.number), request.request_id, request.root, *jobs) and name:
                    return request
        return None

    def clear(self) -> None:
        with self._lock:
            for request in self._requests:
                request.is_kept = False
            self._requests.clear()
            self._outside.clear()
            self._bytes = 0

    # ---- requests to the API

    def watch_api(self, app: App) -> App:
        """The API as a WSGI application, with each request recorded."""

        def record(environ: Environ, start_response: Any) -> Iterable[bytes]:
            if not self.on:
                return app(environ, start_response)
            return self._record_request(app, environ, start_response)

        return record

    def _record_request(self, app: App, environ: Environ, start_response: Any) -> Iterable[bytes]:
        headers = environ[HEADERS_KEY]
        sent = environ.get("HTTP_X_AMZN_TRACE_ID")
        root = (propagation.parse_header(sent).get("Root") if sent else None) or propagation.make_root()
        span_id = propagation.make_span_id()
        kept = [each for each in headers if each[0].lower() != "x-amzn-trace-id"] if sent else headers
        header = f"Root={root};Parent={span_id};Sampled=1"
        environ[HEADERS_KEY] = [*kept, (propagation.HEADER, header)]
        body = environ["wsgi.input"].getvalue()
        request = RecordedRequest(
            next(self._numbers),
            environ["REQUEST_METHOD"],
            environ["RAW_URI"],
            kept,
            RecordedBody.of(body, REQUEST_BODY_BYTES),
            root,
            span_id,
            on_change=self._change,
            on_sent=self._note_span,
        )
        gateway = FunctionRun(request, "gateway", span_id)
        request.runs.append(gateway)
        with self._lock:
            self._runs[header] = gateway
            self._requests.append(request)
            self._change(request)

        def start(status: str, answered: list[tuple[str, str]], exc_info: Any = None) -> Any:
            request.status = int(status.partition(" ")[0])
            request.answer_headers = answered
            return start_response(status, answered, exc_info)

        try:
            with propagation.working_for(gateway):
                chunks = app(environ, start)
        except BaseException:
            self._end_request(request, header)
            raise
        if isinstance(chunks, list):
            request.answer = RecordedBody.of(b"".join(chunks))
            self._end_request(request, header)
            return chunks
        return CountedChunks(
            chunks, lambda chunk: request.answer.add(chunk, ANSWER_BYTES), lambda: self._end_request(request, header)
        )

    def _end_request(self, request: RecordedRequest, header: str) -> None:
        with self._lock:
            request.ended = time.time()
            request.runs[0].ended = request.ended
            self._runs.pop(header, None)
            self._change(request)
            self._weigh(request)
        self.on_finish(request)

    def _change(self, request: RecordedRequest) -> None:
        request.version = next(self._versions)

    def _weigh(self, request: RecordedRequest) -> None:
        """Counts what a request holds now, as it or its run has ended, and forgets the oldest above the limits."""
        if not request.is_kept:
            return
        weight = request.weigh()
        self._bytes += weight - request.counted_bytes
        request.counted_bytes = weight
        while len(self._requests) > KEPT_REQUESTS or (self._bytes > KEPT_BYTES and len(self._requests) > 1):
            oldest = self._requests.popleft()
            self._bytes -= oldest.counted_bytes
            # a request and its runs know each other: they are parted, so that memory is free without a collection
            oldest.runs = []
            oldest.is_kept = False

    # ---- functions

    def begin_run(self, event: Mapping[str, Any]) -> FunctionRun | None:
        """The API's invocation for an event of the gateway; None for one whose request is not recorded."""
        gateway = self._runs.get(event["headers"][propagation.HEADER])
        if gateway is None:
            return None
        run = FunctionRun(gateway.request, "api", propagation.make_span_id())
        gateway.request.runs.append(run)
        return run

    def end_run(self, run: FunctionRun) -> None:
        run.ended = time.time()
        run.request.note_change()
        if run.job_id is not None:
            with self._lock:
                self._weigh(run.request)

    def watch_job(self, role: Role, take: Callable[..., None]) -> Callable[..., None]:
        """A worker's `take(services, job_id, budget)`, with each job recorded under the trace of its request."""

        def record(services: Any, job_id: str, budget: Any) -> None:
            if not self.on:
                take(services, job_id, budget)
                return
            run = self._begin_job(role, job_id)
            try:
                with propagation.working_for(run):
                    take(services, job_id, budget)
            finally:
                self.end_run(run)
                self.on_finish(run.request)

        return record

    def _begin_job(self, role: Role, job_id: str) -> FunctionRun:
        with self._lock:
            request = self._jobs.get(job_id)
            if request is None:  # its request is from before, or not kept any more
                root = propagation.make_root()
                target = f"{role} {job_id}"
                request = RecordedRequest(
                    next(self._numbers), "JOB", target, [], RecordedBody(), root, propagation.make_span_id(),
                    on_change=self._change, on_sent=self._note_span,
                )  # fmt: skip
                request.ended, request.status = request.began, 202
                self._requests.append(request)
                self._remember(self._jobs, job_id, request)
            run = FunctionRun(request, role, propagation.make_span_id(), job_id)
            run.job_id = job_id
            request.runs.append(run)
            self._weigh(request)
        request.note_change()
        return run

    # ---- calls

    def watch(self, place: str, app: App) -> App:
        """A stand-in's application, with each call recorded. `place` is `aws`, `bedrock` or `kie`."""

        def record(environ: Environ, start_response: Any) -> Iterable[bytes]:
            if not self.on or CONSOLE_AGENT in environ.get("HTTP_USER_AGENT", ""):
                return app(environ, start_response)
            return self._record_call(place, app, environ, start_response)

        return record

    def _record_call(self, place: str, app: App, environ: Environ, start_response: Any) -> Iterable[bytes]:
        header = environ.get("HTTP_X_AMZN_TRACE_ID", "")
        body = environ["wsgi.input"].getvalue()
        headers = {name: environ[key] for key, name in _CALL_HEADERS.items() if key in environ}
        if "HTTP_AUTHORIZATION" in environ and place != "kie":
            headers["signed-scope"] = str(environ["HTTP_AUTHORIZATION"]).partition("Credential=")[2].partition(",")[0]
        kept = RecordedBody.of(body, 0 if _is_content(environ) else LONG_BYTES)
        call = RecordedCall(place, environ["REQUEST_METHOD"], environ["RAW_URI"], headers, kept, time.time(), header)
        run = self._add_call(call)
        keep = LONG_BYTES if place == "bedrock" and "/converse" in call.target else ANSWER_BYTES

        def start(status: str, answered: list[tuple[str, str]], exc_info: Any = None) -> Any:
            call.status = int(status.partition(" ")[0])
            return start_response(status, answered, exc_info)

        faults = self.faults
        try:
            if faults is not None and run is not None:
                chunks = faults.strike(call, app, environ, start)
            else:
                chunks = app(environ, start)
        except BaseException:
            call.status = None
            self._end_call(run, call)
            raise
        if isinstance(chunks, list):
            for chunk in chunks:
                call.answer.add(chunk, keep)
            self._end_call(run, call)
            return chunks
        return CountedChunks(chunks, lambda chunk: call.answer.add(chunk, keep), lambda: self._end_call(run, call))

    def _note_span(self, header: str, run: FunctionRun) -> None:
        with self._lock:
            self._remember(self._spans, header, run)

    def _add_call(self, call: RecordedCall) -> FunctionRun | None:
        """To the run that sent it; None for a call of somebody else."""
        with self._lock:
            run = self._spans.pop(call.header, None)
            if run is not None:
                run.take_call(call)
            return run

    def _end_call(self, run: FunctionRun | None, call: RecordedCall) -> None:
        call.ended = time.time()
        target = call.headers.get("x-amz-target", "")
        if target.startswith("AmazonSQS."):
            run = self._follow_message(target.partition(".")[2], run, call)
        if run is None:
            with self._lock:
                self._outside.append(("poller" if target.startswith("AmazonSQS.") else "outside", call))
        else:
            run.request.note_change()

    # ---- messages

    def _follow_message(self, operation: str, run: FunctionRun | None, call: RecordedCall) -> FunctionRun | None:
        """A job belongs to the request that sent its message, and so does what is done with the message later."""
        if call.status != 200:
            return run
        sent, answered = _read_json(call.body), _read_json(call.answer)
        with self._lock:
            if operation == "SendMessage" and run is not None:
                job_id = _job_of(sent.get("MessageBody"))
                if job_id:
                    self._remember(self._jobs, job_id, run.request)
            elif operation == "ReceiveMessage" and run is None:
                for message in answered.get("Messages", ()):
                    run = self._receive(message, call) or run
            elif operation == "DeleteMessage" and run is None:
                found = self._messages.pop(str(sent.get("ReceiptHandle")), None)
                if found is not None:
                    found.take_call(call)
                return found
        return run

    def _receive(self, message: Mapping[str, Any], call: RecordedCall) -> FunctionRun | None:
        request = self._jobs.get(_job_of(message.get("Body")) or "")
        if request is None:
            return None
        run = FunctionRun(request, "poller", propagation.make_span_id(), _job_of(message.get("Body")))
        run.began, run.ended = call.began, call.ended
        run.take_call(call)
        request.runs.append(run)
        self._remember(self._messages, str(message.get("ReceiptHandle")), run)
        return run

    @staticmethod
    def _remember(where: OrderedDict[str, Any], key: str, value: Any) -> None:
        where[key] = value
        while len(where) > KEPT_JOBS:
            where.popitem(last=False)


def _is_content(environ: Mapping[str, Any]) -> bool:
    """Whether a body is an object's content, of which only the size matters."""
    return (
        environ["REQUEST_METHOD"] == "PUT"
        and "HTTP_X_AMZ_TARGET" not in environ
        and "tagging" not in environ["RAW_URI"]
    )


def _job_of(body: Any) -> str | None:
    try:
        found = json.loads(body)["job_id"]
    except (ValueError, KeyError, TypeError):
        return None
    return str(found)


def _read_json(body: RecordedBody) -> dict[str, Any]:
    try:
        found = json.loads(body.content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
