"""The documented statuses of an operation follow from what it is, and are those that it answers with."""

import json
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from backend.framework.application import Application
from backend.framework.binding.forms import SentFile
from backend.framework.errors import HttpBadRequest, HttpError, HttpForbidden, HttpNotFound, Raises
from backend.framework.openapi.info import ApiInfo, ErrorKind
from backend.framework.page import PageToken
from backend.framework.request import Request
from backend.framework.response import Response
from backend.framework.routing.operation import Operation, RouteError, operation

ThingId = Annotated[str, Field(pattern="^thing_[0-9]+$")]
SHARED = {200, 422, 500}


class Gone(HttpError):
    status, name = 410, "gone"


class Timetable:
    """A service."""


class Order(BaseModel):
    thing_id: ThingId | None = None


class Note(BaseModel):
    text: str = ""


def service_errors(service: type) -> tuple[type[Exception], ...]:
    return (Gone,) if service is Timetable else ()


INFO = ApiInfo(service_errors=service_errors, errors={410: ErrorKind("Gone", "gone", "It is gone.")})


def get_thing(thing_id: ThingId) -> Note:
    return Note()


THING = operation("GET", "/things/{thing_id}", get_thing, summary="Get", tag="things", public=True)


def statuses_of(handler: Callable[..., Any], method: str = "GET", info: ApiInfo = INFO, **facts: Any) -> set[int]:
    """As the document lists them."""
    tested = operation(method, "/tested", handler, summary="Test", tag="tests", **{"public": True, **facts})
    app = make_app([tested, THING], info)
    document = json.loads(app.documents.openapi("full", "http://localhost"))
    return {int(status) for status in document["paths"]["/tested"][method.lower()]["responses"]}


def make_app(operations: list[Operation], info: ApiInfo = INFO) -> Application:
    return Application(
        operations,
        info=lambda: info,
        services=[Timetable],
        provide=lambda kind: kind(),
        serve=lambda _, call: call,
    )


def nothing() -> Note:
    return Note()


def test_an_operation_without_properties() -> None:
    assert statuses_of(nothing) == SHARED


def test_one_that_is_not_public() -> None:
    assert statuses_of(nothing, public=False) == SHARED | {401}
    app = make_app([operation("GET", "/tested", nothing, summary="Test", tag="tests")])
    assert app(Request("GET", "/tested")).status == 401


def test_calls_that_are_counted() -> None:
    """Without a caller those that only read are not."""
    limited = ApiInfo(rate_limited=True)
    assert 429 not in statuses_of(nothing, info=limited)
    assert 429 in statuses_of(nothing, "POST", info=limited)
    assert 429 in statuses_of(nothing, public=False, info=limited)


def test_a_body() -> None:
    def take(body: Note) -> Note:
        return body

    assert statuses_of(take, "POST") == SHARED | {400, 413, 415}


def test_a_form() -> None:
    def take(file: SentFile) -> Note:
        return Note()

    assert statuses_of(take, "POST") == SHARED | {400, 413, 415}


@pytest.mark.parametrize(("method", "refused"), [("POST", True), ("PATCH", True), ("GET", False), ("DELETE", False)])
def test_a_handler_with_the_whole_request(method: str, refused: bool) -> None:
    """A body in a coding is refused where a method has one, and where nothing looks at it it is passed over."""

    def take(request: Request) -> Response:
        return Response(200)

    declared = operation(method, "/tested", take, summary="Test", tag="tests", public=True)
    request = Request(method, "/tested", headers={"content-encoding": "br"}, body=b"x")
    assert make_app([declared])(request).status == (415 if refused else 200)
    assert (415 in statuses_of(take, method)) is refused


def test_a_post_without_a_body() -> None:
    """Has nothing to refuse."""
    request = Request("POST", "/tested", headers={"content-encoding": "br"}, body=b"x")
    app = make_app([operation("POST", "/tested", nothing, summary="Test", tag="tests", public=True)])
    assert (app(request).status, statuses_of(nothing, "POST")) == (200, SHARED)


def test_a_query() -> None:
    def find(word: str = "") -> Note:
        return Note()

    assert statuses_of(find) == SHARED | {414}


def test_a_page_token() -> None:
    def page(page_token: PageToken | None = None) -> Note:
        return Note()

    assert statuses_of(page) == SHARED | {400, 414}


def test_ids_in_query_and_body() -> None:
    """What another operation has in its path may not exist here either."""

    def in_query(thing_id: ThingId | None = None) -> Note:
        return Note()

    def in_body(body: Order) -> Note:
        return Note()

    assert statuses_of(in_query) == SHARED | {404, 414}
    assert statuses_of(in_body, "POST") == SHARED | {400, 404, 413, 415}


def test_one_that_is_idempotent() -> None:
    assert statuses_of(nothing, "POST", idempotent=True) == SHARED | {400, 409}


def test_one_that_begins_a_job() -> None:
    assert statuses_of(nothing, "POST", job=Note) == SHARED | {202}


def test_services() -> None:
    def ask(timetable: Timetable) -> Note:
        return Note()

    assert statuses_of(ask) == SHARED | {410}


def test_declared_errors() -> None:
    assert statuses_of(nothing, raises=(HttpForbidden, Gone)) == SHARED | {403, 410}


def test_errors_in_an_annotation() -> None:
    def take(word: Annotated[str, Raises(HttpForbidden)] | None = None) -> Note:
        return Note()

    assert statuses_of(take) == SHARED | {403, 414}


def test_a_status_that_is_described_nowhere() -> None:
    with pytest.raises(RouteError, match="410 is described nowhere"):
        statuses_of(nothing, raises=(Gone,), info=ApiInfo())


def test_errors_of_the_application() -> None:
    """It says which status its own errors have."""

    class Tired(Exception):
        pass

    info = ApiInfo(status_of={Tired: 409, HttpNotFound: 404, HttpBadRequest: 400}.__getitem__)
    assert statuses_of(nothing, raises=(Tired,), info=info) == SHARED | {409}
