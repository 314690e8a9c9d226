"""What DynamoDB refuses and moto lets pass (or answers with a 500), as far as a client of this kind can run into it.

moto 5.2.5 itself refuses: items over 400 kB, more than 100 parts or keys, two parts on one item, reserved words,
wrongly typed keys of items, overlapping paths, consistent reads of an index. Messages are AWS's own.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
"""

from collections.abc import Callable, Sequence

from backend.local.dynamodb.items import PathPart, TableShape
from backend.local.dynamodb.rules.expressions import check_expressions
from backend.local.dynamodb.rules.keys import check_index_keys, check_key, check_not_empty
from backend.local.dynamodb.rules.queries import check_query
from backend.local.dynamodb.rules.requests import check_batch, check_transaction
from backend.local.dynamodb.rules.values import check_values
from backend.local.dynamodb.wire import WireRequest

Shapes = Callable[[str], TableShape | None]


def check_request(request: WireRequest, parts: Sequence[PathPart], shapes: Shapes) -> None:
    """Refused: DynamoDB would refuse the request before it looks at any item."""
    check_transaction(request, parts)
    check_batch(request, shapes)
    for part in parts:
        _check_part(part, shapes(part.table))
    if request.operation == "Query":
        query = PathPart("Query", request.body)
        check_values(query.body)
        check_expressions(query)
        check_query(query.body, shapes(query.table))


def _check_part(part: PathPart, shape: TableShape | None) -> None:
    check_values(part.body)
    check_expressions(part)
    if shape is None:
        return  # moto says that there is no such table
    if isinstance(part.body.get("Key"), dict):
        check_key(part.body["Key"], shape)
    if isinstance(part.body.get("Item"), dict):
        check_not_empty(part.body["Item"], shape)
        check_index_keys(part.body["Item"], shape)
