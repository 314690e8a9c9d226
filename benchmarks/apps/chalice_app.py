"""Chalice: the handlers call pydantic."""

from typing import Any

from chalice import Chalice, Response
from pydantic import ValidationError

from benchmarks.apps import events
from benchmarks.apps.models import ITEMS, ChatInput, Items, Ping, Status, chat_output

app = Chalice(app_name="little")


@app.route("/ping")
def ping() -> dict[str, Any]:
    return Ping(status="ok").model_dump()


@app.route("/status")
def get_status() -> dict[str, Any]:
    return Status(status="ok", user=app.current_request.context["authorizer"]["claims"]["sub"]).model_dump()


@app.route("/chat", methods=["POST"])
def chat() -> Any:
    try:
        sent = ChatInput.model_validate_json(app.current_request.raw_body)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        return Response({"error": "validation_failed", "details": details}, status_code=422)
    return chat_output(sent).model_dump()


@app.route("/items")
def list_items() -> dict[str, Any]:
    limit = int((app.current_request.query_params or {}).get("limit", "20"))
    return Items(items=ITEMS[:limit]).model_dump(mode="json")


EVENTS = {**events.EVENTS, "404": (405, events.EVENTS["404"][1])}
"""Behind its own gateway Chalice is never asked for a path that it has not; asked all the same, it says 405."""


def prepare(event: dict[str, Any]) -> dict[str, Any]:
    """The event as Chalice's own deployment has it, which makes a resource of each route."""
    told = {"resourcePath": event["path"], "httpMethod": event["httpMethod"]}
    return {**event, "requestContext": {**event["requestContext"], **told}}


def handler(event: dict[str, Any], context: Any) -> Any:
    return app(event, context)
