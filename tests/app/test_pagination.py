"""Lists are read page by page without loss or repeat, by nobody but whom the page token was made for."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.app.document import assert_error
from tests.conftest import Client
from tests.sampling import sample_pairs

OWNER = "owner-of-five"


@pytest.fixture(scope="session")
def five(client: Client) -> list[Any]:
    """Five published creations of one owner, at a price of their own, the newest first."""
    return [client.create(OWNER, publish=True, price_cents=2_000_002) for _ in range(5)][::-1]


def pages(client: Client, user: str, path: str, **query: Any) -> Iterator[Any]:
    """All pages of a list, each checked for what it says of itself."""
    token: str | None = None
    for _ in range(50):
        more: dict[str, Any] = {"page_token": token} if token else {}
        page = client.get(path, as_user=user, **query, **more).json
        assert page["has_more"] is (page["next_page_token"] is not None)
        yield page
        token = page["next_page_token"]
        if token is None:
            return
    pytest.fail("the list does not end")


def first_token(client: Client, user: str, path: str = "/products", **query: Any) -> str:
    asked = {"owner": "me", "limit": 2, **query} if path == "/products" else query
    token = client.get(path, as_user=user, **asked).json["next_page_token"]
    assert token
    return str(token)


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 100])
@pytest.mark.parametrize("status", [None, "active"])
def test_products_page_by_page(client: Client, five: list[Any], limit: int, status: str | None) -> None:
    """Every product once, in order, whatever the size of a page and with a filter or without."""
    query = {"owner": "me", "limit": limit} | ({"status": status} if status else {})
    found = [
        item["product"]["product_id"] for page in pages(client, OWNER, "/products", **query) for item in page["items"]
    ]
    assert found == [made["ids"]["product_id"] for made in five]


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_the_storefront_page_by_page(client: Client, ana: str, five: list[Any], limit: int) -> None:
    """Every listing of a price once, in order, also where the filter thins the pages out."""
    query = {"limit": limit, "min_price_cents": 2_000_002, "max_price_cents": 2_000_002}
    found = [item["listing_id"] for page in pages(client, ana, "/listings", **query) for item in page["items"]]
    assert found == [made["ids"]["listing_id"] for made in five]


def test_conversations_page_by_page(client: Client, five: list[Any]) -> None:
    """Every conversation once, the newest first."""
    found = [c["conversation_id"] for page in pages(client, OWNER, "/conversations", limit=2) for c in page["items"]]
    assert found == [made["conversation_id"] for made in five]


def test_messages_page_by_page(client: Client, ana: str) -> None:
    """Every message of a conversation once, in the order they were said."""
    said = [f"Question number {n}?" for n in range(3)]
    conversation = client.post("/chat", {"message": said[0]}, as_user=ana).json["conversation_id"]
    for text in said[1:]:
        client.post("/chat", {"message": text, "conversation_id": conversation}, as_user=ana)
    path = f"/conversations/{conversation}"
    messages = [m for page in pages(client, ana, path, limit=2) for m in page["messages"]]
    assert [m["text"] for m in messages if m["role"] == "user"] == said
    assert [m["role"] for m in messages] == ["user", "assistant"] * 3


def test_the_last_page_has_no_token(client: Client, five: list[Any]) -> None:
    """At the end next_page_token is null, as callers know it."""
    *_, last = pages(client, OWNER, "/products", owner="me", limit=2)
    assert (last["next_page_token"], last["has_more"]) == (None, False)


def test_a_token_says_nothing(client: Client, five: list[Any]) -> None:
    """A token is one word of URL-safe characters."""
    token = first_token(client, OWNER)
    assert token.replace("-", "").replace("_", "").isalnum()


def test_a_token_with_one_letter_changed(client: Client, five: list[Any]) -> None:
    """Wherever a token is changed, it is no longer a token."""
    token = first_token(client, OWNER)
    for at in {*range(0, len(token), 17), len(token) - 2}:
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        answer = client.get("/products", as_user=OWNER, owner="me", limit=2, page_token=changed)
        assert_error(answer, 400, "invalid_page_token")


LISTS = ["/products?owner=me&", "/listings?", "/conversations?"]
NO_TOKENS = ["x", "AAAA", "A" * 40, "e30", "null", "%", "é", "a b", "=" * 8, "\0", "😀", "A" * 2048, "../../etc"]


@pytest.mark.parametrize(("path", "token"), sample_pairs(LISTS, NO_TOKENS))
def test_a_token_that_is_none(client: Client, ana: str, path: str, token: str) -> None:
    """Made-up tokens are a 400 on every list."""
    answer = client.call("GET", f"{path}page_token={token}".replace("%", "%25").replace("\0", "%00"), as_user=ana)
    assert_error(answer, 400, "invalid_page_token")


def test_a_token_of_another_user(client: Client, ana: str, five: list[Any]) -> None:
    """A token is bound to who asked: with another user it opens nobody's rows."""
    token = first_token(client, OWNER)
    answer = client.get("/products", as_user=ana, owner="me", limit=2, page_token=token)
    assert_error(answer, 400, "invalid_page_token")


