"""The whole service on one machine: how long until it answers, and how many ideas a second become products.

A creation goes the whole way: gateway, token, handler, brief, picture, S3, DynamoDB, presigned URL.
"""

import gc
import json
import logging
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from backend.local.laptop import Laptop
from benchmarks.designer import IDEAS
from benchmarks.table import show

ROOT = Path(__file__).parents[1]
PASSWORD = "Correct-Horse-9-Battery"
COLD = """
import gc, time
gc.disable()
began = time.perf_counter()
import logging
from backend.local.laptop import Laptop
from urllib.request import urlopen
with Laptop.start(log_to=logging.NullHandler()) as laptop:
    urlopen(laptop.url + "/ping").read()
    print(time.perf_counter() - began)
"""
CREATIONS = 8
READS = 1_000
PROGRAMS = {
    "dreamforge --help": ["--help"],
    "make demo, programs and laptop of its own": [
        "create",
        "Hazme una imagen de Colombia",
        "--out",
        "{folder}/demo.json",
    ],
}


def run() -> None:
    rows = [("cold start until /ping answers, in a fresh interpreter", f"{_cold():.2f} s")]
    rows += [(name, _run_program(arguments)) for name, arguments in PROGRAMS.items()]
    generous = {"RATE_LIMIT_REQUESTS": "100000", "DAILY_GENERATIONS": "100000"}
    with Laptop.start(log_to=logging.NullHandler(), settings=generous) as laptop:
        laptop.cloud.ensure_user("bench", PASSWORD, "bench@example.com")
        token = laptop.cloud.token("bench", PASSWORD)["IdToken"]
        rows.append(("the first creation", f"{_timed(laptop.url, token, 1, 1):.2f} s"))
        rows.append((f"memory for each of {READS} signed-in reads", f"{_grow(laptop.url, token):.2f} kB"))
        for at_once in (1, 2, 4):
            rate = CREATIONS / _timed(laptop.url, token, CREATIONS, at_once)
            rows.append((f"creations a second, {at_once} at once", f"{rate:.1f}"))
    show("The laptop", ("", ""), rows)


def _cold() -> float:
    """The median of three."""
    command = [sys.executable, "-c", COLD]
    runs = (subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True) for _ in range(3))
    return sorted(float(done.stdout) for done in runs)[1]


def _run_program(arguments: list[str]) -> str:
    """Seconds on the wall and of the processor: the second says what a machine that does nothing else would take."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "backend.local", *(each.format(folder=folder) for each in arguments)]
        before, began = os.times(), time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env={**os.environ, "PORT": "0"})
        wall, after = time.perf_counter() - began, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return f"{wall:.2f} s, {used:.2f} s of processor"


def _grow(url: str, token: str) -> float:
    """kB that a request leaves behind, after a quarter as many to warm up."""
    parts, headers = urlsplit(url), {"Authorization": token}
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)

    def read(count: int) -> float:
        for number in range(count):
            connection.request("GET", ("/status", "/products?owner=me", "/listings")[number % 3], headers=headers)
            connection.getresponse().read()
        gc.collect()
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e3

    before = read(READS // 4)
    grown = (read(READS) - before) / READS
    connection.close()
    return grown


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
