"""The caller's products: list, read, change, delete."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from backend.local.laptop import Laptop
from tests.app.document import assert_documented, assert_error, fields_of
from tests.app.store import opened
from tests.conftest import Client
from tests.sampling import sample_pairs


@pytest.fixture
def made(client: Client, ana: str) -> Any:
    """A creation of ana's."""
    return client.create(ana)


@pytest.fixture(scope="module")
def changing(client: Client) -> Any:
    """A creation of `owner-of-changes`, for changes that mind none before them."""
    return client.create("owner-of-changes")


def path_of(creation: Any) -> str:
    return f"/products/{creation['ids']['product_id']}"


def window_ids(client: Client, user: str) -> list[str]:
    """The first hundred product ids of the storefront."""
    return [item["product_id"] for item in client.get("/listings", as_user=user, limit=100).json["items"]]


# ---- the list


def test_an_empty_list(client: Client, ana: str) -> None:
    """Someone without products gets an empty page, with the nulls that callers know."""
    answer = client.get("/products", as_user=ana, owner="me")
    assert_documented("listProducts", answer)
    assert answer.json == {
        "items": [],
        "count": 0,
        "has_more": False,
        "next_page_token": None,
        "applied_filters": {"owner": client.user_id(ana), "status": None, "limit": 20},
    }


def test_an_item_has_product_listing_and_media(client: Client, ana: str, made: Any) -> None:
    """Each item is a product with media of key, url, type and preview, and its listing."""
    answer = client.get("/products", as_user=ana, owner="me")
    assert_documented("listProducts", answer)
    (item,) = answer.json["items"]
    assert set(item) == {"product", "listing"}
    media, art = item["product"]["media"]
    assert set(media) == {"key", "url", "type", "role", "preview_url"}
    assert (set(art), media["role"], art["role"]) == ({"key", "url", "type", "role"}, "print", "art")
    assert [opened(each["url"]).status for each in (media, art)] == [200, 200]
    assert item["listing"]["listing_id"] == made["ids"]["listing_id"]


def test_newest_first(client: Client, ana: str) -> None:
    """The latest product comes first."""
    ids = [client.create(ana)["ids"]["product_id"] for _ in range(3)]
    items = client.get("/products", as_user=ana, owner="me").json["items"]
    assert [item["product"]["product_id"] for item in items] == ids[::-1]


def test_owner_and_user_id_mean_the_same(client: Client, ana: str, made: Any) -> None:
    """`owner=me`, `user_id=me`, and either with the caller's own id."""
    me = client.user_id(ana)
    mine: list[dict[str, Any]] = [
        {"owner": "me"},
        {"user_id": "me"},
        {"owner": me},
        {"user_id": me},
        {"owner": me, "user_id": me},
    ]
    for query in mine:
        answer = client.get("/products", as_user=ana, **query)
        assert answer.json["count"] == 1
        assert answer.json["applied_filters"]["owner"] == me


def test_no_owner(client: Client, ana: str) -> None:
    """Without an owner the error has the name that callers know."""
    assert_error(client.get("/products", as_user=ana), 400, "missing owner/user_id")


def test_two_owners(client: Client, ana: str, ben: str) -> None:
    """Naming two different owners is refused."""
    answer = client.get("/products", as_user=ana, owner="me", user_id=client.user_id(ben))
    assert answer.status in (403, 422)


