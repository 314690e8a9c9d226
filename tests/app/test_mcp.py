"""POST /mcp by the front door: who gets in, what each tool gives, and that it is the REST call and nothing more."""

import base64
import io
import json
import logging
import secrets
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from PIL import Image

from backend.api.agents import make_tools
from backend.domain.products.ports import ProductListing
from backend.framework.request import Request
from backend.framework.response import Response
from backend.local.laptop import Laptop
from tests.app import tokens
from tests.app.document import DOCUMENT, assert_error
from tests.app.models import BRIEF, paid
from tests.app.rpc import Agent, closed, message, modern
from tests.app.store import opened
from tests.app.test_logs import Lines
from tests.app.test_openapi_document import AUDIO, TOLD
from tests.conftest import PASSWORD, Answer, Client, start_laptop
from tests.unit.described import bindings
from tests.uploading import sent

NOBODY = "0" * 26
PING = message("ping")


@pytest.fixture
def agent(client: Client, ana: str) -> Agent:
    return Agent(client, ana)


def challenge(answer: Answer) -> str:
    """WWW-Authenticate, under the name that API Gateway gives it in a function's own answer as well."""
    headers = answer.headers
    return headers.get("www-authenticate") or headers["x-amzn-remapped-www-authenticate"]


def send(client: Client, token: str | None) -> Answer:
    return client.post("/mcp", PING, headers={} if token is None else {"Authorization": token})


# ---- who gets in


@pytest.mark.parametrize("prefix", ["", "Bearer "])
@pytest.mark.parametrize("kind", ["id_token", "access_token"])
def test_both_tokens_open_it(client: Client, ana: str, kind: str, prefix: str) -> None:
    """REST takes IdTokens; MCP clients send access tokens, too."""
    client.token(ana)
    given_ = client.post("/auth/login", {"username": ana, "password": PASSWORD}).json
    assert send(client, prefix + given_[kind]).json["result"] == {}


def test_both_tokens_are_the_same_caller(client: Client, ana: str) -> None:
    """Whichever is sent, the things are those of its `sub`."""
    made = client.create(ana)
    access = client.post("/auth/login", {"username": ana, "password": PASSWORD}).json["access_token"]
    body = message("tools/call", {"name": "list_products", "arguments": {}})
    answer = client.post("/mcp", body, headers={"Authorization": f"Bearer {access}"}).json["result"]
    (item,) = answer["structuredContent"]["items"]
    assert item["product"]["product_id"] == made["ids"]["product_id"]


def access_claims(laptop: Laptop, **changes: Any) -> dict[str, Any]:
    client_id = laptop.cloud.pool.client_id
    return tokens.id_claims(laptop, **{"token_use": "access", "aud": None, "client_id": client_id, **changes})


def test_the_pools_own_key_is_accepted(client: Client, laptop: Laptop) -> None:
    """The forged tokens below are refused for their claims, not for how they were made."""
    for claims in (tokens.id_claims(laptop), access_claims(laptop)):
        assert send(client, tokens.signed(claims)).status == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": int(time.time()) - 10},
        {"iss": "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_another"},
        {"client_id": "another", "aud": "another"},
        {"token_use": "refresh"},
        {"token_use": None},
        {"sub": None},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_wrong_claims_are_refused(client: Client, laptop: Laptop, changes: dict[str, Any]) -> None:
    """Expired, of another pool, client or use: 401, for tokens of either kind."""
    for claims in (tokens.id_claims(laptop, **changes), access_claims(laptop, **changes)):
        assert_error(send(client, tokens.signed(claims)), 401, "unauthorized")


@pytest.mark.parametrize("token", [None, "garbage", "Bearer ", "Basic YW5hOng=", "a.b.c"])
def test_without_a_good_token_the_way_to_one_is_reported(client: Client, token: str | None) -> None:
    """401 whose WWW-Authenticate leads to the document that leads to the sign-in."""
    answer = send(client, token)
    assert_error(answer, 401, "unauthorized")
    url = f"{client.url}/.well-known/oauth-protected-resource"
    error = 'error="invalid_token", ' if token and token.strip() != "Bearer" else ""
    assert challenge(answer) == f'Bearer {error}resource_metadata="{url}"'
    assert opened(url).json["resource"] == f"{client.url}/mcp"


def test_behind_the_stage_the_way_has_the_stage(client: Client) -> None:
    """The document is where the endpoint is."""
    answer = client.post("/local/mcp", PING)
    assert f'"{client.url}/local/.well-known/oauth-protected-resource"' in challenge(answer)


