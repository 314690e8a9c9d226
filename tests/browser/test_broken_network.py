"""The network fails at the worst moments: what costs something is made once."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Visitor
from tests.conftest import Client

IDEA = "A lighthouse in a storm"
PRINTED = ".proof img[alt^='The print']"


def order(visitor: Visitor) -> None:
    visitor.page.fill("#idea", IDEA)
    visitor.page.get_by_role("button", name="Print it").click()


def products(client: Client, owner: str) -> int:
    return int(client.get("/products", as_user=owner, owner="me").json["count"])


def lose_answer(visitor: Visitor, pattern: str) -> Callable[[], None]:
    """Requests reach the service, their answers get lost; what is given ends that."""

    def lose(route: Any) -> None:
        route.fetch()
        route.abort("connectionreset")

    visitor.page.route(pattern, lose)
    return lambda: visitor.page.unroute(pattern)


@pytest.fixture
def offline(seller: Visitor) -> Visitor:
    """The browser says in its console that it could not fetch, which is what these tests are about."""
    seller.page.wait_for_selector("#idea")
    seller.lost_connections = True
    return seller


@pytest.mark.parametrize("between", ["nothing", "reload", "another page"])
def test_lost_answer_to_the_order_makes_one_product(offline: Visitor, client: Client, ana: str, between: str) -> None:
    """The order arrived and its answer did not: ordered again, it is the same order, also after a reload."""
    heal = lose_answer(offline, "**/create")
    order(offline)
    offline.sees("The workshop cannot be reached.")
    heal()
    if between == "reload":
        offline.page.reload()
    elif between == "another page":
        offline.goes_to("shop")
        offline.goes_to("forge")
    order(offline)
    offline.page.wait_for_selector(PRINTED)
    assert products(client, ana) == 1
    first, second = [each.headers["idempotency-key"] for each in offline.calls("POST", "/create")]
    assert first == second


def test_lost_connection_on_the_press_looks_at_the_job_again(offline: Visitor, client: Client, ana: str) -> None:
    """While it is printed nobody can be reached: trying again follows the same job and orders nothing."""
    offline.page.route("**/jobs/*", lambda route: route.abort("connectionreset"))
    order(offline)
    again = offline.page.get_by_role("button", name="Try again")
    again.wait_for()
    offline.page.unroute("**/jobs/*")
    again.click()
    offline.page.wait_for_selector(PRINTED)
    assert products(client, ana) == 1
    assert len(offline.calls("POST", "/create")) == 1


def test_same_idea_again_while_the_outcome_is_unknown(offline: Visitor, client: Client, ana: str, faults: Any) -> None:
    """Who goes back to the forge and orders the same again comes to the job that is still running."""
    faults.add(operation="InvokeModel", delay_ms=3000)
    order(offline)
    offline.page.locator("[aria-current=step]", has_text="Drawing").wait_for()
    offline.goes_to("forge")
    order(offline)
    offline.page.wait_for_selector(PRINTED)
    assert products(client, ana) == 1


def test_same_idea_again_after_its_print_is_a_second_order(offline: Visitor, client: Client, ana: str) -> None:
    """The outcome is known, so the same words are a new wish."""
    order(offline)
    offline.page.wait_for_selector(PRINTED)
    offline.goes_to("forge")
    order(offline)
    offline.page.wait_for_selector(PRINTED)
    assert products(client, ana) == 2
