"""The storefront, and the terms of single listings."""

from typing import Any

import pytest

from tests.app.document import assert_documented, assert_error, fields_of
from tests.app.store import opened
from tests.conftest import Client


@pytest.fixture(scope="session")
def window(client: Client) -> dict[str, Any]:
    """Published products of two owners, at prices nobody else asks: name -> creation."""
    return {
        "cheap": client.create("owner-one", publish=True, price_cents=1_000_001),
        "middle": client.create("owner-two", publish=True, price_cents=1_000_005, currency="EUR"),
        "dear": client.create("owner-one", publish=True, price_cents=1_000_009),
        "draft": client.create("owner-two", price_cents=1_000_005),
    }


def listed(client: Client, user: str, **query: Any) -> list[str]:
    """The product ids of a page that takes a hundred, of the window's own price range unless told otherwise."""
    asked = {"limit": 100, "min_price_cents": 1_000_000, "max_price_cents": 1_000_010, **query}
    answer = client.get("/listings", as_user=user, **asked)
    assert_documented("listListings", answer)
    assert answer.status == 200
    return [item["product_id"] for item in answer.json["items"]]


def ids(window: dict[str, Any], *names: str) -> list[str]:
    return [window[name]["ids"]["product_id"] for name in names]


def path_of(creation: Any) -> str:
    return f"/listings/{creation['ids']['listing_id']}"


def test_all_owners_newest_first(client: Client, ana: str, window: dict[str, Any]) -> None:
    """The window shows what all owners published, the newest first, and no draft."""
    assert listed(client, ana) == ids(window, "dear", "middle", "cheap")


def test_an_item_shows_the_first_picture(client: Client, ana: str, window: dict[str, Any]) -> None:
    """Each item has terms, title, kind, and a picture whose URL opens."""
    answer = client.get("/listings", as_user=ana, min_price_cents=1_000_005, max_price_cents=1_000_005)
    (item,) = answer.json["items"]
    assert (item["price_cents"], item["currency"], item["status"]) == (1_000_005, "EUR", "active")
    assert item["title"] == window["middle"]["brief"]["title"]
    assert opened(item["picture"]["url"]).headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    ("low", "high", "names"),
    [
        (1_000_001, 1_000_009, ["dear", "middle", "cheap"]),
        (1_000_002, 1_000_009, ["dear", "middle"]),
        (1_000_001, 1_000_008, ["middle", "cheap"]),
        (1_000_005, 1_000_005, ["middle"]),
        (1_000_006, 1_000_008, []),
    ],
)
def test_price_filters_include_their_bounds(
    client: Client, ana: str, window: dict[str, Any], low: int, high: int, names: list[str]
) -> None:
    """min_price_cents and max_price_cents are both inclusive."""
    assert listed(client, ana, min_price_cents=low, max_price_cents=high) == ids(window, *names)


def test_one_bound_is_enough(client: Client, ana: str, window: dict[str, Any]) -> None:
    """Either bound may be left out."""
    dear = client.get("/listings", as_user=ana, limit=100, min_price_cents=1_000_009).json["items"]
    assert ids(window, "dear")[0] in [item["product_id"] for item in dear]
    cheap = client.get("/listings", as_user=ana, limit=100, max_price_cents=1_000_000).json["items"]
    assert all(item["price_cents"] <= 1_000_000 for item in cheap)


def test_prices_are_compared_in_one_currency(client: Client, ana: str, window: dict[str, Any]) -> None:
    """Amounts of several currencies have no order: `currency` keeps those of one, with a price and without."""
    assert listed(client, ana, currency="EUR") == ids(window, "middle")
    assert listed(client, ana, currency="USD") == ids(window, "dear", "cheap")
    assert listed(client, ana, currency="JPY") == []
    euros = client.get("/listings", as_user=ana, limit=100, currency="EUR").json["items"]
    assert ids(window, "middle")[0] in [item["product_id"] for item in euros]
    assert {item["currency"] for item in euros} == {"EUR"}
    assert_error(client.get("/listings", as_user=ana, currency="euro"), 422, "validation_failed")


def test_a_listing_has_what_its_page_shows(client: Client, ana: str, window: dict[str, Any]) -> None:
    """Title, description, kind and picture of its product, for everybody."""
    found = client.get(path_of(window["middle"]), as_user=ana).json
    brief = window["middle"]["brief"]
    assert {name: found[name] for name in ("title", "description", "kind")} == {
        name: brief[name] for name in ("title", "description", "kind")
    }
    assert opened(found["picture"]["url"]).status == 200


