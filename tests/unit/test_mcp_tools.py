"""backend/framework/mcp/: operations become tools; their calls, schemas and results; and the end of jobs."""

import base64
import json
import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import Field
from pydantic_core import to_json

from backend.api.agents import LARGEST_PICTURE, find_picture, make_tools
from backend.api.errors import http_error
from backend.api.job_poller import WAIT_SECONDS, JobPoller
from backend.domain.shared.errors import NotFound
from backend.domain.shared.media import Media
from backend.domain.shared.schemas import Answer, Input, Nullable, OmitNone, Omittable
from backend.framework.binding.signature import Binding, bind
from backend.framework.context import Context
from backend.framework.mcp.results import Picture, keep, keep_tree
from backend.framework.mcp.toolbox import tools_of
from backend.framework.middleware.error_handler import error_handler
from backend.framework.page import Limit
from backend.framework.request import Request
from backend.framework.response import Response
from backend.framework.routing.operation import Operation, RouteError, operation
from backend.framework.routing.router import Router
from backend.framework.routing.tool import Tool
from backend.local.documents import bind_operations

ThingId = Annotated[str, Field(pattern=r"^t_[0-9]{3}$")]
OUTER = Request("POST", "/mcp", headers={"origin": "https://a.example"}, body=b"{}", request_id="r1")


class Size(Input):
    width: Annotated[int, Field(ge=1, examples=[10])]


class Order(Input):
    name: Annotated[str, Field(min_length=1)]
    size: Omittable[Size] = None


class Thing(Answer):
    thing_id: str
    name: str
    secret: str = "s"
    note: OmitNone[str] = None
    page: Nullable[str] = Field(description="null at the end")


class Things(Answer):
    items: list[Thing]
    next_page_token: Nullable[str] = None


def make(body: Order) -> Thing:
    """Makes a thing."""
    return Thing(thing_id="t_001", name=body.name, page=None)


def find(thing_id: ThingId, request: Request) -> Thing:
    """Finds a thing."""
    return Thing(thing_id=thing_id, name=request.path, page="p")


def change(thing_id: ThingId, body: Order, request: Request, mode: Literal["soft", "hard"] = "soft") -> Thing:
    """Changes a thing."""
    return Thing(thing_id=thing_id, name=f"{mode} {request.body.decode()}", page=None)


def drop(thing_id: ThingId) -> None:
    """Removes a thing."""


def search(request: Request, limit: Limit = 20, exact: bool | None = None, q: str | None = None) -> Things:
    """Lists things."""
    name = json.dumps(request.query, sort_keys=True)
    return Things(items=[Thing(thing_id="t_001", name=name, page=None)], next_page_token=None)


def lost() -> Thing:
    """Is never there."""
    raise NotFound("There is none.")


def op(method: str, path: str, handler: Callable[..., Any], tool: Tool | bool = True, **facts: Any) -> Operation:
    return operation(method, path, handler, summary="A summary", tag="service", tool=tool, **facts)


THINGS = (
    op("POST", "/things", make, idempotent=True, status=201),
    op("GET", "/things", search, Tool(defaults={"limit": 5}, hide=("q",), keep=("items.name", "next_page_token"))),
    op("GET", "/things/{thing_id}", find),
    op("PATCH", "/things/{thing_id}", change, Tool(name="change_thing", about="Changes it.", open_world=True)),
    op("DELETE", "/things/{thing_id}", drop, status=204),
    op("GET", "/lost", lost),
    operation("GET", "/untold", lost, summary="s", tag="service", name="untold"),
)


class Front:
    """The operations behind a router, as the application has them, and the requests that came in."""

    def __init__(self, operations: tuple[Operation, ...], picture: Picture = lambda _: None) -> None:
        self.bindings = {each.operation_id: bind(each, ()) for each in operations}
        self.router = Router(operations)
        self.asked: list[Request] = []
        made = tools_of(self.bindings.values(), error_handler(http_error)(self._answer), picture=picture)
        self.tools = {each.listed["name"]: each for each in made}

    def _answer(self, request: Request) -> Response:
        self.asked.append(request)
        hit: Any = self.router.match(request.method, request.path)
        request.context.operation_id = hit.operation.operation_id
        binding: Binding = self.bindings[hit.operation.operation_id]
        return binding.compile(lambda kind: kind())(request.with_(path_parameters=hit.parameters))

    def call(self, name: str, outer: Request = OUTER, /, **arguments: Any) -> Any:
        return self.tools[name].run(arguments, outer.with_(context=Context()))

    def refused(self, name: str, /, **arguments: Any) -> Any:
        result = self.call(name, **arguments)
        assert result["isError"] is True
        return json.loads(result["content"][0]["text"])


