"""backend/adapters/dynamodb/key_schemas.py: queries find their index by the attribute that they search by."""

import ast
from pathlib import Path

import pytest

from backend.adapters.dynamodb.key_schemas import find_key_schema, read_tables, table_keys

ROOT = Path(__file__).parents[2]
INDEXES = {index for table in read_tables().values() for index in table["indexes"]}


def test_an_index_is_found_by_its_hash_key() -> None:
    """A page continues after the keys of the index and of the table, in this order: tokens of earlier releases hold."""
    schema = find_key_schema("messages", "owner_id")
    row = {"conversation_id": "c", "message_id": "m", "owner_id": "o", "text": "hello"}
    assert (schema.hash_key, schema.range_key) == ("owner_id", "message_id")
    assert list(schema.cursor(row).items()) == [("owner_id", "o"), ("message_id", "m"), ("conversation_id", "c")]


def test_a_table_is_found_by_its_hash_key() -> None:
    """Without an index, so it is read consistently."""
    schema = find_key_schema("echoes", "owner_id")
    assert schema.index is None
    assert schema.cursor({"owner_id": "o", "echo_id": "e", "text": "x"}) == {"owner_id": "o", "echo_id": "e"}


@pytest.mark.parametrize("table", sorted(read_tables()))
def test_every_index_can_be_found(table: str) -> None:
    """By its hash key, and by its range key where two have the same hash key."""
    for name, shape in read_tables()[table]["indexes"].items():
        assert find_key_schema(table, shape["hash_key"], shape.get("range_key")).index == name


def test_an_attribute_without_an_index_is_refused() -> None:
    """When the module is imported, with the file to change."""
    with pytest.raises(ValueError, match=r"tables\.json: one key schema of users must find rows by email; found: none"):
        find_key_schema("users", "email")


def test_two_indexes_with_one_hash_key_need_the_range_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A query that could mean either is refused, and one that names the order is not."""
    by_price = {"hash_key": "owner_id", "range_key": "price_cents", "projection": "ALL"}
    monkeypatch.setitem(read_tables()["products"]["indexes"], "by_price", by_price)
    with pytest.raises(ValueError, match="found: by_owner, by_price"):
        find_key_schema("products", "owner_id")
    assert find_key_schema("products", "owner_id", "price_cents").index == "by_price"


def test_the_keys_of_a_table() -> None:
    """One attribute or two."""
    assert table_keys("users") == ("user_id",)
    assert table_keys("messages") == ("conversation_id", "message_id")


def test_an_index_is_named_in_tables_json_only() -> None:
    """No Python file and no Terraform file has the name of an index as a text; a new index is named once."""
    for file in (ROOT / "backend").rglob("*.py"):
        texts = {node.value for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Constant)}
        assert not INDEXES & {text for text in texts if isinstance(text, str)}, file
    for file in [*(ROOT / "infra").rglob("*.tf"), *(ROOT / "infra").rglob("*.hcl")]:
        assert not [index for index in INDEXES if f"/{index}" in file.read_text()], file
