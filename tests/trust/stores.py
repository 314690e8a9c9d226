"""What the stores hold, read directly and not through the service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from tests.trust.world import World

Row = Mapping[str, Any]
TABLES = ("products", "listings", "jobs", "conversations", "messages", "echoes", "requests")
INBOX = "inbox/"
_decode = TypeDeserializer().deserialize


@dataclass(frozen=True, slots=True)
class StoredFile:
    key: str
    state: str | None
    """Value of the tag `state`: `owned`, `orphan`, or None."""
    size: int

    @property
    def stays(self) -> bool:
        """Whether no lifecycle rule deletes it: one deletes orphans, another what waits under `inbox/`."""
        return self.state != "orphan" and not self.waits

    @property
    def waits(self) -> bool:
        """Whether it came by a form and was not taken over yet; the form can be used again until it expires."""
        return self.key.startswith(INBOX)


@dataclass(frozen=True, slots=True)
class Stores:
    tables: Mapping[str, Sequence[Row]]
    assets: Mapping[str, StoredFile]
    uploads: Mapping[str, StoredFile]

    def rows(self, table: str) -> Sequence[Row]:
        return self.tables[table]

    def find(self, table: str, name: str, value: Any) -> Row | None:
        return next((row for row in self.tables[table] if row.get(name) == value), None)


def read_stores(world: World) -> Stores:
    tables = {name: _read_table(world, world.cloud.tables[name]) for name in TABLES}
    buckets = world.cloud.buckets
    return Stores(tables, _read_bucket(world, buckets["assets"]), _read_bucket(world, buckets["uploads"]))


def _read_table(world: World, name: str) -> list[Row]:
    """Every row: a cell's table is small, so one Scan reads it all."""
    answer = world.clients["dynamodb"].scan(TableName=name, ConsistentRead=True)
    assert "LastEvaluatedKey" not in answer, f"{name} holds more than one page"
    return [{field: _decode(value) for field, value in item.items()} for item in answer["Items"]]


def _read_bucket(world: World, name: str) -> dict[str, StoredFile]:
    s3 = world.clients["s3"]
    listed = s3.list_objects_v2(Bucket=name).get("Contents", [])
    return {
        each["Key"]: StoredFile(each["Key"], _read_state(s3, name, each["Key"]), each["Size"])
        for each in listed
        if not each["Key"].startswith("mock_data/")
    }


def _read_state(s3: Any, bucket: str, key: str) -> str | None:
    tags = s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]
    return next((tag["Value"] for tag in tags if tag["Key"] == "state"), None)
