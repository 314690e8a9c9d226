"""A warm request through the whole Lambda handler, from API Gateway's event to its answer; the tables are stand-ins.

Next to it a floor: a dictionary of functions and json. The floor does none of what the handler does (checks, claims,
rate limit, log line, headers, decoding, signing); its page of products lies ready.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.apps.events import event
from benchmarks.measure import interleaved
from benchmarks.stand_ins import Handler
from benchmarks.table import show

EVENTS = {
    "GET /ping": (200, event("GET", "/ping")),
    "GET /status": (200, event("GET", "/status")),
    "GET /products, 20 of them": (200, event("GET", "/products", owner="me")),
    "POST /chat, bad body": (422, event("POST", "/chat", body='{"message": 7, "extra": true}')),
    "POST /chat, no JSON": (400, event("POST", "/chat", body='{"message": ')),
    "GET /nothing": (404, event("GET", "/nothing")),
}
Event = Mapping[str, Any]


def run() -> None:
    handler = Handler()
    answers = {name: handler(sent, None) for name, (_, sent) in EVENTS.items()}
    for name, (status, _) in EVENTS.items():
        if answers[name]["statusCode"] != status:
            raise SystemExit(f"{name}: {answers[name]['statusCode']} instead of {status}: {answers[name]['body']}")
    floor = _floor(json.loads(answers["GET /products, 20 of them"]["body"]))
    rows = []
    for name, (_, sent) in EVENTS.items():
        timings = interleaved({"floor": _calling(floor, sent), "ours": _calling(handler, sent)})
        first, ours = timings["floor"], timings["ours"]
        ratio = ours.median / first.median
        rows.append(
            (name, f"{first.median * 1e6:.1f}", f"{ours.median * 1e6:.1f}", f"{ratio:.1f}", f"{ours.spread:.0%}")
        )
    show("A warm request", ("", "floor us", "ours us", "ratio", "noise"), rows)


def _calling(handler: Callable[[Event, Any], Any], sent: Event) -> Callable[[], object]:
    return lambda: handler(sent, None)


def _floor(page: Any) -> Callable[[Event, Any], Any]:
    def chat(sent: Event) -> tuple[int, Any]:
        try:
            json.loads(sent["body"])
        except ValueError:
            return 400, {"error": "malformed_request"}
        return 422, {"error": "validation_failed"}

    routes: dict[tuple[str, str], Callable[[Event], tuple[int, Any]]] = {
        ("GET", "/ping"): lambda _: (200, {"status": "ok"}),
        ("GET", "/status"): lambda sent: (200, {"user": sent["requestContext"]["authorizer"]["claims"]["sub"]}),
        ("GET", "/products"): lambda _: (200, page),
        ("POST", "/chat"): chat,
    }

    def handler(sent: Event, _: Any) -> Any:
        found = routes.get((sent["httpMethod"], sent["path"]))
        status, answer = found(sent) if found else (404, {"error": "not_found"})
        headers = {"Content-Type": "application/json"}
        return {"statusCode": status, "headers": headers, "body": json.dumps(answer), "isBase64Encoded": False}

    return handler


if __name__ == "__main__":
    run()
