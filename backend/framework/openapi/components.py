"""The schemas of a document: each name is decided once, here."""

import copy
from collections.abc import Sequence
from typing import Any

from backend.framework.binding.answers import NOTHING
from backend.framework.binding.signature import Binding
from backend.framework.openapi.schemas import COMPONENT, Emitted, Schema, apply_profile, page_of
from backend.framework.routing.operation import Operation, RouteError

ERROR_COMPONENT = "ApiError"
"""Not `Error`, which is a class of its own in the languages that clients are generated for."""
ERROR_SCHEMA: Schema = {
    "type": "object",
    "description": "What is wrong, and what to do.",
    "properties": {
        "error": {"type": "string", "description": "A stable name of the error."},
        "message": {"type": "string", "description": "What is wrong and what to do."},
        "request_id": {"type": "string", "description": "Names the request in the logs."},
        "details": {
            "type": "array",
            "description": "The invalid fields, if any.",
            "items": {
                "type": "object",
                "properties": {
                    "in": {"type": "string", "description": "body or query."},
                    "field": {"type": "string", "description": "The field's path, its parts joined by dots."},
                    "message": {"type": "string", "description": "The rule that the field breaks."},
                },
                "required": ["in", "field", "message"],
            },
        },
    },
    "required": ["error", "message", "request_id"],
}
FORM_COMPONENT = "FileForm"
FORM_SCHEMA: Schema = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary", "description": "The file itself."}},
    "required": ["file"],
    "additionalProperties": False,
}
_ANOTHER_DOCUMENT: Schema = {"type": "object", "description": "Another document.", "additionalProperties": {}}


class Components:
    def __init__(self, bindings: Sequence[Binding]) -> None:
        own: dict[str, Schema] = {ERROR_COMPONENT: ERROR_SCHEMA}
        if any(binding.form for binding in bindings):
            own[FORM_COMPONENT] = FORM_SCHEMA
        for binding in bindings:
            own |= _dataset_components(binding.operation, own)
        kinds = [binding.answer for binding in bindings if _is_described(binding)]
        kinds += [b.operation.job for b in bindings if b.operation.job is not None]
        bodies = [binding.body.kind for binding in bindings if binding.body is not None]
        self._answers = Emitted(kinds, inputs=False, taken=own)
        self._bodies = Emitted(bodies, inputs=True, taken={*own, *self._answers.components})
        self.schemas = dict(sorted((own | self._answers.components | self._bodies.components).items()))

    def body(self, binding: Binding) -> Schema:
        assert binding.body is not None
        return self._bodies.schema(binding.body.kind)

    def answer(self, binding: Binding) -> Schema:
        operation = binding.operation
        if "item_schema" in operation.extra:
            return {"$ref": COMPONENT + _page_name(operation)}
        return self._answers.schema(binding.answer) if _is_described(binding) else _ANOTHER_DOCUMENT

    def job(self, kind: type[Any]) -> Schema:
        return self._answers.schema(kind)


def _is_described(binding: Binding) -> bool:
    return binding.answer not in (Any, NOTHING) and binding.operation.media_type == "application/json"


def _page_name(operation: Operation) -> str:
    return f"{operation.extra['item_name']}Page"


def _dataset_components(operation: Operation, known: dict[str, Schema]) -> dict[str, Schema]:
    if "item_schema" not in operation.extra:
        return {}
    item_name, page_name = operation.extra["item_name"], _page_name(operation)
    if taken := {item_name, page_name} & known.keys():
        raise RouteError(f"{operation.operation_id}: another component is named {', '.join(sorted(taken))}")
    item = apply_profile(copy.deepcopy(operation.extra["item_schema"]), inputs=False)
    return {item_name: item, page_name: page_of({"$ref": COMPONENT + item_name})}
