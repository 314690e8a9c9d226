"""What the console exports is what OpenTelemetry's own schema takes."""

import json
import subprocess
import sys
from pathlib import Path

from backend.local.console.otlp import document
from tests.conftest import Client, start_laptop
from tests.time_limits import scaled

SCHEMA = "opentelemetry-proto==1.45.2"
PARSE = """
import base64, json, sys
from google.protobuf.json_format import Parse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

def as_protobuf(value, name=""):
    # ids are hexadecimal in OTLP's JSON, and Base64 in that of protobuf
    if isinstance(value, dict):
        return {key: as_protobuf(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [as_protobuf(each, name) for each in value]
    return base64.b64encode(bytes.fromhex(value)).decode() if name in ("traceId", "spanId", "parentSpanId") else value

parsed = Parse(json.dumps(as_protobuf(json.load(sys.stdin))), ExportTraceServiceRequest())
spans = [span for each in parsed.resource_spans for scope in each.scope_spans for span in scope.spans]
assert all(len(span.trace_id) == 16 and len(span.span_id) == 8 for span in spans)
print(json.dumps(sorted(span.name for span in spans)))
"""


def test_export_fits_the_schema(shared_folder: Path) -> None:
    """The schema comes from the package index, hence it is no part of the environment."""
    place = shared_folder / "otlp"
    install = [sys.executable, "-m", "pip", "install", "-q", "--target", str(place), SCHEMA]
    subprocess.run(install, check=True, capture_output=True, timeout=scaled(300))
    with start_laptop() as laptop:
        view = laptop.console.application.view
        client = Client(laptop)
        client.token("ana")
        answers = [
            client.post("/interpret", {"q": "A fox"}, as_user="ana"),
            client.get("/products", as_user="ana", owner="me"),
            client.get("/me"),
        ]
        for answer in answers:
            request = laptop.console.recorder.find(answer.headers["x-amzn-requestid"])
            assert request is not None
            told = document(request, view, "local")
            names = [span["name"] for each in told["resourceSpans"] for span in each["scopeSpans"][0]["spans"]]
            assert json.loads(parse(place, json.dumps(told)).stdout) == sorted(names)
            wrong = json.dumps(told).replace('"startTimeUnixNano"', '"startTime"')
            assert "startTime" in parse(place, wrong).stderr


def parse(place: Path, told: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", PARSE],
        input=told,
        env={"PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=False,
        timeout=scaled(60),
    )
