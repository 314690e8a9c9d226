"""What a recorded call says: service, action, resource, what it read and wrote, and what AWS would bill for it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

from botocore.eventstream import EventStreamBuffer, ParserError

from backend.adapters.dynamodb.key_schemas import read_tables
from backend.local.console.capacity import item_bytes, units
from backend.local.console.records import RecordedBody, RecordedCall
from backend.local.faults import name_call

_BEDROCK = re.compile(r"/model/(?P<model>.+)/(?:converse|converse-stream|invoke|count-tokens)")
_STATEMENT = {"Put": "put", "Update": "update", "Delete": "delete", "ConditionCheck": "check"}
_WRITES = {"PutItem": "Put", "UpdateItem": "Update", "DeleteItem": "Delete"}


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that a call wrote or took away. `kind` is put, update, delete, check, send or upload."""

    kind: str
    store: str
    """`table products`, `bucket assets`, `queue jobs`"""
    name: str
    """The key of the row or object; for a message what it says."""
    size: int | None = None
    """Bytes, where they are known."""


@dataclass(slots=True)
class CallFacts:
    service: str
    """dynamodb, s3, sqs, cognito, bedrock, kie, kms, ssm, ..."""
    action: str
    """`PutItem`"""
    resource: str
    """`products, listings`, `assets/generated/a.png`, a model's id"""
    reads: float = 0.0
    writes: float = 0.0
    input_tokens: int = 0
    output_tokens: int = 0
    pictures: int = 0
    error: str | None = None
    """AWS's code."""
    effects: Sequence[Effect] = ()
    tables: Sequence[str] = field(default_factory=list)
    """Names of tables as the service knows them: products."""


class Names:
    """The laptop's names of tables, buckets and queues -> those that the code has for them."""

    def __init__(self, tables: Mapping[str, str], buckets: Mapping[str, str], queues: Mapping[str, str]) -> None:
        """Each maps a short name to the laptop's."""
        self._short = {name: short for each in (tables, buckets, queues) for short, name in each.items()}
        self._indexes = {tables[key]: len(shape.get("indexes", {})) for key, shape in read_tables().items()}

    def shorten(self, name: str) -> str:
        return self._short.get(name, name)

    def count_indexes(self, table: str) -> int:
        return self._indexes.get(table, 0)


def read_facts(call: RecordedCall, names: Names) -> CallFacts:
    """Worked out once, and kept with the call when it has ended."""
    if isinstance(call.facts, CallFacts):
        return call.facts
    service, _, rest = name_call(call.method, call.target, call.headers, call.body.content).partition(".")
    action = rest.partition(" ")[0]
    reader = _READERS.get(service, _read_others)
    facts = reader(call, action, names)
    facts.service = service
    facts.error = _error_code(call) if call.status is None or call.status >= 400 else None
    if facts.error is not None:
        facts.effects, facts.writes = (), 0.0
    if call.ended:
        call.facts = facts
    return facts


