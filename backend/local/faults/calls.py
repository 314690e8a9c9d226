"""Names of calls, read from HTTP requests: `dynamodb.PutItem jobs`, `s3.PutObject assets`, `bedrock.Converse`."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

_TARGETS = {"AWSCognitoIdentityProviderService": "cognito", "AmazonSQS": "sqs", "DynamoDB_20120810": "dynamodb"}
_BEDROCK = re.compile(r"/model/.+/(converse|converse-stream|invoke|count-tokens)")
_BEDROCK_NAMES = {
    "converse": "Converse", "converse-stream": "ConverseStream", "invoke": "InvokeModel", "count-tokens": "CountTokens",
}  # fmt: skip
_TABLE = re.compile(r"^dreamforge-[a-z0-9]+-")
_BUCKET = re.compile(r"^dreamforge-[a-z0-9]+-(.+?)(-\d{12})?$")


@dataclass(frozen=True, slots=True)
class ProxiedCall:
    """One request that reached the proxy. `number` counts from 1 since the last `reset`."""

    number: int
    name: str

    @property
    def service(self) -> str:
        return self.name.partition(".")[0]


def name_call(method: str, target: str, headers: Mapping[str, str], body: bytes) -> str:
    """`"POST", "/", {"x-amz-target": "DynamoDB_20120810.GetItem"}, b'{"TableName": ...}'` -> `dynamodb.GetItem jobs`.

    Header names are in lower case.
    """
    prefix, _, operation = headers.get("x-amz-target", "").partition(".")
    if operation:
        return " ".join(filter(None, (f"{_TARGETS.get(prefix, prefix)}.{operation}", _find_table(body))))
    parts = urlsplit(target)
    bedrock = _BEDROCK.fullmatch(unquote(parts.path))
    if bedrock:
        return f"bedrock.{_BEDROCK_NAMES[bedrock[1]]}"
    if parts.path.startswith("/api/v1/jobs/"):
        return f"kie.{parts.path.rpartition('/')[2]}"
    if parts.path.startswith("/result/"):
        return "kie.result"
    if "/.well-known/" in parts.path:
        return "cognito.GetKeys"
    if "x-amz-copy-source" in headers:
        return _name_s3_call("COPY", parts.path, parts.query)
    return _name_s3_call(method, parts.path, parts.query)


def _find_table(body: bytes) -> str:
    """The table of a DynamoDB request without the stack's prefix; empty where there is none or several."""
    try:
        request: Any = json.loads(body)
    except ValueError:
        return ""
    if not isinstance(request, dict):
        return ""
    return _TABLE.sub("", str(request.get("TableName", "")))


def _name_s3_call(method: str, path: str, query: str) -> str:
    bucket, _, key = path.lstrip("/").partition("/")
    role = _BUCKET.sub(r"\1", bucket)
    asked = parse_qs(query, keep_blank_values=True)
    return f"s3.{_s3_operation(method, bool(key), asked)} {role}".rstrip()


def _s3_operation(method: str, has_key: bool, asked: Mapping[str, list[str]]) -> str:
    kind = "Object" if has_key else "Bucket"
    if method == "POST":
        return "DeleteObjects" if "delete" in asked else "PostObject"
    if "tagging" in asked:
        return f"{method.capitalize()}{kind}Tagging"
    return f"{method.capitalize()}{kind}"
