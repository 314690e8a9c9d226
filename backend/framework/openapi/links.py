"""OpenAPI links: which calls an answer leads to.

An id has a pattern of its own (`^prd_...`). Where an answer has a value of a pattern, it leads to every operation that
needs a parameter of the same one: what `POST /create` gives as `ids.product_id` goes into `GET /products/{product_id}`.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backend.framework.binding.signature import Binding
from backend.framework.openapi.schemas import COMPONENT, Schema, path_schemas, query_schemas
from backend.framework.routing.operation import Operation


@dataclass(frozen=True, slots=True)
class _Taker:
    operation: Operation
    parameter: str


class OperationLinks:
    def __init__(self, bindings: Iterable[Binding], components: Mapping[str, Schema]) -> None:
        """`components` are the schemas that answers refer to."""
        self._components = components
        self._takers: dict[str, list[_Taker]] = {}
        self._ids_in_paths: set[str] = set()
        for binding in bindings:
            self._ids_in_paths |= {
                schema["pattern"] for schema in path_schemas(binding).values() if "pattern" in schema
            }
            for name, schema in _required_parameters(binding):
                if "pattern" in schema:
                    self._takers.setdefault(schema["pattern"], []).append(_Taker(binding.operation, name))

    def names_things(self, binding: Binding, body: Schema | None) -> bool:
        """Whether an operation takes, in its query or its body, what another one has in its path."""
        fields = [schema for _, schema, _ in query_schemas(binding)]
        if body is not None:
            fields += self._component(body).get("properties", {}).values()
        return any(self._component(schema).get("pattern") in self._ids_in_paths for schema in fields)

    def of(self, operation: Operation, answer: Schema) -> Schema:
        """Name -> Link Object of an operation's answer; empty where it leads nowhere.

        `{"getProduct": {"operationId": "getProduct", "parameters": {"product_id": "$response.body#/ids/product_id"}}}`
        """
        return {
            taker.operation.operation_id: {
                "operationId": taker.operation.operation_id,
                "description": taker.operation.summary,
                "parameters": {taker.parameter: f"$response.body#{pointer}"},
            }
            for pattern, pointer in self._ids(answer).items()
            for taker in self._takers[pattern]
            if taker.operation is not operation
        }

    def _ids(self, answer: Schema) -> dict[str, str]:
        """Pattern -> JSON pointer to the nearest value of it that is always there; lists are not looked into."""
        found: dict[str, str] = {}
        waiting = deque([(answer, "")])
        while waiting:
            schema, pointer = waiting.popleft()
            schema = self._component(schema)
            if schema.get("pattern") in self._takers:
                found.setdefault(schema["pattern"], pointer)
            properties = schema.get("properties", {})
            waiting.extend(
                (properties[name], f"{pointer}/{_escape(name)}")
                for name in schema.get("required", ())
                if name in properties
            )
        return found

    def _component(self, schema: Schema) -> Schema:
        return self._components[schema["$ref"].removeprefix(COMPONENT)] if "$ref" in schema else schema


def _required_parameters(binding: Binding) -> Iterable[tuple[str, Schema]]:
    yield from path_schemas(binding).items()
    yield from ((name, schema) for name, schema, required in query_schemas(binding) if required)


def _escape(name: str) -> str:
    """A name in a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")
