"""backend/framework/openapi/document.py: a document in the small language that every consumer reads."""

import copy
import re
from typing import Annotated, Any, Literal

import pytest
from openapi_spec_validator import validate
from pydantic import Field

from backend.api.application import bind_operation, check_operations
from backend.api.document_texts import api_info
from backend.api.routes import OPERATIONS
from backend.domain.identity.caller import Caller
from backend.domain.products.shop import Shop
from backend.domain.shared.fields import ProductId
from backend.domain.shared.schemas import Answer, Input, Nullable, OmitNone, Omittable
from backend.framework.binding.signature import bind
from backend.framework.lazy import Lazy, LazyModule
from backend.framework.openapi import document as openapi_spec
from backend.framework.request import Request
from backend.framework.response import Response
from backend.framework.routing.operation import RouteError, operation
from tests.unit import described as documents
from tests.unit.described import URL, operations, requests, schemas

KNOWN = {
    "$ref", "type", "format", "description", "enum", "properties", "required", "items", "additionalProperties",
    "nullable", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties",
    "maxProperties", "pattern", "example", "default", "uniqueItems",
}  # fmt: skip
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def document() -> dict[str, Any]:
    return documents.full()


@pytest.fixture
def for_agents() -> dict[str, Any]:
    return documents.for_agents()


# ---- the real document


def test_it_is_valid(document: dict[str, Any], for_agents: dict[str, Any]) -> None:
    """OpenAPI 3.0.3, both profiles."""
    for each in (document, for_agents):
        assert each["openapi"] == "3.0.3"
        validate(each)


def test_only_known_keywords(document: dict[str, Any]) -> None:
    """No anyOf, oneOf, allOf, const, discriminator or title, and none that pydantic made up (ge, le)."""
    assert {(name, word) for name, schema in schemas(document) for word in set(schema) - KNOWN} == set()


def test_nothing_next_to_a_ref(document: dict[str, Any]) -> None:
    """Generators drop what stands next to one, or fail."""
    assert [name for name, schema in schemas(document) if "$ref" in schema and len(schema) > 1] == []


def test_every_ref_leads_somewhere(document: dict[str, Any], for_agents: dict[str, Any]) -> None:
    """And every component is used, in both profiles."""
    for each in (document, for_agents):
        refs = set(re.findall(r"'\$ref': '#/components/(\w+/\w+)'", str(each)))
        there = {f"{kind}/{name}" for kind in ("schemas", "responses", "headers") for name in each["components"][kind]}
        assert refs == there


def test_every_schema_has_a_type(document: dict[str, Any]) -> None:
    """A schema without a type means anything."""
    assert [name for name, schema in schemas(document) if "type" not in schema and "$ref" not in schema] == []


def test_no_defaults_in_components(document: dict[str, Any]) -> None:
    """A default makes some generators call the field required; parameters may have one, never null."""
    for name, schema in schemas(document):
        assert "default" not in schema or (name.partition(" ")[0] in METHODS and schema["default"] is not None), name


def test_component_names(document: dict[str, Any]) -> None:
    """Letters and digits."""
    assert all(
        re.fullmatch(r"[A-Za-z0-9]+", name)
        for kind in ("schemas", "responses", "headers")
        for name in document["components"][kind]
    )


def test_requests_are_closed_and_answers_open(document: dict[str, Any]) -> None:
    """Unknown fields are refused in requests; an answer may grow without breaking a validating client."""
    closed = requests(document)
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema:
            assert (schema.get("additionalProperties") is False) is (name in closed), name


def test_null_is_for_the_answers_that_are_known_for_it(document: dict[str, Any]) -> None:
    """next_page_token and applied_filters.status; everything else is absent rather than null."""
    nullable = {name.rpartition(".")[2] for name, schema in schemas(document) if schema.get("nullable")}
    assert nullable == {"next_page_token", "status"}


