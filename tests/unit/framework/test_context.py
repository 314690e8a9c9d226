"""What middleware and handlers tell each other about one request."""

import pytest

from backend.framework.context import Context
from backend.framework.request import Request


def test_a_value_is_found_by_its_type() -> None:
    context = Context()
    assert context.find(list) is None
    context.put(["a"])
    assert (context.find(list), context.get(list), context.find(dict)) == (["a"], ["a"], None)


def test_a_value_that_must_be_there() -> None:
    with pytest.raises(LookupError, match="no dict"):
        Context().get(dict)


def test_changed_requests_share_it() -> None:
    """What an inner layer says is heard outside."""
    request = Request("GET", "/")
    inner = request.with_(path="/inner")
    inner.context.operation_id = "getInner"
    inner.context.put(3)
    assert (request.context.operation_id, request.context.get(int)) == ("getInner", 3)


def test_a_copy_is_its_own() -> None:
    context = Context("getOuter")
    context.put(3)
    other = context.copy()
    other.operation_id = "getInner"
    other.put(4)
    assert (context.operation_id, context.get(int), other.get(int)) == ("getOuter", 3, 4)


def test_requests_do_not_share_one() -> None:
    assert Request("GET", "/").context is not Request("GET", "/").context
