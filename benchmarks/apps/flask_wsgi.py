"""Flask behind apig-wsgi: the handlers call pydantic."""

from typing import Any

from apig_wsgi import make_lambda_handler
from flask import Flask, request
from pydantic import ValidationError

from benchmarks.apps.models import ITEMS, ChatInput, Items, Ping, Status, chat_output

app = Flask(__name__)


@app.get("/ping")
def ping() -> Any:
    return Ping(status="ok").model_dump()


@app.get("/status")
def get_status() -> Any:
    user = request.environ["apig_wsgi.request_context"]["authorizer"]["claims"]["sub"]
    return Status(status="ok", user=user).model_dump()


@app.post("/chat")
def chat() -> Any:
    try:
        sent = ChatInput.model_validate_json(request.get_data())
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        return {"error": "validation_failed", "details": details}, 422
    return chat_output(sent).model_dump()


@app.get("/items")
def list_items() -> Any:
    return Items(items=ITEMS[: request.args.get("limit", 20, type=int)]).model_dump(mode="json")


handler = make_lambda_handler(app)