def test_forged_tokens_are_refused(client: Client, laptop: Laptop, ana: str, ben: str) -> None:
    """Unsigned, or signed for somebody else."""
    for forged in (
        tokens.unsigned(access_claims(laptop)),
        tokens.with_claims(client.token(ana), sub=client.user_id(ben)),
        tokens.by_secret(access_claims(laptop), b"secret"),
    ):
        assert_error(send(client, forged), 401, "unauthorized")


def test_a_token_of_another_pool_is_refused(client: Client, other_client: Client, ana: str) -> None:
    """The other laptop's own."""
    assert_error(send(client, other_client.token(ana)), 401, "unauthorized")


def test_an_access_token_still_opens_nothing_else(client: Client, ana: str) -> None:
    """REST stays with IdTokens."""
    client.token(ana)
    access = client.post("/auth/login", {"username": ana, "password": PASSWORD}).json["access_token"]
    assert_error(client.get("/status", headers={"Authorization": access}), 401)


# ---- over HTTP


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "PATCH"])
def test_there_is_only_post(client: Client, ana: str, method: str) -> None:
    """405 with Allow: there are no streams to open and no sessions to end."""
    answer = client.call(method, "/mcp", as_user=ana)
    assert_error(answer, 405)
    assert "POST" in answer.headers["allow"]


def test_a_foreign_page_is_refused(client: Client, ana: str) -> None:
    """403; a page of its own origin is served."""
    foreign = client.post("/mcp", PING, as_user=ana, headers={"Origin": "https://evil.example"})
    assert_error(foreign, 403, "forbidden")
    assert client.post("/mcp", PING, as_user=ana, headers={"Origin": client.url}).status == 200


def test_a_listed_page_is_served(other_client: Client, ana: str) -> None:
    """CORS_ALLOW_ORIGINS holds for agents as it does for REST."""
    headers = {"Origin": "https://studio.example"}
    assert other_client.post("/mcp", PING, as_user=ana, headers=headers).status == 200


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [(b"{}", "text/plain", 415), (b" " * 1_048_577, "application/json", 413)],
)
def test_what_http_refuses(client: Client, ana: str, body: bytes, content_type: str, status: int) -> None:
    """In the one shape of errors."""
    headers = {"Content-Type": content_type}
    assert_error(client.call("POST", "/mcp", body, as_user=ana, headers=headers), status)


def test_both_eras_are_served(client: Client, ana: str) -> None:
    """The same tools for a client that shakes hands first and for one that does not; no session for either."""
    body, headers = modern("tools/list")
    new = client.post("/mcp", body, as_user=ana, headers=headers)
    old = client.post("/mcp", message("tools/list"), as_user=ana)
    assert new.json["result"]["tools"] == old.json["result"]["tools"]
    assert not {"mcp-session-id"} & (new.headers.keys() | old.headers.keys())


def test_a_notification_is_taken_without_a_word(client: Client, ana: str) -> None:
    """202, and no content."""
    answer = client.post("/mcp", {"jsonrpc": "2.0", "method": "notifications/initialized"}, as_user=ana)
    assert (answer.status, answer.body) == (202, b"")


@settings(max_examples=60)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    )
    | st.builds(
        lambda name, arguments: message("tools/call", {"name": name, "arguments": arguments}),
        st.sampled_from(["get_product", "list_products", "get_job", "update_listing", "ask_catalogue", "list_catalog"]),
        st.dictionaries(
            st.sampled_from(["product_id", "listing_id", "job_id", "limit", "owner", "price_cents", "page_token"]),
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
        ),
    )
)
def test_nothing_makes_it_fail(client: Client, body: Any) -> None:
    """Whatever is sent has an answer, and none is a failure of the service."""
    headers = {"Content-Type": "application/json"}
    answer = client.call("POST", "/mcp", json.dumps(body).encode(), as_user="thrower-of-messages", headers=headers)
    assert answer.status in (200, 202, 400)
    assert b"internal_error" not in answer.body


# ---- the tools


def test_tools_are_not_in_the_openapi_document() -> None:
    """Its small language has no word for JSON-RPC, whose id is text or a number; the document says where agents go."""
    assert "/mcp" not in DOCUMENT["paths"]
    assert "/mcp" in DOCUMENT["info"]["description"]


