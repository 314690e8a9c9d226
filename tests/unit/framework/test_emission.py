"""The document and the tools of an application that is not ours: with every kind of type that a model can have."""

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from pydantic import BaseModel, Field, Json, RootModel, computed_field

from backend.framework.application import Application
from backend.framework.mcp.server import McpServer
from backend.framework.openapi.documents import Documents
from backend.framework.openapi.info import ApiInfo
from backend.framework.request import Request
from backend.framework.routing.operation import Operation, RouteError, operation

T = TypeVar("T")
URL = "https://api.example.com"


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Size(IntEnum):
    SMALL = 1
    LARGE = 2


class Node(BaseModel):
    name: str
    children: list["Node"] = []
    parent: "Node | None" = None


class Left(BaseModel):
    right: "Right | None" = None


class Right(BaseModel):
    left: Left | None = None


class Order(BaseModel):
    """Is asked for and answered with."""

    order_id: UUID
    price: Annotated[Decimal, Field(gt=0)]
    count: Annotated[int, Field(gt=1, lt=9)] = 2
    pair: tuple[int, str] = (1, "a")
    point: tuple[float, float] = (0, 0)
    several: tuple[int, ...] = ()
    colour: Colour = Colour.RED
    size: Size = Size.SMALL
    source: str = Field(default="", alias="from")
    either: int | str = 0
    note: str | None = None
    on: date | None = None
    tags: set[str] = set()
    by_colour: dict[Colour, int] = {}
    anything: Any = None
    kind: Literal["order"] = "order"
    tree: Node | None = None
    raw: Json[dict[str, int]] = Field(default_factory=dict)

    @computed_field
    def total(self) -> Decimal:
        return self.price * self.count


def another_order() -> type[BaseModel]:
    class Order(BaseModel):
        colour: Colour

    return Order


OtherOrder: Any = another_order()


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: str | None = None


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


class Pet(RootModel[Annotated[Cat | Dog, Field(discriminator="kind")]]):
    pass


class ApiError(BaseModel):
    """Named like the component that every document has."""

    code: int


def put_order(number: UUID, body: Order, urgent: bool = False) -> Order:
    """Puts."""
    return body


def find_orders(
    colour: Colour | None = None,
    sizes: Annotated[list[Size] | None, Field(description="Any of them.")] = None,
    price: Annotated[Decimal | None, Field(gt=0)] = None,
    above: Annotated[int, Field(gt=0, lt=10)] = 1,
    since: datetime | None = None,
    source: Annotated[str, Field(alias="from")] = "",
) -> Page[Order]:
    """Finds."""
    return Page[Order](items=[])


def other_orders(body: list[Order]) -> list[OtherOrder]:
    """Others."""
    return []


def other_order(body: OtherOrder) -> Page[OtherOrder]:
    """Other."""
    return Page[OtherOrder](items=[])


def get_tree(name: str) -> Node:
    """A tree."""
    return Node(name=name, children=[Node(name="b")])


def put_tree(body: Node) -> Left:
    """Puts a tree."""
    return Left(right=Right())


def feed(body: Annotated[Pet, Field(description="Who eats.")] | None = None) -> dict[str, Pet]:
    """Feeds."""
    return {}


def fail() -> ApiError:
    """Fails."""
    return ApiError(code=1)


def count(numbers: tuple[int, ...] = ()) -> list[int]:
    """Counts."""
    return [*numbers]


def anything() -> Any:
    """Anything."""
    return [1, "a"]


def nothing() -> None:
    """Nothing."""


def op(method: str, path: str, handler: Callable[..., Any], *, tool: bool = True, **facts: Any) -> Operation:
    return operation(method, path, handler, summary="s", tag="t", public=True, tool=tool, **facts)


ALL = (
    op("PUT", "/orders/{number}", put_order),
    op("GET", "/orders", find_orders),
    op("POST", "/others", other_orders, tool=False),
    op("POST", "/other", other_order),
    op("GET", "/trees/{name}", get_tree),
    op("POST", "/trees", put_tree, job=Node),
    op("POST", "/pets", feed, tool=False),
    op("GET", "/fail", fail),
    op("GET", "/count", count),
    op("GET", "/anything", anything),
    op("DELETE", "/nothing", nothing, status=204),
)


