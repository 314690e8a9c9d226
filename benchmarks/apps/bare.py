"""The web framework alone: gateway adapter, router, binding and its default middleware."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from backend.framework.adapters.lambda_proxy import event_of, request_of
from backend.framework.application import Application
from backend.framework.request import Request
from backend.framework.routing.operation import operation
from benchmarks.apps.models import ITEMS, ChatInput, ChatOutput, Items, Ping, Status, chat_output


def ping() -> Ping:
    """Says that it runs."""
    return Ping(status="ok")


def get_status(request: Request) -> Status:
    """Shows the caller."""
    return Status(status="ok", user=(request.claims or {})["sub"])


def chat(sent: ChatInput) -> ChatOutput:
    """Answers a message."""
    return chat_output(sent)


def list_items(limit: Annotated[int, Field(ge=1, le=100)] = 20) -> Items:
    """Lists items."""
    return Items(items=ITEMS[:limit])


OPERATIONS = (
    operation("GET", "/ping", ping, summary="Ping", tag="little", public=True),
    operation("GET", "/status", get_status, summary="Status", tag="little", public=True),
    operation("POST", "/chat", chat, summary="Chat", tag="little", public=True),
    operation("GET", "/items", list_items, summary="List items", tag="little", public=True),
)
_answer = Application(OPERATIONS, check=False).answer


def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    return event_of(_answer(request_of(event, context)))
