"""mock_data, the script that writes it and the module that checks it on its way into S3."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from backend.local import datasets
from backend.local.datasets import CONFIG, FOLDER, REPOSITORY, DatasetError, load_dataset, names, upload

Breaks = Callable[[str, Callable[[Any], object]], str]
SIZES = {"users": 200, "orders": 500, "catalog": 120}
ID = {"users": "user_id", "orders": "order_id", "catalog": "item_id"}
SCALARS = {"string", "integer", "number", "boolean"}
NOT_IN_OPENAPI_3_0 = {"anyOf", "oneOf", "allOf", "const", "$ref", "default", "exclusiveMinimum", "exclusiveMaximum"}


def rows(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def schema(name: str) -> Any:
    return json.loads((FOLDER / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))


def by_id(name: str) -> dict[str, Any]:
    return {row[ID[name]]: row for row in rows(name)}


def keywords(node: Mapping[str, Any]) -> Iterator[str]:
    """Every keyword used in a schema; the names of properties are no keywords."""
    for keyword, value in node.items():
        yield keyword
        children = value.values() if keyword == "properties" else [value]
        for child in children:
            if isinstance(child, dict):
                yield from keywords(child)


class Bucket:
    """Stands for boto3's S3 client and keeps what is put."""

    def __init__(self) -> None:
        self.puts: list[dict[str, Any]] = []

    def put_object(self, **put: Any) -> None:
        self.puts.append(put)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of mock_data that a test may break."""
    return Path(shutil.copytree(FOLDER, tmp_path / "mock_data"))


@pytest.fixture
def breaks(folder: Path) -> Breaks:
    """Changes row 7 of a dataset's copy and answers what `load_dataset` then says."""

    def broken(name: str, change: Callable[[Any], object]) -> str:
        file = folder / f"{name}.json"
        content = rows(name)
        change(content[7])
        file.write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(DatasetError) as refusal:
            load_dataset(name, folder)
        return str(refusal.value)

    return broken


# The data


@pytest.mark.parametrize("name", SIZES)
def test_every_row_is_true_to_its_schema(name: str) -> None:
    """Each dataset validates and has the number of rows that is promised."""
    assert len(load_dataset(name)) == SIZES[name]


@pytest.mark.parametrize("name", SIZES)
def test_ids_are_unique_and_ascend(name: str) -> None:
    """Rows are in the order of their identifiers, none twice."""
    ids = [row[ID[name]] for row in rows(name)]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize(
    ("name", "field"), [("users", "username"), ("users", "email"), ("catalog", "sku"), ("catalog", "description")]
)
def test_fields_that_must_differ_do(name: str, field: str) -> None:
    """No two people share a user name or address, no two products a SKU or text."""
    assert max(Counter(row[field] for row in rows(name)).values()) == 1


@pytest.mark.parametrize("name", SIZES)
def test_rows_are_ordered_by_creation(name: str) -> None:
    """A later identifier was never created earlier."""
    moments = [row["created_at"] for row in rows(name)]
    assert moments == sorted(moments)


def test_orders_come_from_known_users_who_had_joined() -> None:
    """Each order's user exists and was there before the order."""
    people = by_id("users")
    assert all(people[order["user_id"]]["created_at"] < order["created_at"] for order in rows("orders"))


def test_only_people_who_may_order_did() -> None:
    """Viewers and people who never signed in have no orders."""
    idle = {user["user_id"] for user in rows("users") if user["role"] == "viewer" or user["status"] == "invited"}
    assert idle.isdisjoint(order["user_id"] for order in rows("orders"))


def test_orders_count_agrees_with_the_orders() -> None:
    """What a user row says about its orders is what the orders say."""
    count = Counter(order["user_id"] for order in rows("orders"))
    assert {user["user_id"]: user["orders_count"] for user in rows("users") if user["orders_count"]} == count


def test_order_lines_agree_with_the_catalogue() -> None:
    """Title, price and currency of each line are those of an item that was out when it was ordered."""
    items = by_id("catalog")
    for order in rows("orders"):
        for line in order["items"]:
            item = items[line["item_id"]]
            assert (line["title"], line["unit_price_cents"]) == (item["title"], item["price_cents"])
            assert order["currency"] == item["currency"]
            assert item["created_at"] < order["created_at"]


def test_an_order_names_an_item_once() -> None:
    """Two lines of an order are never for the same item."""
    for order in rows("orders"):
        assert len({line["item_id"] for line in order["items"]}) == len(order["items"])


