"""Every tool of an MCP server that was made of our agent profile, called once, in an order in which each succeeds.

Run by the scripts next to it. `API_URL` is the service, which knows `API_USER` with `API_PASSWORD`.
"""

import json
import os
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.request import Request, urlopen

Call = Callable[[str, dict[str, Any]], Awaitable[Any]]
"""Calls a tool with arguments; gives the JSON of its answer, and raises where the tool says that it failed."""

BRIEF = {
    "title": "Faro",
    "description": "Un faro en la tormenta.",
    "kind": "poster",
    "style": "flat",
    "mood": "calm",
    "palette": ["#FAF0D9", "#111738", "#EAB62A"],
    "keywords": ["lighthouse"],
    "tags": ["sea"],
    "language": "es",
    "price_cents": 1900,
    "design_prompt": "A lighthouse in a storm, flat colours",
}
RECORDING = {"filename": "rain.webm", "content_type": "audio/webm", "size": 8}
TOLD = {"emotion": "calm", "timestamp": "2025-06-25T15:00:00Z", "tags": ["rain"], "detected_mood": "calm"}


def agent_document() -> dict[str, Any]:
    """The document as the service gives it to agents."""
    request = Request(f"{os.environ['API_URL']}/openapi.json?profile=agent", headers=authorization())
    with urlopen(request) as answer:
        document: dict[str, Any] = json.load(answer)
        return document


def authorization(url: str | None = None) -> dict[str, str]:
    """The header for calls of the service at `url`, by default `API_URL`."""
    return {"Authorization": f"Bearer {sign_in(url or os.environ['API_URL'])['id_token']}"}


def sign_in(url: str) -> dict[str, str]:
    body = json.dumps({"username": os.environ["API_USER"], "password": os.environ["API_PASSWORD"]}).encode()
    request = Request(f"{url}/auth/login", body, {"Content-Type": "application/json"})
    with urlopen(request) as answer:
        tokens: dict[str, str] = json.load(answer)
        return tokens


def operations_of(document: dict[str, Any]) -> set[str]:
    return {each["operationId"] for methods in document["paths"].values() for each in methods.values()}


async def call_every(names: set[str], call: Call) -> None:
    """`names` are those of the tools that the server lists; one that is not called here is an error."""
    called: set[str] = set()

    async def ask(name: str, **arguments: Any) -> Any:
        called.add(name)
        return await call(name, arguments)

    await _service(ask)
    await _forge(ask)
    await _chat(ask)
    await _echoes(ask)
    assert called == names, f"not called: {names - called}; not listed: {called - names}"


Ask = Callable[..., Awaitable[Any]]


async def _service(ask: Ask) -> None:
    for name in ("getRoot", "ping", "getHealth", "getStatus", "getMe", "getOpenapi"):
        assert await ask(name)
    for name in ("getProtectedResource", "getMcpResource", "getAuthorizationServer", "getOpenidConfiguration"):
        assert await ask(name)
    tokens = await ask("login", username=os.environ["API_USER"], password=os.environ["API_PASSWORD"])
    renewed = await ask("refresh", refresh_token=tokens["refresh_token"])
    assert renewed["id_token"]
    await ask("logout", refresh_token=renewed["refresh_token"])
    for name in ("listUsers", "listOrders", "listCatalog"):
        assert (await ask(name, limit=2))["count"] == 2
    assert (await ask("inviteUpload", filename="a.png", content_type="image/png", size=10))["fields"]


async def _be_refused(ask: Ask, status: int, name: str, /, **arguments: Any) -> None:
    """What one user alone cannot do: to order from another."""
    said = ""
    try:
        await ask(name, **arguments)
    except Exception as error:  # noqa: BLE001 (each client has a class of its own)
        said = str(error)
    assert str(status) in said, f"{name} is not refused by {status}: {said}"


async def _forge(ask: Ask) -> None:
    assert (await ask("interpret", q="Un faro en la tormenta"))["title"]
    assert (await ask("design", brief=BRIEF))["media"]
    ids = (await ask("createProduct", q="Un faro en la tormenta", publish=True))["ids"]
    product, listing = {"product_id": ids["product_id"]}, {"listing_id": ids["listing_id"]}
    assert (await ask("listProducts", owner="me"))["items"][0]["product"]["product_id"] == ids["product_id"]
    assert (await ask("getProduct", **product))["listing"]["listing_id"] == ids["listing_id"]
    assert (await ask("getPrint", **product, size="letter"))["width_mm"] == 215.9
    assert (await ask("getMockup", **product))["size"] == "50x70"
    assert (await ask("updateProduct", **product, title="Faro nuevo"))["product"]["title"] == "Faro nuevo"
    assert (await ask("updateListing", **listing, price_cents=2500))["price_cents"] == 2500
    assert (await ask("getListing", **listing))["price_cents"] == 2500
    assert (await ask("listListings", limit=100))["items"]
    assert (await ask("createVariations", **product, count=1))["task_id"]
    art = next(
        each["key"] for each in (await ask("getProduct", **product))["product"]["media"] if each["role"] == "art"
    )
    assert (await ask("chooseArt", **product, art_key=art))["product"]["product_id"] == ids["product_id"]
    await _be_refused(ask, 403, "sendOrderRequest", **listing, message="One of my own, please.")
    await _be_refused(ask, 404, "updateOrderRequest", request_id="req_00000000000000000000000000", status="closed")
    assert (await ask("listOrderRequests"))["items"] == []
    await ask("deleteProduct", **product)
    assert (await ask("restoreProduct", **product))["product"]["title"] == "Faro nuevo"
    await ask("deleteProduct", **product, purge=True)
    task = await ask("generate", prompt="A lighthouse in a storm")
    assert (await ask("getJob", job_id=task["task_id"]))["kind"] == "generate"
    assert (await ask("listJobs"))["count"] >= 1


async def _chat(ask: Ask) -> None:
    answer = await ask("chat", message="¿Qué pósteres de café hay?")
    conversation = {"conversation_id": answer["conversation_id"]}
    assert (await ask("listHistory"))["items"]
    assert (await ask("listConversations"))["items"]
    assert (await ask("getConversation", **conversation))["messages"]
    await ask("deleteConversation", **conversation)


async def _echoes(ask: Ask) -> None:
    begun = await ask("initEchoUpload", **RECORDING)
    _send(begun["url"], begun["fields"])
    echo = {"echo_id": begun["echo_id"]}
    assert (await ask("saveEcho", **echo, **TOLD))["emotion"] == "calm"
    assert (await ask("getEcho", **echo))["audio"]["url"]
    assert (await ask("listEchoes", emotion="calm"))["items"]
    assert (await ask("getRandomEcho"))["echo_id"] == begun["echo_id"]
    await ask("deleteEcho", **echo)


def _send(url: str, fields: dict[str, str]) -> None:
    """The recording itself goes to the store by the presigned form, which is no tool."""
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()]
    parts.append('--x\r\nContent-Disposition: form-data; name="file"; filename="rain.webm"\r\n\r\n')
    body = "".join(parts).encode() + b"x" * RECORDING["size"] + b"\r\n--x--\r\n"  # type: ignore[operator]
    with urlopen(Request(url, body, {"Content-Type": "multipart/form-data; boundary=x"})) as answer:
        assert answer.status == 204
