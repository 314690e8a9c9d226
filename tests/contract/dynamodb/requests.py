"""Requests that DynamoDB refuses before it looks at any item, and others that are just small enough."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from backend.adapters.dynamodb.key_schemas import find_key_schema

Request = tuple[str, dict[str, Any]]
"""("put_item", {"Item": {...}}), without TableName where the table is `users`."""

BY_OWNER = find_key_schema("products", "owner_id")
ID = {"user_id": {"S": "a"}}
ONE = {"N": "1"}
UNUSED = "Value provided in ExpressionAttributeValues unused in expressions: keys: {:p}"
UNDEFINED = "An expression attribute value used in expression is not defined; attribute value: :x"
MISFIT = "The provided key element does not match the schema"
EMPTY_KEY = "The AttributeValue for a key attribute cannot contain an empty string value. Key: user_id"
NEW = "attribute_not_exists(user_id)"


def put(item: Mapping[str, Any] | None = None, condition: str | None = None, **more: Any) -> Request:
    conditions = {} if condition is None else {"ConditionExpression": condition}
    return "put_item", {"Item": {**ID, **(item or {})}, **conditions, **more}


def update(expression: str, **more: Any) -> Request:
    return "update_item", {"Key": ID, "UpdateExpression": expression, **more}


def query(condition: str, **more: Any) -> Request:
    return "query", {"TableName": "messages", "KeyConditionExpression": condition, **more}


def index_query(**more: Any) -> Request:
    values = {":o": {"S": "ana"}}
    name = {"TableName": "products", "IndexName": BY_OWNER.index}
    return "query", {**name, "KeyConditionExpression": "owner_id = :o", "ExpressionAttributeValues": values, **more}


def batch_get(*keys: dict[str, Any]) -> Request:
    return "batch_get_item", {"RequestItems": {"users": {"Keys": list(keys)}}}


def transact(*parts: dict[str, Any], **more: Any) -> Request:
    for part in parts:
        for action in part.values():
            action.setdefault("TableName", "users")
    return "transact_write_items", {"TransactItems": list(parts), **more}


def nested(levels: int) -> dict[str, Any]:
    return reduce(lambda inner, _: {"L": [inner]}, range(levels), {"S": "x"})


def wide(parts: int) -> str:
    """A condition of that many operands, so with one operator less and a function for each."""
    return " AND ".join(f"attribute_not_exists(a{n})" for n in range(parts))


def large_puts(count: int) -> list[dict[str, Any]]:
    return [{"Put": {"Item": {"user_id": {"S": f"t{n}"}, "b": {"S": "x" * 390 * 1024}}}} for n in range(count)]


@dataclass(frozen=True, slots=True)
class Refused:
    name: str
    request: Request
    message: str
    """A part of what DynamoDB says."""
    elsewhere: str | None = field(default=None)
    """Why an independent DynamoDB does not refuse it."""


CONVERSATION = {":c": {"S": "c"}}
MOTOS_OWN = [
    Refused("an item over 400 kB", put({"b": {"S": "x" * 400 * 1024}}), "Item size has exceeded the maximum"),
    Refused("a reserved word", update("SET status = :s", ExpressionAttributeValues={":s": ONE}), "reserved keyword"),
    Refused("a reserved word in a condition", put(condition="attribute_not_exists(status)"), "reserved keyword"),
    Refused("a part of the key as an index's", query("message_id = :c", ExpressionAttributeValues=CONVERSATION), "missed key schema element"),
    Refused("a changed key", update("SET user_id = :s", ExpressionAttributeValues={":s": {"S": "b"}}), "part of the key"),
    Refused("a consistent read of an index", index_query(ConsistentRead=True), "Consistent reads are not supported"),
    Refused("101 keys", batch_get(*({"user_id": {"S": str(n)}} for n in range(101))), "less than or equal to 100"),
    Refused("a key twice", batch_get(ID, ID), "Provided list of item keys contains duplicates"),
]  # fmt: skip
"""What moto refuses by itself: an upgrade that no longer does shows here."""

OURS = [
    # expressions
    Refused("an unused value of a put", put(condition=NEW, ExpressionAttributeValues={":p": ONE}), UNUSED),
    Refused("an unused value of an update", update("SET a = :o", ExpressionAttributeValues={":o": ONE, ":p": ONE}), UNUSED),
    Refused("an unused value of a delete", ("delete_item", {"Key": ID, "ConditionExpression": "a = :o", "ExpressionAttributeValues": {":o": ONE, ":p": ONE}}), UNUSED),
    Refused("an unused value of a query", query("conversation_id = :c", ExpressionAttributeValues={**CONVERSATION, ":p": ONE}), UNUSED),
    Refused("an unused name", put(condition=NEW, ExpressionAttributeNames={"#n": "x"}), "ExpressionAttributeNames unused in expressions: keys: {#n}"),
    Refused("values without an expression", put(ExpressionAttributeValues={":p": ONE}), "can only be specified when using expressions"),
    Refused("names without an expression", put(ExpressionAttributeNames={"#n": "x"}), "can only be specified when using expressions"),
    Refused("no values", put(condition=NEW, ExpressionAttributeValues={}), "ExpressionAttributeValues must not be empty"),
    Refused("no names", put(condition=NEW, ExpressionAttributeNames={}), "ExpressionAttributeNames must not be empty"),
    Refused("an undefined value", put(condition="a = :x"), UNDEFINED),
    Refused("an undefined name", put(condition="attribute_exists(#x)"), "not defined; attribute name: #x"),
    Refused("an empty condition", put(condition=""), "The expression can not be empty"),
    Refused("an expression over 4 kB", put(condition=wide(150) + " " * 4097), "Expression size has exceeded the maximum allowed size", elsewhere="has no such limit"),
    Refused("over 300 operators", put(condition=" OR ".join(["a=:a"] * 151 ), ExpressionAttributeValues={":a": ONE}), "too many operators", elsewhere="has no such limit"),
    Refused("over 100 operands of IN", put(condition=f"a IN ({','.join([':a'] * 101)})", ExpressionAttributeValues={":a": ONE}), "too many operands", elsewhere="has no such limit"),
    Refused("values over 2 MB", update("SET a = :o", ConditionExpression="b <> :p", ExpressionAttributeValues={":o": ONE, ":p": {"S": "x" * 2_200_000}}), "exceeds max size", elsewhere="has no such limit"),
    # values
    Refused("two types", put({"s": {"S": "x", "N": "1"}}), "more than one datatypes"),
    Refused("no type", put({"s": {}}), "must contain exactly one of the supported datatypes"),
    Refused("a set with a member twice", put({"s": {"SS": ["a", "a"]}}), "Input collection [a, a] contains duplicates"),
    Refused("39 digits", put({"n": {"N": "1" * 39}}), "more than 38 significant digits"),
    Refused("too large a number", put({"n": {"N": "1e126"}}), "Number overflow"),
    Refused("too small a number", put({"n": {"N": "1e-131"}}), "Number underflow"),
    Refused("no number", put({"n": {"N": "NaN"}}), "cannot be converted to a numeric value"),
    Refused("33 levels", put({"l": nested(33)}), "Nesting Levels have exceeded supported limits", elsewhere="has no such limit"),
    # keys
    Refused("an empty key", put({"user_id": {"S": ""}}), EMPTY_KEY),
    Refused("another type as an index's key", ("put_item", {"TableName": "products", "Item": {"product_id": {"S": "p"}, "owner_id": ONE}}), "Type mismatch for Index Key owner_id Expected: S Actual: N IndexName: by_owner"),
    Refused("one key too many", ("get_item", {"Key": {**ID, "x": ONE}}), MISFIT),
    Refused("one key too many in a batch", batch_get({**ID, "x": ONE}), MISFIT),
    Refused("an empty key in a batch", batch_get({"user_id": {"S": ""}}), EMPTY_KEY),
    Refused("a long key", ("get_item", {"Key": {"user_id": {"S": "k" * 2049}}}), "Size of hashkey has exceeded the maximum size limit of2048 bytes"),
    Refused("a long range key", ("get_item", {"TableName": "messages", "Key": {"conversation_id": {"S": "k"}, "message_id": {"S": "m" * 1025}}}), "Aggregated size of all range keys has exceeded"),
    # batches and transactions
    Refused("a batch of nothing", ("batch_get_item", {"RequestItems": {}}), "greater than or equal to 1"),
    Refused("a batch of no keys", batch_get(), "greater than or equal to 1"),
    Refused("a transaction of nothing", transact(), "greater than or equal to 1"),
    Refused("101 parts", transact(*({"Put": {"Item": {"user_id": {"S": str(n)}}}} for n in range(101))), "less than or equal to 100"),
    Refused("a transaction over 4 MB", transact(*large_puts(11)), "exceeds 4 MB"),
    Refused("one item in two parts", transact({"Put": {"Item": ID}}, {"Delete": {"Key": ID}}), "multiple operations on one item"),
    Refused("an unused value in a transaction", transact({"Update": {"Key": ID, "UpdateExpression": "SET a = :o", "ExpressionAttributeValues": {":o": ONE, ":p": ONE}}}), UNUSED),
    Refused("an undefined value in a transaction", transact({"Put": {"Item": ID, "ConditionExpression": "a = :x"}}), UNDEFINED),
    Refused("an empty key in a transaction", transact({"Delete": {"Key": {"user_id": {"S": ""}}}}), EMPTY_KEY),
    Refused("a long token", transact({"Put": {"Item": ID}}, ClientRequestToken="t" * 37), "less than or equal to 36"),
    # queries
    Refused("a limit of nought", query("conversation_id = :c", ExpressionAttributeValues=CONVERSATION, Limit=0), "greater than or equal to 1"),
    Refused("a key of another type", query("conversation_id = :c", ExpressionAttributeValues={":c": ONE}), "Condition parameter type does not match schema type"),
    Refused("two conditions on the range", query("conversation_id = :c AND message_id > :c AND message_id < :c", ExpressionAttributeValues=CONVERSATION), "only contain one condition per key"),
    Refused("a filter on a key", query("conversation_id = :c", FilterExpression="message_id = :c", ExpressionAttributeValues=CONVERSATION), "Filter Expression can only contain non-primary key attributes: Primary key attribute: message_id"),
    Refused("a start of something else", query("conversation_id = :c", ExpressionAttributeValues=CONVERSATION, ExclusiveStartKey={"x": ONE}), "The provided starting key is invalid"),
    Refused("a start elsewhere", query("conversation_id = :c", ExpressionAttributeValues=CONVERSATION, ExclusiveStartKey={"conversation_id": {"S": "d"}, "message_id": {"S": "m"}}), "outside query boundaries"),
    Refused("a start without the index's keys", index_query(ExclusiveStartKey={"product_id": {"S": "p"}}), "The provided starting key is invalid"),
]  # fmt: skip

ACCEPTED: dict[str, Request] = {
    "300 operators": put(condition=" OR ".join(["a=:a"] * 150), ExpressionAttributeValues={":a": {"S": "y"}}, Item={**ID, "a": {"S": "y"}}),
    "4096 bytes": put(condition=NEW.ljust(4096)),
    "100 operands of IN": put(condition=f"NOT user_id IN ({','.join(f':a{n}' for n in range(100))})", ExpressionAttributeValues={f":a{n}": ONE for n in range(100)}),
    "38 digits": put({"n": {"N": "1" * 38}}),
    "the largest number": put({"n": {"N": "9.9999999999999999999999999999999999999E+125"}}),
    "nought with many digits": put({"n": {"N": "0." + "0" * 50}}),
    "32 levels": put({"l": nested(32)}),
    "an item of just under 400 kB": put({"b": {"S": "x" * 400_000}}),
    "a long key": ("put_item", {"Item": {"user_id": {"S": "k" * 2048}}}),
    "no key of an index": ("put_item", {"TableName": "products", "Item": {"product_id": {"S": "p"}}}),
    "100 keys": batch_get(*({"user_id": {"S": str(n)}} for n in range(100))),
    "100 parts": transact(*({"Put": {"Item": {"user_id": {"S": f"h{n}"}}}} for n in range(100))),
    "ten large parts": transact(*large_puts(10)),
    "a range of keys": query("conversation_id = :c AND message_id BETWEEN :c AND :c", ExpressionAttributeValues=CONVERSATION),
    "a prefix of keys": query("conversation_id = :c AND begins_with(message_id, :c)", ExpressionAttributeValues=CONVERSATION),
    "a start on an index": index_query(ExclusiveStartKey={"product_id": {"S": "p"}, "owner_id": {"S": "ana"}}),
    "names for keys": query("#c = :c AND #m >= :c", ExpressionAttributeNames={"#c": "conversation_id", "#m": "message_id"}, ExpressionAttributeValues=CONVERSATION),
}  # fmt: skip


def addressed(request: Request, table_of: Mapping[str, str]) -> dict[str, Any]:
    """The request with the names that its tables have: {"TableName": "users"} -> {"TableName": "my-users"}"""
    operation, body = request
    if "RequestItems" in body:
        return {**body, "RequestItems": {table_of[role]: asked for role, asked in body["RequestItems"].items()}}
    if operation == "transact_write_items":
        parts = [
            {kind: {**action, "TableName": table_of[action["TableName"]]} for kind, action in part.items()}
            for part in body["TransactItems"]
        ]
        return {**body, "TransactItems": parts}
    return {**body, "TableName": table_of[body.get("TableName", "users")]}
