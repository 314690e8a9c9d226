"""The whole service on one machine: how long until it answers, and how many ideas a second become products.

A creation goes the whole way: gateway, token, handler, brief, picture, S3, DynamoDB, presigned URL.
"""

import json
import logging
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from backend.local.laptop import Laptop
from benchmarks.designer import IDEAS
from benchmarks.table import show

ROOT = Path(__file__).parents[1]
PASSWORD = "Correct-Horse-9-Battery"
COLD = """
import time
began = time.perf_counter()
import logging
from backend.local.laptop import Laptop
from urllib.request import urlopen
with Laptop.start(log_to=logging.NullHandler()) as laptop:
    urlopen(laptop.url + "/ping").read()
    print(time.perf_counter() - began)
"""
CREATIONS = 8


def run() -> None:
    rows = [("cold start until /ping answers, in a fresh interpreter", f"{_cold():.2f} s")]
    generous = {"RATE_LIMIT_REQUESTS": "100000", "DAILY_GENERATIONS": "100000"}
    with Laptop.start(log_to=logging.NullHandler(), settings=generous) as laptop:
        laptop.cloud.ensure_user("bench", PASSWORD, "bench@example.com")
        token = laptop.cloud.token("bench", PASSWORD)["IdToken"]
        rows.append(("the first creation", f"{_timed(laptop.url, token, 1, 1):.2f} s"))
        for at_once in (1, 2, 4):
            rate = CREATIONS / _timed(laptop.url, token, CREATIONS, at_once)
            rows.append((f"creations a second, {at_once} at once", f"{rate:.1f}"))
    show("The laptop", ("", ""), rows)


def _cold() -> float:
    """The median of three."""
    command = [sys.executable, "-c", COLD]
    runs = (subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True) for _ in range(3))
    return sorted(float(done.stdout) for done in runs)[1]


def _timed(url: str, token: str, count: int, at_once: int) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(lambda n: _create(url, token, f"{IDEAS[n % len(IDEAS)]} {at_once} {n}"), range(count)))
    return time.perf_counter() - began


def _create(url: str, token: str, idea: str) -> None:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    try:
        headers = {"Authorization": token, "Content-Type": "application/json"}
        connection.request("POST", "/create", json.dumps({"q": idea}).encode(), headers)
        response = connection.getresponse()
        answer = response.read()
        if response.status != 201:
            raise SystemExit(f"POST /create: {response.status} {answer.decode()}")
    finally:
        connection.close()


if __name__ == "__main__":
    run()
