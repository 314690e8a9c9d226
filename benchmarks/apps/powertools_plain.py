"""aws-lambda-powertools without its validation: the handlers call pydantic and write JSON."""

import json
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from pydantic import ValidationError

from benchmarks.apps.models import ITEMS, ChatInput, Items, Ping, Status, chat_output

app = APIGatewayRestResolver()


@app.get("/ping")
def ping() -> dict[str, Any]:
    return Ping(status="ok").model_dump()


@app.get("/status")
def get_status() -> dict[str, Any]:
    user = app.current_event["requestContext"]["authorizer"]["claims"]["sub"]
    return Status(status="ok", user=user).model_dump()


@app.post("/chat")
def chat() -> Any:
    try:
        sent = ChatInput.model_validate_json(app.current_event.body or "")
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        return Response(422, "application/json", json.dumps({"error": "validation_failed", "details": details}))
    return chat_output(sent).model_dump()


@app.get("/items")
def list_items() -> dict[str, Any]:
    limit = int(app.current_event.query_string_parameters.get("limit", "20"))
    return Items(items=ITEMS[:limit]).model_dump(mode="json")


def handler(event: dict[str, Any], context: Any) -> Any:
    return app.resolve(event, context)
