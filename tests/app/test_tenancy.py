"""What belongs to one is hidden from and safe from all others, admins apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from backend.api.mock_handler import mock_operations
from backend.api.routes import OPERATIONS as ROUTES
from tests.app.document import OPERATIONS, Documented, assert_error
from tests.app.test_jobs import ASYNC, finished
from tests.app.test_uploads import form, part, upload
from tests.conftest import Answer, Client
from tests.files import mp3
from tests.uploading import sent

ADMIN = "boss-tenancy"


OWNER = "owner-private"
TAKES_ANY = {"user_id", "idempotency-key"}
"""Names that look like those of things: an owner, whom other tests are about, and a key that each caller chooses."""
NOTHING = {
    "product_id": f"prd_{'0' * 26}",
    "listing_id": f"lst_{'0' * 26}",
    "request_id": f"req_{'0' * 26}",
    "conversation_id": f"conv_{'0' * 26}",
    "job_id": f"job_{'0' * 26}",
    "task_id": f"job_{'0' * 26}",
    "echo_id": f"ech_{'0' * 26}",
    "input_key": "uploads/nobody/nothing.png",
    "art_key": f"assets/nobody/generated/poster_{'0' * 26}_art.png",
}
"""Every parameter and field that names a thing with an owner, and a value that names nothing."""


@dataclass(frozen=True)
class Naming:
    """An operation with the one parameter or field of it that names a thing."""

    operation: Documented
    place: str
    """path, query or body"""
    name: str

    def ask(self, client: Client, thing: str, user: str) -> Answer:
        url, body = self.operation.path, self.operation.example
        if self.place == "path":
            url = url.replace(f"{{{self.name}}}", thing)
        elif self.place == "query":
            url += f"?{self.name}={thing}"
        else:
            body = {**body, self.name: thing}
        return client.call(self.operation.method, url, body, as_user=user)


def namings() -> Iterator[Naming]:
    """Wherever an operation of the table takes something like `product_id` or `input_key`; datasets have no owner."""
    datasets = {each.operation_id for each in mock_operations()}
    for operation in OPERATIONS.values():
        if not operation.public and operation.operation_id not in datasets:
            found = [
                *((each["in"], each["name"]) for each in operation.parameters),
                *(("body", n) for n in operation.fields),
            ]
            yield from (Naming(operation, *each) for each in found if each[1].endswith(("_id", "_key", "-key")))


NAMINGS = [each for each in namings() if each.name.lower() not in TAKES_ANY]


@pytest.fixture(scope="session")
def private(client: Client) -> dict[str, str]:
    """One of each thing, of a user called `owner-private`: the values of the names in NOTHING."""
    made = client.create(OWNER)
    job = client.post("/create", {"q": "A quiet harbour at dawn"}, as_user=OWNER, headers=ASYNC).json["job_id"]
    finished(client, job, OWNER)
    sound = mp3()
    recording = {"filename": "a.mp3", "content_type": "audio/mpeg", "size": len(sound)}
    begun = client.post("/echoes/init-upload", recording, as_user=OWNER).json
    sent(begun["url"], begun["fields"], sound)
    told = {"emotion": "calm", "timestamp": "2025-06-25T15:00:00Z"}
    assert client.post(f"/echoes?echo_id={begun['echo_id']}", told, as_user=OWNER).status == 201
    asked_of = client.create("owner-of-a-shop", publish=True)["ids"]["listing_id"]
    request = client.post(f"/listings/{asked_of}/requests", {"message": "Two, please."}, as_user=OWNER).json
    return {
        "request_id": request["request_id"],
        "product_id": made["ids"]["product_id"],
        "listing_id": made["ids"]["listing_id"],
        "conversation_id": made["conversation_id"],
        "job_id": job,
        "task_id": job,
        "echo_id": begun["echo_id"],
        "input_key": upload(client, OWNER, form(part())).json["key"],
        "art_key": next(each["key"] for each in made["design"]["media"] if each["role"] == "art"),
    }


def test_every_name_is_of_a_known_kind() -> None:
    """A new operation on things of a new kind comes here first: make one in `private`, or say that it has no owner."""
    assert {each.name for each in NAMINGS} == set(NOTHING)
    paths = {path for op in ROUTES if not op.public for path in re.findall(r"{(.+?)}", op.path)}
    assert paths <= set(NOTHING)


@pytest.mark.parametrize("naming", NAMINGS, ids=lambda each: f"{each.operation.operation_id}-{each.name}")
def test_anothers_things_do_not_exist(client: Client, ana: str, private: dict[str, str], naming: Naming) -> None:
    """404 and not 403, word for word what a name of nothing gets, and nothing is changed."""

    def refused(thing: str) -> str:
        return str(assert_error(naming.ask(client, thing, ana), 404, "not_found")["message"])

    before = look_at(client, private)
    assert refused(private[naming.name]) == refused(NOTHING[naming.name])
    assert look_at(client, private) == before


def look_at(client: Client, things: dict[str, str]) -> list[Any]:
    """The things as their owner sees them, without what is signed for each answer."""
    seen = []
    for kind, name in (
        ("products", "product_id"),
        ("conversations", "conversation_id"),
        ("jobs", "job_id"),
        ("echoes", "echo_id"),
    ):
        answer = client.get(f"/{kind}/{things[name]}", as_user=OWNER)
        assert answer.status == 200
        seen.append(re.sub(r"https?://[^\"]+", "", answer.body.decode()))
    return seen


def test_anothers_list_is_forbidden(client: Client, ana: str, private: Any) -> None:
    """Asking for another user's products is refused, the same whether there is such an owner or not."""
    real = client.get("/products", as_user=ana, owner=client.user_id("owner-private"))
    unreal = client.get("/products", as_user=ana, owner="nobody-at-all")
    assert assert_error(real, 403, "forbidden")["message"] == assert_error(unreal, 403)["message"]
    assert_error(client.get("/products", as_user=ana, user_id=client.user_id("owner-private")), 403, "forbidden")


