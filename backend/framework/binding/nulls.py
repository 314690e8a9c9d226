"""A null for an optional field of a JSON body means that the field is left out: generated clients in Java, Go and C#
send it, and so do agents that fill in every field.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic_core import from_json, to_json

from backend.framework.binding.core import Node


def leave_out_nulls(body: bytes, node: Node) -> bytes:
    """`{"kind": null}` -> `{}`, at any depth, where the model of `node` has a default. Bodies that are no JSON stay."""
    if b"null" not in body:
        return body
    try:
        value = from_json(body)
    except ValueError:
        return body  # the validator says what is wrong
    return to_json(_left_out(value, [node]), inf_nan_mode="constants")


def _left_out(value: Any, nodes: Sequence[Node]) -> Any:
    """`nodes` are those that may describe the value: more than one for a union."""
    nodes = list(_choices(nodes))
    if isinstance(value, list):
        items = [each for node in nodes if node.is_collection() or node.type == "tuple" for each in node.items()]
        return [_left_out(each, items) for each in value]
    if not isinstance(value, dict):
        return value
    nodes = [node for node in nodes if _may_describe(node, value)]
    made = {}
    for name, each in value.items():
        fields = [field for node in nodes if (field := node.field(name)) is not None]
        if each is None and fields and all(field.is_optional for field in fields):
            continue
        made[name] = _left_out(each, [field.node for field in fields])
    return made


def _may_describe(node: Node, value: dict[str, Any]) -> bool:
    """Whether the fields that hold constants, such as the tag of a union, hold the node's own."""
    fields = [(field.node, each) for name, each in value.items() if (field := node.field(name)) is not None]
    return all(
        field.type != "literal" or each in field.schema["expected"] for field, each in fields if each is not None
    )


def _choices(nodes: Iterable[Node]) -> Iterable[Node]:
    for node in nodes:
        if node.type in ("union", "tagged-union"):
            yield from _choices(node.items())
        else:
            yield node
