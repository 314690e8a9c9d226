"""The OpenAPI document and the service agree: every operation, once well and once badly, by the front door."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from openapi_spec_validator import validate

from tests.app.document import DOCUMENT, OPERATIONS, assert_documented, assert_error
from tests.app.models import BRIEF
from tests.conftest import PASSWORD, Answer, Client
from tests.uploading import sent

NOBODY = "0" * 26
AUDIO: dict[str, Any] = {"filename": "rain.webm", "content_type": "audio/webm", "size": 8}
TOLD = {"emotion": "calm", "timestamp": "2025-06-25T15:00:00Z"}
FORM = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
    b"Content-Type: application/pdf\r\n\r\n%PDF-1.4\n%%EOF\n\r\n--x--\r\n"
)
"""A form with one small file."""


@dataclass(frozen=True, slots=True)
class World:
    """A user with a product and a conversation, made again for each call."""

    client: Client
    user: str
    made: Any

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        return self.client.call(method, path, body, as_user=self.user)

    @property
    def product(self) -> str:
        return f"/products/{self.made['ids']['product_id']}"

    @property
    def art(self) -> str:
        """The key of the product's art."""
        return next(str(each["key"]) for each in self.made["design"]["media"] if each["role"] == "art")

    @property
    def listing(self) -> str:
        return f"/listings/{self.made['ids']['listing_id']}"

    @property
    def conversation(self) -> str:
        return f"/conversations/{self.made['conversation_id']}"

    def job(self) -> str:
        return f"/jobs/{self.ask('POST', '/generate', {'prompt': 'A lighthouse'}).json['task_id']}"

    def upload(self, content_type: str) -> Answer:
        headers = {"Content-Type": content_type}
        return self.client.call("POST", "/upload", FORM, as_user=self.user, headers=headers)

    def audio(self) -> str:
        """The id of an echo whose audio is uploaded."""
        begun = self.ask("POST", "/echoes/init-upload", AUDIO).json
        assert sent(begun["url"], begun["fields"], b"x" * AUDIO["size"]).status == 204
        return str(begun["echo_id"])

    def echo(self) -> str:
        """The path of a saved echo."""
        echo_id = self.audio()
        assert self.ask("POST", f"/echoes?echo_id={echo_id}", TOLD).status == 201
        return f"/echoes/{echo_id}"

    def product_in_bin(self) -> str:
        """The path of a product that was deleted."""
        path = f"/products/{self.client.create(self.user)['ids']['product_id']}"
        assert self.ask("DELETE", path).status == 204
        return path

    def listing_of_another(self) -> str:
        """The path of a listing that is for sale."""
        return f"/listings/{self.client.create('another-seller', publish=True)['ids']['listing_id']}"

    def order_request(self) -> str:
        """The path of an order request that was sent."""
        sent = self.ask("POST", f"{self.listing_of_another()}/requests", {"message": "Two, please."})
        return f"/requests/{sent.json['request_id']}"

    def after(self, made: str, path: str) -> Answer:
        """GET `path` once `made` is there."""
        assert made
        return self.ask("GET", path)

    def refresh_token(self) -> str:
        signed_in = self.client.post("/auth/login", {"username": self.user, "password": PASSWORD})
        return str(signed_in.json["refresh_token"])


Call = Callable[[World], Answer]

