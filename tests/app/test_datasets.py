"""GET /users, /orders and /catalog: mock datasets out of S3."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app.document import OPERATIONS, assert_documented, assert_error, fields_of
from tests.conftest import Client

FOLDER = Path(__file__).parents[2] / "mock_data"
TOTALS = {"users": 200, "orders": 500, "catalog": 120}
DATASETS = {name: json.loads((FOLDER / f"{name}.json").read_text()) for name in TOTALS}
OPERATION = {"users": "listUsers", "orders": "listOrders", "catalog": "listCatalog"}
PAGING = {"limit", "offset"}


@pytest.mark.parametrize("name", TOTALS)
def test_the_first_page(client: Client, ana: str, name: str) -> None:
    """Twenty items as they are in the file, how many they are, and how many there are."""
    answer = client.get(f"/{name}", as_user=ana)
    assert_documented(OPERATION[name], answer)
    assert answer.json == {"items": DATASETS[name][:20], "count": 20, "total": TOTALS[name]}


@pytest.mark.parametrize("name", TOTALS)
def test_all_pages_together_are_the_dataset(client: Client, ana: str, name: str) -> None:
    """`offset` and `limit` walk through the whole without loss or repeat."""
    found: list[Any] = []
    for offset in range(0, TOTALS[name], 70):
        found += client.get(f"/{name}", as_user=ana, offset=offset, limit=70).json["items"]
    assert found == DATASETS[name]


@pytest.mark.parametrize("name", TOTALS)
def test_beyond_the_end(client: Client, ana: str, name: str) -> None:
    """Past the last item the page is empty, and the total stays."""
    page = client.get(f"/{name}", as_user=ana, offset=100_000).json
    assert page == {"items": [], "count": 0, "total": TOTALS[name]}


@pytest.mark.parametrize("name", TOTALS)
def test_every_filter_finds_its_items(client: Client, ana: str, name: str) -> None:
    """Each documented filter, given a value of the first item, finds exactly the items that have it."""
    filters = {p["name"] for p in OPERATIONS[OPERATION[name]].described["parameters"]} - PAGING
    assert filters
    for field in sorted(filters & DATASETS[name][0].keys()):
        value = DATASETS[name][0][field]
        asked: dict[str, Any] = {field: str(value).lower() if isinstance(value, bool) else value}
        page = client.get(f"/{name}", as_user=ana, limit=100, **asked).json
        wanted = [item for item in DATASETS[name] if item.get(field) == value]
        assert (page["items"], page["total"]) == (wanted[:100], len(wanted)), field


def test_filters_are_combined(client: Client, ana: str) -> None:
    """Several filters must all fit."""
    order = DATASETS["orders"][0]
    page = client.get("/orders", as_user=ana, user_id=order["user_id"], status=order["status"], limit=100).json
    wanted = [o for o in DATASETS["orders"] if (o["user_id"], o["status"]) == (order["user_id"], order["status"])]
    assert page["items"] == wanted


def test_no_item_fits(client: Client, ana: str) -> None:
    """A filter that fits nothing is an empty page, not an error."""
    assert client.get("/users", as_user=ana, username="nobody of that name").json["total"] == 0


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/users?limit=0", "limit"),
        ("/users?limit=101", "limit"),
        ("/users?offset=-1", "offset"),
        ("/users?offset=1000001", "offset"),
        ("/users?offset=x", "offset"),
        ("/users?password=x", "password"),
        ("/users?limit=1&limit=1", "limit"),
        ("/orders?status=lost", "status"),
        ("/orders?subtotal_cents=12.5", "subtotal_cents"),
        ("/orders?subtotal_cents=%2B5", "subtotal_cents"),
        ("/catalog?price_cents=many", "price_cents"),
        ("/catalog?in_stock=True", "in_stock"),
    ],
)
def test_bad_filters_are_refused_by_name(client: Client, ana: str, path: str, field: str) -> None:
    """An unknown filter and a value of another type are named; a value is never converted quietly."""
    assert field in fields_of(assert_error(client.get(path, as_user=ana), 422, "validation_failed"))


@pytest.mark.parametrize("name", TOTALS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_datasets_are_for_reading(client: Client, ana: str, name: str, method: str) -> None:
    """The mock data cannot be changed."""
    assert_error(client.call(method, f"/{name}", {}, as_user=ana), 405, "method_not_allowed")


def test_a_dataset_that_was_never_loaded(other_client: Client, other_laptop: Any, ana: str) -> None:
    """Without its file in S3 a dataset is a 503, which the document knows of."""
    s3, bucket = other_laptop.cloud.client("s3"), other_laptop.cloud.buckets["assets"]
    s3.delete_object(Bucket=bucket, Key="mock_data/users.json")
    answer = other_client.get("/users", as_user=ana)
    s3.put_object(Bucket=bucket, Key="mock_data/users.json", Body=(FOLDER / "users.json").read_bytes())
    assert_error(answer, 503, "store_unavailable")
    assert_documented("listUsers", answer)
