"""The container's front under load and under attack, on this machine only.

`python -m benchmarks container` starts a laptop and the image's own start command before it, as a program of its own:
20,000 mixed requests of 50 clients, then pings while 300 connections are slow or silent. Fewer of them:
`python -m benchmarks.container --requests 2000 --clients 10 --silent 50`.
"""

import argparse
import json
import logging
import os
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from backend.local.laptop import Laptop
from benchmarks.table import show

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"
PASSWORD = "Correct-Horse-9-Battery"
PINGS = 400
UNFINISHED = (
    b"",
    b"GET /ping HT",
    b'POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"',
    b"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    b"Content-Length: 10000000\r\n\r\n--x",
)
"""What the slow and silent connections send, in turns; nothing more follows."""
MIX: tuple[tuple[str, str, Any, bool], ...] = (
    ("GET", "/ping", None, False),
    ("GET", "/status", None, True),
    ("GET", "/me", None, True),
    ("GET", "/products?owner=me", None, True),
    ("GET", "/listings", None, True),
    ("GET", "/openapi.json", None, True),
    ("POST", "/interpret", {"q": ""}, True),
    ("POST", "/create", {"q": "a fox"}, False),
    ("GET", "/nothing", None, True),
    ("GET", "/catalog?limit=5", None, True),
)
"""(method, path, body, with a token). Each status of theirs is what the API declares: 200, 401, 404, 422."""
EXPECTED = {200, 401, 404, 422}


def run(requests: int = 20_000, clients: int = 50, silent: int = 300) -> None:
    with Laptop.start(log_to=logging.NullHandler(), settings={"RATE_LIMIT_REQUESTS": "1000000"}) as laptop:
        laptop.cloud.ensure_user("bench", PASSWORD, "bench@example.com")
        token = laptop.cloud.token("bench", PASSWORD)["IdToken"]
        with _container(laptop) as (port, pid):
            _send(port, token, clients * len(MIX), clients)  # threads, clients of AWS and caches are there
            warm, began = _memory(pid), time.perf_counter()
            counts = _send(port, token, requests, clients)
            took, used = time.perf_counter() - began, _memory(pid)
            calm = _pings(port)
            with _silence(port, silent):
                attacked = _pings(port)
                worst = max(_memory(pid), used)
    failed = sum(count for status, count in counts.items() if status not in EXPECTED | {429})
    rows = [
        (f"{requests} requests of {clients} clients", f"{requests / took:.0f} a second"),
        ("of them failed", str(failed)),
        ("of them 429", str(counts[429])),
        ("memory after warm-up", f"{warm:.0f} MB"),
        ("memory at the end", f"{used:.0f} MB"),
        ("/ping, p50 and p99", _times(calm)),
        (f"/ping with {silent} slow or silent connections, p50 and p99", _times(attacked)),
        ("memory meanwhile", f"{worst:.0f} MB"),
    ]
    show("The container", ("", ""), rows)
    if failed:
        raise SystemExit(f"unexpected statuses: {dict(counts)}")


@contextmanager
def _container(laptop: Laptop) -> Iterator[tuple[int, int]]:
    """Its port and process id."""
    command = [sys.executable, "-m", "backend.container", "--host", HOST, "--port", "0"]
    variables = {**laptop.environment, "PATH": os.environ["PATH"], "LOG_LEVEL": "INFO"}
    process = subprocess.Popen(command, cwd=ROOT, env=variables, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    port = next(json.loads(line)["port"] for line in process.stderr if '"listening"' in line)
    with ThreadPoolExecutor(1) as reader:
        reader.submit(lambda lines: sum(1 for _ in lines), process.stderr)  # else it would wait for its log to be read
        try:
            yield port, process.pid
        finally:
            process.kill()
            process.wait()


def _send(port: int, token: str, requests: int, clients: int) -> Counter[int]:
    """How often each status came; 0 for a connection that failed."""

    def client(number: int) -> Counter[int]:
        counts: Counter[int] = Counter()
        connection = HTTPConnection(HOST, port, timeout=60)
        for turn in range(requests // clients):
            method, path, body, signed = MIX[(number + turn) % len(MIX)]
            headers = {"Content-Type": "application/json", **({"Authorization": token} if signed else {})}
            try:
                connection.request(method, path, None if body is None else json.dumps(body), headers)
                response = connection.getresponse()
                response.read()
                counts[response.status] += 1
            except OSError:
                counts[0] += 1
                connection.close()
        connection.close()
        return counts

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(client, range(clients)), Counter())


@contextmanager
def _silence(port: int, count: int) -> Iterator[None]:
    with ExitStack() as stack:
        for number in range(count):
            connection = stack.enter_context(socket.create_connection((HOST, port), timeout=10))
            connection.sendall(UNFINISHED[number % len(UNFINISHED)])
        yield


def _pings(port: int) -> list[float]:
    """Milliseconds, each on a connection of its own, as a health check makes them."""
    took = []
    for _ in range(PINGS):
        began = time.perf_counter()
        connection = HTTPConnection(HOST, port, timeout=60)
        connection.request("GET", "/ping")
        status = connection.getresponse().status
        connection.close()
        if status != 200:
            raise SystemExit(f"/ping: {status}")
        took.append((time.perf_counter() - began) * 1000)
    return took


def _times(took: list[float]) -> str:
    return f"{statistics.median(took):.1f} ms, {statistics.quantiles(took, n=100)[98]:.1f} ms"


def _memory(pid: int) -> float:
    """Resident, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Load for the container's front, on this machine only.")
    for name, default in (("requests", 20_000), ("clients", 50), ("silent", 300)):
        parser.add_argument(f"--{name}", type=int, default=default)
    run(**vars(parser.parse_args()))