CALLS: dict[str, tuple[Call, Call]] = {
    "getRoot": (lambda w: w.ask("GET", "/"), lambda w: w.ask("GET", "/?x=1")),
    "ping": (lambda w: w.ask("GET", "/ping"), lambda w: w.ask("GET", "/ping?x=1")),
    "getHealth": (lambda w: w.ask("GET", "/health"), lambda w: w.ask("GET", "/health?x=1")),
    "getDocs": (lambda w: w.ask("GET", "/docs"), lambda w: w.ask("GET", "/docs?x=1")),
    "getStatus": (lambda w: w.ask("GET", "/status"), lambda w: w.ask("GET", "/status?x=1")),
    "getMe": (lambda w: w.ask("GET", "/me"), lambda w: w.ask("GET", "/me?x=1")),
    "getOpenapi": (lambda w: w.ask("GET", "/openapi.json"), lambda w: w.ask("GET", "/openapi.json?profile=tiny")),
    "getProtectedResource": (
        lambda w: w.ask("GET", "/.well-known/oauth-protected-resource"),
        lambda w: w.ask("GET", "/.well-known/oauth-protected-resource?x=1"),
    ),
    "getMcpResource": (
        lambda w: w.ask("GET", "/.well-known/oauth-protected-resource/mcp"),
        lambda w: w.ask("GET", "/.well-known/oauth-protected-resource/mcp?x=1"),
    ),
    "getAuthorizationServer": (
        lambda w: w.ask("GET", "/.well-known/oauth-authorization-server"),
        lambda w: w.ask("GET", "/.well-known/oauth-authorization-server?x=1"),
    ),
    "getOpenidConfiguration": (
        lambda w: w.ask("GET", "/.well-known/openid-configuration"),
        lambda w: w.ask("GET", "/.well-known/openid-configuration?x=1"),
    ),
    "login": (
        lambda w: w.ask("POST", "/auth/login", {"username": w.user, "password": PASSWORD}),
        lambda w: w.ask("POST", "/auth/login", {"username": w.user, "password": "wrong"}),
    ),
    "logout": (
        lambda w: w.ask("POST", "/auth/logout", {"refresh_token": "already revoked"}),
        lambda w: w.ask("POST", "/auth/logout", {}),
    ),
    "refresh": (
        lambda w: w.ask("POST", "/auth/refresh", {"refresh_token": w.refresh_token()}),
        lambda w: w.ask("POST", "/auth/refresh", {"refresh_token": "wrong"}),
    ),
    "interpret": (
        lambda w: w.ask("POST", "/interpret", {"q": "A lighthouse"}),
        lambda w: w.ask("POST", "/interpret", {"q": ""}),
    ),
    "design": (
        lambda w: w.ask("POST", "/design", {"brief": BRIEF}),
        lambda w: w.ask("POST", "/design", {"brief": {}}),
    ),
    "createProduct": (
        lambda w: w.ask("POST", "/create", {"q": "A lighthouse"}),
        lambda w: w.ask("POST", "/create", {"q": "A lighthouse", "user_id": "another"}),
    ),
    "listProducts": (lambda w: w.ask("GET", "/products?owner=me"), lambda w: w.ask("GET", "/products")),
    "getProduct": (lambda w: w.ask("GET", w.product), lambda w: w.ask("GET", f"/products/prd_{NOBODY}")),
    "getPrint": (
        lambda w: w.ask("GET", f"{w.product}/print?size=A5"),
        lambda w: w.ask("GET", f"{w.product}/print?size=B5"),
    ),
    "getMockup": (
        lambda w: w.ask("GET", f"{w.product}/mockup"),
        lambda w: w.ask("GET", f"/products/prd_{NOBODY}/mockup"),
    ),
    "updateProduct": (
        lambda w: w.ask("PATCH", w.product, {"title": "New"}),
        lambda w: w.ask("PATCH", w.product, {}),
    ),
    "createVariations": (
        lambda w: w.ask("POST", f"{w.product}/variations", {"count": 1}),
        lambda w: w.ask("POST", f"{w.product}/variations", {"count": 5}),
    ),
    "chooseArt": (
        lambda w: w.ask("POST", f"{w.product}/art", {"art_key": w.art}),
        lambda w: w.ask("POST", f"{w.product}/art", {"art_key": "uploads/nobody/nothing.png"}),
    ),
    "deleteProduct": (lambda w: w.ask("DELETE", w.product), lambda w: w.ask("DELETE", f"/products/prd_{NOBODY}")),
    "restoreProduct": (
        lambda w: w.ask("POST", f"{w.product_in_bin()}/restore"),
        lambda w: w.ask("POST", f"/products/prd_{NOBODY}/restore"),
    ),
    "listListings": (lambda w: w.ask("GET", "/listings"), lambda w: w.ask("GET", "/listings?status=inactive")),
    "getListing": (lambda w: w.ask("GET", w.listing), lambda w: w.ask("GET", f"/listings/lst_{NOBODY}")),
    "updateListing": (
        lambda w: w.ask("PATCH", w.listing, {"price_cents": 1}),
        lambda w: w.ask("PATCH", w.listing, {"price_cents": -1}),
    ),
    "sendOrderRequest": (
        lambda w: w.ask("POST", f"{w.listing_of_another()}/requests", {"message": "Two, please."}),
        lambda w: w.ask("POST", f"{w.listing}/requests", {"message": ""}),
    ),
    "listOrderRequests": (
        lambda w: w.after(w.order_request(), "/requests?role=buyer"),
        lambda w: w.ask("GET", "/requests?role=x"),
    ),
    "updateOrderRequest": (
        lambda w: w.ask("PATCH", w.order_request(), {"status": "closed"}),
        lambda w: w.ask("PATCH", f"/requests/req_{NOBODY}", {"status": "closed"}),
    ),
    "chat": (lambda w: w.ask("POST", "/chat", {"message": "Why?"}), lambda w: w.ask("POST", "/chat", {"message": ""})),
    "generate": (
        lambda w: w.ask("POST", "/generate", {"prompt": "A lighthouse"}),
        lambda w: w.ask("POST", "/generate", {"prompt": ""}),
    ),
    "listJobs": (lambda w: w.after(w.job(), "/jobs"), lambda w: w.ask("GET", "/jobs?limit=0")),
    "getJob": (lambda w: w.ask("GET", w.job()), lambda w: w.ask("GET", f"/jobs/job_{NOBODY}")),
    "listHistory": (lambda w: w.ask("GET", "/history"), lambda w: w.ask("GET", "/history?limit=0")),
    "upload": (lambda w: w.upload("multipart/form-data; boundary=x"), lambda w: w.upload("text/plain")),
    "inviteUpload": (
        lambda w: w.ask("POST", "/uploads", {"filename": "a.png", "content_type": "image/png", "size": 10}),
        lambda w: w.ask("POST", "/uploads", {"filename": "a.png", "content_type": "image/png", "size": 0}),
    ),
    "initEchoUpload": (
        lambda w: w.ask("POST", "/echoes/init-upload", AUDIO),
        lambda w: w.ask("POST", "/echoes/init-upload", {**AUDIO, "content_type": "text/plain"}),
    ),
    "saveEcho": (
        lambda w: w.ask("POST", f"/echoes?echo_id={w.audio()}", TOLD),
        lambda w: w.ask("POST", f"/echoes?echo_id=ech_{NOBODY}", TOLD),
    ),
    "listEchoes": (lambda w: w.after(w.echo(), "/echoes"), lambda w: w.ask("GET", "/echoes?emotion=beige")),
    "getRandomEcho": (lambda w: w.after(w.echo(), "/echoes/random"), lambda w: w.ask("GET", "/echoes/random?x=1")),
    "getEcho": (lambda w: w.ask("GET", w.echo()), lambda w: w.ask("GET", f"/echoes/ech_{NOBODY}")),
    "deleteEcho": (lambda w: w.ask("DELETE", w.echo()), lambda w: w.ask("DELETE", f"/echoes/ech_{NOBODY}")),
    "listConversations": (
        lambda w: w.ask("GET", "/conversations"),
        lambda w: w.ask("GET", "/conversations?page_token=x"),
    ),
    "getConversation": (
        lambda w: w.ask("GET", w.conversation),
        lambda w: w.ask("GET", f"/conversations/conv_{NOBODY}"),
    ),
    "deleteConversation": (
        lambda w: w.ask("DELETE", w.conversation),
        lambda w: w.ask("DELETE", f"/conversations/conv_{NOBODY}"),
    ),
    "listUsers": (lambda w: w.ask("GET", "/users"), lambda w: w.ask("GET", "/users?limit=0")),
    "listOrders": (lambda w: w.ask("GET", "/orders"), lambda w: w.ask("GET", "/orders?x=1")),
    "listCatalog": (lambda w: w.ask("GET", "/catalog"), lambda w: w.ask("GET", "/catalog?offset=-1")),
}
"""Operation -> a call that goes well and one that is refused."""

