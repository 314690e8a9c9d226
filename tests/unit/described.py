"""The OpenAPI documents as the tests of their making see them, and how to walk through them."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from backend.api.document_texts import api_info
from backend.framework.binding.signature import Binding
from backend.framework.openapi import document as openapi_spec
from backend.local.documents import bind_operations

URL = "https://api.example.com/prod"
Document = dict[str, Any]


def bindings() -> tuple[Binding, ...]:
    return bind_operations()


@cache
def full() -> Document:
    """Not to be changed: all tests look at the same."""
    return openapi_spec.build(bindings(), URL, api_info())


@cache
def for_agents() -> Document:
    return openapi_spec.for_agents(full())


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            yield method, path, described


def schemas(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema in the document with a name to find it by; those of properties and items, too."""
    for name, schema in document["components"]["schemas"].items():
        yield from inner(name, schema)
    for method, path, described in operations(document):
        for parameter in described.get("parameters", []):
            yield from inner(f"{method} {path} {parameter['name']}", parameter["schema"])


def inner(name: str, schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield name, schema
    for field, each in schema.get("properties", {}).items():
        yield from inner(f"{name}.{field}", each)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from inner(f"{name}.{key}", schema[key])


def requests(document: dict[str, Any]) -> set[str]:
    """The components that requests are made of."""
    waiting = [
        content["schema"]
        for _, _, described in operations(document)
        for content in described.get("requestBody", {}).get("content", {}).values()
    ]
    found: set[str] = set()
    while waiting:
        for _, schema in inner("", waiting.pop()):
            name = schema.get("$ref", "").rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                waiting.append(document["components"]["schemas"][name])
    return found


def bodies(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The JSON bodies of requests and answers, each with a name to find it by."""
    for method, path, described in operations(document):
        for what, content in {"body": described.get("requestBody", {}), **described["responses"]}.items():
            if "application/json" in content.get("content", {}):
                yield f"{method} {path} {what}", content["content"]["application/json"]


def closed(schema: Any) -> Any:
    """A schema of 3.0 as JSON Schema: null is a type of its own, and no object has a field that is not named."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: each if name == "example" else closed(each) for name, each in schema.items()}
    if made.pop("nullable", False) is True:
        made["type"] = [made["type"], "null"]
    if isinstance(made.get("properties"), dict) and made.get("type") == "object":
        made.setdefault("additionalProperties", False)
    return made