def test_filter_by_status(client: Client, ana: str) -> None:
    """Only products of the status asked for, and the filter is repeated in the answer."""
    draft, active = client.create(ana), client.create(ana, publish=True)
    archived = client.create(ana)
    client.patch(path_of(archived), {"status": "archived"}, as_user=ana)
    for status, creation in (("draft", draft), ("active", active), ("archived", archived)):
        page = client.get("/products", as_user=ana, owner="me", status=status).json
        assert [item["product"]["product_id"] for item in page["items"]] == [creation["ids"]["product_id"]]
        assert page["applied_filters"]["status"] == status


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"), ("limit", "101"), ("limit", "-1"), ("limit", "x"), ("limit", ""), ("limit", "1.5"),
        ("limit", "1e1"), ("limit", "+1"), ("limit", " 1"), ("limit", "1_0"), ("limit", "٣"), ("limit", "9" * 40),
        ("status", "sold"), ("status", ""), ("status", "Active"),
        ("owner", ""), ("owner", "a b"), ("owner", "x" * 129), ("owner", "a#b"),
        ("page_token", ""), ("page_token", "x" * 2049),
        ("sort", "price"),
    ],
)  # fmt: skip
def test_bad_queries_are_refused_by_name(client: Client, ana: str, name: str, value: str) -> None:
    """A query parameter that breaks its rule, or is unknown, is a 422 that names it."""
    query: dict[str, Any] = {"owner": "me", name: value}
    answer = client.get("/products", as_user=ana, **query)
    error = assert_error(answer, 422, "validation_failed")
    assert fields_of(error) == [name]
    assert error["details"][0]["in"] == "query"


def test_a_repeated_parameter_is_refused(client: Client, ana: str) -> None:
    """Which of two values is meant is not guessed."""
    error = assert_error(client.get("/products?owner=me&limit=1&limit=2", as_user=ana), 422, "validation_failed")
    assert fields_of(error) == ["limit"]


def test_the_limit_is_kept(client: Client, ana: str) -> None:
    """`limit` items at most, and whether there are more."""
    for _ in range(2):
        client.create(ana)
    page = client.get("/products", as_user=ana, owner="me", limit=1).json
    assert (page["count"], page["has_more"], page["applied_filters"]["limit"]) == (1, True, 1)
    assert page["next_page_token"]


# ---- one


def test_read_one(client: Client, ana: str, made: Any) -> None:
    """A product with its listing and media that open."""
    answer = client.get(path_of(made), as_user=ana)
    assert_documented("getProduct", answer)
    assert answer.json["product"]["product_id"] == made["ids"]["product_id"]
    assert opened(answer.json["product"]["media"][0]["url"]).headers["content-type"] == "image/png"


NO_PRODUCTS = [
    f"prd_{'0' * 26}",
    "prd_",
    "x",
    f"prd_{'0' * 25}",
    f"prd_{'i' * 26}",
    "%00",
    "prd_%F0%9F%A6%8A",
    "%2e%2e",
    "%ff",
    "'",
]


@pytest.mark.parametrize(("method", "product_id"), sample_pairs(["GET", "PATCH", "DELETE"], NO_PRODUCTS))
def test_unknown_products(client: Client, ana: str, method: str, product_id: str) -> None:
    """An id that names nothing, or is none at all, is a 404."""
    body = {"title": "x"} if method == "PATCH" else None
    assert_error(client.call(method, f"/products/{product_id}", body, as_user=ana), 404, "not_found")


# ---- change


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another title"},
        {"title": "x"},
        {"title": "Ü" * 80},
        {"description": "Other words."},
        {"description": ""},
        {"lines": [{"role": "date", "text": "3 May"}]},
        {"tags": ["new", "tags"]},
        {"tags": []},
        {"status": "archived"},
        {"title": "Both", "tags": ["both"]},
    ],
    ids=str,
)
def test_a_change_changes_only_what_it_names(client: Client, changing: Any, change: dict[str, Any]) -> None:
    """PATCH is partial: what is not sent stays; an empty text clears one."""
    path, owner = path_of(changing), "owner-of-changes"
    before = client.get(path, as_user=owner).json["product"]
    answer = client.patch(path, change, as_user=owner)
    assert_documented("updateProduct", answer)
    after = client.get(path, as_user=owner).json["product"]
    follows = {"media", "updated_at", "version", *(["media_keys"] if {"title", "lines"} & set(change) else [])}
    assert {name: value for name, value in after.items() if name not in follows} == {
        **{name: value for name, value in before.items() if name not in follows},
        **change,
    }
    assert after["version"] == before["version"] + 1
    assert after["updated_at"] >= before["updated_at"]