DELETES = {"deleteProduct", "deleteConversation"}


@pytest.fixture(scope="module")
def world(client: Client) -> World:
    return World(client, "owner-of-world", client.create("owner-of-world"))


@pytest.fixture
def throwaway(client: Client, ana: str) -> World:
    """For what does not survive its call."""
    return World(client, ana, client.create(ana))


def test_every_operation_is_called() -> None:
    """An operation that is in the document has a good and a bad call in this file, and the other way round."""
    assert set(CALLS) == set(OPERATIONS)


@pytest.mark.parametrize("operation_id", sorted(set(CALLS) - DELETES))
def test_a_good_call(world: World, operation_id: str) -> None:
    """A good call has a good status, and its answer fits the schema of the document."""
    answer = CALLS[operation_id][0](world)
    assert 200 <= answer.status < 300, answer.body[:500]
    assert_documented(operation_id, answer)


@pytest.mark.parametrize("operation_id", sorted(DELETES))
def test_a_good_deletion(throwaway: World, operation_id: str) -> None:
    """The same for what can be called only once."""
    answer = CALLS[operation_id][0](throwaway)
    assert answer.status == 204
    assert_documented(operation_id, answer)


@pytest.mark.parametrize("operation_id", sorted(CALLS))
def test_a_bad_call(world: World, operation_id: str) -> None:
    """A bad call has a documented status, and its answer is the one shape of errors."""
    answer = CALLS[operation_id][1](world)
    assert 400 <= answer.status < 500, answer.body[:500]
    assert_error(answer, answer.status)
    assert_documented(operation_id, answer)