def read_json(body: RecordedBody) -> dict[str, Any]:
    """{} for what is no object, or not kept whole."""
    try:
        found = json.loads(body.content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


# ---- DynamoDB


def _read_dynamodb(call: RecordedCall, action: str, names: Names) -> CallFacts:
    sent, answer = read_json(call.body), read_json(call.answer)
    parts = _parts(action, sent)
    tables = list(dict.fromkeys(names.shorten(str(part.get("TableName"))) for _, part in parts))
    index = f" / {sent['IndexName']}" if sent.get("IndexName") else ""
    effects = tuple(_effect(kind, part, names) for kind, part in parts if kind in _STATEMENT)
    if call.answer.is_whole:
        reads, writes = units(action, sent, answer, names.count_indexes)
    else:  # its answer is too long to be kept; what a query reads is what it answers
        reads, writes = 0.5 * max(1, -(-call.answer.size // 4096)), 0.0
    return CallFacts("dynamodb", action, ", ".join(tables) + index, reads, writes, effects=effects, tables=tables)


def _parts(action: str, sent: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """("Put", {"TableName": ..., "Item": ...}) for each part of a request; ("", ...) for one that reads."""
    if action == "TransactWriteItems":
        return [part for each in sent.get("TransactItems", ()) for part in each.items()]
    if action == "TransactGetItems":
        return [("", each.get("Get", {})) for each in sent.get("TransactItems", ())]
    if action == "BatchGetItem":
        return [("", {"TableName": table}) for table in sent.get("RequestItems", {})]
    if action == "BatchWriteItem":
        return [
            (kind.removesuffix("Request"), {**part, "TableName": table})
            for table, listed in sent.get("RequestItems", {}).items()
            for each in listed
            for kind, part in each.items()
        ]
    return [(_WRITES.get(action, ""), sent)]


def _effect(kind: str, part: Mapping[str, Any], names: Names) -> Effect:
    table = names.shorten(str(part.get("TableName")))
    item, shape = part.get("Item", {}), read_tables().get(table, {})
    wanted = [shape[each] for each in ("hash_key", "range_key") if shape.get(each)]
    key = part.get("Key") or {name: item[name] for name in wanted if name in item}
    name = " / ".join(str(next(iter(value.values()))) for value in key.values())
    return Effect(_STATEMENT[kind], f"table {table}", name, item_bytes(item) if item else None)


# ---- S3, SQS


def _read_s3(call: RecordedCall, action: str, names: Names) -> CallFacts:
    bucket, _, key = unquote(urlsplit(call.target).path.removeprefix("/")).partition("/")
    short = names.shorten(bucket)
    effects: tuple[Effect, ...] = ()
    if action in ("PutObject", "CopyObject", "PostObject"):
        effects = (Effect("upload", f"bucket {short}", key, None if action == "CopyObject" else call.body.size),)
    elif action == "PutObjectTagging":
        effects = (Effect("update", f"bucket {short}", f"{key} (tags)"),)
    elif action == "DeleteObject":
        effects = (Effect("delete", f"bucket {short}", key),)
    elif action == "DeleteObjects":
        effects = tuple(Effect("delete", f"bucket {short}", each) for each in _deleted_keys(call.body.content))
    return CallFacts("s3", action, f"{short}/{key}" if key else short, effects=effects)


def _deleted_keys(body: bytes) -> list[str]:
    try:
        document = ElementTree.fromstring(body)  # noqa: S314 (from boto3, which the service drives)
    except ElementTree.ParseError:
        return []
    return [element.text or "" for element in document.iter() if element.tag.rpartition("}")[2] == "Key"]


def _read_sqs(call: RecordedCall, action: str, names: Names) -> CallFacts:
    sent = read_json(call.body)
    queue = names.shorten(str(sent.get("QueueUrl", "")).rpartition("/")[2])
    effects: tuple[Effect, ...] = ()
    if action == "SendMessage":
        effects = (Effect("send", f"queue {queue}", str(sent.get("MessageBody", ""))[:200]),)
    elif action == "DeleteMessage":
        effects = (Effect("delete", f"queue {queue}", "the message"),)
    return CallFacts("sqs", action, queue, effects=effects)


# ---- models


def _read_bedrock(call: RecordedCall, action: str, _names: Names) -> CallFacts:
    found = _BEDROCK.fullmatch(unquote(urlsplit(call.target).path))
    facts = CallFacts("bedrock", action, found["model"] if found else "")
    if action == "InvokeModel" and call.status == 200:
        facts.pictures = _count_pictures(call)
    usage = _stream_usage(call.answer) if action == "ConverseStream" else read_json(call.answer).get("usage", {})
    facts.input_tokens = int(usage.get("inputTokens", 0))
    facts.output_tokens = int(usage.get("outputTokens", 0))
    return facts


def _count_pictures(call: RecordedCall) -> int:
    """A filtered picture is answered with 200 and no picture. An answer with pictures is too long to be kept."""
    if call.answer.is_whole:
        return len(read_json(call.answer).get("images") or ()) if not _is_filtered(call) else 0
    return int(read_json(call.body).get("imageGenerationConfig", {}).get("numberOfImages", 1))


def _is_filtered(call: RecordedCall) -> bool:
    return any(read_json(call.answer).get("finish_reasons") or ())


def _stream_usage(answer: RecordedBody) -> dict[str, Any]:
    """The frame `metadata`, the last of a stream, counts its tokens; {} where the stream did not come to it."""
    frames = EventStreamBuffer()
    frames.add_data(answer.content)
    try:
        for event in frames:
            if event.headers.get(":event-type") == "metadata":
                usage: dict[str, Any] = json.loads(event.payload).get("usage", {})
                return usage
    except ParserError:
        return {}
    return {}


def _read_kie(call: RecordedCall, action: str, _names: Names) -> CallFacts:
    target = urlsplit(call.target)
    task = parse_qs(target.query).get("taskId", [""])[0]
    facts = CallFacts("kie", action, task or str(read_json(call.body).get("model", "")) or target.path)
    facts.pictures = int(action == "createTask" and read_json(call.answer).get("code") == 200)
    return facts


# ---- the rest


def _read_others(call: RecordedCall, action: str, _names: Names) -> CallFacts:
    sent = read_json(call.body)
    named = next(
        (str(sent[name]) for name in ("Name", "SecretId", "KeyId", "UserPoolId", "ClientId") if name in sent), ""
    )
    return CallFacts("", action or f"{call.method} {urlsplit(call.target).path}", named)


_READERS = {
    "dynamodb": _read_dynamodb,
    "s3": _read_s3,
    "sqs": _read_sqs,
    "bedrock": _read_bedrock,
    "kie": _read_kie,
}


def _error_code(call: RecordedCall) -> str:
    """`ConditionalCheckFailedException`; AWS's JSON services and Bedrock say it in the body, S3 in XML."""
    if call.status is None:
        return "no answer"
    answer = read_json(call.answer)
    kind = str(answer.get("__type") or "").rpartition("#")[2]
    if not kind and call.answer.content.startswith(b"<"):
        found = re.search(rb"<Code>([^<]+)</Code>", call.answer.content)
        kind = found[1].decode(errors="replace") if found else ""
    return kind or str(answer.get("message") or f"HTTP {call.status}")[:80]
