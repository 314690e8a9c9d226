"""The JSON Schema of a dataset: read, its references resolved, and its scalar fields as filters.

What cannot be served is a `RouteError` that names the file and the field.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from backend.framework.routing.operation import RouteError

Schema = dict[str, Any]

MAX_INTEGER = 2**53 - 1
"""Above it JSON's numbers are not exact everywhere."""
_SCALARS: dict[str, Any] = {
    "string": str,
    "integer": Annotated[int, Field(ge=-MAX_INTEGER, le=MAX_INTEGER)],
    "number": float,
    "boolean": bool,
}
_TITLE = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_PAGING = ("limit", "offset")


def read_schema(file: Path) -> Schema:
    """A schema of an object, without references."""
    if not file.exists():
        raise RouteError(f"{file.name}: there is no such schema")
    try:
        schema = json.loads(file.read_bytes())
    except ValueError as error:
        raise RouteError(f"{file.name}: is not JSON: {error}") from error
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        raise RouteError(f"{file.name}: has no properties")
    if not isinstance(schema.get("title"), str) or not _TITLE.fullmatch(schema["title"]):
        raise RouteError(f"{file.name}: its title must be letters and digits, as it names a component")
    own = {key: each for key, each in schema.items() if key not in ("$defs", "definitions")}
    resolved: Schema = _resolve_refs(own, schema, file.name, ())
    return resolved


def read_filters(file: Path, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Field -> annotation of its equality filter. Fields that hold more than one value, or of two types, have none."""
    filters: dict[str, Any] = {}
    for name, rule in schema["properties"].items():
        where = f"{file.name}: field {name!r}"
        kind = _scalar(where, rule) if isinstance(rule, dict) else None
        if kind is None:
            continue
        if name in _PAGING or not name:
            raise RouteError(f"{where}: cannot be a filter of this name; {' and '.join(_PAGING)} page the list")
        filters[name] = kind
    return filters


def _resolve_refs(node: Any, root: Schema, where: str, around: tuple[str, ...]) -> Any:
    """`{"$ref": "#/$defs/Status"}` -> what stands there. `around` are the references that led here."""
    if isinstance(node, list):
        return [_resolve_refs(each, root, where, around) for each in node]
    if not isinstance(node, dict):
        return node
    ref = node.get("$ref")
    if not isinstance(ref, str):
        return {
            key: {name: _resolve_refs(each, root, f"{where}: field {name!r}", around) for name, each in value.items()}
            if key == "properties" and isinstance(value, dict)
            else _resolve_refs(value, root, where, around)
            for key, value in node.items()
        }
    if ref in around:
        raise RouteError(f"{where}: {ref} refers to itself")
    siblings = {key: value for key, value in node.items() if key != "$ref"}
    found = _resolve_refs(_find_ref(ref, root, where), root, where, (*around, ref))
    return {**found, **_resolve_refs(siblings, root, where, around)} if siblings else found


def _find_ref(ref: str, root: Schema, where: str) -> Any:
    node: Any = root
    try:
        start, *parts = ref.split("/")
        if start != "#":
            raise KeyError(ref)
        for part in parts:
            node = node[part.replace("~1", "/").replace("~0", "~")]
    except (KeyError, TypeError):
        raise RouteError(f"{where}: {ref} leads nowhere in this file") from None
    return node


def _scalar(where: str, rule: Schema) -> Any:
    """The annotation of a scalar, which may be null; None for what is no scalar."""
    options = [each for each in rule.get("anyOf", ()) if each != {"type": "null"}]
    if len(options) == 1:
        rule = {**options[0], **{key: value for key, value in rule.items() if key != "anyOf"}}
    listed = rule["type"] if isinstance(rule.get("type"), list) else [rule.get("type")]
    kinds = [kind for kind in listed if kind != "null"]
    choices = [each for each in ([rule["const"]] if "const" in rule else rule.get("enum", ())) if each is not None]
    if choices and all(isinstance(each, str | int) for each in choices):
        if len({str(each).lower() if isinstance(each, bool) else str(each) for each in choices}) < len(choices):
            raise RouteError(f"{where}: two of its values are written alike in a URL")
        return Literal[tuple(choices)]
    return _SCALARS.get(kinds[0]) if len(kinds) == 1 and isinstance(kinds[0], str) else None