def echo_of(client: Client, user: str) -> str:
    begun = client.post("/echoes/init-upload", AUDIO, as_user=user).json
    assert sent(begun["url"], begun["fields"], b"x" * AUDIO["size"]).status == 204
    echo_id = str(begun["echo_id"])
    assert client.post(f"/echoes?echo_id={echo_id}", TOLD, as_user=user).status == 201
    return echo_id


def test_every_tool_gives_what_it_promises(client: Client, agent: Agent) -> None:
    """Each is called, and its structured content fits its output schema, without a field more."""
    made = client.create(agent.user)
    ids, echo_id = made["ids"], echo_of(client, agent.user)
    job = agent.call("generate_picture", prompt="A lighthouse")
    listing, product = {"listing_id": ids["listing_id"]}, {"product_id": ids["product_id"]}
    calls: dict[str, dict[str, Any]] = {
        "get_me": {},
        "interpret_idea": {"q": "A lighthouse"},
        "draw_brief": {"brief": BRIEF},
        "create_product": {"q": "A card with a fox", "kind": "card", "publish": True},
        "generate_picture": {"prompt": "As a woodcut", "input_key": job["result"]["media"][0]["key"]},
        "list_products": {"limit": 1},
        "get_product": product,
        "get_print": {**product, "size": "50x70"},
        "update_product": {**product, "status": "active", "tags": ["a", "b"]},
        "create_variations": {**product, "count": 1},
        "choose_art": {**product, "art_key": made["design"]["media_keys"][-1]},
        "list_jobs": {},
        "get_job": {"job_id": job["job_id"]},
        "list_listings": {"max_price_cents": 10_000_000},
        "get_listing": listing,
        "update_listing": {**listing, "price_cents": 4200, "currency": "EUR"},
        "ask_catalogue": {"message": "¿Qué pósteres de café hay?"},
        "list_echoes": {},
        "get_random_echo": {"emotion": TOLD["emotion"]},
        "get_echo": {"echo_id": echo_id},
        "list_users": {"limit": 2, "role": "admin"},
        "list_orders": {"limit": 1},
        "list_catalog": {"kind": "poster", "language": "es"},
        "delete_product": product,
        "restore_product": product,
        "list_order_requests": {"role": "buyer"},
        "delete_echo": {"echo_id": echo_id},
    }
    tools = agent.tools()
    assert set(calls) == set(tools)
    for name, arguments in calls.items():
        schema = closed(tools[name]["outputSchema"])
        Draft202012Validator(tools[name]["inputSchema"]).validate(arguments)
        problems = [error.message for error in Draft202012Validator(schema).iter_errors(agent.call(name, **arguments))]
        assert problems == [], name


def test_every_argument_that_may_be_left_out_may_be_null() -> None:
    """Each optional argument of each tool as null is the very request that is made without it; so is "" for those that
    cannot be empty.
    """
    asked: list[Request] = []

    def answer(request: Request) -> Response:
        asked.append(request)
        return Response(404, b"{}")

    for tool in make_tools(bindings(), answer):
        schema = tool.listed["inputSchema"]
        needed = dict.fromkeys(schema.get("required", ()), "x")
        for name in schema["properties"].keys() - needed.keys():
            for nothing in (None, *([] if may_be_empty(schema["properties"][name]) else [""])):
                asked.clear()
                tool.run(needed, Request("POST", "/mcp"))
                tool.run({**needed, name: nothing}, Request("POST", "/mcp"))
                assert asked[0] == asked[1].with_(context=asked[0].context), (tool.listed["name"], name, nothing)


def may_be_empty(schema: dict[str, Any]) -> bool:
    return not list(Draft202012Validator(schema).iter_errors("")) and schema.get("type") == "string"


@pytest.mark.parametrize("nothing", [None, ""])
def test_an_agent_that_fills_in_everything(client: Client, agent: Agent, nothing: Any) -> None:
    """Its calls give what they give without."""
    client.create(agent.user)
    for name in ("list_products", "list_jobs", "list_listings", "list_catalog"):
        filled = dict.fromkeys(agent.tools()[name]["inputSchema"]["properties"], nothing)
        assert agent.call(name, **filled).keys() == agent.call(name).keys()
    first = agent.call("ask_catalogue", message="coffee?", conversation_id=nothing, use_context=nothing)
    again = agent.call("ask_catalogue", message="coffee?", conversation_id=first["conversation_id"])
    assert again["conversation_id"] == first["conversation_id"]
    job = agent.call("create_product", q="A card with a fox", price_cents="1500", publish="true", kind=nothing)
    assert job["result"]["creation"]["price_cents"] == 1500


