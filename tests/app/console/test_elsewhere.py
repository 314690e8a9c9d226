"""Traces outside the page: in the terminal, and as OTLP in the backend of somebody else."""

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from backend.local.console.otlp import CLIENT, TraceExporter, document
from backend.local.console.records import RecordedRequest
from backend.local.laptop import Laptop
from tests.app.console.conftest import ConsoleClient, calls_of, is_done
from tests.command_line import PROGRAM, plain, run
from tests.conftest import Answer, Client, start_laptop
from tests.time_limits import scaled

Span = dict[str, Any]


class Collector:
    """Takes what is sent to /v1/traces as OTLP's JSON. tests/infra/test_console_otlp.py checks it by the schema."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str | None]] = []
        self.arrived = threading.Event()
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                collector.asked.append((self.path, self.headers["Content-Type"]))
                collector.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")
                collector.arrived.set()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.close()


def list_spans(document: dict[str, Any]) -> list[Span]:
    return [span for each in document["resourceSpans"] for scope in each["scopeSpans"] for span in scope["spans"]]


def attributes(span: Span) -> dict[str, Any]:
    return {each["key"]: next(iter(each["value"].values())) for each in span["attributes"]}


def test_trace_is_exported_by_the_conventions(
    console: ConsoleClient, client: Client, ana: str, collector: Collector
) -> None:
    """The tree of spans is that of the waterfall; names are those of the semantic conventions."""
    exporter = TraceExporter(collector.url, console.laptop.console.application.view, "local")
    answer = client.post("/create", {"q": "A fox"}, as_user=ana)
    request = recorded(console, answer)
    exporter.export(request)
    exporter.wait()
    assert collector.asked == [("/v1/traces", "application/json")]
    spans = list_spans(collector.received[0])
    ids = {span["spanId"] for span in spans}
    assert len(ids) == len(spans)
    assert {span["traceId"] for span in spans} == {request.root.removeprefix("1-").replace("-", "")}
    (root,) = [span for span in spans if "parentSpanId" not in span]
    assert root["name"] == "POST /create"
    assert all(span["parentSpanId"] in ids for span in spans if span is not root)
    assert all(int(span["startTimeUnixNano"]) <= int(span["endTimeUnixNano"]) for span in spans)
    calls = [span for span in spans if span["kind"] == CLIENT]
    assert len(calls) == len(calls_of(console.trace_of(answer)))
    named = {span["name"]: attributes(span) for span in calls}
    chat, stored = named["bedrock.ConverseStream"], named["S3.PutObject"]
    assert (chat["gen_ai.operation.name"], chat["gen_ai.provider.name"]) == ("chat", "aws.bedrock")
    assert chat["gen_ai.request.model"] == "us.anthropic.claude-sonnet-4-6"
    assert int(chat["gen_ai.usage.input_tokens"]) > 0
    assert (stored["rpc.system"], stored["rpc.service"], stored["rpc.method"]) == ("aws-api", "S3", "PutObject")
    written = named["TransactWriteItems products, listings, conversations, messages, jobs"]
    assert written["db.system.name"] == "aws.dynamodb"
    tables = [each["stringValue"] for each in written["aws.dynamodb.table_names"]["values"]]
    assert tables == ["products", "listings", "conversations", "messages", "jobs"]
    assert client.token(ana) not in json.dumps(collector.received)


def recorded(console: ConsoleClient, answer: Answer) -> RecordedRequest:
    found = console.laptop.console.recorder.find(answer.headers["x-amzn-requestid"])
    assert found is not None
    return found


def test_job_is_exported_in_the_trace_of_its_request(console: ConsoleClient, client: Client, ana: str) -> None:
    answer = client.post("/create", {"q": "A fox"}, as_user=ana, headers={"Prefer": "respond-async"})
    console.trace_of(answer, until=is_done)
    told = document(recorded(console, answer), console.laptop.console.application.view, "local")
    services = {attributes(each["resource"])["service.name"] for each in told["resourceSpans"]}
    assert {"dreamforge-gateway", "dreamforge-api", "dreamforge-worker"} <= services
    worker = next(attributes(span) for span in list_spans(told) if span["name"] == "worker function")
    assert (worker["faas.trigger"], worker["messaging.system"]) == ("pubsub", "aws_sqs")


def test_laptop_exports_where_an_endpoint_is_set(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    """From its start on, without a visit of the page."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
    with start_laptop() as laptop:
        laptop.console.export_traces()
        Client(laptop).get("/ping")
        assert collector.arrived.wait(scaled(30))
    assert list_spans(collector.received[0])[0]["name"] == "GET /ping"


def test_backend_that_is_away_costs_a_line_of_log(
    console: ConsoleClient, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """One, however many traces it misses."""
    exporter = TraceExporter("http://127.0.0.1:9", console.laptop.console.application.view, "local")
    request = recorded(console, client.get("/ping"))
    exporter.export(request)
    exporter.export(request)
    exporter.wait()
    assert len([record for record in caplog.records if "traces cannot be sent" in record.message]) == 1


def port_of(laptop: Laptop) -> str:
    return laptop.url.rpartition(":")[2]


def test_terminal_has_the_same_waterfall(console: ConsoleClient, client: Client, laptop: Laptop, ana: str) -> None:
    answer = client.post("/interpret", {"q": "A fox"}, as_user=ana)
    trace = console.trace_of(answer)
    found = subprocess.run(
        [*PROGRAM, "trace", trace["request_id"], "--port", port_of(laptop)],
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=True,
        timeout=scaled(60),
    )
    for row in calls_of(trace):
        assert f"{row['service']} {row['action']}" in plain(found.stdout)
        for permission in row["rights"]["permissions"]:
            assert permission["statement"].rpartition(" ")[2] in found.stdout
    assert f"{trace['consumed']['input_tokens']} + {trace['consumed']['output_tokens']} tokens" in plain(found.stdout)
    assert json.loads(run("trace", trace["request_id"], "--port", port_of(laptop), "--json").stdout) == trace


def test_terminal_shows_the_latest_and_says_what_is_missing(
    console: ConsoleClient, client: Client, laptop: Laptop
) -> None:
    client.get("/ping")
    assert "GET /ping" in plain(run("trace", "--port", port_of(laptop)).stdout)
    missing = run("trace", "no-such-id", "--port", port_of(laptop))
    assert missing.exit_code == 1
    assert "not among the last 500" in plain(missing.stderr)
