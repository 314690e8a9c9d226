"""Which calls of AWS each operation makes, counted on the laptop cloud: `python -m benchmarks calls`.

The second request of each kind is counted, so that nothing is there which happens once a process. Units of DynamoDB are
computed as it bills them, from the sizes of what was sent and received: a write costs one unit for each begun KB, in
each index as well, and twice that in a transaction; a query half a unit for each begun 4 KB.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any

import botocore.client

from backend.api.lambda_function import LambdaHandler
from backend.local.laptop import Laptop
from benchmarks.apps.events import event, public_event
from benchmarks.table import show

PASSWORD = "Correct-Horse-9-Battery"
KB = 1024
GENEROUS = {"RATE_LIMIT_REQUESTS": "100000", "DAILY_GENERATIONS": "100000", "DAILY_TEXT_TOKENS": "100000000"}


@dataclass(slots=True)
class Call:
    service: str
    name: str
    began: float
    """Seconds after the request did."""
    seconds: float
    reads: float = 0.0
    writes: float = 0.0


@dataclass(slots=True)
class Recorder:
    """The calls of one request, in the order in which they began."""

    began: float = field(default_factory=time.perf_counter)
    calls: list[Call] = field(default_factory=list)


@contextmanager
def recorded() -> Iterator[Recorder]:
    """Records what this process asks of AWS, but for the pollers, which stand for a service of AWS."""
    recorder, send = Recorder(), botocore.client.BaseClient._make_api_call

    def record(client: Any, name: str, sent: Any) -> Any:
        if threading.current_thread().name == "poller":
            return send(client, name, sent)
        began = time.perf_counter()
        answer = None
        try:
            answer = send(client, name, sent)
            return answer
        finally:
            service = client.meta.service_model.service_name
            call = Call(service, name, began - recorder.began, time.perf_counter() - began)
            if service == "dynamodb":
                call.reads, call.writes = _units(name, sent, answer or {})
            recorder.calls.append(call)

    botocore.client.BaseClient._make_api_call = record
    try:
        yield recorder
    finally:
        botocore.client.BaseClient._make_api_call = send


def _units(name: str, sent: Any, answer: Any) -> tuple[float, float]:
    """(read units, write units). An update is taken for one of an item below a KB, which those of counters are."""
    indexes = _indexes()
    if name in ("Query", "Scan"):
        return 0.5 * _blocks(answer.get("Items", []), 4 * KB), 0.0
    if name == "GetItem":
        return (1.0 if sent.get("ConsistentRead") else 0.5) * _blocks([answer.get("Item", {})], 4 * KB), 0.0
    if name == "BatchGetItem":
        found = [item for items in answer.get("Responses", {}).values() for item in items]
        return sum(0.5 * _blocks([item], 4 * KB) for item in found), 0.0
    if name == "TransactWriteItems":
        writes = [write for each in sent["TransactItems"] for write in each.values()]
        return 0.0, sum(2 * _write(write, indexes) for write in writes)
    if name in ("PutItem", "UpdateItem", "DeleteItem"):
        return 0.0, _write(sent, indexes)
    return 0.0, 0.0


def _write(sent: Any, indexes: dict[str, int]) -> float:
    table = sent["TableName"].removeprefix("dreamforge-local-").replace("-", "_")
    item = sent.get("Item") or sent.get("ExpressionAttributeValues") or {}
    return _blocks([item], KB) * (1 + indexes.get(table, 0))


def _blocks(items: list[Any], size: int) -> int:
    return max(1, ceil(sum(len(json.dumps(item, default=str)) for item in items) / size))


def _indexes() -> dict[str, int]:
    from backend.adapters.dynamodb.key_schemas import read_tables

    return {name: len(shape.get("indexes", {})) for name, shape in read_tables().items()}


class Caller:
    """Calls the handler as somebody who has signed in."""

    def __init__(self, laptop: Laptop) -> None:
        self._handler = LambdaHandler(laptop.services, log_to=logging.NullHandler())
        self._client_id = laptop.services.settings.client_id

    def __call__(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        sent = event(method, path, body=None if body is None else json.dumps(body), **query)
        sent["requestContext"]["authorizer"]["claims"]["aud"] = self._client_id
        return self._answer(sent)

    def public(self, method: str, path: str) -> Any:
        """The same without a token."""
        return self._answer(public_event(method, path))

    def _answer(self, sent: Any) -> Any:
        answer = self._handler(sent, None)
        if answer["statusCode"] >= 400:
            raise SystemExit(f"{sent['httpMethod']} {sent['path']}: {answer['statusCode']} {answer['body']}")
        return json.loads(answer["body"]) if answer["body"] else None


def requests(call: Caller) -> dict[str, Callable[[], Any]]:
    """Name -> one request, to be made twice."""
    idea = {"q": "Un afiche de Cartagena de Indias al atardecer", "price_cents": 1500}
    made = call("POST", "/create", idea)
    ids = made["ids"]
    product, listing = f"/products/{ids['product_id']}", f"/listings/{ids['listing_id']}"
    jobs = call("GET", "/jobs")["items"]
    talk = call("POST", "/chat", {"message": "Which posters are there?"})["conversation_id"]
    upload = {"filename": "a.png", "content_type": "image/png", "size": 1000}
    return {
        "GET /ping": lambda: call.public("GET", "/ping"),
        "GET /status": lambda: call("GET", "/status"),
        "GET /me": lambda: call("GET", "/me"),
        "GET /products": lambda: call("GET", "/products", owner="me"),
        "GET /products/{id}": lambda: call("GET", product),
        "PATCH /products/{id}": lambda: call("PATCH", product, {"title": "Cartagena"}),
        "GET /listings": lambda: call("GET", "/listings"),
        "GET /listings/{id}": lambda: call("GET", listing),
        "PATCH /listings/{id}": lambda: call("PATCH", listing, {"price_cents": 1600}),
        "POST /interpret": lambda: call("POST", "/interpret", {"q": idea["q"]}),
        "POST /create": lambda: call("POST", "/create", idea),
        "GET /jobs": lambda: call("GET", "/jobs"),
        "GET /jobs/{id}": lambda: call("GET", f"/jobs/{jobs[0]['job_id']}"),
        "POST /chat": lambda: call("POST", "/chat", {"message": "And how much are they?", "conversation_id": talk}),
        "GET /history": lambda: call("GET", "/history"),
        "GET /conversations": lambda: call("GET", "/conversations"),
        "GET /conversations/{id}": lambda: call("GET", f"/conversations/{talk}"),
        "POST /uploads": lambda: call("POST", "/uploads", upload),
        "GET /echoes": lambda: call("GET", "/echoes"),
        "GET /catalog": lambda: call("GET", "/catalog", limit="5"),
    }


def measure(names: Collection[str] = ()) -> dict[str, list[Call]]:
    """Operation -> its calls; of all operations where none is named."""
    found = {}
    with Laptop.start(log_to=logging.NullHandler(), settings=GENEROUS) as laptop:
        for name, send in requests(Caller(laptop)).items():
            if names and name not in names:
                continue
            send()
            with recorded() as recorder:
                send()
            found[name] = recorder.calls
    return found


def describe(calls: list[Call]) -> str:
    """`dynamodb Query 2, s3 PutObject`"""
    counts = Counter(f"{call.service} {call.name}" for call in calls)
    return ", ".join(name if count == 1 else f"{name} {count}" for name, count in counts.items()) or "none"


def rows(found: dict[str, list[Call]]) -> list[tuple[str, ...]]:
    return [
        (name, f"{sum(c.reads for c in calls):g}", f"{sum(c.writes for c in calls):g}", describe(calls))
        for name, calls in found.items()
    ]


def run() -> None:
    show("Calls of AWS", ("", "read units", "write units", "calls"), rows(measure()))


if __name__ == "__main__":
    run()