def test_from_an_idea_to_the_storefront_and_back(client: Client, agent: Agent) -> None:
    """Made, worded again, priced, published, found, and its picture opened: with nothing but tools."""
    job = agent.call("create_product", q="Hazme una imagen de Colombia", price_cents=1500)
    assert job["state"] == "success"
    ids = job["result"]["creation"]["ids"]
    title = f"Colombia {secrets.token_hex(4)}"
    agent.call("update_product", product_id=ids["product_id"], title=title, status="active")
    agent.call("update_listing", listing_id=ids["listing_id"], price_cents=2500)
    (seen,) = (item for item in agent.call("list_listings")["items"] if item["title"] == title)
    assert (seen["listing_id"], seen["price_cents"], seen["currency"]) == (ids["listing_id"], 2500, "USD")
    shown = agent.call("get_product", product_id=ids["product_id"])
    for url in (seen["picture"]["url"], shown["product"]["media"][0]["url"]):
        assert opened(url).body.startswith(b"\x89PNG")


def test_a_list_is_short_and_continues(client: Client, agent: Agent) -> None:
    """Ten items at most, a line or two each, and a cursor for the next."""
    for _ in range(3):
        client.create(agent.user, q="A lighthouse", reuse=True)
    seen: list[str] = []
    more: dict[str, str] = {}
    while True:
        page = agent.call("list_products", limit=2, **more)
        assert len(json.dumps(page["items"])) < 400 * len(page["items"])
        seen += [item["product"]["product_id"] for item in page["items"]]
        if not page["has_more"]:
            break
        more = {"page_token": page["next_page_token"]}
    assert len(set(seen)) == len(seen) == 3
    assert "next_page_token" not in page


def test_an_idempotency_key_makes_a_thing_once(client: Client, laptop: Laptop, agent: Agent) -> None:
    """The same order again gives what was made; the same key for another order is refused."""
    order = {"q": "A lighthouse", "idempotency_key": secrets.token_hex(8)}
    with paid(laptop) as calls:
        first = agent.call("create_product", **order)
        again = agent.call("create_product", **dict(reversed(order.items())))
    assert first["job_id"] == again["job_id"]
    assert again["state"] == "success"
    assert calls.operations["InvokeModel"] == 1
    other = agent.refused("create_product", **{**order, "q": "Another idea"})
    assert other["error"] == "validation_failed"


def small_picture(result: dict[str, Any]) -> Image.Image:
    """The picture among a result's blocks, which is a preview."""
    (block,) = (each for each in result["content"] if each["type"] == "image")
    assert block["mimeType"] == "image/webp"
    opened_ = Image.open(io.BytesIO(base64.b64decode(block["data"])))
    assert max(opened_.size) <= 512
    return opened_


def test_every_creation_shows_its_picture(agent: Agent) -> None:
    """A creation, a picture, a drawn brief; asking for its job or product later shows it again."""
    created = agent.result("create_product", q="Hazme una imagen de Colombia")
    job = created["structuredContent"]
    results = [
        created,
        agent.result("get_product", product_id=job["result"]["creation"]["ids"]["product_id"]),
        agent.result("get_job", job_id=job["job_id"]),
        agent.result("draw_brief", brief={**BRIEF, "kind": "poster"}),
        agent.result("generate_picture", prompt="A lighthouse", aspect_ratio="1:1"),
    ]
    sizes = [small_picture(result).size for result in results]
    assert sizes == [(410, 512)] * 4 + [(512, 512)]


def test_a_product_of_the_time_before_previews_is_shown(laptop: Laptop, agent: Agent) -> None:
    """Its picture is made smaller when it is asked for."""
    product_id = agent.call("create_product", q="A lighthouse")["result"]["creation"]["ids"]["product_id"]
    services = laptop.services
    offer = services.offers.get(product_id)
    (picture, preview, _) = offer.product.media_keys
    older = offer.product.model_copy(update={"media_keys": [picture], "version": offer.product.version + 1})
    services.offers.change(offer, ProductListing(older, offer.listing))
    services.media.delete([picture, preview])
    noise = Image.effect_noise((1024, 1280), 90).convert("RGB")
    written = io.BytesIO()
    noise.save(written, "PNG")
    assert len(written.getvalue()) > 256_000
    services.media.put(picture, written.getvalue())
    result = agent.result("get_product", product_id=product_id)
    assert small_picture(result).size == (410, 512)
    assert "preview_url" not in result["structuredContent"]["product"]["media"][0]


# ---- what is refused


