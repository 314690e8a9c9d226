"""Traces for any OpenTelemetry backend: OTLP over HTTP as JSON, to OTEL_EXPORTER_OTLP_ENDPOINT.

A trace is sent when its request ends, and again whenever a job of it has; ids stay the same, so a backend joins them.
Names of attributes are those of the semantic conventions for HTTP, FaaS, AWS SDKs, messaging and generative AI.
https://opentelemetry.io/docs/specs/otlp/#otlphttp
https://opentelemetry.io/docs/specs/semconv/gen-ai/
https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/
"""

import hashlib
import json
import logging
import queue
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from backend.local.console.facts import CallFacts
from backend.local.console.records import FunctionRun, RecordedCall, RecordedRequest
from backend.local.console.rights import CallRights
from backend.local.console.view import RUN_NAMES, RequestView, caller_of

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
WAITING = 200
"""Requests that wait to be sent; later ones are dropped, and the log says so."""
SECONDS = 10
SERVER, INTERNAL, CLIENT, CONSUMER = 2, 1, 3, 5
OK, ERROR = 1, 2
Span = dict[str, Any]
_log = logging.getLogger("dreamforge.local")
_SERVICE_NAMES = {
    "dynamodb": "DynamoDB",
    "s3": "S3",
    "sqs": "SQS",
    "cognito": "Cognito Identity Provider",
    "kms": "KMS",
}


class TraceExporter:
    """Sends from a thread of its own, so that no request waits for a backend."""

    def __init__(self, endpoint: str, view: RequestView, stage: str) -> None:
        self.endpoint = f"{endpoint.rstrip('/')}/v1/traces"
        self._view = view
        self._stage = stage
        self._waiting: queue.Queue[RecordedRequest] = queue.Queue(WAITING)
        self._failing = False
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        threading.Thread(target=self._run, name="otlp", daemon=True).start()

    def export(self, request: RecordedRequest) -> None:
        try:
            self._waiting.put_nowait(request)
        except queue.Full:
            self._complain("traces are dropped: the endpoint takes them too slowly")

    def wait(self) -> None:
        """Until everything that waits is sent."""
        self._waiting.join()

    def _run(self) -> None:
        while True:
            request = self._waiting.get()
            try:
                self._send(json.dumps(document(request, self._view, self._stage)).encode())
            except (OSError, urllib.error.URLError) as error:
                self._complain(f"traces cannot be sent to {self.endpoint}: {error}")
            except Exception:  # noqa: BLE001 (one trace that cannot be told must not end the export)
                _log.exception("a trace could not be exported")
            finally:
                self._waiting.task_done()

    def _send(self, body: bytes) -> None:
        asked = urllib.request.Request(self.endpoint, body, {"Content-Type": "application/json"})  # noqa: S310
        with self._opener.open(asked, timeout=SECONDS) as answer:
            answer.read()
        self._failing = False

    def _complain(self, message: str) -> None:
        """Once, until it works again."""
        if not self._failing:
            self._failing = True
            _log.warning(message)


def document(request: RecordedRequest, view: RequestView, stage: str) -> dict[str, Any]:
    """An ExportTraceServiceRequest: a resource for the gateway, and one for each function."""
    trace_id = trace_id_of(request)
    by_service: dict[str, list[Span]] = {}
    if request.method != "JOB":
        by_service["dreamforge-gateway"] = [_server_span(request, trace_id)]
    spans: dict[int, list[Span]] = {}
    for run, call, facts, rights in view.calls(request):
        parent = _span_id(request.span_id if run.role == "gateway" else run.span_id)
        spans.setdefault(id(run), []).append(_call_span(call, facts, rights, trace_id, parent))
    for run in list(request.runs):
        service = f"dreamforge-{run.role}".replace("_", "-")
        own = [] if run.role == "gateway" else [_run_span(run, request, trace_id)]
        by_service.setdefault(service, []).extend([*own, *spans.get(id(run), [])])
    return {
        "resourceSpans": [
            {
                "resource": {
                    "attributes": list(
                        _attributes({"service.name": service, **_RESOURCE, "deployment.environment.name": stage})
                    )
                },
                "scopeSpans": [{"scope": {"name": "dreamforge.console"}, "spans": found}],
            }
            for service, found in by_service.items()
            if found
        ]
    }


_RESOURCE = {"cloud.provider": "aws", "telemetry.sdk.language": "python"}


def trace_id_of(request: RecordedRequest) -> str:
    """X-Ray's id without its version and dashes: 32 hexadecimal digits. One of another form is hashed to as many."""
    digits = request.root.removeprefix("1-").replace("-", "").lower()
    if len(digits) == 32 and set(digits) <= set("0123456789abcdef") and set(digits) != {"0"}:
        return digits
    return hashlib.sha256(request.root.encode()).hexdigest()[:32]


def _server_span(request: RecordedRequest, trace_id: str) -> Span:
    target = urlsplit(request.target)
    status = request.status or 0
    span = _span(
        f"{request.method} {target.path}", SERVER, trace_id, _span_id(request.span_id), "", request.began, request.ended
    )
    span["attributes"] = list(
        _attributes(
            {
                "http.request.method": request.method,
                "url.path": target.path,
                "url.scheme": "http",
                "http.response.status_code": request.status,
                "http.request.body.size": request.body.size,
                "http.response.body.size": request.answer.size,
                "enduser.id": caller_of(request),
                "aws.request_id": request.request_id,
            }
        )
    )
    span["status"] = {"code": ERROR if status >= 500 or request.status is None else OK}
    return span


