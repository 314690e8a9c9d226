"""What the recorder costs."""

import gc
import io
import threading
import tracemalloc
from types import FrameType
from typing import Any

import pytest

from backend.local.console.recorder import KEPT_REQUESTS, Recorder
from backend.local.wsgi import HEADERS_KEY
from tests.conftest import SETTINGS, Client, start_laptop

REQUESTS = 20_000
BODY = b'{"TableName": "dreamforge-local-products", "Key": {"product_id": {"S": "prd_1"}}}' * 20


def environ(**more: str) -> dict[str, Any]:
    headers = [("Host", "127.0.0.1"), ("User-Agent", "a test")]
    request = {"REQUEST_METHOD": "POST", "RAW_URI": "/", "wsgi.input": io.BytesIO(BODY), HEADERS_KEY: headers}
    return {**request, **more}


def answer(_: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("x-amzn-RequestId", "1")])
    return [BODY]


@pytest.mark.long
def test_memory_stays_flat() -> None:
    """Over 20,000 requests, each with a call of its own."""
    recorder = Recorder()
    recorder.start()
    store = recorder.watch("aws", answer)

    def serve(given: dict[str, Any], start_response: Any) -> list[bytes]:
        (run,) = recorder.requests()[-1].runs
        header = f"Root={run.root};Parent={len(recorder.requests()):016x};Sampled=1"
        run.add_call(header, [])
        list(
            store(environ(HTTP_X_AMZN_TRACE_ID=header, HTTP_X_AMZ_TARGET="DynamoDB_20120810.GetItem"), lambda *_: None)
        )
        return answer(given, start_response)

    api = recorder.watch_api(serve)
    sizes = []
    tracemalloc.start()
    try:
        for at in range(1, REQUESTS + 1):
            list(api(environ(), lambda *_: None))
            if at in (2_000, REQUESTS):
                gc.collect()
                sizes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert len(recorder.requests()) == KEPT_REQUESTS
    assert all(len(run.calls) == 1 for request in recorder.requests() for run in request.runs)
    assert sizes[1] <= 1.05 * sizes[0], sizes


def test_what_was_cleared_meanwhile_does_not_count() -> None:
    """Requests that end after the list was cleared leave room for all others."""
    recorder = Recorder()
    recorder.start()
    large = b"x" * 1_000_000

    def clear(given: dict[str, Any], start_response: Any) -> list[bytes]:
        recorder.clear()
        return answer(given, start_response)

    clearing, plain = recorder.watch_api(clear), recorder.watch_api(answer)
    for _ in range(70):
        list(clearing({**environ(), "wsgi.input": io.BytesIO(large)}, lambda *_: None))
    for _ in range(10):
        list(plain(environ(), lambda *_: None))
    assert len(recorder.requests()) == 10


def test_recording_calls_three_percent_more_functions_at_most() -> None:
    """Of a page of products, gateway and stand-ins included; functions are counted, as time depends on the machine."""
    counted = [0]

    def count(_frame: FrameType, event: str, _: Any) -> None:
        counted[0] += event in ("call", "c_call")

    threading.setprofile(count)
    try:
        with start_laptop(SETTINGS) as laptop:
            client = Client(laptop)
            recorder = laptop.console.recorder
            recorder.start()
            found = {}
            for on in (False, True):
                recorder.on = on
                client.get("/products", as_user="ana", owner="me")
                before = counted[0]
                for _ in range(5):
                    assert client.get("/products", as_user="ana", owner="me").status == 200
                found[on] = counted[0] - before
    finally:
        threading.setprofile(None)
    assert found[True] <= 1.03 * found[False], found