def test_a_change_answers_with_the_product_as_it_is(client: Client, ana: str, made: Any) -> None:
    """The answer of PATCH is the answer of the GET that follows."""
    changed = client.patch(path_of(made), {"title": "New"}, as_user=ana).json
    read = client.get(path_of(made), as_user=ana).json
    for each in (changed, read):
        each["product"].pop("media")
    assert changed == read


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"title": ""}, "title"),
        ({"title": " "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"title": "a\0"}, "title"),
        ({"description": "x" * 601}, "description"),
        ({"tags": ["x"] * 13}, "tags"),
        ({"tags": [""]}, "tags.0"),
        ({"tags": ["x" * 41]}, "tags.0"),
        ({"tags": "x"}, "tags"),
        ({"status": "sold"}, "status"),
        ({"owner_id": "me"}, "owner_id"),
        ({"version": 9}, "version"),
        ({"price_cents": 1}, "price_cents"),
        ({"title": "ok", "media_keys": []}, "media_keys"),
    ],
    ids=str,
)
def test_bad_changes_are_refused_by_name(client: Client, ana: str, body: dict[str, Any], field: str) -> None:
    """Empty changes, broken rules, nulls and unknown fields are refused, whether there is such a product or not."""
    answer = client.patch("/products/prd_" + "0" * 26, body, as_user=ana)
    assert fields_of(assert_error(answer, 422, "validation_failed")) == [field]


def test_a_refused_change_changes_nothing(client: Client, ana: str, made: Any) -> None:
    """A change is taken whole or not at all."""
    before = client.get(path_of(made), as_user=ana).json["product"]
    client.patch(path_of(made), {"title": "New", "status": "sold"}, as_user=ana)
    after = client.get(path_of(made), as_user=ana).json["product"]
    assert (after["title"], after["version"]) == (before["title"], before["version"])


def test_status_moves_it_in_and_out_of_the_storefront(client: Client, ana: str, ben: str, made: Any) -> None:
    """Others see it while product and listing are both active, and not otherwise."""
    product_id, listing = made["ids"]["product_id"], f"/listings/{made['ids']['listing_id']}"
    for status, seen in (("draft", False), ("active", True), ("archived", False), ("active", True)):
        client.patch(path_of(made), {"status": status}, as_user=ana)
        assert (product_id in window_ids(client, ben)) is seen
        assert client.get(listing, as_user=ben).status == (200 if seen else 404)
    client.patch(listing, {"status": "inactive"}, as_user=ana)
    assert product_id not in window_ids(client, ben)
    client.patch(listing, {"status": "active"}, as_user=ana)
    assert product_id in window_ids(client, ben)


def test_a_new_title_shows_in_the_storefront(client: Client, ana: str, ben: str) -> None:
    """What others see follows the product."""
    made = client.create(ana, publish=True)
    client.patch(path_of(made), {"title": "Fresh title"}, as_user=ana)
    items = client.get("/listings", as_user=ben, limit=100).json["items"]
    assert [each["title"] for each in items if each["product_id"] == made["ids"]["product_id"]] == ["Fresh title"]


def test_changes_at_once_do_not_lose_fields(client: Client, ana: str, made: Any) -> None:
    """Changes that race are all kept, or refused with 409; none is lost silently."""
    changes: list[dict[str, Any]] = [{"title": "Raced"}, {"description": "Raced."}, {"tags": ["raced"]}]
    with ThreadPoolExecutor(len(changes)) as pool:
        answers = list(pool.map(lambda change: client.patch(path_of(made), change, as_user=ana), changes))
    assert {answer.status for answer in answers} <= {200, 409}
    product = client.get(path_of(made), as_user=ana).json["product"]
    kept = [change for change, answer in zip(changes, answers, strict=True) if answer.status == 200]
    assert kept
    for change in kept:
        assert change.items() <= product.items()
    assert product["version"] == 1 + len(kept)


