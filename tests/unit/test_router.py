"""backend/framework/routing: registering operations, and finding one."""

import timeit
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.framework.routing.operation import Operation, RouteError, operation
from backend.framework.routing.router import METHODS, NotAllowed, RouteMatch, Router


def handler() -> None:
    """Does nothing."""


def split_route(route: str) -> tuple[str, str]:
    """`GET /a` -> ("GET", "/a")"""
    method, path = route.split(" ")
    return method, path


def op(method: str, path: str, name: str = "") -> Operation:
    return Operation(
        method=method,
        path=path,
        handler=handler,
        operation_id=name or f"{method} {path}",
        summary="",
        description="",
        tag="",
    )


def router(*routes: str) -> Router:
    """`router("GET /a", "POST /a/{b}")`"""
    return Router([op(*route.split(" ")) for route in routes])


def found(of: Router, method: str, path: str) -> Any:
    """The route that was hit and its parameters; the methods allowed; None."""
    match = of.match(method, path)
    if isinstance(match, NotAllowed):
        return match.allow
    return match and (match.operation.operation_id, dict(match.parameters))


# ---- finding


def test_an_exact_path() -> None:
    """A path without parameters is found by method and path."""
    assert found(router("GET /a", "POST /a"), "POST", "/a") == ("POST /a", {})


def test_a_template() -> None:
    """A segment in braces takes what stands there."""
    assert found(router("GET /a/{b}/c/{d}"), "GET", "/a/1/c/2") == ("GET /a/{b}/c/{d}", {"b": "1", "d": "2"})


@pytest.mark.parametrize("path", ["/b", "/a/b", "/a/", "//a", "a", "", "/A", "/a/b/c/d", "/x//", "/x/1/"])
def test_nothing_is_there(path: str) -> None:
    """Nothing is found for a path that is not exactly one of those registered."""
    assert router("GET /a", "GET /x/{y}/z", "GET /x/{y}").match("GET", path) is None


def test_a_parameter_is_never_empty() -> None:
    """`/a/` is not `/a/{b}` with an empty b."""
    assert router("GET /a/{b}").match("GET", "/a/") is None


@pytest.mark.parametrize("routes", [["GET /a/{b}", "GET /a/x"], ["GET /a/x", "GET /a/{b}"]])
def test_literal_before_template(routes: list[str]) -> None:
    """A literal segment is preferred, in whichever order they were registered."""
    assert found(router(*routes), "GET", "/a/x") == ("GET /a/x", {})
    assert found(router(*routes), "GET", "/a/y") == ("GET /a/{b}", {"b": "y"})


def test_a_literal_that_leads_nowhere_is_gone_back_from() -> None:
    """A literal segment whose rest does not fit does not hide a template that does."""
    routes = router("GET /a/x/1", "GET /a/{b}/2", "GET /{c}/x/3")
    assert found(routes, "GET", "/a/x/2") == ("GET /a/{b}/2", {"b": "x"})
    assert found(routes, "GET", "/a/x/3") == ("GET /{c}/x/3", {"c": "a"})


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        ("a%20b", "a b"),
        ("%C3%B1", "ñ"),
        ("a%2Fb", "a/b"),
        ("a+b", "a+b"),
        ("%2e%2e", ".."),
        ("%00", "\0"),
        ("%25", "%"),
        ("ñ", "ñ"),
    ],
)
def test_parameters_are_percent_decoded(sent: str, value: str) -> None:
    """Decoding comes after matching, so an encoded slash does not begin a segment; a plus is a plus."""
    assert found(router("GET /a/{b}"), "GET", f"/a/{sent}") == ("GET /a/{b}", {"b": value})


@pytest.mark.parametrize("sent", ["%ff", "%C3", "%ED%A0%80", "%zz", "%", "%4", "a%2"])
def test_a_broken_percent_encoding_is_nowhere(sent: str) -> None:
    """What cannot be decoded names nothing."""
    assert router("GET /a/{b}").match("GET", f"/a/{sent}") is None


# ---- methods


def test_head_is_answered_by_get() -> None:
    """HEAD finds GET's operation, on exact paths and templates."""
    routes = router("GET /a", "GET /a/{b}")
    assert found(routes, "HEAD", "/a") == ("GET /a", {})
    assert found(routes, "HEAD", "/a/1") == ("GET /a/{b}", {"b": "1"})


def test_an_operation_for_head_comes_first() -> None:
    """Where HEAD has an operation of its own, that is it."""
    assert found(router("GET /a", "HEAD /a"), "HEAD", "/a") == ("HEAD /a", {})


@pytest.mark.parametrize(
    ("routes", "allow"),
    [
        (["GET /a"], ("GET", "HEAD", "OPTIONS")),
        (["POST /a"], ("POST", "OPTIONS")),
        (["DELETE /a", "GET /a", "PATCH /a"], ("GET", "HEAD", "PATCH", "DELETE", "OPTIONS")),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "TRACE", "OPTIONS", "BREW", "get", ""])
def test_other_methods_learn_what_is_allowed(routes: list[str], allow: tuple[str, ...], method: str) -> None:
    """A known path with another method gives the methods, HEAD and OPTIONS among them, in an order that stays."""
    assert found(router(*routes), method, "/a") == allow


def test_methods_of_a_literal_hide_those_of_a_template() -> None:
    """What is allowed at a path is said of the path that was matched."""
    assert found(router("POST /a/x", "GET /a/{b}"), "GET", "/a/x") == ("POST", "OPTIONS")


