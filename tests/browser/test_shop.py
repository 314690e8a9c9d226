"""The shop around the prints: pages of their own, order requests, the bin, search."""

import pytest

from tests.browser.conftest import Arrive, Visitor
from tests.conftest import PASSWORD, Client

PHONE = {"width": 390, "height": 844}


@pytest.fixture(params=["desktop", "phone"])
def buyer(request: pytest.FixtureRequest, arrive: Arrive, client: Client, ben: str) -> Visitor:
    """Somebody who buys, at a desk or with a phone."""
    client.token(ben)
    how = {"viewport": PHONE} if request.param == "phone" else {}
    visitor = arrive(permissions=["clipboard-read", "clipboard-write"], **how)
    visitor.signs_in(ben)
    return visitor


def test_an_order_request_goes_there_and_its_answer_back(
    buyer: Visitor, arrive: Arrive, client: Client, ana: str
) -> None:
    """From the page of a print to its seller, who answers, to the buyer."""
    made = client.create(ana, q=f"A lighthouse of {ana}", publish=True, price_cents=1900, currency="JPY")["ids"]
    buyer.goes_to(f"shop/{made['listing_id']}")
    buyer.sees("¥1,900")
    buyer.page.fill("#message", "Dos copias, por favor")
    buyer.page.fill("#quantity", "2")
    buyer.page.fill("#size", "50x70")
    buyer.page.fill("#contact", "ben@example.com")
    buyer.page.get_by_role("button", name="Send").click()
    buyer.page.get_by_role("heading", name="Sent").wait_for()

    seller = arrive()
    seller.signs_in(ana)
    seller.goes_to("works")
    seller.page.get_by_role("link", name="Order requests").click()
    row = seller.page.locator(".requests li")
    row.wait_for()
    for words in ("Dos copias, por favor", "2 × ¥1,900", "50x70", "ben@example.com"):
        assert words in row.inner_text()
    row.locator("textarea").fill("Listo el viernes")
    row.get_by_role("button", name="Answer").click()
    seller.page.locator(".badge.answered").wait_for()

    buyer.page.get_by_role("link", name="My requests").click()
    buyer.sees("Listo el viernes")
    buyer.page.get_by_role("button", name="Close").click()
    buyer.page.locator(".badge.closed").wait_for()
    (kept,) = client.get("/requests", as_user=ana).json["items"]
    assert (kept["status"], kept["answer"], kept["quantity"]) == ("closed", "Listo el viernes", 2)


def test_an_order_request_over_a_broken_network_is_sent_once(buyer: Visitor, client: Client, ana: str) -> None:
    """Its answer got lost; sent again it is the same request."""
    made = client.create(ana, q="A lighthouse", publish=True)["ids"]
    buyer.lost_connections = True
    buyer.goes_to(f"shop/{made['listing_id']}")
    buyer.page.fill("#message", "One, please")

    def lose(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]
        route.abort("connectionreset")  # type: ignore[attr-defined]

    buyer.page.route("**/requests", lose)
    buyer.page.get_by_role("button", name="Send").click()
    buyer.sees("The workshop cannot be reached.")
    buyer.page.unroute("**/requests")
    buyer.page.get_by_role("button", name="Send").click()
    buyer.page.get_by_role("heading", name="Sent").wait_for()
    assert client.get("/requests", as_user=ana).json["count"] == 1


def test_the_address_of_a_print_can_be_shared(buyer: Visitor, client: Client, ana: str) -> None:
    """It is copied where the browser has no sharing of its own, and leads to the print."""
    made = client.create(ana, q="A lighthouse", publish=True)["ids"]
    buyer.page.add_init_script("delete Navigator.prototype.share")
    buyer.goes_to(f"shop/{made['listing_id']}")
    buyer.page.reload()
    buyer.page.get_by_role("button", name="Share").click()
    buyer.sees("The address is copied.")
    assert buyer.page.evaluate("navigator.clipboard.readText()") == buyer.page.url
    assert buyer.page.url.endswith(f"#/shop/{made['listing_id']}")


def test_who_is_not_signed_in_comes_to_the_print_after_the_door(arrive: Arrive, client: Client, ana: str) -> None:
    """A shared address survives signing in; the seller's own print leads to its editor."""
    made = client.create(ana, q="A lighthouse", publish=True)["ids"]
    visitor = arrive()
    visitor.goes_to(f"shop/{made['listing_id']}")
    visitor.page.fill("#username", ana)
    visitor.page.fill("#password", PASSWORD)
    visitor.page.press("#password", "Enter")
    visitor.page.get_by_role("link", name="This is yours").click()
    visitor.page.wait_for_selector("#title")


def test_deleting_can_be_undone(seller: Visitor, client: Client, ana: str) -> None:
    """The print is gone at once, and back after one click."""
    made = client.create(ana, q="A quiet lake", publish=True)["ids"]
    path = f"/products/{made['product_id']}"
    seller.goes_to(f"works/{made['product_id']}")
    seller.page.get_by_role("button", name="Delete this print").click()
    seller.sees("is in the bin.")
    seller.sees("The wall is bare.")
    assert client.get(path, as_user=ana).status == 404
    seller.page.get_by_role("button", name="Undo").click()
    seller.page.wait_for_selector("#title")
    assert client.get(path, as_user=ana).json["product"]["status"] == "active"


def test_the_bin_gives_back_what_was_deleted_before(seller: Visitor, client: Client, ana: str) -> None:
    """It shows until when, and brings one print back."""
    made = client.create(ana, q="A quiet lake")["ids"]
    client.delete(f"/products/{made['product_id']}", as_user=ana)
    seller.goes_to("bin")
    seller.sees("Until")
    seller.page.get_by_role("button", name="Bring back").click()
    seller.page.wait_for_selector("#title")
    seller.goes_to("bin")
    seller.sees("The bin is empty.")


def test_prints_are_found_and_sorted(seller: Visitor, client: Client, ana: str) -> None:
    """By words of title, lines, description and tags, without regard to accents; by title, by age."""
    titles = ["Zebra", "Árbol", "Medianoche"]
    for at, title in enumerate(titles):
        made = client.create(ana, q="A quiet lake", reuse=at > 0)["ids"]
        client.patch(f"/products/{made['product_id']}", {"title": title, "tags": ["común", f"t{at}"]}, as_user=ana)
    seller.goes_to("works")
    seller.page.wait_for_selector(".print")
    shown = "() => [...document.querySelectorAll('.print h3')].map(each => each.textContent)"

    def expect(*wanted: str) -> None:
        seller.page.wait_for_function(f"wanted => JSON.stringify(({shown})()) === JSON.stringify(wanted)", arg=wanted)

    expect("Medianoche", "Árbol", "Zebra")
    seller.page.select_option("#order", "title")
    expect("Árbol", "Medianoche", "Zebra")
    seller.page.select_option("#order", "oldest")
    expect("Zebra", "Árbol", "Medianoche")
    seller.page.fill("#find", "arbol comun")
    expect("Árbol")
    seller.page.fill("#find", "nothing at all")
    seller.sees("No print has these words.")