@pytest.fixture
def front() -> Front:
    return Front(THINGS)


# ---- what is listed


def test_every_marked_operation_is_a_tool(front: Front) -> None:
    """Named like its handler, or as its mark says; in the order of the operations; and no other is."""
    assert list(front.tools) == ["make", "search", "find", "change_thing", "drop", "lost"]


def test_title_and_description(front: Front) -> None:
    """The operation's, unless there is a text for agents."""
    assert front.tools["make"].listed["title"] == "A summary"
    assert front.tools["make"].listed["description"] == "Makes a thing."
    assert front.tools["change_thing"].listed["description"] == "Changes it."


@pytest.mark.parametrize(
    ("name", "hints"),
    [
        ("make", (False, False, False, False)),
        ("search", (True, None, None, False)),
        ("change_thing", (False, True, True, True)),
        ("drop", (False, True, True, False)),
    ],
)
def test_annotations_follow_from_the_method(front: Front, name: str, hints: tuple[bool | None, ...]) -> None:
    """readOnly, destructive, idempotent, openWorld; of what only reads those that mean something."""
    names = ("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint")
    wanted = {each: hint for each, hint in zip(names, hints, strict=True) if hint is not None}
    assert front.tools[name].listed["annotations"] == wanted


def test_arguments_of_all_places_are_one_object(front: Front) -> None:
    """Path, query and body next to each other; what must be sent is required; nothing else is taken."""
    schema = front.tools["change_thing"].listed["inputSchema"]
    assert list(schema["properties"]) == ["thing_id", "mode", "name", "size"]
    assert (schema["required"], schema["additionalProperties"]) == (["thing_id", "name"], False)
    assert schema["properties"]["size"]["properties"]["width"] == {"type": "integer", "examples": [10]}


def test_hidden_arguments_and_other_defaults(front: Front) -> None:
    """Agents are not offered the one and see the other."""
    properties = front.tools["search"].listed["inputSchema"]["properties"]
    assert list(properties) == ["limit", "exact"]
    assert properties["limit"]["default"] == 5


def test_a_key_is_offered_where_an_order_may_be_repeated(front: Front) -> None:
    """idempotency_key stands with the operations that take the header."""
    with_key = [name for name, tool in front.tools.items() if "idempotency_key" in str(tool.listed["inputSchema"])]
    assert with_key == ["make"]


def test_the_answers_schema_is_what_is_kept(front: Front) -> None:
    """Cut down like the answer, to the names and types of its fields."""
    assert front.tools["search"].listed["outputSchema"] == {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"type": "object"}},
            "next_page_token": {"type": "string"},
        },
    }


# ---- what cannot be a tool


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ((op("GET", "/a", lost, Tool(name="twice")), op("GET", "/b", make, Tool(name="twice"), name="b")), "twice"),
        ((op("GET", "/a", lost, Tool(name="Not a name")),), "no name"),
        ((op("GET", "/a", lost, Tool(name="x" * 60)),), "no name"),
        ((op("GET", "/a", lost, Tool(keep=("nothing",))),), "keeps nothing"),
        ((op("GET", "/a", lost, Tool(keep=("name.first",))),), "keeps first"),
        ((op("GET", "/a", lost, Tool(hide=("nothing",))),), "takes no nothing"),
        ((op("GET", "/a", lost, Tool(defaults={"nothing": 1})),), "takes no nothing"),
        ((op("GET", "/a", lost, media_type="text/html"),), "speaks JSON"),
    ],
)
def test_a_tool_that_cannot_be(wrong: tuple[Operation, ...], reason: str) -> None:
    """It fails when the tools are put together, and says why."""
    with pytest.raises(RouteError, match=reason):
        tools_of([bind(each, ()) for each in wrong], NO_CALL)


def NO_CALL(_: Request) -> Response:
    raise AssertionError("nothing is called while tools are put together")