def test_a_refusal_is_an_error_that_an_agent_can_read(agent: Agent) -> None:
    """The error body of REST, as the text of a result."""
    assert agent.refused("get_product", product_id=f"prd_{NOBODY}")["error"] == "not_found"
    bad = agent.refused("create_product", q="", kind="banner")
    assert [detail["field"] for detail in bad["details"]] == ["q", "kind"]
    assert bad["request_id"]


def test_anothers_things_do_not_exist(client: Client, agent: Agent, ben: str) -> None:
    """The caller's own rights and nothing more: what REST hides, tools hide."""
    ids = client.create(ben)["ids"]
    other = Agent(client, ben)
    job_id = other.call("list_jobs")["items"][0]["job_id"]
    for name, arguments in (
        ("get_product", {"product_id": ids["product_id"]}),
        ("get_print", {"product_id": ids["product_id"]}),
        ("update_product", {"product_id": ids["product_id"], "title": "Mine now"}),
        ("create_variations", {"product_id": ids["product_id"], "count": 1}),
        ("choose_art", {"product_id": ids["product_id"], "art_key": "uploads/nobody/nothing.png"}),
        ("delete_product", {"product_id": ids["product_id"]}),
        ("restore_product", {"product_id": ids["product_id"]}),
        ("get_listing", {"listing_id": ids["listing_id"]}),
        ("update_listing", {"listing_id": ids["listing_id"], "price_cents": 1}),
        ("get_job", {"job_id": job_id}),
    ):
        assert agent.refused(name, **arguments)["error"] == "not_found"
    assert agent.refused("list_products", owner=client.user_id(ben))["error"] == "forbidden"
    assert other.call("get_product", product_id=ids["product_id"])["listing"]["price_cents"] > 1


def test_a_job_that_fails_is_an_error(agent: Agent, faults: Any) -> None:
    """Anyone who ordered it hears why, and its id; anyone who asks about it gets the job."""
    faults.add(operation="InvokeModel", code="ValidationException")
    error = agent.refused("create_product", q="A lighthouse")
    assert error["message"]
    assert agent.call("get_job", job_id=error["job_id"])["state"] == "fail"


# ---- how it counts


@pytest.fixture
def log(client: Client) -> Iterator[Lines]:
    """What the service logs meanwhile."""
    client.get("/ping")  # logging is set up with the first request
    lines, logger = Lines(), logging.getLogger("backend")
    logger.addHandler(lines)
    yield lines
    logger.removeHandler(lines)


@pytest.mark.parametrize(
    ("tool", "arguments", "operation", "status"),
    [
        ("get_me", {}, "getMe", 200),
        ("get_product", {"product_id": f"prd_{NOBODY}"}, "getProduct", 404),
        ("get_product", {}, "mcp", 422),
        ("create_product", {"q": "A lighthouse"}, "createProduct", 202),
    ],
)
def test_a_call_is_logged_as_its_operation(
    client: Client, agent: Agent, log: Lines, tool: str, arguments: Any, operation: str, status: int
) -> None:
    """One line, with the operation and its status, so that metrics see tools as they see REST."""
    request_id = secrets.token_hex(8)
    agent.ask("tools/call", {"name": tool, "arguments": arguments}, {"X-Request-Id": request_id})
    line = log.one(request_id)
    assert (line["operation"], line["status"], line["caller"]) == (operation, status, client.user_id(agent.user))


def test_what_models_cost_is_logged_with_the_call(agent: Agent, log: Lines) -> None:
    """A model that a tool asks is in the line of its call."""
    request_id = secrets.token_hex(8)
    agent.ask("tools/call", {"name": "interpret_idea", "arguments": {"q": "x"}}, {"X-Request-Id": request_id})
    assert log.one(request_id)["model_calls"] == 1


def test_talking_is_logged_as_talking(agent: Agent, log: Lines) -> None:
    """What is no call of a tool is the operation mcp."""
    request_id = secrets.token_hex(8)
    agent.ask("tools/list", headers={"X-Request-Id": request_id})
    assert log.one(request_id)["operation"] == "mcp"


def test_calls_are_limited_like_any_others() -> None:
    """The limit of calls is one for REST and tools; the refusal is a 429 that says how long to wait."""
    with start_laptop({"RATE_LIMIT_REQUESTS": "3", "RATE_LIMIT_WINDOW": "86400"}) as running:
        client = Client(running)
        client.get("/status", as_user="busy")
        statuses = [Agent(client, "busy").ask("ping").status for _ in range(3)]
        assert statuses == [200, 200, 429]
