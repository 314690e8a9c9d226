"""aws-lambda-powertools, its REST resolver with validation."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.openapi.params import Query

from benchmarks.apps.models import ITEMS, ChatInput, ChatOutput, Items, Ping, Status, chat_output

app = APIGatewayRestResolver(enable_validation=True)


@app.get("/ping")
def ping() -> Ping:
    return Ping(status="ok")


@app.get("/status")
def get_status() -> Status:
    return Status(status="ok", user=app.current_event["requestContext"]["authorizer"]["claims"]["sub"])


@app.post("/chat")
def chat(sent: ChatInput) -> ChatOutput:
    return chat_output(sent)


@app.get("/items")
def list_items(limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Items:
    return Items(items=ITEMS[:limit])


def handler(event: dict[str, Any], context: Any) -> Any:
    return app.resolve(event, context)
