"""Keys: exactly the attributes of the schema, of their types, neither empty nor too long."""

from collections.abc import Mapping
from typing import Any

from backend.local.dynamodb.items import TableShape, size_of
from backend.local.dynamodb.wire import invalid

LONGEST_HASH_KEY, LONGEST_RANGE_KEY = 2048, 1024
_MISFIT = "The provided key element does not match the schema"
_NOT_VALID = "One or more parameter values are not valid."
_EMPTY = "The AttributeValue for a key attribute cannot contain an empty string value."


def check_key(key: Mapping[str, Any], shape: TableShape) -> None:
    """The key of one item, as GetItem, UpdateItem, DeleteItem and batches name it."""
    if set(key) != set(shape.keys) or any(list(key[name]) != [shape.types[name]] for name in shape.keys):
        raise invalid(_MISFIT)
    check_not_empty(key, shape)
    _check_length(
        key[shape.keys[0]], LONGEST_HASH_KEY, "Size of hashkey has exceeded the maximum size limit of2048 bytes"
    )
    for name in shape.keys[1:]:
        too_long = "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"
        _check_length(key[name], LONGEST_RANGE_KEY, too_long)


def check_not_empty(attributes: Mapping[str, Any], shape: TableShape) -> None:
    """Of a key, or of an item."""
    for name in shape.keys:
        if attributes.get(name) == {shape.types[name]: ""}:
            raise invalid(f"{_NOT_VALID} {_EMPTY} Key: {name}")


def check_index_keys(item: Mapping[str, Any], shape: TableShape) -> None:
    """An item may lack an index's key; one that it has is of the index's type."""
    for index, keys in shape.indexes.items():
        for name in keys:
            if name in item and list(item[name]) != [shape.types[name]]:
                actual = "".join(item[name])
                raise invalid(
                    f"One or more parameter values were invalid: Type mismatch for Index Key {name} "
                    f"Expected: {shape.types[name]} Actual: {actual} IndexName: {index}"
                )


def _check_length(value: Mapping[str, Any], longest: int, message: str) -> None:
    if size_of({"": value}) > longest:
        raise invalid(f"One or more parameter values were invalid: {message}")