def test_two_arguments_of_one_name() -> None:
    """A query parameter named like a field of the body could not be told from it."""

    def both(body: Order, name: str) -> Thing:
        """Both."""
        return make(body)

    with pytest.raises(RouteError, match="one name"):
        tools_of([bind(op("POST", "/a", both), ())], NO_CALL)


# ---- from arguments to a request


def test_a_call_is_the_rest_call(front: Front) -> None:
    """Method, path, query and JSON body as REST has them; of the agent's own headers none goes along."""
    front.call("change_thing", thing_id="t_007", mode="hard", name="x")
    (asked,) = front.asked
    assert (asked.method, asked.path, asked.query) == ("PATCH", "/things/t_007", {"mode": ["hard"]})
    assert json.loads(asked.body) == {"name": "x"}
    assert asked.headers == {"accept": "application/json", "content-type": "application/json"}


def test_the_caller_and_the_request_id_go_along(front: Front) -> None:
    """Anyone who asks /mcp is the one who asks the operation, under the same request id and in the same time."""
    outer = OUTER.with_(claims={"sub": "u1"}, ends_at=5.0, base_url="https://a.example")
    front.call("find", outer, thing_id="t_001")
    (asked,) = front.asked
    assert (asked.request_id, asked.claims, asked.ends_at) == ("r1", {"sub": "u1"}, 5.0)
    assert asked.base_url == "https://a.example"


@pytest.mark.parametrize(
    ("value", "text"),
    [(20, "20"), (20.0, "20"), ("20", "20"), (True, "true"), (False, "false"), (1.5, "1.5"), ("a&b", "a&b")],
)
def test_values_as_they_are_in_a_query(front: Front, value: Any, text: str) -> None:
    """Whole numbers are whole however they are written; the rest is read as strictly as REST reads it."""
    front.call("search", limit=value)
    assert front.asked[0].query["limit"] == [text]


@pytest.mark.parametrize(
    ("name", "needed"),
    [("make", {"name": "x"}), ("search", {}), ("change_thing", {"thing_id": "t_001", "name": "x"})],
)
@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_for_an_optional_argument(front: Front, name: str, needed: dict[str, Any], nothing: Any) -> None:
    """Agents fill in every argument: null, or "" where it is not allowed, is the same request as without it."""
    schema = front.tools[name].listed["inputSchema"]
    optional = schema["properties"].keys() - set(schema.get("required", ()))
    front.call(name, **needed)
    front.call(name, **needed, **dict.fromkeys(optional, nothing))
    first, second = front.asked
    assert (first.path, first.query, first.headers, first.body) == (
        second.path,
        second.query,
        second.headers,
        second.body,
    )


def test_numbers_as_text_in_query_and_body(front: Front) -> None:
    """One rule for both: what a URL would take."""
    front.call("search", limit="7", exact="true")
    front.call("make", name="7", size={"width": "7"})
    assert front.asked[0].query == {"limit": ["7"], "exact": ["true"]}
    assert json.loads(front.asked[1].body) == {"name": "7", "size": {"width": 7}}


def test_defaults_are_sent_unless_something_else_is(front: Front) -> None:
    """The tool's, not the operation's."""
    front.call("search")
    front.call("search", limit=7)
    assert [asked.query["limit"] for asked in front.asked] == [["5"], ["7"]]


def test_an_idempotency_key_travels_in_its_header(front: Front) -> None:
    """And not in the body."""
    front.call("make", name="x", idempotency_key="k-1")
    (asked,) = front.asked
    assert asked.headers["idempotency-key"] == "k-1"
    assert json.loads(asked.body) == {"name": "x"}


def test_the_order_of_arguments_does_not_matter(front: Front) -> None:
    """A repeated order is the same order, although a model wrote it down in another order."""
    front.call("make", name="x", size={"width": 1})
    front.call("make", size={"width": 1}, name="x")
    assert front.asked[0].body == front.asked[1].body


@pytest.mark.parametrize("thing_id", ["../users", "a/b", "a?b=c", "%2e%2e", "a#b", "ñ", ".."])
def test_a_path_argument_stays_one_segment(front: Front, thing_id: str) -> None:
    """Whatever is in it, it names a thing, and there is none."""
    assert front.refused("find", thing_id=thing_id)["error"] == "not_found"
    assert front.asked[0].path.startswith("/things/")
    assert front.asked[0].path.count("/") == 2