def test_lists_hold_only_ones_own(client: Client, ana: str, private: Any) -> None:
    """Nobody's products or conversations turn up in another user's lists."""
    assert client.get("/products", as_user=ana, owner="me").json["items"] == []
    assert client.get("/conversations", as_user=ana).json["items"] == []


def test_a_published_listing_is_read_and_not_changed(client: Client, ana: str, ben: str) -> None:
    """What is in the storefront can be looked at by all and changed by its owner only."""
    made = client.create(ana, publish=True)
    listing = f"/listings/{made['ids']['listing_id']}"
    assert client.get(listing, as_user=ben).status == 200
    assert_error(client.patch(listing, {"price_cents": 1}, as_user=ben), 404, "not_found")
    assert_error(client.get(f"/products/{made['ids']['product_id']}", as_user=ben), 404, "not_found")
    assert client.get(listing, as_user=ana).json["version"] == 1


def test_chat_does_not_find_anothers_products(client: Client, ana: str, ben: str) -> None:
    """The context of an answer is the catalogue and the caller's own products."""
    made = client.create(ana, q="A zyzzogeton on a unicycle")
    client.patch(f"/products/{made['ids']['product_id']}", {"description": "The zyzzogeton."}, as_user=ana)
    context = client.post("/chat", {"message": "Where is the zyzzogeton?"}, as_user=ben).json["context"]
    assert made["ids"]["product_id"] not in str(context)


# ---- admins


def test_an_admin_lists_anothers_products(client: Client, private: Any) -> None:
    """The role admin may act for any owner."""
    page = client.get("/products", as_user=ADMIN, owner=client.user_id("owner-private")).json
    assert private["product_id"] in [item["product"]["product_id"] for item in page["items"]]
    assert page["applied_filters"]["owner"] == client.user_id("owner-private")


def test_an_admin_changes_and_deletes(client: Client, ana: str) -> None:
    """An admin reads, changes and deletes as the owner could; the owner stays the owner."""
    made = client.create(ana)
    product, listing = f"/products/{made['ids']['product_id']}", f"/listings/{made['ids']['listing_id']}"
    assert client.get(product, as_user=ADMIN).status == 200
    changed = client.patch(product, {"title": "Mended"}, as_user=ADMIN).json["product"]
    assert (changed["title"], changed["owner_id"]) == ("Mended", client.user_id(ana))
    assert client.patch(listing, {"price_cents": 5}, as_user=ADMIN).json["owner_id"] == client.user_id(ana)
    assert client.delete(product, as_user=ADMIN).status == 204
    assert_error(client.get(product, as_user=ana), 404)


def test_me_is_the_admin_for_an_admin(client: Client) -> None:
    """`owner=me` means the caller, whichever user that is."""
    page = client.get("/products", as_user=ADMIN, owner="me").json
    assert page["applied_filters"]["owner"] == client.user_id(ADMIN)