def test_product_and_listing_changed_at_once(client: Client, ana: str, made: Any) -> None:
    """The two halves can be changed at the same moment."""
    listing = f"/listings/{made['ids']['listing_id']}"
    with ThreadPoolExecutor(2) as pool:
        title = pool.submit(client.patch, path_of(made), {"title": "Raced"}, as_user=ana)
        price = pool.submit(client.patch, listing, {"price_cents": 77}, as_user=ana)
    both = client.get(path_of(made), as_user=ana).json
    assert (title.result().status != 200) or both["product"]["title"] == "Raced"
    assert (price.result().status != 200) or both["listing"]["price_cents"] == 77


# ---- delete


def test_delete_removes_product_listing_and_media(client: Client, ana: str) -> None:
    """204 without a body; then product, listing and files are gone, and a second DELETE finds nothing."""
    made = client.create(ana, publish=True, kind="card")
    urls = [media["url"] for media in made["design"]["media"]]
    answer = client.delete(f"{path_of(made)}?purge=true", as_user=ana)
    assert_documented("deleteProduct", answer)
    assert (answer.status, answer.body) == (204, b"")
    assert_error(client.get(path_of(made), as_user=ana), 404)
    assert_error(client.get(f"/listings/{made['ids']['listing_id']}", as_user=ana), 404)
    assert [opened(url).status for url in urls] == [404, 404, 404]
    assert_error(client.delete(f"{path_of(made)}?purge=true", as_user=ana), 404)
    assert client.get("/products", as_user=ana, owner="me").json["count"] == 0
    assert made["ids"]["product_id"] not in window_ids(client, ana)


def test_a_deleted_product_cannot_be_changed(client: Client, ana: str, made: Any) -> None:
    """Neither half comes back by a change."""
    client.delete(f"{path_of(made)}?purge=true", as_user=ana)
    assert_error(client.patch(path_of(made), {"title": "Back"}, as_user=ana), 404)
    assert_error(client.patch(f"/listings/{made['ids']['listing_id']}", {"price_cents": 1}, as_user=ana), 404)


def test_deleting_one_leaves_the_others(client: Client, ana: str, made: Any) -> None:
    """A product made from the same idea keeps its own files."""
    other = client.create(ana)
    client.delete(f"{path_of(made)}?purge=true", as_user=ana)
    (item,) = client.get("/products", as_user=ana, owner="me").json["items"]
    assert item["product"]["product_id"] == other["ids"]["product_id"]
    assert opened(item["product"]["media"][0]["url"]).status == 200


def test_deleting_twice_at_once(client: Client, ana: str, made: Any) -> None:
    """Of two deletions at the same moment none fails: gone is gone."""
    with ThreadPoolExecutor(2) as pool:
        statuses = {
            each.status
            for each in pool.map(lambda _: client.delete(f"{path_of(made)}?purge=true", as_user=ana), range(2))
        }
    assert 204 in statuses
    assert statuses <= {204, 404, 409}


@pytest.mark.parametrize("reader", ["list", "get", "delete"])
def test_a_deletion_that_died_half_way_is_completed_by_the_next_read(
    client: Client, laptop: Laptop, ana: str, made: Any, reader: str
) -> None:
    """The product is out of sight and its media are not gone yet: anyone who looks next removes them."""
    product_id = made["ids"]["product_id"]
    laptop.services.offers.start_deleting(laptop.services.offers.get(product_id))
    urls = [media["url"] for media in made["design"]["media"]]
    assert {opened(url).status for url in urls} == {200}
    if reader == "list":
        assert client.get("/products", as_user=ana, owner="me").json["items"] == []
    else:
        answer = client.call(
            reader.upper(), f"{path_of(made)}{'?purge=true' if reader == 'delete' else ''}", as_user=ana
        )
        assert answer.status == (404 if reader == "get" else 204)
    assert {opened(url).status for url in urls} == {404}
    assert laptop.services.offers.half_deleted(product_id) is None