def _run_span(run: FunctionRun, request: RecordedRequest, trace_id: str) -> Span:
    parent = "" if request.method == "JOB" else _span_id(request.span_id)
    kind = INTERNAL if run.role == "api" else CONSUMER
    span = _span(RUN_NAMES[run.role], kind, trace_id, _span_id(run.span_id), parent, run.began, run.ended)
    failed = any(line.level == "ERROR" for line in run.logs)
    span["attributes"] = list(
        _attributes(
            {
                "faas.name": f"dreamforge-local-{run.role}".replace("_", "-"),
                "faas.trigger": "http" if run.role == "api" else "pubsub",
                "messaging.system": None if run.role == "api" else "aws_sqs",
                "dreamforge.job_id": run.job_id,
            }
        )
    )
    span["events"] = [
        {
            "timeUnixNano": _nanoseconds(line.at),
            "name": line.message,
            "attributes": list(_attributes({"level": line.level})),
        }
        for line in list(run.logs)
    ]
    span["status"] = {"code": ERROR if failed else OK}
    return span


def _call_span(call: RecordedCall, facts: CallFacts, rights: CallRights, trace_id: str, parent: str) -> Span:
    service = _SERVICE_NAMES.get(facts.service, facts.service)
    name = f"{facts.action} {facts.resource}" if facts.service == "dynamodb" else f"{service}.{facts.action}"
    span = _span(
        name, CLIENT, trace_id, _span_id(call.span_id or f"{id(call):x}"), parent, call.began, call.ended or call.began
    )
    span["attributes"] = list(_attributes({**_common(call, facts, rights), **_by_service(facts)}))
    failed = call.status is None or call.status >= 400
    span["status"] = {"code": ERROR, "message": facts.error or ""} if failed else {"code": OK}
    return span


def _common(call: RecordedCall, facts: CallFacts, rights: CallRights) -> dict[str, Any]:
    statements = [each.statement for each in rights.permissions if each.statement]
    own = facts.service in _SERVICE_NAMES
    return {
        "rpc.system": "aws-api" if own else None,
        "rpc.service": _SERVICE_NAMES.get(facts.service),
        "rpc.method": facts.action if own else None,
        "http.response.status_code": call.status,
        "http.request.body.size": call.body.size,
        "http.response.body.size": call.answer.size,
        "error.type": facts.error,
        "dreamforge.fault": call.fault,
        "dreamforge.rights": rights.verdict,
        "dreamforge.policy_statements": statements or None,
    }


def _by_service(facts: CallFacts) -> dict[str, Any]:
    match facts.service:
        case "dynamodb":
            return {
                "db.system.name": "aws.dynamodb",
                "db.operation.name": facts.action,
                "aws.dynamodb.table_names": list(facts.tables) or None,
                "dreamforge.read_units": facts.reads,
                "dreamforge.write_units": facts.writes,
            }
        case "s3":
            bucket, _, key = facts.resource.partition("/")
            return {"aws.s3.bucket": bucket, "aws.s3.key": key or None}
        case "sqs":
            kind = {"SendMessage": "send", "ReceiveMessage": "receive", "DeleteMessage": "settle"}.get(facts.action)
            return {
                "messaging.system": "aws_sqs",
                "messaging.destination.name": facts.resource,
                "messaging.operation.type": kind,
                "messaging.operation.name": facts.action,
            }
        case "bedrock":
            texts = facts.action.startswith("Converse")
            return {
                "gen_ai.provider.name": "aws.bedrock",
                "gen_ai.operation.name": "chat" if texts else "generate_content",
                "gen_ai.request.model": facts.resource,
                "gen_ai.output.type": "text" if texts else "image",
                "gen_ai.usage.input_tokens": facts.input_tokens if texts else None,
                "gen_ai.usage.output_tokens": facts.output_tokens if texts else None,
                "dreamforge.pictures": facts.pictures or None,
            }
        case "kie":
            return {
                "gen_ai.provider.name": "kie",
                "gen_ai.operation.name": "generate_content",
                "gen_ai.output.type": "image",
            }
    return {}


def _span(name: str, kind: int, trace_id: str, span_id: str, parent: str, began: float, ended: float | None) -> Span:
    return {
        "traceId": trace_id,
        "spanId": span_id,
        **({"parentSpanId": parent} if parent else {}),
        "name": name,
        "kind": kind,
        "startTimeUnixNano": _nanoseconds(began),
        "endTimeUnixNano": _nanoseconds(ended if ended is not None else began),
    }


def _span_id(given: str) -> str:
    """16 hexadecimal digits."""
    return given if len(given) == 16 else hashlib.sha256(given.encode()).hexdigest()[:16]


def _nanoseconds(seconds: float) -> str:
    """64-bit numbers are texts in OTLP's JSON."""
    return str(int(seconds * 1e9))


def _attributes(values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, value in values.items():
        if value is not None and value != "":
            yield {"key": name, "value": _value(value)}


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, list):
        return {"arrayValue": {"values": [_value(each) for each in value]}}
    return {"stringValue": str(value)}