def test_a_patch_changes_something(document: dict[str, Any]) -> None:
    """minProperties 1, and no field is required."""
    for method, path, described in operations(document):
        if method == "patch":
            name = described["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            schema = document["components"]["schemas"][name]
            assert schema["minProperties"] == 1, path
            assert not schema.get("required"), path


def test_operation_ids(document: dict[str, Any]) -> None:
    """Unique, in camel case, and short enough for a tool's name."""
    ids = [described["operationId"] for _, _, described in operations(document)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][A-Za-z0-9]{2,30}", each) for each in ids)


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    """Summary, description, one known tag, security and responses; parameters with descriptions."""
    tags = {tag["name"] for tag in document["tags"]}
    for _, path, described in operations(document):
        assert described["summary"], path
        assert described["description"], path
        assert set(described["tags"]) <= tags, path
        assert described["security"] in ([], [{"cognito": []}]), path
        assert all(parameter["description"] for parameter in described.get("parameters", [])), path


def test_every_field_is_described(document: dict[str, Any]) -> None:
    """A stranger knows what each one means; what a $ref leads to says it itself."""
    without = [
        f"{name}.{field}"
        for name, schema in schemas(document)
        for field, each in schema.get("properties", {}).items()
        if not each.get("description") and "$ref" not in each
    ]
    assert without == []


def test_security_stands_on_operations_only(document: dict[str, Any]) -> None:
    """Some consumers do not read it at the root."""
    assert "security" not in document
    assert document["components"]["securitySchemes"]["cognito"]["scheme"] == "bearer"


def test_every_operation_has_its_errors(document: dict[str, Any]) -> None:
    """401 where a token is needed, 404 where an id is in the path, 400, 413, 415 and 422 where a body is."""
    for _, path, described in operations(document):
        statuses = set(described["responses"])
        assert ("401" in statuses) or not described["security"], path
        assert ("404" in statuses) or "{" not in path, path
        assert ({"400", "413", "415", "422"} <= statuses) or "requestBody" not in described, path
        assert len([status for status in statuses if status < "300"]) >= 1, path


def test_protected_operations_may_be_called_too_often(document: dict[str, Any]) -> None:
    """Calls are counted by caller, so each of them can answer 429."""
    without = [
        described["operationId"]
        for _, _, described in operations(document)
        if described["security"] and "429" not in described["responses"]
    ]
    assert without == []


def test_operations_that_create_take_an_idempotency_key(document: dict[str, Any]) -> None:
    """A POST that answers 201 declares the header, so that generated clients can send it."""
    for method, path, described in operations(document):
        if method == "post" and "201" in described["responses"]:
            headers = [p["name"] for p in described.get("parameters", []) if p["in"] == "header"]
            assert "Idempotency-Key" in headers, path


def test_path_parameters_are_declared(document: dict[str, Any]) -> None:
    """Each name in a path has its parameter, required, with its pattern."""
    for _, path, described in operations(document):
        declared = {p["name"]: p for p in described.get("parameters", []) if p["in"] == "path"}
        assert set(declared) == set(re.findall(r"\{(\w+)\}", path))
        assert all(p["required"] and p["schema"]["pattern"] for p in declared.values())


def test_no_field_is_named_like_its_component(document: dict[str, Any]) -> None:
    """openapi-python-client calls the object it builds by the component's name, and would overwrite the field."""
    snake = {name: re.sub(r"(?<=.)(?=[A-Z])", "_", name).lower() for name in document["components"]["schemas"]}
    assert [
        name for name, field in snake.items() if field in document["components"]["schemas"][name].get("properties", {})
    ] == []


def test_no_component_is_named_like_an_operations_parameters(document: dict[str, Any]) -> None:
    """typescript-fetch calls them `UploadRequest` for `upload`; it makes way only for that operation's own body."""
    for _, path, described in operations(document):
        name = described["operationId"][0].upper() + described["operationId"][1:] + "Request"
        body = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        assert name not in document["components"]["schemas"] or body["$ref"].endswith(f"/{name}"), path


def test_patterns_are_those_of_javascript_too(document: dict[str, Any]) -> None:
    """JSON Schema's dialect: no lookbehind, no named groups, no \\A or \\Z."""
    for name, schema in schemas(document):
        if "pattern" in schema:
            re.compile(schema["pattern"])
            assert not re.search(r"\(\?P|\(\?<|\\A|\\Z", schema["pattern"]), name


def test_the_server_is_absolute(document: dict[str, Any]) -> None:
    """One server: the one that was asked."""
    assert document["servers"] == [{"url": URL}]


# ---- the agents' document


def test_agents_get_json_only(for_agents: dict[str, Any]) -> None:
    """No other media type in or out."""
    types = set(re.findall(r"'content': \{'([^']+)'", str(for_agents)))
    assert types == {"application/json"}


def test_agents_get_the_json_of_what_also_streams(document: dict[str, Any], for_agents: dict[str, Any]) -> None:
    """Anyone who may ask for events or for JSON is offered both, an agent of JSON."""
    full, agents = (each["paths"]["/chat"]["post"]["responses"]["200"]["content"] for each in (document, for_agents))
    assert list(full) == ["application/json", "text/event-stream"]
    assert agents == {"application/json": full["application/json"]}


def test_agents_get_the_same_operations(document: dict[str, Any], for_agents: dict[str, Any]) -> None:
    """What is left is described word for word as in the full document, and none of its tags is empty."""
    for method, path, described in operations(for_agents):
        full = copy.deepcopy(document["paths"][path][method])
        for response in full["responses"].values():
            response.get("content", {}).pop("text/event-stream", None)
        assert described == full
    told = {tag for _, _, described in operations(for_agents) for tag in described["tags"]}
    assert {tag["name"] for tag in for_agents["tags"]} == told


# ---- a pure function


def test_building_is_repeatable(document: dict[str, Any]) -> None:
    """The same operations give the same document, and making the agents' leaves the full one as it was."""
    before = copy.deepcopy(document)
    openapi_spec.for_agents(document)
    assert document == before == openapi_spec.build(documents.bindings(), URL, api_info())


class Size(Input):
    width: Annotated[int, Field(ge=1)]


class Order(Input):
    size: Size
    note: Omittable[Annotated[str, Field(max_length=10)]] = None
    kind: Literal["only"] = "only"


class Receipt(Answer):
    number: int
    note: OmitNone[str] = None
    page: Nullable[str] = None


def place(body: Order, urgent: bool = False) -> Receipt:
    """Places an order."""
    return Receipt(number=1)


def page(request: Request) -> Response:
    """A page."""
    return Response(200)


@pytest.fixture(scope="module")
def small() -> dict[str, Any]:
    """The document of two made-up operations."""
    made = [
        operation("POST", "/orders", place, summary="Place", tag="service", status=201, idempotent=True),
        operation("GET", "/page", page, summary="Page", tag="service", public=True, media_type="text/html"),
    ]
    return openapi_spec.build([bind(op, ()) for op in made], URL, api_info())


def test_an_optional_field_is_not_nullable(small: dict[str, Any]) -> None:
    """`X | None` in a model is X in the document, and not required."""
    assert small["components"]["schemas"]["Order"]["properties"]["note"] == {"type": "string", "maxLength": 10}
    assert "note" not in small["components"]["schemas"]["Order"]["required"]


def test_a_constant_is_an_enum_of_one(small: dict[str, Any]) -> None:
    """3.0 has no const."""
    assert small["components"]["schemas"]["Order"]["properties"]["kind"] == {"type": "string", "enum": ["only"]}


def test_null_is_said_in_the_words_of_3_0(small: dict[str, Any]) -> None:
    """`nullable: true` on the plain type."""
    assert small["components"]["schemas"]["Receipt"]["properties"]["page"] == {"type": "string", "nullable": True}


def test_nested_models_of_requests_are_components(small: dict[str, Any]) -> None:
    """A model inside a request is a component of its own, closed like it."""
    ref = small["components"]["schemas"]["Order"]["properties"]["size"]["$ref"].rpartition("/")[2]
    assert small["components"]["schemas"][ref]["additionalProperties"] is False


def test_a_query_parameter_keeps_its_default(small: dict[str, Any]) -> None:
    """There a default is welcome."""
    (parameter,) = [p for p in small["paths"]["/orders"]["post"]["parameters"] if p["in"] == "query"]
    assert (parameter["name"], parameter["required"], parameter["schema"]) == (
        "urgent",
        False,
        {"type": "boolean", "default": False},
    )


def test_statuses_of_an_operation(small: dict[str, Any]) -> None:
    """Its own, those of its errors, and those that come with a body and a token."""
    assert {"201", "400", "401", "409", "413", "415", "422", "500"} <= set(
        small["paths"]["/orders"]["post"]["responses"]
    )


def test_another_media_type(small: dict[str, Any]) -> None:
    """A page is text; agents do not get it."""
    answer = small["paths"]["/page"]["get"]["responses"]["200"]
    assert answer["content"] == {"text/html": {"schema": {"type": "string"}}}
    assert set(openapi_spec.for_agents(small)["paths"]) == {"/orders"}


def test_a_field_of_two_types_is_one_of_them() -> None:
    """A union is said as such; ours has none, as many generators misread it."""

    class Either(Answer):
        value: int | str

    def either() -> Either:
        """Either."""
        return Either(value=1)

    made = bind(operation("GET", "/either", either, summary="s", tag="service"), ())
    schema = openapi_spec.build([made], URL, api_info())["components"]["schemas"]["Either"]
    assert schema["properties"]["value"] == {"anyOf": [{"type": "integer"}, {"type": "string"}]}


def test_every_operation_can_be_served_described_and_be_a_tool() -> None:
    check_operations(OPERATIONS)


def test_an_operation_that_cannot_be_served_is_found_by_the_check() -> None:
    """Not when the table is read: its handler is imported later."""

    async def handler() -> None:
        raise NotImplementedError  # only its signature is read

    made = operation("GET", "/late", Lazy(lambda: handler, "get_late"), summary="s", tag="service")
    with pytest.raises(RouteError, match="getLate: a handler is a plain function"):
        check_operations([made])
    missing = operation(
        "GET", "/none", LazyModule("backend.api.handlers.status").get_nothing, summary="s", tag="service"
    )
    with pytest.raises(RouteError, match=r"getNothing: its handler cannot be imported: .*get_nothing"):
        check_operations([missing])


def test_statuses_of_a_new_operation() -> None:
    """Nothing lists them: its path, token, service, body and key imply them."""

    def duplicate_product(product_id: ProductId, caller: Caller, shop: Shop) -> Receipt:
        raise NotImplementedError  # only its signature is read

    path, properties = "/products/{product_id}/duplicate", dict[str, Any](summary="Duplicate", tag="t", status=201)
    for idempotent, more in ((False, set()), (True, {"400", "409"})):
        binding = bind_operation(operation("POST", path, duplicate_product, idempotent=idempotent, **properties))
        described = openapi_spec.build([binding], URL, api_info())["paths"][path]["post"]
        assert set(described["responses"]) == {"201", "401", "404", "422", "429", "500", "503", *more}
