"""The laptop's HTTP servers: requests a second on connections that stay open, sent by processes of their own.

On a machine that others use too, compare the processor's time for a request instead.

`/ping` goes through gateway and handler; the others go to the stand-ins directly.
"""

import json
import logging
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from backend.local.laptop import Laptop
from benchmarks.table import show

ROOT = Path(__file__).parents[1]
SECONDS = 2.0
CLIENTS = (1, 4)
CONVERSE = json.dumps({"messages": [{"role": "user", "content": [{"text": "hello"}]}]})
MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1%3A0"


def run() -> None:
    with Laptop.start(log_to=logging.NullHandler()) as laptop:
        dynamodb = {
            "X-Amz-Target": "DynamoDB_20120810.DescribeLimits",
            "Content-Type": "application/x-amz-json-1.0",
            "Authorization": "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, "
            "SignedHeaders=host, Signature=none",
        }
        wanted = {
            "gateway: GET /ping": (laptop.url, "GET", "/ping", "", {}),
            "DynamoDB: a small call": (laptop.cloud.endpoint, "POST", "/", "{}", dynamodb),
            "Bedrock: POST converse": (
                laptop.bedrock.url,
                "POST",
                f"/model/{MODEL}/converse",
                CONVERSE,
                {"Content-Type": "application/json"},
            ),
            "KIE: an unknown path": (laptop.kie.url, "GET", "/nothing", "", {}),
        }
        rows = [(name, *(_measured(clients, *request) for clients in CLIENTS)) for name, request in wanted.items()]
    show("The laptop's servers, requests a second", ("", *(f"{count} clients" for count in CLIENTS)), rows)


def _measured(clients: int, *request: object) -> str:
    command = [sys.executable, "-m", "benchmarks.servers", json.dumps(request)]
    began = time.process_time()
    programs = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(clients)]
    rate = sum(float(program.communicate()[0]) for program in programs)
    return f"{rate:.0f} ({(time.process_time() - began) / (rate * SECONDS) * 1000:.2f} ms of processor each)"


def _send(url: str, method: str, path: str, body: str, headers: dict[str, str]) -> float:
    """Requests a second of this process."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        connection.request(method, path, body or None, headers)
        connection.getresponse().read()
        count += 1
    return count / (time.perf_counter() - began)


if __name__ == "__main__":
    print(_send(*json.loads(sys.argv[1])))
