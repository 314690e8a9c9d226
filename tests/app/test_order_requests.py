"""Order requests: from a buyer to a seller and back."""

from typing import Any

import pytest

from backend.domain.order_requests.service import REQUESTS_A_DAY
from backend.local.dynamodb import StoreFault
from backend.local.fault_list import FaultList
from tests.app.document import assert_documented, assert_error, fields_of
from tests.conftest import Answer, Client

WISH = {"message": "Two of these, framed if possible.", "quantity": 2, "size": "50x70", "contact": "ben@example.com"}


@pytest.fixture
def listing(client: Client, ana: str) -> str:
    """The path of a listing of Ana's that is for sale."""
    return f"/listings/{client.create(ana, publish=True, price_cents=4200, currency='EUR')['ids']['listing_id']}"


def send(client: Client, listing: str, buyer: str, **more: Any) -> Answer:
    answer = client.post(f"{listing}/requests", WISH | more, as_user=buyer)
    assert_documented("sendOrderRequest", answer)
    return answer


def listed(client: Client, user: str, role: str) -> list[Any]:
    answer = client.get("/requests", as_user=user, role=role)
    assert_documented("listOrderRequests", answer)
    return list(answer.json["items"])


def test_a_request_reaches_the_seller(client: Client, ana: str, ben: str, listing: str) -> None:
    """With what is asked for and the price of that moment; the buyer sees it too, and each in one list only."""
    sent = send(client, listing, ben)
    assert sent.status == 201
    assert {name: sent.json[name] for name in WISH} == WISH
    assert (sent.json["price_cents"], sent.json["currency"], sent.json["status"]) == (4200, "EUR", "open")
    assert sent.json["buyer_name"] == ben
    assert client.get("/requests", as_user=ana).json["items"] == [sent.json] == listed(client, ben, "buyer")
    assert listed(client, ana, "buyer") == [] == listed(client, ben, "seller")


def test_an_answer_reaches_the_buyer(client: Client, ana: str, ben: str, listing: str) -> None:
    """The seller answers, which makes it answered; either of them closes it."""
    path = f"/requests/{send(client, listing, ben).json['request_id']}"
    answered = client.patch(path, {"answer": "Ready on Friday."}, as_user=ana)
    assert_documented("updateOrderRequest", answered)
    assert (answered.json["status"], answered.json["version"]) == ("answered", 2)
    assert listed(client, ben, "buyer")[0]["answer"] == "Ready on Friday."
    assert client.patch(path, {"status": "closed"}, as_user=ben).json["status"] == "closed"
    assert client.patch(path, {"status": "open"}, as_user=ana).json["status"] == "open"


def test_a_buyer_cannot_answer(client: Client, ben: str, listing: str) -> None:
    """What the seller says is the seller's to say."""
    path = f"/requests/{send(client, listing, ben).json['request_id']}"
    for change in ({"answer": "Free for you"}, {"status": "answered"}, {"status": "closed", "answer": "x"}):
        assert_error(client.patch(path, change, as_user=ben), 403, "forbidden")
    assert listed(client, ben, "buyer")[0]["version"] == 1


def test_nobody_else_sees_it(client: Client, ben: str, listing: str) -> None:
    """A third user gets 404, an admin may help the seller."""
    path = f"/requests/{send(client, listing, ben).json['request_id']}"
    assert_error(client.patch(path, {"status": "closed"}, as_user="somebody-else"), 404, "not_found")
    assert client.patch(path, {"status": "closed"}, as_user="boss-requests").status == 200


def test_only_what_is_for_sale_can_be_asked_for(client: Client, ana: str, ben: str) -> None:
    """Drafts, paused and deleted listings are 404, your own is 403; nothing is written."""
    made = client.create(ana, publish=True)["ids"]
    listing = f"/listings/{made['listing_id']}"
    assert_error(send(client, listing, ana), 403, "forbidden")
    client.patch(listing, {"status": "inactive"}, as_user=ana)
    assert_error(send(client, listing, ben), 404, "not_found")
    client.delete(f"/products/{made['product_id']}", as_user=ana)
    assert_error(send(client, listing, ben), 404, "not_found")
    draft = client.create(ana)["ids"]["listing_id"]
    assert_error(send(client, f"/listings/{draft}", ben), 404, "not_found")
    assert client.get("/requests", as_user=ana).json["items"] == []


