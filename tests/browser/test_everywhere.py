"""What holds on every page: addresses, sizes, scripts, languages."""

from typing import Any

import pytest

from tests.browser.conftest import Arrive, Visitor
from tests.conftest import PASSWORD, Client

LAPTOPS = [{"width": 1280, "height": 620}, {"width": 1366, "height": 650}, {"width": 1440, "height": 780}]
ARABIC = "مهرجان الموسيقى"


@pytest.mark.parametrize(
    "address",
    [
        "%",
        "works/%E0%A4%A",
        "works/..",
        "press/job_1",
        "talk/%2e%2e",
        "restyle/from",
        "nowhere",
        "shop/a/b",
        "works/a?b",
    ],
)
def test_address_that_leads_nowhere_says_so(seller: Visitor, address: str) -> None:
    """A broken address breaks nothing: the page says what it is, and leads back."""
    before = len(seller.requests)
    seller.goes_to(address)
    seller.page.get_by_role("heading", name="Nothing hangs here").wait_for()
    assert [each.url for each in seller.requests[before:] if "/studio/" not in each.url] == []
    seller.page.get_by_role("link", name="To the forge").click()
    seller.page.wait_for_selector("#idea")


@pytest.mark.parametrize("size", LAPTOPS, ids=lambda size: f"{size['width']}x{size['height']}")
def test_main_button_is_above_the_fold(arrive: Arrive, client: Client, ana: str, size: dict[str, int]) -> None:
    """On a laptop one sees where to sign in and where to print without scrolling."""
    client.token(ana)
    visitor = arrive(viewport=size)
    visitor.goes_to()
    bottom = "document.querySelector('.button.primary').getBoundingClientRect().bottom"
    visitor.page.wait_for_selector("#password")
    assert visitor.page.evaluate(bottom) <= size["height"]
    visitor.signs_in(ana)
    visitor.page.wait_for_selector("#idea")
    assert visitor.page.evaluate(bottom) <= size["height"]


@pytest.mark.parametrize("language", ["es", "pt", "en"])
def test_nothing_is_wider_than_the_smallest_phone(arrive: Arrive, client: Client, ana: str, language: str) -> None:
    """320 pixels hold every page, in every language."""
    made = client.create(ana, q="A birthday card with a whale", publish=True)["ids"]
    others = client.create("a-seller-of-prints", publish=True)["ids"]["listing_id"]
    client.post(f"/listings/{made['listing_id']}/requests", {"message": "x" * 200}, as_user="a-buyer-of-prints")
    visitor = arrive(viewport={"width": 320, "height": 640}, locale=language)
    visitor.goes_to()
    visitor.page.wait_for_selector("#password")
    wide: dict[str, int] = {}

    def measure(name: str) -> None:
        wide[name] = visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")

    measure("door")
    visitor.signs_in(ana, PASSWORD)
    for place, ready in {
        "forge": "#idea", "works": ".print", f"works/{made['product_id']}": "#title", "shop": ".print",
        f"shop/{others}": "#message", "requests": ".requests li", "bin": ".lead",
        "restyle": "#photo", "talk": "#question", "nowhere": ".lead",
    }.items():  # fmt: skip
        visitor.goes_to(place)
        visitor.page.wait_for_selector(ready)
        measure(place)
    assert {name: px for name, px in wide.items() if px > 0} == {}


def test_words_have_the_direction_of_their_script(seller: Visitor, client: Client, ana: str) -> None:
    """An Arabic title runs from right to left wherever it is shown, on a page that runs the other way."""
    made = client.create(ana, q=ARABIC)["ids"]
    client.patch(f"/products/{made['product_id']}", {"title": ARABIC, "description": ARABIC}, as_user=ana)
    direction = "each => getComputedStyle(each).direction"
    seller.goes_to("works")
    assert seller.page.locator(".print h3 a").evaluate(direction) == "rtl"
    seller.goes_to(f"works/{made['product_id']}")
    seller.page.wait_for_selector("#title")
    for selector in ("h1", "#title", "#description"):
        assert seller.page.locator(selector).evaluate(direction) == "rtl", selector
    assert seller.page.locator("body").evaluate(direction) == "ltr"
    seller.goes_to("forge")
    seller.page.fill("#idea", ARABIC)
    assert seller.page.locator("#idea").evaluate(direction) == "rtl"


def test_problems_are_said_in_the_readers_language(arrive: Arrive, client: Client, ana: str) -> None:
    """The service's English words are there for who wants them, marked as English, behind the page's own."""
    made = client.create(ana, q="Un lago")["ids"]
    visitor = arrive(locale="es")
    visitor.refusals = {422}
    visitor.signs_in(ana)
    visitor.goes_to(f"works/{made['product_id']}")
    visitor.page.wait_for_selector("#title").evaluate("each => each.removeAttribute('maxlength')")
    visitor.page.fill("#title", "x" * 81)
    visitor.page.get_by_role("button", name="Guardar", exact=True).click()
    problem = visitor.page.get_by_role("alert")
    assert "Título" in problem.locator("ul").inner_text()
    said = problem.locator("[lang=en]")
    assert not said.first.is_visible()
    problem.locator("summary").click()
    assert said.first.is_visible()
    assert "title" in " ".join(said.all_inner_texts())
    shown = problem.evaluate(
        "box => [...box.querySelectorAll('p, li, h3')].filter(each => !each.closest('details')).map(each => each.lang)"
    )
    assert set(shown) == {""}


def test_earlier_questions_are_questions(seller: Visitor, client: Client, ana: str) -> None:
    """The ideas that were printed are conversations of the API as well; the chat lists what was asked there."""
    client.create(ana, q="A red fox in the snow")
    asked = client.post("/chat", {"message": "What is the cheapest card?"}, as_user=ana)
    assert asked.status == 200
    seller.goes_to("talk")
    seller.page.wait_for_selector(".past li")
    assert seller.page.locator(".past li a").all_inner_texts() == ["What is the cheapest card?"]


def test_prices_are_compared_in_one_currency(seller: Visitor, client: Client, ana: str) -> None:
    """1500 yen are 1500 minor units, and no dollars are among them."""
    for price, currency in ((1500, "JPY"), (1500, "USD"), (900, "JPY")):
        client.create(ana, q=f"A lake of {ana}", publish=True, price_cents=price, currency=currency)
    seller.goes_to("shop")
    assert seller.page.locator("#price-from").is_disabled()
    seller.page.select_option("#in", "JPY")
    seller.page.fill("#price-from", "1500")
    seller.page.fill("#price-to", "1500")
    with seller.page.expect_response("**/listings?*currency=JPY*") as listed:
        seller.page.get_by_role("button", name="Show", exact=True).click()
    found: list[Any] = listed.value.json()["items"]
    assert {(item["price_cents"], item["currency"]) for item in found} == {(1500, "JPY")}
    assert seller.page.locator(".print").first.inner_text().count("¥1,500") == 1
