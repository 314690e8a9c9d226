"""Time that passes for what is stored: rows expire, leases and locks end, messages come back, lifecycle rules apply.

The clocks of the service and of this machine stay as they are. What is stored becomes older instead.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.adapters.dynamodb.key_schemas import read_tables
from backend.local import moto_state
from backend.local.cloud import Cloud
from backend.local.console.problems import ConsoleProblem

LONGEST = 366 * 86400
_MOMENTS: Mapping[str, tuple[str, ...]] = {
    "jobs": ("leased_until", "unreleased_until"),
    "short_lived": ("locked_until",),
}
"""Attributes that hold Unix seconds until which something is taken; 0 means that it is free."""
_STAMPS: Mapping[str, tuple[str, ...]] = {"jobs": ("updated_at",)}
"""Attributes that hold a timestamp as text, from which the service counts how long something lies idle."""
JSON = dict[str, Any]


class Ageing:
    def __init__(self, dynamodb: Any, cloud: Cloud) -> None:
        self._dynamodb = dynamodb
        self._cloud = cloud
        self._ahead = 0.0

    @property
    def ahead(self) -> float:
        """By how many seconds all of it was made older so far."""
        return self._ahead

    def advance(self, seconds: float) -> JSON:
        """What happened meanwhile."""
        if not 0 < seconds <= LONGEST:
            raise ConsoleProblem("Time goes forward by a second to a year.")
        self._ahead += seconds
        leases = sum(self._age_table(key, seconds) for key in self._cloud.tables)
        expired = {key: count for key, count in self._expire().items() if count}
        for queue in (self._cloud.jobs_queue, self._cloud.dead_letters):
            name = queue.arn.rpartition(":")[2]
            moto_state.age_messages(self._cloud.account, self._cloud.region, name, seconds)
        removed = self._cloud.lifecycle(datetime.now(UTC) + timedelta(seconds=self._ahead))
        return {
            "ahead": self._ahead,
            "rows_expired": expired,
            "leases_shortened": leases,
            "objects_removed": [
                {"bucket": role, **asdict(each)} for role, listed in removed.items() for each in listed
            ],
        }

    def _expire(self) -> dict[str, int]:
        short = {name: key for key, name in self._cloud.tables.items()}
        return {short[name]: count for name, count in self._cloud.delete_expired(datetime.now(UTC).timestamp()).items()}

    def _age_table(self, key: str, seconds: float) -> int:
        """How many rows had a moment that came closer."""
        shape, name = read_tables()[key], self._cloud.tables[key]
        ttl = (shape["ttl"],) if shape.get("ttl") else ()
        moments, stamps = (*_MOMENTS.get(key, ()), *ttl), _STAMPS.get(key, ())
        if not moments and not stamps:
            return 0
        keys = [shape[part] for part in ("hash_key", "range_key") if shape.get(part)]
        changed = 0
        for page in self._dynamodb.get_paginator("scan").paginate(TableName=name):
            for row in page["Items"]:
                values = _age_row(row, moments, stamps, seconds)
                if values:
                    self._update(name, {each: row[each] for each in keys}, values)
                    changed += any(each in moments and each not in ttl for each in values)
        return changed

    def _update(self, table: str, key: JSON, values: JSON) -> None:
        names = {f"#n{at}": name for at, name in enumerate(values)}
        self._dynamodb.update_item(
            TableName=table,
            Key=key,
            UpdateExpression="SET " + ", ".join(f"{name} = :v{at}" for at, name in enumerate(names)),
            ExpressionAttributeNames=names,
            ExpressionAttributeValues={f":v{at}": value for at, value in enumerate(values.values())},
        )


def _age_row(row: JSON, moments: tuple[str, ...], stamps: tuple[str, ...], seconds: float) -> JSON:
    """The attributes that change, with their new values. A lease that ends is still a lease."""
    values: JSON = {}
    for name in moments:
        number = float(row.get(name, {}).get("N", 0))
        if number > 0:
            values[name] = {"N": str(max(1, int(number - seconds)))}
    for name in stamps:
        if "S" in row.get(name, {}):
            moment = datetime.fromisoformat(row[name]["S"]) - timedelta(seconds=seconds)
            values[name] = {"S": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
    return values
