"""The bin: what is deleted can be brought back for a week."""

import time
from typing import Any

import pytest

from backend.domain.products.bin import BIN_SECONDS, ProductBin
from backend.domain.shared.errors import NotFound
from backend.domain.shared.ids import seconds_of
from backend.local.dynamodb import StoreFault
from backend.local.fault_list import FaultList
from backend.local.laptop import Laptop
from tests.app.document import assert_documented, assert_error
from tests.app.store import opened
from tests.conftest import Client


@pytest.fixture
def made(client: Client, ana: str) -> Any:
    return client.create(ana, publish=True, kind="card")


def path_of(creation: Any) -> str:
    return f"/products/{creation['ids']['product_id']}"


def listed(client: Client, user: str, **query: Any) -> list[str]:
    page = client.get("/products", as_user=user, owner="me", limit=100, **query)
    assert_documented("listProducts", page)
    return [item["product"]["product_id"] for item in page.json["items"]]


def tags_of(laptop: Laptop, key: str) -> dict[str, str]:
    bucket = laptop.services.settings.bucket_assets
    tags = laptop.cloud.client("s3").get_object_tagging(Bucket=bucket, Key=key)["TagSet"]
    return {tag["Key"]: tag["Value"] for tag in tags}


def keys_of(laptop: Laptop, creation: Any) -> list[str]:
    prefix = creation["design"]["media_keys"][0].rpartition(".")[0].removesuffix("_art")
    found = laptop.cloud.client("s3").list_objects_v2(Bucket=laptop.services.settings.bucket_assets, Prefix=prefix)
    return [each["Key"] for each in found["Contents"]]


def test_in_the_bin_it_is_out_of_sight(client: Client, ana: str, ben: str, made: Any) -> None:
    """Of its owner's lists, of the storefront, of changes; the bin alone has it, with its pictures."""
    listing = f"/listings/{made['ids']['listing_id']}"
    answer = client.delete(path_of(made), as_user=ana)
    assert_documented("deleteProduct", answer)
    assert (answer.status, answer.body) == (204, b"")
    assert listed(client, ana) == listed(client, ana, status="active") == []
    assert made["ids"]["listing_id"] not in [
        item["listing_id"] for item in client.get("/listings", as_user=ben, limit=100).json["items"]
    ]
    for path in (path_of(made), listing):
        assert_error(client.get(path, as_user=ana), 404, "not_found")
    assert_error(client.patch(path_of(made), {"title": "x"}, as_user=ana), 404, "not_found")
    assert_error(client.patch(listing, {"price_cents": 1}, as_user=ana), 404, "not_found")
    assert_error(client.delete(path_of(made), as_user=ana), 404, "not_found")
    (item,) = client.get("/products", as_user=ana, owner="me", status="deleted").json["items"]
    assert item["product"]["deleted_at"] > item["product"]["created_at"]
    assert item["product"]["owner_id"] == client.user_id(ana)
    assert {opened(media["url"]).status for media in item["product"]["media"]} == {200}


def test_it_comes_back_as_it_was(client: Client, laptop: Laptop, ana: str, ben: str, made: Any) -> None:
    """Product, listing and files, in the storefront again; its files are owned and of their old types."""
    before = client.get(path_of(made), as_user=ana).json
    client.delete(path_of(made), as_user=ana)
    answer = client.post(f"{path_of(made)}/restore", None, as_user=ana)
    assert_documented("restoreProduct", answer)
    changing = {"version", "updated_at", "media"}
    for half in ("product", "listing"):
        was, now = (
            {name: value for name, value in each[half].items() if name not in changing}
            for each in (before, answer.json)
        )
        assert now == was
    assert listed(client, ana) == [made["ids"]["product_id"]]
    assert listed(client, ana, status="deleted") == []
    assert client.get(f"/listings/{made['ids']['listing_id']}", as_user=ben).status == 200
    for media in answer.json["product"]["media"]:
        assert opened(media["url"]).status == 200
        assert tags_of(laptop, media["key"]) == {"state": "owned"}
    assert_error(client.post(f"{path_of(made)}/restore", None, as_user=ana), 404, "not_found")
    assert client.patch(path_of(made), {"title": "Still mine"}, as_user=ana).status == 200


def test_the_store_removes_what_stays(client: Client, laptop: Laptop, ana: str, made: Any) -> None:
    """Rows have the date of their end, and files are orphans whose days begin with the deletion."""
    keys = keys_of(laptop, made)
    assert len(keys) >= 3
    s3, bucket = laptop.cloud.client("s3"), laptop.services.settings.bucket_assets
    born = {key: s3.head_object(Bucket=bucket, Key=key) for key in keys}
    client.delete(path_of(made), as_user=ana)
    deleted_at = client.get("/products", as_user=ana, owner="me", status="deleted").json["items"][0]["product"]
    for table, ids in (("products", "product_id"), ("listings", "listing_id")):
        row = laptop.services.tables.get(laptop.cloud.tables[table], {ids: made["ids"][ids]})
        assert row is not None
        assert row["expires_at"] == pytest.approx(seconds_of(deleted_at["deleted_at"]) + BIN_SECONDS, abs=1)
    for key, before in born.items():
        now = s3.head_object(Bucket=bucket, Key=key)
        assert tags_of(laptop, key) == {"state": "orphan"}
        assert now["VersionId"] != before["VersionId"]
        assert (now["ContentType"], now["CacheControl"]) == (before["ContentType"], before["CacheControl"])


