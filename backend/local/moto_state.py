"""The one place that reaches into moto's own objects, because no API of AWS or moto does what is needed: forgetting one
account, looking at buckets without a request, and giving a restored key, pool and user their former ids."""

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from moto import backends as moto_backends
from moto.cognitoidp.models import CognitoIdpUser, cognitoidp_backends
from moto.core.base_backend import BackendDict, backend_lock
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import Item
from moto.iam.access_control import PermissionResult
from moto.kms.models import kms_backends
from moto.s3.models import FakeKey, s3_backends
from moto.sqs.models import sqs_backends

from backend.local.dynamodb.items import TableShape
from backend.local.refresh_tokens import PoolClient, RefreshTokens
from backend.local.s3.cors import CorsRule

_TRACKED = "instances_tracked"  # made by moto's metaclass
_EXPIRING = "expiring_refresh_tokens"  # ours
_GRANTED = "dreamforge_grants"


class _Unkept(list[Any]):
    def append(self, _item: Any) -> None:
        """moto remembers every item ever written, to find it in its own tests; a server would grow without end."""


setattr(Item, _TRACKED, _Unkept())


@cache
def _service_names(_list: Callable[[], Iterable[str]] = moto_backends.list_of_moto_modules) -> frozenset[str]:
    """moto lists its own folders for every request, which costs more than most of what is asked."""
    return frozenset(_list())


moto_backends.list_of_moto_modules = _service_names


def forget(account: str) -> None:
    """Drop all that an account holds; other accounts in this process stay.

    Not by moto's reset(): for S3 that closes the files of every account.
    """
    for bucket in [name for name, (_, owner) in s3_backends.bucket_accounts.items() if owner == account]:
        del s3_backends.bucket_accounts[bucket]
    tracked: list[Any] = getattr(FakeKey, _TRACKED)
    for key in [key for key in tracked if key.account_id == account]:
        key.dispose()
    tracked[:] = [key for key in tracked if key.account_id != account]
    services: list[dict[str, Any]] = getattr(BackendDict, "_instances")  # noqa: B009 (generic, so mypy sees no one list)
    with backend_lock:
        for service in services:
            if account in service:
                del service[account]


class MotoBuckets:
    """The buckets of one account, as the S3 guard asks for them."""

    def __init__(self, account: str) -> None:
        self._account = account

    def cors(self, bucket: str) -> Sequence[CorsRule]:
        found = self._buckets().get(bucket)
        return [_rule(rule) for rule in found.cors] if found else []

    def is_public(self, bucket: str) -> bool:
        """Whether its policy lets anybody read, and no public access block says otherwise."""
        found = self._buckets().get(bucket)
        if found is None or found.public_access_block is not None:
            return False
        return bool(found.get_permission("s3:GetObject", f"{found.arn}/any") == PermissionResult.PERMITTED)

    def exists(self, bucket: str, key: str) -> bool:
        """Whether the key has a current version that is no delete marker."""
        found = self._buckets().get(bucket)
        return found is not None and isinstance(found.keys.get(key), FakeKey)

    def _buckets(self) -> Any:
        return s3_backends[self._account]["aws"].buckets


def _rule(rule: Any) -> CorsRule:
    age = int(rule.max_age_seconds) if rule.max_age_seconds else None
    return CorsRule(
        origins=tuple(rule.allowed_origins or ()),
        methods=tuple(rule.allowed_methods or ()),
        headers=tuple(rule.allowed_headers or ()),
        exposed=tuple(rule.exposed_headers or ()),
        max_age=age,
    )


def table_shape(account: str, region: str, table: str) -> TableShape | None:
    """The keys of a table and of its indexes, as they were declared; None where there is no such table."""
    found = dynamodb_backends[account][region].tables.get(table)
    if found is None:
        return None
    return TableShape(
        keys=_key_names(found.schema),
        types={each["AttributeName"]: each["AttributeType"] for each in found.attr},
        indexes={index.name: _key_names(index.schema) for index in found.all_indexes()},
    )


def _key_names(schema: Sequence[dict[str, str]]) -> tuple[str, ...]:
    """The hash key first."""
    return tuple(each["AttributeName"] for each in sorted(schema, key=lambda each: each["KeyType"] != "HASH"))


def items(account: str, region: str, table: str) -> Iterator[dict[str, Any]]:
    """The items of a table in DynamoDB's JSON: {"product_id": {"S": "prd_1"}, ...}"""
    for item in dynamodb_backends[account][region].tables[table].all_items():
        yield {name: _plain(value) for name, value in item.attrs.items()}