@pytest.mark.parametrize(
    ("name", "arguments", "field"),
    [
        ("find", {}, "thing_id"),
        ("find", {"thing_id": ""}, "thing_id"),
        ("find", {"thing_id": None}, "thing_id"),
        ("find", {"thing_id": ["t_001"]}, "thing_id"),
        ("find", {"thing_id": "t_001", "surprise": 1}, "surprise"),
        ("search", {"limit": {"a": 1}}, "limit"),
        ("search", {"limit": 0}, "limit"),
        ("search", {"limit": "many"}, "limit"),
        ("search", {"exact": "yes"}, "exact"),
        ("search", {"q": "hidden"}, "q"),
        ("make", {}, "name"),
        ("make", {"name": "x", "idempotency_key": 7}, "idempotency_key"),
        ("find", {"thing_id": "t_001", "idempotency_key": "k"}, "idempotency_key"),
        ("make", {"name": None}, "name"),
        ("make", {"name": "x", "size": {"width": 0}}, "size.width"),
        ("make", {"name": "x", "size": {"width": "+1"}}, "size.width"),
        ("search", {"limit": "+1"}, "limit"),
        ("search", {"exact": "True"}, "exact"),
        ("make", {"name": ""}, "name"),
        ("make", {"name": "x", "n" * 500: 1}, "n" * 100 + "..."),
    ],
)
def test_bad_arguments_are_named(front: Front, name: str, arguments: Any, field: str) -> None:
    """The error is that of REST, and its details name the argument: a model can fix its call."""
    error = front.refused(name, **arguments)
    assert (error["error"], error["request_id"]) == ("validation_failed", "r1")
    assert field in [detail["field"] for detail in error["details"]]


# ---- from an answer to a result


def test_a_result_says_it_twice(front: Front) -> None:
    """The same JSON as text and as structured content."""
    result = front.call("search")
    assert result["isError"] is False
    (block,) = result["content"]
    assert json.loads(block["text"]) == result["structuredContent"] == {"items": [{"name": '{"limit": ["5"]}'}]}


def test_nothing_is_null(front: Front) -> None:
    """What is null in REST is absent."""
    assert front.call("make", name="x")["structuredContent"] == {"thing_id": "t_001", "name": "x", "secret": "s"}


def test_an_answer_without_content(front: Front) -> None:
    """Clients want an object, so there is one."""
    assert front.call("drop", thing_id="t_001")["structuredContent"] == {"done": True}


def test_a_refusal_is_a_result(front: Front) -> None:
    """isError with the error as REST has it; the log hears its status."""
    outer = OUTER.with_(context=Context())
    result = front.tools["lost"].run({}, outer)
    assert json.loads(result["content"][0]["text"]) == {
        "error": "not_found",
        "message": "There is none.",
        "request_id": "r1",
    }
    assert "structuredContent" not in result
    assert outer.context.status == 404


def test_a_wait_is_in_the_error() -> None:
    """Retry-After is a header, which agents do not see."""
    answer = Response(429, b'{"error":"too_many_requests","message":"m","request_id":"r"}', {"Retry-After": "7"})
    (tool,) = tools_of([bind(op("GET", "/lost", lost), ())], lambda _: answer)
    assert json.loads(tool.run({}, OUTER)["content"][0]["text"])["retry_after"] == 7


def test_what_is_kept() -> None:
    """Named parts only, in each item of a list; everything below a name; no nulls; a missing part is missing."""
    tree = keep_tree(("a.b", "c", "d.e"))
    answer = {"a": [{"b": 1, "x": 2}, {"x": 3}], "c": {"y": None, "z": [None, {"n": None}]}, "x": 4}
    assert keep(answer, tree) == {"a": [{"b": 1}, {}], "c": {"z": [None, {}]}}


def test_what_is_kept_has_the_order_in_which_it_is_named() -> None:
    """A tool puts first what a thing is, whatever the model of the answer begins with."""
    shown = keep({"id": 1, "title": "a", "media": [], "left": 2}, keep_tree(("title", "media", "id")))
    assert list(shown) == ["title", "media", "id"]


class Drawing(Answer):
    media: list[Media]


PICTURE = {"key": "assets/u/a.png", "url": "https://x", "type": "image"}