def test_a_request_outlives_its_listing(client: Client, ana: str, ben: str) -> None:
    """It has the title and the price of its own, so the seller can still answer."""
    made = client.create(ana, publish=True)["ids"]
    sent = send(client, f"/listings/{made['listing_id']}", ben).json
    client.delete(f"/products/{made['product_id']}", as_user=ana)
    assert client.get("/requests", as_user=ana).json["items"] == [sent]
    assert client.patch(f"/requests/{sent['request_id']}", {"answer": "Sold out."}, as_user=ana).status == 200


def test_sent_twice_it_arrives_once(client: Client, ana: str, ben: str, listing: str) -> None:
    """The same Idempotency-Key is the same request."""
    headers = {"Idempotency-Key": f"request-of-{ben}"}
    first, second = (client.post(f"{listing}/requests", WISH, as_user=ben, headers=headers) for _ in range(2))
    assert first.json == second.json
    assert second.headers["idempotent-replayed"] == "true"
    assert len(client.get("/requests", as_user=ana).json["items"]) == 1


def test_a_buyer_has_a_daily_limit(client: Client, ana: str, ben: str, listing: str) -> None:
    """After it 429 with Retry-After, and nothing reaches the seller; others are not affected."""
    for _ in range(REQUESTS_A_DAY):
        assert send(client, listing, ben).status == 201
    refused = assert_error(send(client, listing, ben), 429, "too_many_requests")
    assert f"{REQUESTS_A_DAY} order requests a day" in refused["message"]
    assert client.get("/requests", as_user=ana, limit=100).json["count"] == REQUESTS_A_DAY
    assert send(client, listing, "another-buyer").status == 201


def test_page_by_page(client: Client, ana: str, ben: str, listing: str) -> None:
    """The newest first, every request once; a token is of one list and one caller."""
    sent = [send(client, listing, ben, quantity=n).json["request_id"] for n in (1, 2, 3)][::-1]
    first = client.get("/requests", as_user=ana, limit=2).json
    rest = client.get("/requests", as_user=ana, limit=2, page_token=first["next_page_token"]).json
    assert [each["request_id"] for each in first["items"] + rest["items"]] == sent
    assert rest["next_page_token"] is None
    for user, role in ((ben, "seller"), (ana, "buyer")):
        answer = client.get("/requests", as_user=user, role=role, limit=2, page_token=first["next_page_token"])
        assert_error(answer, 400, "invalid_page_token")


@pytest.mark.parametrize(
    ("field", "value"),
    [("message", ""), ("message", " \n"), ("message", "x" * 1001), ("message", "a\x00b"), ("quantity", 0),
     ("quantity", 101), ("quantity", 1.5), ("size", "x" * 41), ("contact", "x" * 201), ("contact", "\u202eevil"),
     ("price_cents", 1)],
)  # fmt: skip
def test_bad_wishes_are_refused_by_name(client: Client, ben: str, listing: str, field: str, value: Any) -> None:
    """Too long, too many, invisible, turned around, unknown."""
    answer = client.post(f"{listing}/requests", {**WISH, field: value}, as_user=ben)
    assert fields_of(assert_error(answer, 422)) == [field]


@pytest.mark.parametrize(("operation", "table"), [("TransactWriteItems", "requests"), ("GetItem", "listings")])
def test_a_store_that_fails_leaves_nothing(
    client: Client, ana: str, ben: str, listing: str, store_faults: FaultList[StoreFault], operation: str, table: str
) -> None:
    """503, no half request, and it can be sent when the store is well again."""
    store_faults.add(operation=operation, table=table, code="ThrottlingException", times=50)
    assert client.post(f"{listing}/requests", WISH, as_user=ben).status == 503
    store_faults.clear()
    assert client.get("/requests", as_user=ana).json["items"] == []
    assert send(client, listing, ben).status == 201