# ---- registering


@pytest.mark.parametrize(
    "routes",
    [
        ["GET /a", "GET /a"],
        ["GET /a/{b}", "GET /a/{b}"],
        ["GET /a/{b}", "GET /a/{c}"],
        ["GET /a/{b}", "POST /a/{c}"],
        ["GET /a/{b}/{b}"],
        ["GET a"],
        ["GET "],
        ["GET a/{b}"],
        ["GET /a/"],
        ["GET /a/{b}/"],
        ["GET //a"],
        ["GET /a/{b}//c"],
        ["GET /a/{b"],
        ["GET /a/b}"],
        ["GET /a/{B}"],
        ["GET /a/{}"],
        ["GET /a/x{b}"],
        ["GET /a/{b}x"],
        ["GET /ñ"],
        ["GET /a%20b"],
        ["GET /a?b=1"],
        ["BREW /a"],
        ["get /a"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_registered(routes: list[str]) -> None:
    """Duplicates, templates that match the same, and templates that cannot be read fail at registration."""
    with pytest.raises(RouteError):
        Router([op(*split_route(route), name=f"op{at}") for at, route in enumerate(routes)])


def test_two_operations_of_one_name() -> None:
    """An operation id stands once."""
    with pytest.raises(RouteError, match="same"):
        Router([op("GET", "/a", "same"), op("GET", "/b", "same")])


def test_different_names_below_different_templates() -> None:
    """Two templates may name a shared segment differently when they go on differently."""
    routes = router("GET /a/{b}/c", "GET /a/{d}/e")
    assert found(routes, "GET", "/a/1/c") == ("GET /a/{b}/c", {"b": "1"})
    assert found(routes, "GET", "/a/1/e") == ("GET /a/{d}/e", {"d": "1"})


@pytest.mark.parametrize("method", METHODS)
def test_every_method_can_be_registered(method: str) -> None:
    """What HTTP has can be routed."""
    assert found(router(f"{method} /a"), method, "/a") == (f"{method} /a", {})


def list_things() -> None:
    """Lists
    the things."""


def test_an_operation_is_named_after_its_handler() -> None:
    """Id, description and defaults come from the handler."""
    made = operation("GET", "/things", list_things, summary="List", tag="t")
    assert (made.operation_id, made.description, made.status, made.public) == (
        "listThings",
        "Lists the things.",
        200,
        False,
    )


# ---- many routes

segment = st.sampled_from(["a", "b", "c", "{p}", "{q}"])
template = st.lists(segment, min_size=1, max_size=4).map(tuple)


def shape(of: Sequence[str]) -> tuple[str, ...]:
    """A template without the names of its parameters."""
    return tuple("{}" if each.startswith("{") else each for each in of)


@given(
    templates=st.lists(template, max_size=12, unique_by=shape).map(
        lambda found: [
            each for each in found if len({s for s in each if s[0] == "{"}) == sum(s[0] == "{" for s in each)
        ]
    ),
    asked=st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=4),
)
def test_the_tree_finds_what_a_list_would(templates: list[tuple[str, ...]], asked: list[str]) -> None:
    """As if each template were tried in turn, the one that is literal furthest to the left winning."""
    fitting = [
        each
        for each in templates
        if len(each) == len(asked) and all(s[0] == "{" or s == a for s, a in zip(each, asked, strict=True))
    ]
    best = min(fitting, key=lambda each: [s[0] == "{" for s in each], default=None)
    match = Router([op("GET", "/" + "/".join(each)) for each in templates]).match("GET", "/" + "/".join(asked))
    if best is None:
        assert match is None
    else:
        assert isinstance(match, RouteMatch)
        assert match.operation.path == "/" + "/".join(best)
        assert match.parameters == {s[1:-1]: a for s, a in zip(best, asked, strict=True) if s[0] == "{"}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_any_text_comes_through_a_parameter(value: str) -> None:
    """What is percent-encoded into a path comes out as it was."""
    assert found(router("GET /a/{b}/c"), "GET", f"/a/{quote(value, safe='')}/c") == ("GET /a/{b}/c", {"b": value})


@given(st.text(max_size=60), st.text(max_size=8))
def test_any_path_and_method_is_survived(path: str, method: str) -> None:
    """No path and no method raises."""
    router("GET /", "GET /a/{b}", "POST /a/{b}/c").match(method, path)


def many(count: int) -> Router:
    return router(*[f"GET /exact{n}" for n in range(count)], *[f"GET /things{n}/{{id}}/part{n}" for n in range(count)])


def test_a_thousand_routes_are_all_found() -> None:
    """Every one of a thousand is found, and nothing next to them."""
    routes = many(500)
    for n in range(500):
        assert found(routes, "GET", f"/exact{n}") == (f"GET /exact{n}", {})
        assert found(routes, "GET", f"/things{n}/x/part{n}") == (f"GET /things{n}/{{id}}/part{n}", {"id": "x"})
        assert routes.match("GET", f"/things{n}/x/part{n + 1}") is None


def test_a_thousand_routes_cost_what_ten_cost() -> None:
    """Looking up does not become slower with the number of routes (three times is far from a hundred times)."""
    few, lots = many(5), many(500)

    def cost(of: Router) -> float:
        return min(timeit.repeat(lambda: of.match("GET", "/things4/x/part4"), number=500, repeat=7))

    assert cost(lots) < 3 * cost(few)