def pictured(
    files: dict[str, bytes], small: bytes | None = None, media: dict[str, Any] = PICTURE
) -> tuple[Any, list[tuple[str, int]]]:
    """The result of a tool that made a picture, where the store has `files`, and which of them were asked for.

    `small` is what a picture becomes that is made smaller.
    """

    def draw() -> Drawing:
        """Draws."""
        document = Media(key="assets/u/a.pdf", url="https://x", type="document")
        return Drawing(media=[document, Media.model_validate(media)])

    asked: list[tuple[str, int]] = []

    def load(key: str, largest: int) -> bytes | None:
        asked.append((key, largest))
        content = files.get(key)
        return None if content is None or len(content) > largest else content

    def picture(answer: Any) -> tuple[bytes, str] | None:
        return find_picture(answer, load, lambda _: small)

    return Front((op("POST", "/draw", draw, Tool(picture=True)),), picture).call("draw"), asked


def block_of(result: Any) -> tuple[str, bytes]:
    (text, image) = result["content"]
    assert (text["type"], image["type"]) == ("text", "image")
    return image["mimeType"], base64.b64decode(image["data"])


def test_a_preview_is_shown() -> None:
    """As a block next to the text; the picture itself is not loaded."""
    files = {"assets/u/a_preview.webp": b"small", "assets/u/a.png": b"large"}
    result, asked = pictured(files, media={**PICTURE, "preview_url": "https://x"})
    assert block_of(result) == ("image/webp", b"small")
    assert asked == [("assets/u/a_preview.webp", LARGEST_PICTURE)]


@pytest.mark.parametrize(("ending", "media_type"), [("png", "image/png"), ("jpg", "image/jpeg")])
@pytest.mark.parametrize("told", [{}, {"preview_url": "https://x"}], ids=["older", "lost"])
def test_without_a_preview_a_small_picture_is_shown(ending: str, media_type: str, told: dict[str, str]) -> None:
    """One of the time before previews, or whose preview is gone."""
    key = f"assets/u/a.{ending}"
    assert block_of(pictured({key: b"x"}, media={**PICTURE, "key": key, **told})[0]) == (media_type, b"x")


def test_without_a_preview_a_large_picture_is_made_smaller() -> None:
    """So an agent sees products of the time before previews, too."""
    large = b"x" * (LARGEST_PICTURE + 1)
    assert block_of(pictured({"assets/u/a.png": large}, b"small")[0]) == ("image/webp", b"small")


@pytest.mark.parametrize("files", [{}, {"assets/u/a.png": b"x" * (LARGEST_PICTURE + 1)}], ids=["gone", "unreadable"])
def test_what_cannot_be_shown_is_its_url(files: dict[str, bytes]) -> None:
    """A file that is gone, or no picture that can be read."""
    result, _ = pictured(files)
    assert [block["type"] for block in result["content"]] == ["text"]
    assert result["structuredContent"]["media"][1]["url"] == "https://x"


# ---- the end of a job


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.time = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.time += seconds
        self.slept.append(seconds)


def followed(states: list[str], *, ends_at: float = 1000.0, path: str = "/jobs/job_1") -> tuple[Any, Clock]:
    """The job whose states come one after the other, then the last one each time."""
    clock, coming = Clock(), iter(states)
    last = [states[0]]

    def call(request: Request) -> Response:
        assert (request.method, request.path, request.body) == ("GET", path, b"")
        last[0] = next(coming, last[0])
        request.context.operation_id = "getJob"
        if last[0] == "gone":
            return Response(503, b'{"error":"store_unavailable","message":"m","request_id":"r"}', {})
        return Response(200, json.dumps({"job_id": "job_1", "state": last[0]}).encode(), {})

    asked = OUTER.with_(path="/create", ends_at=ends_at, context=Context("create"))
    response = JobPoller(call, clock.sleep, lambda: clock.time)(asked, Response(202, b"{}", {"Location": path}))
    assert asked.context.operation_id == "create"
    return (response.status, json.loads(response.body)), clock


def test_the_end_is_waited_for() -> None:
    """Asked again with growing pauses until it has ended; what is noted of the request stays."""
    outcome, clock = followed(["waiting", "generating", "generating", "success"])
    assert outcome == (200, {"job_id": "job_1", "state": "success"})
    assert len(clock.slept) == 3
    assert clock.slept == sorted(clock.slept)


def test_a_job_that_has_ended_is_not_waited_for() -> None:
    """Well or badly."""
    for state in ("success", "fail"):
        assert followed([state])[1].slept == []


