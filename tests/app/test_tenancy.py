"""What belongs to one is hidden from and safe from all others, admins apart."""

from typing import Any

import pytest

from tests.app.document import assert_error
from tests.conftest import Client

ADMIN = "boss-tenancy"


@pytest.fixture(scope="session")
def private(client: Client) -> Any:
    """A draft and its conversation, of a user called `owner-private`."""
    return client.create("owner-private")


def calls_on(product: str, listing: str, conversation: str) -> list[tuple[str, str, Any]]:
    """Everything that can be asked of single things: method, path, body."""
    return [
        ("GET", f"/products/{product}", None),
        ("PATCH", f"/products/{product}", {"title": "Mine now"}),
        ("DELETE", f"/products/{product}", None),
        ("GET", f"/listings/{listing}", None),
        ("PATCH", f"/listings/{listing}", {"price_cents": 1}),
        ("GET", f"/conversations/{conversation}", None),
        ("DELETE", f"/conversations/{conversation}", None),
        ("POST", "/chat", {"message": "And then?", "conversation_id": conversation}),
    ]


def ids_of(made: Any) -> tuple[str, str, str]:
    return made["ids"]["product_id"], made["ids"]["listing_id"], made["conversation_id"]


NOTHING = calls_on(*(f"{prefix}_{'0' * 26}" for prefix in ("prd", "lst", "conv")))


@pytest.mark.parametrize("number", range(len(NOTHING)))
def test_anothers_things_do_not_exist(client: Client, ana: str, private: Any, number: int) -> None:
    """404 and not 403, word for word what an id that names nothing gets, and nothing is changed."""

    def refused(method: str, path: str, body: Any) -> str:
        return str(assert_error(client.call(method, path, body, as_user=ana), 404, "not_found")["message"])

    assert refused(*calls_on(*ids_of(private))[number]) == refused(*NOTHING[number])
    both = client.get(f"/products/{private['ids']['product_id']}", as_user="owner-private").json
    assert (both["product"]["version"], both["listing"]["version"]) == (1, 1)
    conversation = client.get(f"/conversations/{private['conversation_id']}", as_user="owner-private").json
    assert len(conversation["messages"]) == 2


def test_anothers_list_is_forbidden(client: Client, ana: str, private: Any) -> None:
    """Asking for another's products is refused, the same whether there is such an owner or not."""
    real = client.get("/products", as_user=ana, owner=client.user_id("owner-private"))
    unreal = client.get("/products", as_user=ana, owner="nobody-at-all")
    assert assert_error(real, 403, "forbidden")["message"] == assert_error(unreal, 403)["message"]
    assert_error(client.get("/products", as_user=ana, user_id=client.user_id("owner-private")), 403, "forbidden")


def test_lists_hold_only_ones_own(client: Client, ana: str, private: Any) -> None:
    """Nobody's products or conversations turn up in another's lists."""
    assert client.get("/products", as_user=ana, owner="me").json["items"] == []
    assert client.get("/conversations", as_user=ana).json["items"] == []


def test_a_published_listing_is_read_and_not_changed(client: Client, ana: str, ben: str) -> None:
    """What stands in the window can be looked at by all and changed by its owner only."""
    made = client.create(ana, publish=True)
    listing = f"/listings/{made['ids']['listing_id']}"
    assert client.get(listing, as_user=ben).status == 200
    assert_error(client.patch(listing, {"price_cents": 1}, as_user=ben), 404, "not_found")
    assert_error(client.get(f"/products/{made['ids']['product_id']}", as_user=ben), 404, "not_found")
    assert client.get(listing, as_user=ana).json["version"] == 1


def test_chat_does_not_find_anothers_products(client: Client, ana: str, ben: str) -> None:
    """The context of an answer is the catalogue and one's own products."""
    made = client.create(ana, q="A zyzzogeton on a unicycle")
    client.patch(f"/products/{made['ids']['product_id']}", {"description": "The zyzzogeton."}, as_user=ana)
    context = client.post("/chat", {"message": "Where is the zyzzogeton?"}, as_user=ben).json["context"]
    assert made["ids"]["product_id"] not in str(context)


# ---- admins


def test_an_admin_lists_anothers_products(client: Client, private: Any) -> None:
    """The role admin may act for any owner."""
    page = client.get("/products", as_user=ADMIN, owner=client.user_id("owner-private")).json
    assert page["items"][0]["product"]["product_id"] == private["ids"]["product_id"]
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
    """`owner=me` means the caller, whoever that is."""
    page = client.get("/products", as_user=ADMIN, owner="me").json
    assert page["applied_filters"]["owner"] == client.user_id(ADMIN)