def _plain(attribute: Any) -> dict[str, Any]:
    """moto's own to_json leaves bytes as they are."""
    kind, value = attribute.type, attribute.value
    if kind == "M":
        return {kind: {name: _plain(inner) for name, inner in value.items()}}
    if kind == "L":
        return {kind: [_plain(inner) for inner in value]}
    if kind == "BS":
        return {kind: [_base64(part) for part in value]}
    return {kind: _base64(value) if kind == "B" else value}


def _base64(value: bytes | str) -> str:
    """moto mostly keeps bytes as the base64 they came in, but not always."""
    return value if isinstance(value, str) else base64.b64encode(value).decode()


def put_item(account: str, region: str, table: str, item: dict[str, Any]) -> None:
    dynamodb_backends[account][region].tables[table].put_item(item)


@dataclass(frozen=True, slots=True)
class StoredObject:
    """The newest version of an object. `version` is unique for each write."""

    key: str
    version: str
    headers: dict[str, str]
    """Content-Type, Cache-Control, x-amz-meta-..., names as S3 knows them."""
    tags: dict[str, str]
    modified: datetime
    _stored: Any

    def data(self) -> bytes:
        return bytes(self._stored.value)


def objects(account: str, bucket: str) -> Iterator[StoredObject]:
    backend = s3_backends[account]["aws"]
    for name, key in list(backend.buckets[bucket].keys.items()):
        if isinstance(key, FakeKey):  # a delete marker is no object
            tags = backend.tagger.get_tag_dict_for_resource(key.arn)
            yield StoredObject(name, key.version_id, dict(key.metadata), tags, key.last_modified, key)


def set_modified(account: str, bucket: str, key: str, modified: datetime) -> None:
    s3_backends[account]["aws"].buckets[bucket].keys[key].last_modified = modified


def key_material(account: str, region: str, key_arn: str) -> dict[str, str]:
    """{"id": ..., "material": base64} of a KMS key: what it takes to read what it encrypted."""
    key = kms_backends[account][region].keys[key_arn.rpartition("/")[2]]
    return {"id": key.id, "material": base64.b64encode(key.key_material).decode()}


def restore_key(account: str, region: str, key_arn: str, saved: dict[str, str]) -> str:
    """Make a new key the saved one; answers its ARN."""
    backend = kms_backends[account][region]
    key = backend.keys.pop(key_arn.rpartition("/")[2])
    key.id, key.key_material = saved["id"], base64.b64decode(saved["material"])
    key.arn = f"{key_arn.rpartition('/')[0]}/{key.id}"
    for alias in key.aliases.values():
        alias.target_key_id = key.id
    backend.keys[key.id] = key
    return str(key.arn)


def pool_state(account: str, region: str, pool_id: str) -> dict[str, Any]:
    """A pool's groups, users (passwords too: moto keeps them as they are), refresh tokens and what was granted with
    them, as plain values.
    """
    pool = cognitoidp_backends[account][region].user_pools[pool_id]
    return {
        "pool_id": pool.id,
        "client_id": next(iter(pool.clients)),
        "refresh_tokens": {token: use for token, use in pool.refresh_tokens.items() if use is not None},
        "expiring": pool.__dict__.get(_EXPIRING, {}),
        "grants": {origin: [list(scopes), resource] for origin, (scopes, resource) in grants_of(pool).items()},
        "groups": [_group(group) for group in pool.groups.values()],
        "users": [_user(user) for user in pool.users.values()],
    }


def restore_pool(account: str, region: str, pool_id: str, saved: dict[str, Any]) -> tuple[str, str]:
    """Make a new pool the saved one; answers (pool id, client id)."""
    backend = cognitoidp_backends[account][region]
    pool = backend.user_pools.pop(pool_id)
    pool.arn = pool.arn.replace(pool.id, saved["pool_id"])
    pool.id = saved["pool_id"]
    backend.user_pools[pool.id] = pool
    _, client = pool.clients.popitem()
    client.id, client.user_pool_id = saved["client_id"], pool.id
    pool.clients[client.id] = client
    pool.refresh_tokens = {token: tuple(use) for token, use in saved["refresh_tokens"].items()}
    pool.__dict__[_EXPIRING] = dict(saved.get("expiring", {}))
    for origin, (scopes, resource) in saved.get("grants", {}).items():
        grants_of(pool)[origin] = (tuple(scopes), resource)
    pool.groups.clear()
    for group in saved["groups"]:
        backend.create_group(pool.id, group["name"], group["description"], group["role_arn"], group["precedence"])
    for user in saved["users"]:
        _restore_user(pool, user)
    return pool.id, client.id