def test_order_sums_agree() -> None:
    """Lines add up to the subtotal, and that and shipping to the total."""
    for order in rows("orders"):
        assert order["subtotal_cents"] == sum(line["quantity"] * line["unit_price_cents"] for line in order["items"])
        assert order["total_cents"] == order["subtotal_cents"] + order["shipping_cents"]


def test_orders_are_updated_after_they_are_placed() -> None:
    """updated_at is never before created_at."""
    assert all(order["created_at"] <= order["updated_at"] for order in rows("orders"))


def test_only_orders_with_something_to_ship_have_a_destination() -> None:
    """An order of downloads alone has neither country nor shipping cost, and is never on its way."""
    items = by_id("catalog")
    for order in rows("orders"):
        downloads = all(items[line["item_id"]]["category"] == "printables" for line in order["items"])
        assert downloads == ("shipping_country" not in order)
        assert not (downloads and (order["shipping_cents"] or order["status"] == "shipped"))


def test_every_choice_of_a_filter_finds_something() -> None:
    """Each value of each enum occurs, so a client can try every filter."""
    for name in SIZES:
        for field, rule in schema(name)["properties"].items():
            unused = set(rule.get("enum", ())) - {row[field] for row in rows(name) if "enum" in rule}
            assert not unused, f"{name}.{field}"


def test_nothing_is_null() -> None:
    """Absent rather than null, everywhere."""
    assert not any(None in row.values() for name in SIZES for row in rows(name))


@pytest.mark.parametrize("name", SIZES)
def test_a_file_has_one_row_a_line(name: str) -> None:
    """A diff of a dataset shows rows."""
    first, *lines, last = (FOLDER / f"{name}.json").read_text(encoding="utf-8").splitlines()
    assert (first, last) == ("[", "]")
    assert [json.loads(line.removesuffix(",")) for line in lines] == rows(name)


def test_the_script_writes_what_is_committed() -> None:
    """`--check` passes: nobody edited the files by hand, nobody forgot to run the script."""
    script = REPOSITORY / "scripts" / "build_mock_data.py"
    outcome = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert (outcome.returncode, outcome.stderr) == (0, "")


# The schemas


@pytest.mark.parametrize("name", SIZES)
def test_schemas_keep_to_what_openapi_3_0_knows(name: str) -> None:
    """The OpenAPI document shows the schemas, so they stay within 3.0.3 and its consumers."""
    assert NOT_IN_OPENAPI_3_0.isdisjoint(keywords(schema(name)))


@pytest.mark.parametrize("name", SIZES)
def test_schemas_are_closed_and_described(name: str) -> None:
    """Unknown fields are refused, every field is described, and each has one plain type."""
    document = schema(name)
    assert document["additionalProperties"] is False
    for field, rule in document["properties"].items():
        assert rule["description"], field
        assert rule["type"] in SCALARS | {"array"}, field


# The check


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("users", {"email": "ana@shop.example"}, "users.json: row 7: email: "),
        ("users", {"role": "owner"}, "users.json: row 7: role: 'owner' is not one of"),
        ("users", {"created_at": "2026-02-30T10:00:00.000Z"}, "users.json: row 7: created_at: "),
        ("users", {"nickname": "Ani"}, "users.json: row 7: the row: Additional properties are not allowed ('nickname'"),
        ("catalog", {"price_cents": 0}, "catalog.json: row 7: price_cents: 0 is less than the minimum of 1"),
        ("catalog", {"tags": ["one", "two", ""]}, "catalog.json: row 7: tags.2: "),
        ("orders", {"shipping_country": None}, "orders.json: row 7: shipping_country: None is not of type 'string'"),
    ],
)
def test_a_broken_field_is_named(breaks: Breaks, name: str, change: dict[str, Any], says: str) -> None:
    """A row that breaks its schema is refused with file, row, field and reason."""
    assert breaks(name, lambda row: row.update(change)).startswith(says)


def test_a_missing_field_is_named(breaks: Breaks) -> None:
    """A row without a required field is refused and the message says which."""
    assert breaks("users", lambda row: row.pop("city")) == "users.json: row 7: the row: 'city' is a required property"


