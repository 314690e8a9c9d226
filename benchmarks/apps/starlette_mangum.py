"""Starlette behind Mangum: the handlers call pydantic."""

from mangum import Mangum
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from benchmarks.apps.models import ITEMS, ChatInput, Items, Ping, Status, chat_output


async def ping(_: Request) -> JSONResponse:
    return JSONResponse(Ping(status="ok").model_dump())


async def get_status(request: Request) -> JSONResponse:
    user = request.scope["aws.event"]["requestContext"]["authorizer"]["claims"]["sub"]
    return JSONResponse(Status(status="ok", user=user).model_dump())


async def chat(request: Request) -> JSONResponse:
    try:
        sent = ChatInput.model_validate_json(await request.body())
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        return JSONResponse({"error": "validation_failed", "details": details}, 422)
    return JSONResponse(chat_output(sent).model_dump())


async def list_items(request: Request) -> JSONResponse:
    limit = int(request.query_params.get("limit", "20"))
    return JSONResponse(Items(items=ITEMS[:limit]).model_dump(mode="json"))


handler = Mangum(
    Starlette(
        routes=[
            Route("/ping", ping),
            Route("/status", get_status),
            Route("/chat", chat, methods=["POST"]),
            Route("/items", list_items),
        ]
    ),
    lifespan="off",
)