def grants_of(pool: Any) -> dict[str, tuple[Sequence[str], str | None]]:
    """On moto's pool: id of a sign-in at the pages -> the scopes and the resource that were granted with it."""
    granted: dict[str, tuple[Sequence[str], str | None]] = pool.__dict__.setdefault(_GRANTED, {})
    return granted


def pool_client(account: str, region: str, client_id: str) -> PoolClient | None:
    """The client of this id; None where there is none."""
    for pool in cognitoidp_backends[account][region].user_pools.values():
        if client_id in pool.clients:
            return _pool_client(pool, pool.clients[client_id].extended_config)
    return None


def _pool_client(pool: Any, config: Mapping[str, Any]) -> PoolClient:
    rotation = config.get("RefreshTokenRotation") or {}
    expiring = pool.__dict__.setdefault(_EXPIRING, {})
    tokens = RefreshTokens(
        pool.refresh_tokens,
        expiring,
        rotation=rotation.get("Feature") == "ENABLED",
        grace_seconds=int(rotation.get("RetryGracePeriodSeconds") or 0),
    )
    return PoolClient(list(config.get("ExplicitAuthFlows") or []), tokens)


def _group(group: Any) -> dict[str, Any]:
    names = ("description", "role_arn", "precedence")
    return {"name": group.group_name} | {name: getattr(group, name) for name in names}


def _user(user: Any) -> dict[str, Any]:
    names = ("id", "username", "password", "status", "enabled", "attributes")
    return {name: getattr(user, name) for name in names} | {
        "groups": sorted(group.group_name for group in user.groups),
        "created": user.create_date.isoformat(),
        "modified": user.last_modified_date.isoformat(),
    }


def _restore_user(pool: Any, saved: dict[str, Any]) -> None:
    user = CognitoIdpUser(pool.id, saved["username"], saved["password"], saved["status"], saved["attributes"])
    user.id, user.enabled = saved["id"], saved["enabled"]
    user.update_attributes([{"Name": "sub", "Value": user.id}])
    user.create_date = datetime.fromisoformat(saved["created"])
    user.last_modified_date = datetime.fromisoformat(saved["modified"])
    pool.users[user.username] = user
    for name in saved["groups"]:
        user.groups.add(pool.groups[name])
        pool.groups[name].users.add(user)


def has_messages(account: str, region: str, queue: str) -> bool:
    """Whether a queue has a message that can be received now."""
    return bool(sqs_backends[account][region].queues[queue].messages)


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """A message in a queue, looked at without receiving it."""

    message_id: str
    body: str
    received: int
    """How often."""
    in_flight: bool
    """Whether somebody has received it and not deleted it yet."""


def list_messages(account: str, region: str, queue: str) -> list[QueuedMessage]:
    """What is in a queue, oldest first, without a request: to receive a message counts as a try."""
    return [
        QueuedMessage(each.id, each.body, each.approximate_receive_count, not each.visible)
        for each in list(sqs_backends[account][region].queues[queue]._messages)
    ]


def age_messages(account: str, region: str, queue: str, seconds: float) -> None:
    """Messages that were received come back so many seconds sooner."""
    for message in list(sqs_backends[account][region].queues[queue]._messages):
        message.visible_at -= seconds * 1000
        message.delayed_until -= seconds * 1000


def empty_stores(account: str, region: str, *, kept_prefix: str) -> None:
    """Drops all items, messages and objects of an account, except objects under `kept_prefix`.

    Tables, queues and buckets stay. A queue can be purged only once a minute, hence not by PurgeQueue.
    """
    for queue in sqs_backends[account][region].queues.values():
        queue._messages, queue._pending_messages = [], set()
    for table in dynamodb_backends[account][region].tables.values():
        table.items.clear()
    backend = s3_backends[account]["aws"]
    for bucket in backend.buckets.values():
        for name, versions in list(bucket.keys.lists()):
            if not name.startswith(kept_prefix):
                dict.pop(bucket.keys, name)  # moto's own pop cannot drop a delete marker
                _dispose_versions(backend, versions)


def _dispose_versions(backend: Any, versions: Sequence[Any]) -> None:
    for key in versions:
        if isinstance(key, FakeKey):
            backend.tagger.delete_all_tags_for_resource(key.arn)
            key.dispose()
