"""A null for an optional field of a request is the field left out, in every body that the service takes."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from backend.api.middleware.idempotency import digest_of
from backend.framework.binding.bodies import Body
from backend.framework.json_text import write_json
from backend.framework.request import Request
from backend.framework.routing.operation import Operation
from tests.consumers.nulls import with_nulls
from tests.unit.described import bindings, full

BODIES = {each.operation.operation_id: (each.operation, each.body) for each in bindings() if each.body is not None}


def example_of(operation: Operation) -> dict[str, Any]:
    described = full()["paths"][operation.path][operation.method.lower()]
    example: dict[str, Any] = described["requestBody"]["content"]["application/json"]["example"]
    return example


def read(body: Body, content: Any) -> Any:
    headers = {"content-type": "application/json"}
    return body.read(Request("POST", "/", headers=headers, body=write_json(content)))


@pytest.mark.parametrize("operation_id", sorted(BODIES))
def test_every_optional_field(operation_id: str) -> None:
    """Also of what a body is made of, and what was sent is known to be no more than without it."""
    operation, body = BODIES[operation_id]
    example = example_of(operation)
    plain = read(body, example)
    optional = [name for name, field in body.kind.model_fields.items() if not field.is_required()]
    absent = [name for name in optional if name not in example]
    with_null = read(body, {**example, **dict.fromkeys(absent)})
    assert (with_null, with_null.model_fields_set) == (plain, plain.model_fields_set)


@pytest.mark.parametrize("operation_id", sorted(BODIES))
def test_the_document_of_the_fuzzer_says_so(operation_id: str) -> None:
    """What it takes for valid is what the service takes."""
    operation, body = BODIES[operation_id]
    document = with_nulls(full())
    content = document["paths"][operation.path][operation.method.lower()]["requestBody"]["content"]
    schema = {**content["application/json"]["schema"], "components": document["components"]}
    validator = Draft202012Validator(as_json_schema(schema))
    example = example_of(operation)
    for name, field in body.kind.model_fields.items():
        assert validator.is_valid({**example, name: None}) is not field.is_required()


def test_a_repeated_request_with_nulls_is_the_same() -> None:
    """With an Idempotency-Key it gets the first answer, and is not refused as another one."""
    headers = {"content-type": "application/json"}
    bodies = (b'{"q": "x", "brief": {"kind": null}, "kind": null}', b'{"brief": {}, "q": "x"}')
    first, again = (digest_of(Request("POST", "/create", headers=headers, body=body)) for body in bodies)
    assert first == again


def as_json_schema(node: Any) -> Any:
    """`nullable` in the words of JSON Schema."""
    if isinstance(node, list):
        return [as_json_schema(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {name: as_json_schema(each) for name, each in node.items()}
    return {"anyOf": [made, {"type": "null"}]} if made.pop("nullable", False) is True else made
