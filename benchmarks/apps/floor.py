"""The floor: a dictionary of functions, pydantic and json. It has no log, no CORS, no templates in paths."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from benchmarks.apps.models import ITEMS, ChatInput, Items, Ping, Status, chat_output

Event = Mapping[str, Any]
HEADERS = {"Content-Type": "application/json"}


def answer(status: int, content: Any) -> dict[str, Any]:
    return {"statusCode": status, "headers": HEADERS, "body": json.dumps(content), "isBase64Encoded": False}


def ping(_: Event) -> dict[str, Any]:
    return answer(200, Ping(status="ok").model_dump())


def get_status(event: Event) -> dict[str, Any]:
    user = event["requestContext"]["authorizer"]["claims"]["sub"]
    return answer(200, Status(status="ok", user=user).model_dump())


def chat(event: Event) -> dict[str, Any]:
    try:
        sent = ChatInput.model_validate_json(event["body"] or "")
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        return answer(422, {"error": "validation_failed", "details": details})
    return answer(200, chat_output(sent).model_dump())


def list_items(event: Event) -> dict[str, Any]:
    limit = int((event["queryStringParameters"] or {}).get("limit", "20"))
    return answer(200, Items(items=ITEMS[:limit]).model_dump(mode="json"))


ROUTES: dict[tuple[str, str], Callable[[Event], dict[str, Any]]] = {
    ("GET", "/ping"): ping,
    ("GET", "/status"): get_status,
    ("POST", "/chat"): chat,
    ("GET", "/items"): list_items,
}


def handler(event: Event, _: object) -> dict[str, Any]:
    route = ROUTES.get((event["httpMethod"], event["path"]))
    if route is None:
        return answer(404, {"error": "not_found"})
    return route(event)
