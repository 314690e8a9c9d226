"""The middleware behind `Idempotency-Key`: what makes two requests the same, and what is kept when one fails."""

from typing import Any

import pytest

from backend.api.middleware.idempotency import digest_of, once
from backend.domain.identity.caller import Caller
from backend.domain.shared.errors import Conflict, DreamForgeError, Invalid, ModelFailed, NotFound, StoreUnavailable
from backend.domain.shared.idempotency import Claim
from backend.framework.errors import HttpBadRequest
from backend.framework.request import Request
from backend.framework.response import Response

CALLER = Caller("u1", "ana", "ana@example.com", frozenset())
JSON = {"content-type": "application/json"}


def form(boundary: str, content: str = "a") -> Request:
    body = f'--{boundary}\r\nContent-Disposition: form-data; name="file"\r\n\r\n{content}\r\n--{boundary}--\r\n'
    return Request("POST", "/upload", {"content-type": f"multipart/form-data; boundary={boundary}"}, body=body.encode())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (form("one"), form("two")),
        (Request("POST", "/a", JSON, body=b'{"q":1,"b":2.0}'), Request("POST", "/a", JSON, body=b'{ "b": 2, "q": 1 }')),
        (Request("POST", "/a", query={"a": ["1"], "b": ["2"]}), Request("POST", "/a", query={"b": ["2"], "a": ["1"]})),
    ],
    ids=["boundaries", "ways to write JSON", "order of the query"],
)
def test_what_a_client_may_write_differently(first: Request, second: Request) -> None:
    """Makes no other request."""
    assert digest_of(first) == digest_of(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (form("one"), form("one", "b")),
        (Request("POST", "/a", JSON, body=b'{"q":1}'), Request("POST", "/a", JSON, body=b'{"q":2}')),
        (Request("POST", "/a", query={"id": ["1"]}), Request("POST", "/a", query={"id": ["2"]})),
        (Request("POST", "/a", query={"id": ["1"]}), Request("POST", "/a")),
        (Request("POST", "/a"), Request("POST", "/b")),
    ],
    ids=["file", "body", "value in the query", "query", "path"],
)
def test_what_makes_another_request(first: Request, second: Request) -> None:
    """Path, query and content, each by itself."""
    assert digest_of(first) != digest_of(second)


class Book:
    """In place of the repository: every key is new, and what becomes of its record is noted."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    def claim(self, *_: str) -> Claim:
        return Claim("key", "w" * 26, 0)

    def forget(self, _: Claim) -> None:
        self.ended.append("forgotten")

    def release(self, _: Claim) -> None:
        self.ended.append("released")

    def complete(self, *_: Any) -> None:
        self.ended.append("kept")


@pytest.mark.parametrize(
    ("error", "becomes"),
    [
        (Invalid("no"), "forgotten"),
        (HttpBadRequest("no"), "forgotten"),
        (NotFound("no"), "released"),
        (Conflict("no"), "released"),
        (ModelFailed("no"), "released"),
        (StoreUnavailable("no"), "released"),
        (KeyError("no"), "released"),
    ],
)
def test_what_becomes_of_the_record_of_a_request_that_fails(error: Exception, becomes: str) -> None:
    """Refused for its content: forgotten. Where work may have begun, as before a 404 or a 409: the digest stays."""
    book: Any = Book()

    def fail(_: Request) -> Response:
        raise error

    request = Request("POST", "/create", {"idempotency-key": "k"}, caller=CALLER)
    with pytest.raises((DreamForgeError, HttpBadRequest, KeyError)):
        once(request, "create", lambda: book, fail, lambda answer: answer)
    assert book.ended == [becomes]
