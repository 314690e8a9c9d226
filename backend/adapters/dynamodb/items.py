"""Python values <-> DynamoDB's typed items. By hand, for speed: see benchmarks/README.md."""

import math
from base64 import b64decode
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Item = dict[str, dict[str, Any]]


def encode(values: Mapping[str, Any]) -> Item:
    """`encode({"n": 3, "s": "x"})` -> `{"n": {"N": "3"}, "s": {"S": "x"}}`; what is None is left out."""
    return {name: encode_value(value) for name, value in values.items() if value is not None}


def encode_value(value: Any) -> dict[str, Any]:
    """Text, bool, int, float, bytes, None, lists and mappings; a TypeError for anything else."""
    if type(value) is str:  # most are
        return {"S": value}
    if type(value) is int:
        return {"N": str(value)}
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case float() if math.isfinite(value):
            return {"N": format(Decimal(str(value)), "f")}
        case bytes():
            return {"B": value}
        case None:
            return {"NULL": True}
        case list() | tuple():
            return {"L": [encode_value(each) for each in value]}
        case Mapping():
            return {"M": encode(value)}
    raise TypeError(f"{value!r:.80} of {type(value).__name__} cannot be kept in DynamoDB")


def decode(item: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The reverse of `encode`, of an item as boto3 has it or as DynamoDB sends it: bytes, or their base64."""
    made: dict[str, Any] = {}
    for name, value in item.items():
        text = value.get("S")  # most are text
        made[name] = _decode_value(value) if text is None else text
    return made


def _number(text: str) -> int | float:
    return float(text) if "." in text or "E" in text or "e" in text else int(text)


def _decode_value(value: Mapping[str, Any]) -> Any:
    (kind, content), *_ = value.items()
    match kind:
        case "S" | "BOOL":
            return content
        case "B":
            return content if isinstance(content, bytes) else b64decode(content)
        case "N":
            return _number(content)
        case "L":
            return [_decode_value(each) for each in content]
        case "M":
            return decode(content)
        case "NULL":
            return None
    raise TypeError(f"an item holds a value of DynamoDB's type {kind}, which DreamForge never writes")