def test_a_token_of_a_window_page_is_personal_too(client: Client, ana: str, ben: str, five: list[Any]) -> None:
    """Also where both would see the same rows."""
    query: dict[str, Any] = {"limit": 2, "min_price_cents": 2_000_002, "max_price_cents": 2_000_002}
    token = first_token(client, ana, "/listings", **query)
    assert_error(client.get("/listings", as_user=ben, **query, page_token=token), 400, "invalid_page_token")


@pytest.mark.parametrize("other", [{"status": "active"}, {"status": "draft"}])
def test_a_token_under_other_filters(client: Client, five: list[Any], other: dict[str, Any]) -> None:
    """A token is bound to the filters that made it."""
    answer = client.get("/products", as_user=OWNER, owner="me", page_token=first_token(client, OWNER), **other)
    assert_error(answer, 400, "invalid_page_token")


def test_a_token_under_other_prices(client: Client, ana: str, five: list[Any]) -> None:
    """Price filters are filters."""
    token = first_token(client, ana, "/listings", limit=2, min_price_cents=2_000_002)
    answer = client.get("/listings", as_user=ana, limit=2, min_price_cents=2_000_001, page_token=token)
    assert_error(answer, 400, "invalid_page_token")


def test_a_token_of_another_list(client: Client, five: list[Any]) -> None:
    """A token of products continues with products only."""
    token = first_token(client, OWNER)
    for path in ("/listings", "/conversations"):
        assert_error(client.get(path, as_user=OWNER, page_token=token), 400, "invalid_page_token")


def test_an_admins_token_for_another_owner(client: Client, five: list[Any]) -> None:
    """An admin's token of one owner's list does not open another user's."""
    token = first_token(client, "boss-pages", owner=client.user_id(OWNER))
    answer = client.get("/products", as_user="boss-pages", owner="me", page_token=token)
    assert_error(answer, 400, "invalid_page_token")


def test_the_page_size_may_change_on_the_way(client: Client, five: list[Any]) -> None:
    """`limit` is no filter: the next page may be larger."""
    page = client.get("/products", as_user=OWNER, owner="me", limit=100, page_token=first_token(client, OWNER)).json
    assert [item["product"]["product_id"] for item in page["items"]] == [made["ids"]["product_id"] for made in five[2:]]


def test_paging_continues_over_a_deletion(client: Client, ana: str) -> None:
    """When the last thing of a page is deleted before the next is read, nothing is lost or repeated."""
    made = [client.create(ana)["ids"]["product_id"] for _ in range(3)][::-1]
    page = client.get("/products", as_user=ana, owner="me", limit=1).json
    client.delete(f"/products/{made[0]}", as_user=ana)
    rest = client.get("/products", as_user=ana, owner="me", page_token=page["next_page_token"]).json
    assert [item["product"]["product_id"] for item in rest["items"]] == made[1:]