def test_the_served_document_is_the_committed_one(client: Client, ana: str) -> None:
    """docs/openapi.json is what the service answers, apart from where it stands."""
    served = client.get("/openapi.json", as_user=ana).json
    assert served["servers"] == [{"url": client.url}]
    assert {**served, "servers": None} == {**DOCUMENT, "servers": None}


@pytest.mark.parametrize("profile", ["full", "agent"])
def test_the_document_is_valid(client: Client, ana: str, profile: str) -> None:
    """Both documents are OpenAPI 3.0."""
    document = client.get("/openapi.json", as_user=ana, profile=profile).json
    assert document["openapi"] == "3.0.3"
    validate(document)


def test_the_agents_document_is_json_only(client: Client, ana: str) -> None:
    """profile=agent leaves out what is not JSON, and describes the rest in the same words."""
    document = client.get("/openapi.json", as_user=ana, profile="agent").json
    assert "/docs" not in document["paths"]
    assert {"/create", "/products", "/chat"} <= document["paths"].keys()
    assert document["paths"]["/create"] == DOCUMENT["paths"]["/create"]


def test_the_document_names_the_server_it_was_asked_at(client: Client, ana: str) -> None:
    """Behind the stage's URL the server is the stage's URL."""
    served = client.get("/local/openapi.json", as_user=ana).json
    assert served["servers"] == [{"url": f"{client.url}/local"}]


def test_the_document_shows_nothing_of_the_inside(client: Client, ana: str) -> None:
    """No account, table, bucket, pool or model is in the document."""
    body = client.get("/openapi.json", as_user=ana).body
    assert not any(
        word in body for word in (b"arn:", b"dreamforge-local", b"us-west-2_", b"anthropic", b"123456789012")
    )