def test_bounds_the_wrong_way_round(client: Client, ana: str) -> None:
    """A minimum above the maximum is a mistake, not an empty page."""
    answer = client.get("/listings", as_user=ana, min_price_cents=2, max_price_cents=1)
    assert "min_price_cents" in fields_of(assert_error(answer, 422, "validation_failed"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("min_price_cents", "-1"), ("max_price_cents", "1.5"), ("min_price_cents", "a"), ("max_price_cents", ""),
     ("min_price_cents", "9" * 30), ("status", "draft"), ("limit", "0"), ("owner", "me")],
)  # fmt: skip
def test_bad_filters_are_refused_by_name(client: Client, ana: str, name: str, value: str) -> None:
    """Broken and unknown filters are named."""
    query: dict[str, Any] = {name: value}
    assert fields_of(assert_error(client.get("/listings", as_user=ana, **query), 422)) == [name]


def test_inactive_listings_are_for_admins(client: Client, ana: str, ben: str) -> None:
    """Only admins may look at what is not for sale."""
    made = client.create(ana, publish=True)
    client.patch(path_of(made), {"status": "inactive"}, as_user=ana)
    assert_error(client.get("/listings", as_user=ben, status="inactive"), 403, "forbidden")
    answer = client.get("/listings", as_user="boss-window", status="inactive", limit=100)
    assert made["ids"]["listing_id"] in [item["listing_id"] for item in answer.json["items"]]


def test_a_deleted_product_leaves_the_window(client: Client, ana: str) -> None:
    """No listing outlives its product."""
    made = client.create(ana, publish=True)
    client.delete(f"/products/{made['ids']['product_id']}", as_user=ana)
    items = client.get("/listings", as_user=ana, limit=100).json["items"]
    assert made["ids"]["product_id"] not in [item["product_id"] for item in items]


# ---- one


def test_read_one_of_the_window(client: Client, ana: str, window: dict[str, Any]) -> None:
    """Anyone signed in reads what is for sale."""
    answer = client.get(path_of(window["middle"]), as_user=ana)
    assert_documented("getListing", answer)
    assert answer.json["price_cents"] == 1_000_005


def test_ones_own_draft_is_readable(client: Client, ana: str) -> None:
    """The caller's own listing is there whether it is for sale or not; for others it is not."""
    made = client.create(ana)
    assert client.get(path_of(made), as_user=ana).status == 200
    assert_error(client.get(path_of(made), as_user="owner-one"), 404, "not_found")


def unsigned(listing: dict[str, Any]) -> dict[str, Any]:
    """Without the addresses of its picture, which are signed again each second."""
    picture = {name: value for name, value in listing["picture"].items() if not name.endswith("url")}
    return {**listing, "picture": picture}


@pytest.mark.parametrize(
    "change", [{"price_cents": 0}, {"price_cents": 999}, {"currency": "JPY"}, {"status": "inactive"}], ids=str
)
def test_a_change_changes_only_what_it_names(client: Client, ana: str, change: dict[str, Any]) -> None:
    """PATCH is partial, and answers with the listing as it then is."""
    made = client.create(ana)
    before = unsigned(client.get(path_of(made), as_user=ana).json)
    answer = client.patch(path_of(made), change, as_user=ana)
    assert_documented("updateListing", answer)
    after = unsigned(client.get(path_of(made), as_user=ana).json)
    assert unsigned(answer.json) == after
    assert after == {**before, **change, "version": 2, "updated_at": after["updated_at"]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"price_cents": -1}, "price_cents"),
        ({"price_cents": 1.5}, "price_cents"),
        ({"price_cents": "1"}, "price_cents"),
        ({"price_cents": 10**400}, "price_cents"),
        ({"currency": "usd"}, "currency"),
        ({"status": "draft"}, "status"),
        ({"metadata": {}}, "metadata"),
        ({"product_id": "prd_" + "0" * 26}, "product_id"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_bad_changes_are_refused_by_name(client: Client, ana: str, body: dict[str, Any], field: str) -> None:
    """Empty changes, broken rules, nulls and unknown fields are refused."""
    answer = client.patch("/listings/lst_" + "0" * 26, body, as_user=ana)
    assert fields_of(assert_error(answer, 422, "validation_failed")) == [field]


@pytest.mark.parametrize("listing_id", ["lst_" + "0" * 26, "x", "prd_" + "0" * 26, "%00"])
def test_unknown_listings(client: Client, ana: str, listing_id: str) -> None:
    """An id that names nothing is a 404."""
    assert_error(client.get(f"/listings/{listing_id}", as_user=ana), 404, "not_found")
    assert_error(client.patch(f"/listings/{listing_id}", {"price_cents": 1}, as_user=ana), 404, "not_found")