def test_a_nested_field_is_named_by_its_path(breaks: Breaks) -> None:
    """A fault inside a line item is named from the row down."""
    says = breaks("orders", lambda row: row["items"][0].update(quantity=0))
    assert says == "orders.json: row 7: items.0.quantity: 0 is less than the minimum of 1"


@pytest.mark.parametrize(("content", "says"), [("{}", "must be a JSON array"), ("[{]", "not JSON")])
def test_a_file_that_is_no_array_is_refused(folder: Path, content: str, says: str) -> None:
    """Broken JSON and JSON of another shape are refused by file name."""
    (folder / "users.json").write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match=rf"^users\.json: {says}"):
        load_dataset("users", folder)


def test_a_dataset_needs_its_schema(folder: Path) -> None:
    """A dataset without a schema is refused: nothing reaches S3 unchecked."""
    (folder / "schemas" / "users.schema.json").unlink()
    with pytest.raises(DatasetError, match=r"^users\.schema\.json: there is no such file in schemas/"):
        load_dataset("users", folder)


def test_a_broken_schema_is_refused(folder: Path) -> None:
    """A schema that is none is refused before any row is looked at."""
    (folder / "schemas" / "users.schema.json").write_text('{"type": "strnig"}', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"^users\.schema\.json: type: 'strnig'"):
        load_dataset("users", folder)


# The way into S3


def test_names_follow_the_configuration() -> None:
    """The datasets are those of mock_config.json."""
    assert names(json.loads(CONFIG.read_text(encoding="utf-8"))) == ["users", "orders", "catalog"]


def test_upload_puts_each_dataset_under_its_key() -> None:
    """The bytes of each file go under the key of the configuration, as JSON."""
    bucket = Bucket()
    assert upload(bucket, "mocks") == 3
    assert bucket.puts == [
        {
            "Bucket": "mocks",
            "Key": f"mock_data/{name}.json",
            "Body": (FOLDER / f"{name}.json").read_bytes(),
            "ContentType": "application/json",
        }
        for name in ("users", "orders", "catalog")
    ]


def test_upload_puts_nothing_when_one_dataset_is_broken(folder: Path) -> None:
    """Old data stay whole when the last of the new ones is wrong."""
    (folder / "catalog.json").write_text('[{"item_id": "itm_0001"}]', encoding="utf-8")
    bucket = Bucket()
    with pytest.raises(DatasetError):
        upload(bucket, "mocks", folder)
    assert bucket.puts == []


def test_a_new_dataset_needs_no_code(folder: Path, tmp_path: Path) -> None:
    """One file, its schema and one line of configuration are enough."""
    (folder / "coupons.json").write_text('[{"code": "HOLA"}]', encoding="utf-8")
    coupon = {"type": "object", "additionalProperties": False, "properties": {"code": {"type": "string"}}}
    (folder / "schemas" / "coupons.schema.json").write_text(json.dumps(coupon), encoding="utf-8")
    config = tmp_path / "mock_config.json"
    config.write_text('{"/coupons": {"dataset": "coupons", "key": "mock_data/coupons.json"}}', encoding="utf-8")
    bucket = Bucket()
    assert datasets.upload(bucket, "mocks", folder, config) == 1
    assert bucket.puts[0]["Key"] == "mock_data/coupons.json"


def test_a_configuration_without_a_key_is_refused(folder: Path, tmp_path: Path) -> None:
    """A line of mock_config.json that lacks something is refused by its path."""
    config = tmp_path / "mock_config.json"
    config.write_text('{"/users": {"dataset": "users"}}', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"^mock_config\.json: /users: needs a dataset and a key"):
        upload(Bucket(), "mocks", folder, config)


def test_a_dataset_that_was_valid_is_validated_again_when_it_changes(folder: Path) -> None:
    """What was found valid once is not validated at each start; another content is, and so is another schema."""
    rows, schema = folder / "catalog.json", folder / "schemas/catalog.schema.json"
    assert upload(Bucket(), "mocks", folder) == upload(Bucket(), "mocks", folder)
    stored = schema.read_text(encoding="utf-8")
    schema.write_text('{"type": "object", "required": ["missing"]}', encoding="utf-8")
    with pytest.raises(DatasetError, match="'missing' is a required property"):
        upload(Bucket(), "mocks", folder)
    schema.write_text(stored, encoding="utf-8")
    rows.write_text('[{"item_id": "itm_0001"}]', encoding="utf-8")
    with pytest.raises(DatasetError):
        upload(Bucket(), "mocks", folder)
