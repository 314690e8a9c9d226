"""The tables of the laptop: their shape, their rows, and single rows changed or deleted."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ParamValidationError

from backend.adapters.dynamodb.key_schemas import read_tables
from backend.local.console.problems import ConsoleProblem
from backend.local.console.redaction import redact_json

PAGE = 50
MOST_PAGES = 40
"""Of a scan for a filter, before it gives what it has found and where to continue."""
JSON = dict[str, Any]


class TableBrowser:
    """`tables` are the laptop's names by those of tables.json."""

    def __init__(self, dynamodb: Any, tables: Mapping[str, str]) -> None:
        self._dynamodb = dynamodb
        self._tables = tables

    def describe(self) -> list[JSON]:
        return [self._describe(key, name) for key, name in self._tables.items()]

    def rows(self, table: str, *, index: str = "", text: str = "", page: str = "", limit: int = PAGE) -> JSON:
        """A page of rows. `text` is looked for in whole rows; `attribute=value` in one attribute."""
        name = self._name(table)
        asked: JSON = {"TableName": name, **({"IndexName": index} if index else {})}
        fits = _filter(text)
        found: list[JSON] = []
        start = _read_page(page)
        for _ in range(MOST_PAGES):
            answer = self._scan({**asked, "Limit": limit, **({"ExclusiveStartKey": start} if start else {})})
            for row in answer["Items"]:
                if fits(row):
                    found.append(row)
                    if len(found) == limit:
                        last = self._position(table, index, row)
                        more = answer.get("LastEvaluatedKey") or answer["Items"][-1] is not row
                        return self._page(table, found, last if more else None)
            start = answer.get("LastEvaluatedKey")
            if not start:
                break
        return self._page(table, found, start)

    def put(self, table: str, row: Any) -> JSON:
        """Replaces a row by its key, in DynamoDB's own JSON. Attributes that were shown shortened stay as they are."""
        if not isinstance(row, dict) or not all(isinstance(each, dict) and len(each) == 1 for each in row.values()):
            raise ConsoleProblem('A row is an object of DynamoDB\'s JSON, such as {"product_id": {"S": "prd_1"}}.')
        key = self._key(table, row)
        found = self._call(self._dynamodb.get_item, TableName=self._name(table), Key=key, ConsistentRead=True)
        kept = found.get("Item", {})
        shown = redact_json(_printable(kept))
        whole = {
            name: kept[name] if name in kept and shown[name] == value else _binary(value) for name, value in row.items()
        }
        self._call(self._dynamodb.put_item, TableName=self._name(table), Item=whole)
        return {"row": shown_row(table, whole)}

    def delete(self, table: str, key: Any) -> None:
        if not isinstance(key, dict):
            raise ConsoleProblem("A key is an object of DynamoDB's JSON.")
        self._call(self._dynamodb.delete_item, TableName=self._name(table), Key=self._key(table, key))

    def _describe(self, key: str, name: str) -> JSON:
        shape = read_tables()[key]
        told = self._dynamodb.describe_table(TableName=name)["Table"]
        return {
            "name": key,
            "full_name": name,
            "rows": told["ItemCount"],
            "hash_key": shape["hash_key"],
            "range_key": shape.get("range_key"),
            "ttl": shape.get("ttl"),
            "indexes": [
                {"name": index, **{part: keyed.get(part) for part in ("hash_key", "range_key", "projection")}}
                for index, keyed in shape.get("indexes", {}).items()
            ],
        }

    def _name(self, table: str) -> str:
        if table not in self._tables:
            raise ConsoleProblem(f"There is no table {table}.", 404)
        return self._tables[table]

    def _scan(self, asked: JSON) -> JSON:
        return dict(self._call(self._dynamodb.scan, **asked))

    def _call(self, send: Callable[..., Any], **asked: Any) -> Any:
        errors = self._dynamodb.exceptions
        try:
            return send(**asked)
        except errors.ClientError as error:
            raise ConsoleProblem(f"DynamoDB refuses: {error.response['Error']['Message']}") from None
        except ParamValidationError as error:
            raise ConsoleProblem(f"This is no row in DynamoDB's JSON: {error}") from None

    def _key(self, table: str, row: JSON) -> JSON:
        shape = read_tables()[table] if table in self._tables else {}
        names = [shape[part] for part in ("hash_key", "range_key") if shape.get(part)]
        missing = [name for name in names if name not in row]
        if missing or not names:
            raise ConsoleProblem(f"The row has no {', '.join(missing) or 'key'}.")
        return {name: row[name] for name in names}

    def _position(self, table: str, index: str, row: JSON) -> JSON:
        shape = read_tables()[table]
        keyed = [shape, shape["indexes"][index]] if index else [shape]
        names = [each[part] for each in keyed for part in ("hash_key", "range_key") if each.get(part)]
        return {name: row[name] for name in names}

    def _page(self, table: str, rows: list[JSON], last: JSON | None) -> JSON:
        names = [read_tables()[table][part] for part in ("hash_key", "range_key") if read_tables()[table].get(part)]
        return {
            "rows": [{**shown_row(table, row), "key": _printable({name: row[name] for name in names})} for row in rows],
            "next": base64.urlsafe_b64encode(json.dumps(_printable(last)).encode()).decode() if last else None,
        }


