"""A request to the cloud -> the permissions that it needs.

Source: Service authorization reference, "Actions, resources, and condition keys for AWS services". Only what the
deployed code asks for is known here; anything else is `UnknownRequestError`, and the proof then says what it met.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import fromstring

from backend.local.deploy_test.iam.facts import Facts
from backend.local.deploy_test.iam.policy import AccessRequest

Environ = Mapping[str, Any]
Body = Mapping[str, Any]


class UnknownRequestError(Exception):
    """A request whose permissions are not known here."""


def needs_of(service: str, environ: Environ, body: bytes, facts: Facts) -> list[AccessRequest]:
    """What a role must be allowed for this request. `body` is empty for the content of an S3 object."""
    if service == "s3":
        return _s3(environ, body, facts)
    operation = str(environ.get("HTTP_X_AMZ_TARGET", "")).partition(".")[2]
    known = _JSON_SERVICES.get(service)
    if known is None or not operation:
        what = operation or f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        raise UnknownRequestError(f"{service}: {what}")
    return known(operation, json.loads(body or b"{}"), facts)


def with_key(
    service: str, key: str | None, actions: Iterable[str], facts: Facts, **encryption: str
) -> list[AccessRequest]:
    """What a service does with a key on behalf of its caller, which needs these permissions, through the service."""
    if key is None:
        return []
    context = {
        "kms:ViaService": f"{service}.{facts.region}.amazonaws.com",
        "kms:CallerAccount": facts.account,
        "kms:EncryptionContextKeys": tuple(encryption),
        **{f"kms:EncryptionContext:{name}": value for name, value in encryption.items()},
    }
    return [AccessRequest(f"kms:{action}", key, context) for action in actions]


# ---- S3

_OBJECT_TAGGING = {"GET": "GetObjectTagging", "PUT": "PutObjectTagging", "DELETE": "DeleteObjectTagging"}
_READ, _WRITTEN = ("Decrypt",), ("GenerateDataKey",)


def _s3(environ: Environ, body: bytes, facts: Facts) -> list[AccessRequest]:
    method = environ["REQUEST_METHOD"]
    target = urlsplit(environ["RAW_URI"])
    bucket, _, key = unquote(target.path.removeprefix("/")).partition("/")
    query = {part.partition("=")[0] for part in target.query.split("&") if part}
    arn = f"arn:aws:s3:::{bucket}"
    if not key:
        return _s3_bucket(method, arn, query, body)
    asks = [AccessRequest(f"s3:{each}", f"{arn}/{key}") for each in _object_actions(environ, method, query)]
    if "tagging" in query or method == "DELETE":
        return asks
    if "HTTP_X_AMZ_COPY_SOURCE" in environ:
        asks += _copied_from(unquote(environ["HTTP_X_AMZ_COPY_SOURCE"]), facts)
    # With a bucket key the data key is made for the bucket as a whole.
    used = _WRITTEN if method == "PUT" else _READ
    return asks + with_key("s3", facts.bucket_key(bucket), used, facts, **{"aws:s3:arn": arn})


def _s3_bucket(method: str, arn: str, query: set[str], body: bytes) -> list[AccessRequest]:
    if method == "HEAD" or (method == "GET" and (not query or query & {"list-type", "prefix", "delimiter"})):
        return [AccessRequest("s3:ListBucket", arn)]
    if method == "POST" and "delete" in query:
        return [AccessRequest("s3:DeleteObject", f"{arn}/{key}") for key in _deleted_keys(body)]
    raise UnknownRequestError(f"s3: {method} {arn}?{'&'.join(sorted(query))}")


def _object_actions(environ: Environ, method: str, query: set[str]) -> list[str]:
    if "tagging" in query:
        return [_OBJECT_TAGGING[method]]
    unknown = query & {"acl", "uploads", "uploadId", "retention", "legal-hold", "attributes", "versionId"}
    if unknown or "HTTP_X_AMZ_ACL" in environ or _copies_tags(environ):
        raise UnknownRequestError(f"s3: {method} an object with {', '.join(unknown) or 'a copy of tags or an ACL'}")
    match method:
        case "GET" | "HEAD":
            return ["GetObject"]
        case "PUT":
            return ["PutObject", *(["PutObjectTagging"] if "HTTP_X_AMZ_TAGGING" in environ else [])]
        case "DELETE":
            return ["DeleteObject"]
    raise UnknownRequestError(f"s3: {method} an object")


def _copies_tags(environ: Environ) -> bool:
    return "HTTP_X_AMZ_COPY_SOURCE" in environ and environ.get("HTTP_X_AMZ_TAGGING_DIRECTIVE") != "REPLACE"


def _copied_from(source: str, facts: Facts) -> list[AccessRequest]:
    """`bucket/key`. Tags are read with it unless the directive is REPLACE, which `_object_actions` sees to."""
    bucket, _, key = source.removeprefix("/").partition("/")
    arn = f"arn:aws:s3:::{bucket}"
    read = with_key("s3", facts.bucket_key(bucket), _READ, facts, **{"aws:s3:arn": arn})
    return [AccessRequest("s3:GetObject", f"{arn}/{key}"), *read]


def _deleted_keys(body: bytes) -> list[str]:
    """<Delete><Object><Key>a</Key></Object></Delete> -> ["a"]"""
    document = fromstring(body)  # noqa: S314 (from boto3, which the deployed code drives)
    return [element.text or "" for element in document.iter() if element.tag.rpartition("}")[2] == "Key"]


# ---- DynamoDB

_TRANSACTED = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}


def _dynamodb(operation: str, body: Body, facts: Facts) -> list[AccessRequest]:
    pairs = list(dict.fromkeys(_items(operation, body)))
    asks = [AccessRequest(f"dynamodb:{action}", _table_arn(table, facts)) for action, table in pairs]
    for table in dict.fromkeys(table.partition("/")[0] for _, table in pairs):
        context = {"aws:dynamodb:tableName": table, "aws:dynamodb:subscriberId": facts.account}
        asks += with_key("dynamodb", facts.table_key(table), _READ, facts, **context)
    return asks


def _items(operation: str, body: Body) -> list[tuple[str, str]]:
    """(action, table or table/index/name) of each part of a request."""
    match operation:
        case "TransactWriteItems":
            parts = (part for each in body["TransactItems"] for part in each.items())
            return [(_TRANSACTED[kind], part["TableName"]) for kind, part in parts]
        case "TransactGetItems":
            return [("GetItem", each["Get"]["TableName"]) for each in body["TransactItems"]]
        case "BatchGetItem" | "BatchWriteItem":
            return [(operation, table) for table in body["RequestItems"]]
        case "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem" | "Query" | "Scan" | "DescribeTable":
            index = f"/index/{body['IndexName']}" if body.get("IndexName") else ""
            return [(operation, body["TableName"] + index)]
    raise UnknownRequestError(f"dynamodb: {operation}")


def _table_arn(table: str, facts: Facts) -> str:
    return facts.arn("dynamodb", f"table/{table}")


# ---- SQS

_SQS_ACTIONS = {"SendMessageBatch": "SendMessage", "DeleteMessageBatch": "DeleteMessage"} | {
    "ChangeMessageVisibilityBatch": "ChangeMessageVisibility"
}
_SQS_KEYS: Mapping[str, tuple[str, ...]] = {"SendMessage": ("GenerateDataKey", "Decrypt"), "ReceiveMessage": _READ}
"""SQS developer guide, "Key management": a producer needs both, a consumer the second."""


def _sqs(operation: str, body: Body, facts: Facts) -> list[AccessRequest]:
    action = _SQS_ACTIONS.get(operation, operation)
    name = str(body.get("QueueName") or body["QueueUrl"].rpartition("/")[2])
    arn = facts.arn("sqs", name)
    key = facts.queue_key(name) if action in _SQS_KEYS else None
    used = with_key("sqs", key, _SQS_KEYS.get(action, ()), facts, **{"aws:sqs:arn": arn})
    return [AccessRequest(f"sqs:{action}", arn), *used]


# ---- the rest


def _ssm(operation: str, body: Body, facts: Facts) -> list[AccessRequest]:
    if operation != "GetParameter":
        raise UnknownRequestError(f"ssm: {operation}")
    arn = facts.arn("ssm", f"parameter/{body['Name'].removeprefix('/')}")
    key = facts.parameter_key(body["Name"]) if body.get("WithDecryption") else None
    return [AccessRequest("ssm:GetParameter", arn), *with_key("ssm", key, _READ, facts, PARAMETER_ARN=arn)]


def _secretsmanager(operation: str, body: Body, facts: Facts) -> list[AccessRequest]:
    if operation != "GetSecretValue":
        raise UnknownRequestError(f"secretsmanager: {operation}")
    arn, key = facts.secret(body["SecretId"])
    return [
        AccessRequest("secretsmanager:GetSecretValue", arn),
        *with_key("secretsmanager", key, _READ, facts, SecretARN=arn),
    ]


def _logs(operation: str, body: Body, facts: Facts) -> list[AccessRequest]:
    stream = f":log-stream:{body['logStreamName']}" if body.get("logStreamName") else ""
    return [AccessRequest(f"logs:{operation}", facts.arn("logs", f"log-group:{body['logGroupName']}{stream}"))]


def _kms(operation: str, body: Body, facts: Facts) -> list[AccessRequest]:
    if "KeyId" not in body:
        raise UnknownRequestError(f"kms: {operation} without a key")
    return [AccessRequest(f"kms:{operation}", facts.key(body["KeyId"]), {"kms:CallerAccount": facts.account})]


_JSON_SERVICES: Mapping[str, Callable[[str, Body, Facts], list[AccessRequest]]] = {
    "dynamodb": _dynamodb,
    "sqs": _sqs,
    "ssm": _ssm,
    "secretsmanager": _secretsmanager,
    "logs": _logs,
    "kms": _kms,
}

# ---- Bedrock

_BEDROCK = re.compile(r"/model/(?P<model>.+)/(?P<call>converse|converse-stream|invoke|count-tokens)")
_CALLS = {
    "converse": "InvokeModel",
    "converse-stream": "InvokeModelWithResponseStream",
    "invoke": "InvokeModel",
    "count-tokens": "CountTokens",
}
_GEOGRAPHY = re.compile(r"(?P<where>us|eu|apac|jp|au|us-gov|global)\.(?P<model>.+)")
_ROUTES: Mapping[str, tuple[str, ...]] = {
    "us": ("us-east-1", "us-east-2", "us-west-2"),
    "eu": ("eu-central-1", "eu-west-1", "eu-west-3", "eu-north-1"),
}
"""Where the profiles of a geography send requests: Bedrock user guide, "Supported inference profiles". A model may use
fewer; a role that is allowed less than this fails on AWS one day."""


def bedrock_needs_of(path: str, body: bytes, facts: Facts, region: str) -> list[AccessRequest]:
    """`path` is decoded: /model/us.anthropic.claude-.../converse; `region` is that of the endpoint that is called."""
    found = _BEDROCK.fullmatch(path)
    if found is None:
        raise UnknownRequestError(f"bedrock: {path}")
    action = f"bedrock:{_CALLS[found['call']]}"
    where = {"aws:RequestedRegion": region}
    asks = [AccessRequest(action, arn, where | context) for arn, context in _models(found["model"], facts, region)]
    guardrail = json.loads(body or b"{}").get("guardrailConfig", {}).get("guardrailIdentifier")
    if guardrail:
        arn = guardrail if guardrail.startswith("arn:") else facts.arn("bedrock", f"guardrail/{guardrail}", region)
        asks.append(AccessRequest("bedrock:ApplyGuardrail", arn, where))
    return asks


def _models(model: str, facts: Facts, region: str) -> list[tuple[str, dict[str, str]]]:
    """A model's ARN; for an inference profile its own, and those of the models to which it may send the request."""
    if model.startswith("arn:"):
        return [(model, {})]
    profile = _GEOGRAPHY.fullmatch(model)
    if profile is None:
        return [(_model_arn(model, region), {})]
    own = facts.arn("bedrock", f"inference-profile/{model}", region)
    regions = _ROUTES.get(profile["where"], (region,))
    return [
        (own, {}),
        *((_model_arn(profile["model"], each), {"bedrock:InferenceProfileArn": own}) for each in regions),
    ]


def _model_arn(model: str, region: str) -> str:
    return f"arn:aws:bedrock:{region}::foundation-model/{model}"