def test_after_a_week_it_is_gone(client: Client, laptop: Laptop, ana: str, made: Any) -> None:
    """DynamoDB removes expired rows when it comes to it: until then nobody sees them."""
    client.delete(path_of(made), as_user=ana)
    services = laptop.services
    later = ProductBin(services.offers, services.media, now=lambda: time.time() + BIN_SECONDS + 1)
    offer = services.offers.find_binned(made["ids"]["product_id"], now=time.time())
    assert not later.holds(offer)
    with pytest.raises(NotFound):
        later.restore(made["ids"]["product_id"], lambda _: True)


@pytest.mark.parametrize("first", [True, False])
def test_purged_it_is_gone_at_once(client: Client, laptop: Laptop, ana: str, made: Any, first: bool) -> None:
    """With its files, from the shop and from the bin."""
    if not first:
        client.delete(path_of(made), as_user=ana)
    urls = [media["url"] for media in made["design"]["media"]]
    assert client.delete(f"{path_of(made)}?purge=true", as_user=ana).status == 204
    assert listed(client, ana, status="deleted") == listed(client, ana) == []
    assert {opened(url).status for url in urls} == {404}
    assert_error(client.post(f"{path_of(made)}/restore", None, as_user=ana), 404, "not_found")


def test_another_users_bin_is_closed(client: Client, ana: str, ben: str, made: Any) -> None:
    """404 for others, an admin may help."""
    client.delete(path_of(made), as_user=ana)
    for answer in (
        client.post(f"{path_of(made)}/restore", None, as_user=ben),
        client.delete(f"{path_of(made)}?purge=true", as_user=ben),
    ):
        assert_error(answer, 404, "not_found")
    assert_error(client.get("/products", as_user=ben, owner=client.user_id(ana), status="deleted"), 403)
    assert client.post(f"{path_of(made)}/restore", None, as_user="boss-bin").status == 200


@pytest.mark.parametrize("reader", ["list", "bin", "delete"])
def test_a_way_into_the_bin_that_died_is_completed(
    client: Client, laptop: Laptop, ana: str, made: Any, reader: str
) -> None:
    """The rows are in the bin and the files are not marked: a read that comes a minute later marks them."""
    offers = laptop.services.offers
    offers.start_binning(offers.get(made["ids"]["product_id"]), "2026-11-30T12:00:00.000Z", until=0)
    assert {tags_of(laptop, key)["state"] for key in keys_of(laptop, made)} == {"owned"}
    if reader == "delete":
        assert client.delete(path_of(made), as_user=ana).status == 204
    else:
        assert listed(client, ana, **({"status": "deleted"} if reader == "bin" else {})) is not None
    assert {tags_of(laptop, key)["state"] for key in keys_of(laptop, made)} == {"orphan"}


def test_what_is_being_moved_is_left_alone(client: Client, laptop: Laptop, ana: str, made: Any) -> None:
    """Two requests that mark the same files could leave a restored product without them: the second waits."""
    offers = laptop.services.offers
    soon = int(time.time()) + 60
    offers.start_binning(offers.get(made["ids"]["product_id"]), "2026-11-30T12:00:00.000Z", until=soon)
    assert_error(client.post(f"{path_of(made)}/restore", None, as_user=ana), 409, "conflict")
    assert listed(client, ana) == []
    assert {tags_of(laptop, key)["state"] for key in keys_of(laptop, made)} == {"owned"}


def test_a_busy_store_moves_nothing(
    client: Client, laptop: Laptop, ana: str, made: Any, store_faults: FaultList[StoreFault]
) -> None:
    """503, and the product is where it was."""
    store_faults.add(operation="TransactWriteItems", table="products", code="ThrottlingException", times=50)
    assert client.delete(path_of(made), as_user=ana).status == 503
    store_faults.clear()
    assert listed(client, ana) == [made["ids"]["product_id"]]
    assert {tags_of(laptop, key)["state"] for key in keys_of(laptop, made)} == {"owned"}


def test_page_by_page(client: Client, ana: str) -> None:
    """The bin is a list as the others: its pages have each product once, and its tokens are its own."""
    made = [client.create(ana)["ids"]["product_id"] for _ in range(3)][::-1]
    for product_id in made:
        client.delete(f"/products/{product_id}", as_user=ana)
    first = client.get("/products", as_user=ana, owner="me", status="deleted", limit=2).json
    token = first["next_page_token"]
    rest = client.get("/products", as_user=ana, owner="me", status="deleted", limit=2, page_token=token).json
    assert [item["product"]["product_id"] for item in first["items"] + rest["items"]] == made
    assert_error(client.get("/products", as_user=ana, owner="me", page_token=token), 400, "invalid_page_token")


@pytest.mark.parametrize("value", ["yes", "2", ""])
def test_purge_is_true_or_false(client: Client, ana: str, made: Any, value: str) -> None:
    """A slip is no reason to delete for good, nor to delete at all."""
    assert_error(client.delete(f"{path_of(made)}?purge={value}", as_user=ana), 422, "validation_failed")
    assert listed(client, ana) == [made["ids"]["product_id"]]