@pytest.fixture(scope="module")
def app() -> Application:
    return Application(ALL, info=lambda: ApiInfo(title="Orders", version="1"))


@pytest.fixture(scope="module")
def document(app: Application) -> dict[str, Any]:
    documents: Documents = app.provide(Documents)
    made: dict[str, Any] = json.loads(documents.openapi("full", URL))
    return made


@pytest.fixture(scope="module")
def tools(app: Application) -> dict[str, Any]:
    listed = rpc(app, "tools/list")["result"]["tools"]
    return {tool["name"]: tool for tool in listed}


def rpc(app: Application, method: str, **params: Any) -> Any:
    server: McpServer = app.provide(McpServer)
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    headers = {"content-type": "application/json", "mcp-protocol-version": "2025-11-25"}
    return json.loads(server.answer(Request("POST", "/mcp", headers=headers, body=json.dumps(message).encode())).body)


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    """By a validator that is not ours, whatever the models are made of."""
    validate(document)


def test_the_document_for_agents_is_valid(app: Application) -> None:
    """It is a part of the whole."""
    validate(json.loads(app.provide(Documents).openapi("agent", URL)))


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    """Component names are those of the references, for generic models too."""
    refs = {part.split('"')[0] for part in json.dumps(document).split('"$ref": "')[1:]}
    for ref in refs:
        _, _, kind, name = ref.split("/")
        assert name in document["components"][kind], ref


def schema_of(document: dict[str, Any], path: str, method: str, where: str) -> Any:
    described = document["paths"][path][method]
    holder = described["requestBody"] if where == "body" else described["responses"][where]
    schema = holder["content"]["application/json"]["schema"]
    return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def test_models_of_one_name_are_kept_apart(document: dict[str, Any]) -> None:
    """Two classes named Order, and one that is asked for and answered with: each has its own fields."""
    asked, answered = (schema_of(document, "/orders/{number}", "put", where) for where in ("body", "200"))
    other = schema_of(document, "/other", "post", "body")
    assert "total" in answered["properties"]
    assert "total" not in asked["properties"]
    assert set(other["properties"]) == {"colour"}
    assert set(schema_of(document, "/fail", "get", "200")["properties"]) == {"code"}
    assert "message" in document["components"]["schemas"]["ApiError"]["properties"]


def test_the_words_of_openapi_3_0(document: dict[str, Any]) -> None:
    """Limits that exclude, tuples, Decimal and aliases, as 3.0 says them."""
    fields = schema_of(document, "/orders/{number}", "put", "200")["properties"]
    assert fields["count"] == {
        "type": "integer",
        "minimum": 1,
        "exclusiveMinimum": True,
        "maximum": 9,
        "exclusiveMaximum": True,
    }
    assert fields["pair"] == {
        "type": "array",
        "minItems": 2,
        "maxItems": 2,
        "items": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
    }
    assert fields["point"] == {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}}
    assert fields["price"] == {"type": "string", "format": "decimal"}
    assert fields["note"] == {"type": "string", "nullable": True}
    assert "from" in fields
    assert "source" not in fields


def test_parameters_are_described(document: dict[str, Any]) -> None:
    """An Enum in a query stands there itself, under the parameter's alias."""
    described = {p["name"]: p for p in document["paths"]["/orders"]["get"]["parameters"]}
    assert described["colour"]["schema"] == {"type": "string", "enum": ["red", "blue"]}
    assert described["sizes"]["schema"] == {"type": "array", "items": {"type": "integer", "enum": [1, 2]}}
    assert described["sizes"]["description"] == "Any of them."
    assert described["above"]["schema"]["exclusiveMinimum"] is True
    assert described["from"]["schema"] == {"type": "string", "default": ""}


