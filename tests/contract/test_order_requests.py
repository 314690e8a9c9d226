"""Order requests and what they are counted in, written together."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from backend.adapters.dynamodb.order_requests import DynamoDBOrderRequests
from backend.adapters.dynamodb.short_lived import DynamoDBCounters
from backend.adapters.dynamodb.tables import Tables
from backend.domain.order_requests.models import OrderRequest
from backend.domain.shared.errors import Conflict, InvalidPageToken, NotFound
from backend.domain.shared.ids import new_id, timestamp
from backend.domain.shared.unit_of_work import Write
from tests.makers import Counting, cursors

LIMIT = 2


@pytest.fixture
def requests(tables: Tables, table_of: Mapping[str, str]) -> DynamoDBOrderRequests:
    return DynamoDBOrderRequests(tables, table_of["requests"], cursors())


@pytest.fixture
def counters(tables: Tables, table_of: Mapping[str, str]) -> DynamoDBCounters:
    return DynamoDBCounters(tables, table_of["short_lived"])


def request_of(owner: str, **more: Any) -> OrderRequest:
    now = timestamp()
    facts: dict[str, Any] = {
        "request_id": new_id("req"), "listing_id": new_id("lst"), "product_id": new_id("prd"), "title": "A lake",
        "price_cents": 100, "currency": "USD", "seller_id": f"seller-{owner}", "buyer_id": f"buyer-{owner}",
        "buyer_name": "ben", "message": "Two, please.", "quantity": 2, "status": "open", "created_at": now,
        "updated_at": now,
    }  # fmt: skip
    return OrderRequest.model_validate({**facts, **more})


def count_of(counters: DynamoDBCounters, owner: str) -> Write:
    return counters.taking(f"order requests#{owner}", limit=LIMIT, expires_at=int(time.time()) + 1000)


def test_written_twice_it_is_there_and_counted_once(
    requests: DynamoDBOrderRequests, counters: DynamoDBCounters, owner: str
) -> None:
    """A request that is sent again because its answer got lost is what the first one wrote."""
    made = request_of(owner)
    assert [requests.add(made, counted=count_of(counters, owner)) for _ in range(3)] == [True] * 3
    assert requests.get(made.request_id) == made
    assert counters.count(f"order requests#{owner}") == 1


def test_at_the_limit_nothing_is_written(
    requests: DynamoDBOrderRequests, counters: DynamoDBCounters, owner: str
) -> None:
    """The count and the request stand or fall together."""
    made = [request_of(owner) for _ in range(LIMIT + 1)]
    assert [requests.add(each, counted=count_of(counters, owner)) for each in made] == [True] * LIMIT + [False]
    with pytest.raises(NotFound):
        requests.get(made[-1].request_id)
    assert counters.count(f"order requests#{owner}") == LIMIT


def test_of_two_answers_at_once_one_is_kept(
    requests: DynamoDBOrderRequests, counters: DynamoDBCounters, owner: str
) -> None:
    """The other is a conflict, and nothing of it is kept."""
    made = request_of(owner)
    requests.add(made, counted=count_of(counters, owner))

    def answer(words: str) -> bool:
        try:
            requests.change(made, made.model_copy(update={"answer": words, "version": 2}))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        kept = dict(zip(("yes", "no"), pool.map(answer, ("yes", "no")), strict=True))
    assert sorted(kept.values()) == [False, True]
    assert kept[str(requests.get(made.request_id).answer)]


def test_a_page_is_one_query(
    requests: DynamoDBOrderRequests, counters: DynamoDBCounters, counting: Counting, owner: str
) -> None:
    """By seller and by buyer, the newest first; a token is of one list."""
    # ids of one millisecond are in no order of their own
    made = sorted((request_of(owner) for _ in range(LIMIT)), key=lambda each: each.request_id, reverse=True)
    for each in reversed(made):
        requests.add(each, counted=count_of(counters, owner))
    counting.calls.clear()
    page = requests.page("seller", f"seller-{owner}", limit=1, token=None, asked_by="x")
    assert counting.calls == {"query": 1}
    rest = requests.page("seller", f"seller-{owner}", limit=9, token=page.next_page_token, asked_by="x")
    assert (
        page.items + rest.items
        == made
        == requests.page("buyer", f"buyer-{owner}", limit=9, token=None, asked_by="x").items
    )
    for role, user, asked_by in (("buyer", f"seller-{owner}", "x"), ("seller", f"seller-{owner}", "y")):
        with pytest.raises(InvalidPageToken):
            requests.page(role, user, limit=1, token=page.next_page_token, asked_by=asked_by)  # type: ignore[arg-type]