def test_nobody_waits_without_end() -> None:
    """The job as it is, once the time is up."""
    outcome, clock = followed(["generating"])
    assert outcome[1]["state"] == "generating"
    assert WAIT_SECONDS - 1 <= clock.time <= WAIT_SECONDS


@given(st.floats(min_value=0, max_value=60))
def test_the_answer_comes_before_the_deadline(ends_at: float) -> None:
    """With some seconds to spare, however few are left at the beginning."""
    _, clock = followed(["generating"], ends_at=ends_at)
    assert clock.time <= max(0.0, ends_at - 3)


def test_a_job_that_cannot_be_asked_for_is_not_lost() -> None:
    """The error has its id."""
    outcome, _ = followed(["waiting", "gone"])
    assert (outcome[0], outcome[1]["job_id"]) == (503, "job_1")


# ---- the real tools


@pytest.fixture(scope="module")
def real() -> list[Any]:
    return [each.listed for each in make_tools(bind_operations(), NO_CALL)]


def nodes(schema: Any) -> Any:
    """Every schema in a schema."""
    yield schema
    for each in (*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])):
        yield from nodes(each)


WORDS = {
    "type", "properties", "required", "items", "description", "enum", "minimum", "maximum", "minLength", "maxLength",
    "minItems", "maxItems", "minProperties", "pattern", "format", "default", "examples", "additionalProperties",
}  # fmt: skip


def test_schemas_are_whole_and_plain(real: list[Any]) -> None:
    """Objects at their root, no $ref, no null, no unknown word: one that is not costs a client the whole list."""
    for tool in real:
        for schema in (tool["inputSchema"], tool["outputSchema"]):
            assert schema["type"] == "object", tool["name"]
            Draft202012Validator.check_schema(schema)
            for node in nodes(schema):
                assert set(node) <= WORDS, (tool["name"], set(node) - WORDS)
                assert isinstance(node.get("type"), str), (tool["name"], node)


def test_requests_are_closed_and_answers_open(real: list[Any]) -> None:
    """As in the OpenAPI document."""
    for tool in real:
        assert tool["inputSchema"]["additionalProperties"] is False
        assert "additionalProperties" not in tool["outputSchema"]


def test_every_tool_is_described(real: list[Any]) -> None:
    """Title, a description of some length, and all four annotations."""
    for tool in real:
        assert tool["title"]
        assert 60 <= len(tool["description"]) <= 700, tool["name"]
        assert len(tool["annotations"]) == (2 if tool["annotations"]["readOnlyHint"] else 4)


def test_texts_name_tools_and_arguments_that_there_are(real: list[Any]) -> None:
    """A description that sends an agent to a tool of another name sends it astray."""
    names = {tool["name"] for tool in real}
    fields = {
        name
        for tool in real
        for key in ("inputSchema", "outputSchema")
        for node in nodes(tool[key])
        for name in node.get("properties", {})
    }
    for tool in real:
        said = set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", tool["description"]))
        assert said <= names | fields, (tool["name"], said - names - fields)


def test_what_there_is_for_agents(real: list[Any]) -> None:
    """About twenty, short names, in the order of the operations."""
    assert [tool["name"] for tool in real] == [
        "get_me", "interpret_idea", "draw_brief", "create_product", "generate_picture", "list_products", "get_product",
        "update_product", "delete_product", "get_print", "create_variations", "choose_art", "restore_product",
        "list_jobs", "get_job", "list_listings", "get_listing", "update_listing",
        "list_order_requests", "ask_catalogue", "list_echoes", "get_random_echo", "get_echo", "delete_echo",
        "list_users", "list_orders", "list_catalog",
    ]  # fmt: skip
    assert all(len(tool["name"]) <= 20 for tool in real)


def test_the_list_is_small_enough(real: list[Any]) -> None:
    """Descriptions and input schemas are what a model reads before every conversation; the rest is for its client."""
    assert sum(len(tool["description"]) + len(to_json(tool["inputSchema"])) for tool in real) < 22_000
    assert len(to_json(real)) < 64_000


def test_no_default_is_refused(real: list[Any]) -> None:
    """A default fits the schema that it is in."""
    for tool in real:
        for node in nodes(tool["inputSchema"]):
            if "default" in node:
                Draft202012Validator(node).validate(node["default"])