def test_a_tool_says_limits_that_exclude_in_json_schema_s_words(
    document: dict[str, Any], tools: dict[str, Any]
) -> None:
    """A number where OpenAPI 3.0 has a limit and a boolean, also for limits of 0 and 1, which are left out alone."""
    described = {p["name"]: p["schema"] for p in document["paths"]["/orders"]["get"]["parameters"]}
    above = tools["find_orders"]["inputSchema"]["properties"]["above"]
    assert above["exclusiveMinimum"] == described["above"]["minimum"]
    assert "minimum" not in above


def test_an_optional_body_is_said_to_be_optional(document: dict[str, Any]) -> None:
    """And one that is needed is required."""
    assert document["paths"]["/pets"]["post"]["requestBody"]["required"] is False
    assert document["paths"]["/others"]["post"]["requestBody"]["required"] is True


def test_every_tool_is_listed(tools: dict[str, Any]) -> None:
    """Recursive models do not take the list down, and each schema is whole and an object."""
    assert len(tools) == sum(each.tool is not None for each in ALL)
    for tool in tools.values():
        for key in ("inputSchema", "outputSchema"):
            schema = tool[key]
            Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
            refs = {part.split('"')[0] for part in json.dumps(schema).split('"$ref": "')[1:]}
            assert refs <= {f"#/$defs/{name}" for name in schema.get("$defs", {})}


ORDER = {"order_id": "12345678-1234-1234-1234-123456789abc", "price": "1.50", "from": "shop"}
TREE = {"name": "a", "children": [{"name": "b", "children": []}]}


@pytest.mark.parametrize(
    ("name", "arguments", "part"),
    [
        ("find_orders", {"colour": "red", "sizes": [1, 2], "price": "1.5", "from": "x"}, {"items": []}),
        ("get_tree", {"name": "a"}, {"name": "a"}),
        ("put_tree", TREE, {"right": {}}),
        ("count", {"numbers": [1, 2]}, {"result": [1, 2]}),
        ("anything", {}, {"result": [1, "a"]}),
        ("nothing", {}, {"done": True}),
        ("fail", {}, {"code": 1}),
        ("other_order", {"colour": "red"}, {"items": []}),
    ],
)
def test_a_call_gives_what_its_schema_says(
    app: Application, tools: dict[str, Any], name: str, arguments: Any, part: Any
) -> None:
    """What is sent fits the input schema, and what comes the output schema."""
    Draft202012Validator(tools[name]["inputSchema"]).validate(arguments)
    result = rpc(app, "tools/call", name=name, arguments=arguments)["result"]
    assert result["isError"] is False, result
    assert part.items() <= result["structuredContent"].items()
    Draft202012Validator(tools[name]["outputSchema"]).validate(result["structuredContent"])


def test_answers_fit_the_document(app: Application, document: dict[str, Any]) -> None:
    """Names and types of an answer are those of its component."""
    request = Request(
        "PUT",
        f"/orders/{ORDER['order_id']}",
        headers={"content-type": "application/json"},
        body=json.dumps(ORDER).encode(),
    )
    response = app(request)
    assert response.status == 200, response.body
    answered = json.loads(response.body)
    described = schema_of(document, "/orders/{number}", "put", "200")
    assert set(answered) == set(described["properties"])
    nulls = {name for name, value in answered.items() if value is None}
    assert nulls - {"anything"} == {"note", "on", "tree"}
    assert all(described["properties"][name]["nullable"] for name in nulls - {"anything"})


def test_a_promise_that_nobody_keeps() -> None:
    """An Idempotency-Key is documented only where something keeps the answers."""
    with pytest.raises(RouteError, match="putTree"):
        Application([op("POST", "/trees", put_tree, idempotent=True)])


def test_what_cannot_be_a_tool_or_described_is_refused_at_once() -> None:
    """Not at the first request for the document or the tools."""

    class Odd(BaseModel):
        call: Callable[[], int]

    def odd() -> Odd:
        """Odd."""
        raise NotImplementedError  # it is refused before anybody could call it

    for wrong in (op("POST", "/others", other_orders), op("GET", "/odd", odd, tool=False)):
        with pytest.raises(RouteError, match=wrong.operation_id):
            Application([wrong])
