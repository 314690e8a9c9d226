"""FastAPI behind Mangum."""

from typing import Annotated

from fastapi import FastAPI, Query, Request
from mangum import Mangum

from benchmarks.apps.models import ITEMS, ChatInput, ChatOutput, Items, Ping, Status, chat_output

app = FastAPI()


@app.get("/ping")
async def ping() -> Ping:
    return Ping(status="ok")


@app.get("/status")
async def get_status(request: Request) -> Status:
    return Status(status="ok", user=request.scope["aws.event"]["requestContext"]["authorizer"]["claims"]["sub"])


@app.post("/chat")
async def chat(sent: ChatInput) -> ChatOutput:
    return chat_output(sent)


@app.get("/items")
async def list_items(limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Items:
    return Items(items=ITEMS[:limit])


handler = Mangum(app, lifespan="off")
