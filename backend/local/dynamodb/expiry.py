"""What DynamoDB's time to live does, on demand: deletes the rows that have expired by a given time.

AWS deletes an expired row within a few days, and reads find it until then. A row is expired when the number in the TTL
attribute lies in the past; one that lies back more than five years is taken for a mistake and kept.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ttl-expired-items.html
"""

from collections.abc import Iterable
from typing import Any

LONGEST_BACK = 5 * 365 * 86400


def delete_expired(dynamodb: Any, tables: Iterable[str], now: float) -> dict[str, int]:
    """{"short-lived": 3}: how many rows each table lost. `now` in Unix seconds."""
    return {table: _delete_from(dynamodb, table, now) for table in tables}


def _delete_from(dynamodb: Any, table: str, now: float) -> int:
    setting = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if setting["TimeToLiveStatus"] != "ENABLED":
        return 0
    attribute = setting["AttributeName"]
    keys = [each["AttributeName"] for each in dynamodb.describe_table(TableName=table)["Table"]["KeySchema"]]
    rows = dynamodb.get_paginator("scan").paginate(TableName=table).search("Items")
    expired = [row for row in rows if _is_expired(row.get(attribute), now)]
    for row in expired:
        dynamodb.delete_item(TableName=table, Key={name: row[name] for name in keys})
    return len(expired)


def _is_expired(value: Any, now: float) -> bool:
    return isinstance(value, dict) and "N" in value and now - LONGEST_BACK < float(value["N"]) < now