def shown_row(table: str, row: JSON) -> JSON:
    """A row to look at, to edit, and when its time is over."""
    ttl = read_tables()[table].get("ttl")
    expires = row.get(ttl, {}).get("N") if ttl else None
    printable = _printable(row)
    plain = {name: _plain_value(value) for name, value in printable.items()}
    return {
        "plain": redact_json(plain),
        "typed": redact_json(printable),
        "expires_at": datetime.fromtimestamp(float(expires), UTC).isoformat() if expires else None,
    }


def _plain_value(value: JSON) -> Any:
    """DynamoDB's JSON as plain JSON; numbers stay exact."""
    kind, content = next(iter(value.items()))
    match kind:
        case "M":
            return {name: _plain_value(each) for name, each in content.items()}
        case "L":
            return [_plain_value(each) for each in content]
        case "N":
            number = float(content)
            return int(number) if number.is_integer() and "e" not in content.lower() else number
        case "NULL":
            return None
    return content


def _printable(row: Any) -> Any:
    """Bytes, which boto3 hands over as such, as Base64."""
    if isinstance(row, bytes):
        return base64.b64encode(row).decode()
    if isinstance(row, dict):
        return {name: _printable(each) for name, each in row.items()}
    return [_printable(each) for each in row] if isinstance(row, list) else row


def _binary(value: Any) -> Any:
    """The other way round, for what boto3 sends."""
    if not isinstance(value, dict) or len(value) != 1:
        raise ConsoleProblem('A value has its type with it, such as {"S": "text"}.')
    kind, content = next(iter(value.items()))
    if kind == "B":
        try:
            return {"B": base64.b64decode(content, validate=True)}
        except (ValueError, TypeError):
            raise ConsoleProblem("The value of B must be Base64.") from None
    if kind == "M":
        return {"M": {name: _binary(each) for name, each in _require(dict, content).items()}}
    return {"L": [_binary(each) for each in _require(list, content)]} if kind == "L" else value


def _require(kind: type, content: Any) -> Any:
    if not isinstance(content, kind):
        raise ConsoleProblem("The value of M must be an object, and that of L a list.")
    return content


def _filter(text: str) -> Callable[[JSON], bool]:
    attribute, equals, wanted = text.partition("=")
    if not text:
        return lambda _row: True
    if equals and attribute.strip().isidentifier():
        name, value = attribute.strip(), wanted.strip()
        return lambda row: name in row and str(_plain_value(_printable(row[name]))) == value
    lowered = text.lower()
    return lambda row: lowered in json.dumps(_printable(row), ensure_ascii=False).lower()


def _read_page(page: str) -> JSON | None:
    if not page:
        return None
    try:
        found: JSON = json.loads(base64.urlsafe_b64decode(page))
    except ValueError:
        raise ConsoleProblem("This page does not exist. Begin again with the first.") from None
    return found
