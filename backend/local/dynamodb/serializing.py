"""moto writes the values of items slowly: it looks for ten names in each. What is JSON already is written as it is."""

from typing import Any

from moto.core.serialize import JSONSerializer

_moto_serialize = JSONSerializer._serialize_type_structure


def install() -> None:
    """For every account of this process; may be called again."""
    setattr(JSONSerializer, "_serialize_type_structure", _serialize)  # noqa: B010 (mypy: a method of another signature)


def _serialize(serializer: JSONSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
    if shape.name == "AttributeValue" and key and _is_json(value):
        serialized[key] = value
    else:
        _moto_serialize(serializer, serialized, value, shape, key)


def _is_json(value: Any) -> bool:
    """Whether it is an attribute such as `{"S": "text"}` without bytes in it, which moto would write in base64."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    ((kind, content),) = value.items()
    match kind:
        case "S" | "N":
            return isinstance(content, str)
        case "BOOL" | "NULL":
            return isinstance(content, bool)
        case "SS" | "NS":
            return isinstance(content, list) and all(isinstance(each, str) for each in content)
        case "L":
            return isinstance(content, list) and all(map(_is_json, content))
        case "M":
            return isinstance(content, dict) and all(map(_is_json, content.values()))
    return False
