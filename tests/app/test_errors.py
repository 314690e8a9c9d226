"""One shape for every error, one meaning for every status, and the right one of them."""

import re

import pytest

from tests.app.document import OPERATIONS, assert_documented, assert_error
from tests.conftest import Client
from tests.sampling import sample_pairs

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS")
PATHS = sorted({each.path for each in OPERATIONS.values()})


def allowed(path: str) -> set[str]:
    """What the document has at a path, and what every path has."""
    methods = {each.method for each in OPERATIONS.values() if each.path == path} | {"OPTIONS"}
    return methods | {"HEAD"} if "GET" in methods else methods


def url_of(path: str) -> str:
    return next(each.url for each in OPERATIONS.values() if each.path == path)


@pytest.mark.parametrize(
    ("path", "method"), [pair for pair in sample_pairs(PATHS, METHODS) if pair[1] not in allowed(pair[0])]
)
def test_other_methods_are_not_allowed(client: Client, path: str, method: str) -> None:
    """A path that is known answers other methods with 405 and says in Allow which it takes."""
    answer = client.call(method, url_of(path), as_user="methods")
    assert answer.status == 405
    assert set(answer.headers["allow"].split(", ")) == allowed(path)
    if method != "HEAD":
        assert_error(answer, 405, "method_not_allowed")


@pytest.mark.parametrize("method", ["BREW", "PROPFIND", "CONNECT", "QUERY"])
def test_unheard_of_methods(client: Client, method: str) -> None:
    """What HTTP can spell and nobody knows is a 405, not a failure."""
    answer = client.call(method, "/products", as_user="methods")
    assert_error(answer, 405, "method_not_allowed")
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("path", PATHS)
def test_options_tells_what_a_path_takes(client: Client, path: str) -> None:
    """OPTIONS needs no token, has no body, and names the methods."""
    answer = client.call("OPTIONS", url_of(path))
    assert (answer.status, answer.body) == (204, b"")
    assert set(answer.headers["allow"].split(", ")) == allowed(path)


@pytest.mark.parametrize("path", ["/ping", "/", "/status", "/listings", "/openapi.json", "/docs"])
def test_head_is_get_without_the_body(client: Client, path: str) -> None:
    """HEAD answers with GET's status and headers, and nothing behind them."""
    head, get = client.call("HEAD", path, as_user="methods"), client.get(path, as_user="methods")
    assert (head.status, head.body) == (get.status, b"") == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers.get("content-length") in (None, get.headers["content-length"])


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/products/a/b", "/products//", "/%", "/%zz", "/%ff", "/ping%00", "/ping%0a", "/../ping",
     "/products%2Fx", "/" + "a" * 8000, "/" + "a/" * 2000, "/" + "%2e" * 1000, "/{product_id}", "/favicon.ico",
     "/;/ping", "/.env"],
    ids=lambda path: path[:20],
)  # fmt: skip
def test_unknown_paths(client: Client, path: str) -> None:
    """Where nothing is, a 404 says where to look."""
    assert_error(client.get(path, as_user="methods"), 404, "not_found")


def test_an_unknown_path_asks_for_a_token_first(client: Client) -> None:
    """Without a token nobody learns which paths there are."""
    assert_error(client.get("/nothing"), 401, "unauthorized")


def test_a_url_that_is_too_long(client: Client) -> None:
    """The gateway takes 10,240 characters."""
    assert_error(client.get("/" + "a" * 10_300, as_user="methods"), 414)


def test_a_percent_encoded_letter_is_the_letter(client: Client, ana: str) -> None:
    """Ids may come percent-encoded: %70rd_... is prd_..."""
    made = client.create(ana)["ids"]["product_id"]
    answer = client.get(f"/products/%{ord(made[0]):02x}{made[1:]}", as_user=ana)
    assert answer.status == 200
    assert answer.json["product"]["product_id"] == made


def test_request_ids_differ(client: Client) -> None:
    """Each error can be told from every other by its request_id."""
    ids = {client.get("/nothing", as_user="methods").json["request_id"] for _ in range(5)}
    assert len(ids) == 5


def test_health_shows_nothing_of_the_inside(client: Client) -> None:
    """One check for each dependency with its latency; no names, no ARNs."""
    answer = client.get("/health")
    assert_documented("getHealth", answer)
    assert answer.json["status"] == "healthy"
    assert {check["name"] for check in answer.json["checks"]} == {"tables", "buckets", "model"}
    assert not re.search(rb"arn:|dreamforge-local|us-east|anthropic", answer.body)
