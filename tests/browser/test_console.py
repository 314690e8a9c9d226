"""The console's pages, in Chromium: what somebody new finds out, by mouse and by keyboard."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.local.laptop import Laptop
from tests.browser.conftest import Arrive, Visitor
from tests.conftest import SETTINGS, Client, start_laptop

PAGES = ("requests", "tables/products", "buckets/assets", "queue", "users", "try")


@pytest.fixture(scope="module")
def recorded() -> Iterator[Laptop]:
    """A laptop whose recorder is on, with a creation and a few more requests."""
    with start_laptop(SETTINGS) as laptop:
        assert laptop.console.application is not None
        client = Client(laptop)
        client.create("ana")
        client.get("/products", as_user="ana", owner="me")
        client.get("/me")
        yield laptop


@pytest.fixture
def developer(arrive: Arrive, recorded: Laptop) -> Visitor:
    return arrive(f"{recorded.url}/console/", permissions=["clipboard-read", "clipboard-write"])


def opens_creation(visitor: Visitor) -> Any:
    visitor.goes_to("requests")
    visitor.page.locator(".requests a", has_text="POST /create").last.click()
    visitor.page.locator(".waterfall").wait_for()
    return visitor.page


def test_newcomer_finds_out_what_create_writes_where(developer: Visitor, recorded: Laptop) -> None:
    """From the page alone: each store by name, with the key of the row or object that is really there."""
    page = opens_creation(developer)
    words = page.locator(".wrote > p").inner_text()
    stores = {
        "table products": "prd_",
        "table listings": "lst_",
        "table conversations": "conv_",
        "table messages": "conv_",
        "bucket assets": "assets/",
        "table jobs": "job_",
    }
    for store, key in stores.items():
        assert store in words
        box = page.locator(".store", has=page.get_by_role("link", name=store, exact=True))
        assert box.locator("code").first.inner_text().startswith(key)
    product = page.locator(".store", has_text="table products").locator("code").first.inner_text()
    table = recorded.cloud.tables["products"]
    found = recorded.cloud.client("dynamodb").get_item(TableName=table, Key={"product_id": {"S": product}})
    assert "Item" in found
    page.get_by_role("link", name="table products", exact=True).click()
    developer.sees(product)


def test_call_opens_to_its_policy_statement_by_keyboard(developer: Visitor) -> None:
    page = opens_creation(developer)
    call = page.get_by_role("button", name="dynamodb TransactWriteItems").last
    call.focus()
    page.keyboard.press("Enter")
    assert call.get_attribute("aria-expanded") == "true"
    more = page.locator(f"#{call.get_attribute('aria-controls')}")
    assert "role api, statement Products, in infra/apps/functions.tf" in more.inner_text()
    page.keyboard.press("Enter")
    assert call.get_attribute("aria-expanded") == "false"


def test_list_is_filtered_and_walked_by_keys(developer: Visitor) -> None:
    developer.goes_to("requests")
    page = developer.page
    page.locator(".requests a").first.wait_for()
    page.keyboard.press("/")
    page.keyboard.type("/products")
    page.locator(".requests a", has_text="POST /create").wait_for(state="detached")
    assert page.locator(".requests a").count() == 1
    page.fill("input[type=search]", "")
    page.locator(".requests a").first.focus()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator(".detail .title").wait_for()
    assert page.evaluate("document.activeElement.className") == "title"


def test_requests_arrive_while_one_looks(developer: Visitor, recorded: Laptop) -> None:
    developer.goes_to("requests")
    developer.page.locator(".requests a").first.wait_for()
    Client(recorded).get("/ping?from=outside")
    developer.page.locator(".requests a", has_text="GET /ping").first.wait_for()


def test_token_is_copied_and_never_shown(developer: Visitor, recorded: Laptop) -> None:
    developer.goes_to("users")
    row = developer.page.locator("tr", has_text="demo@example.com")
    row.get_by_role("button", name="Copy a token").click()
    developer.sees("IdToken of demo copied")
    token = developer.page.evaluate("navigator.clipboard.readText()")
    assert token.count(".") == 2
    assert token not in developer.page.content()
    answer = Client(recorded).get("/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.json["username"] == "demo"


def test_row_is_edited(developer: Visitor, recorded: Laptop) -> None:
    dynamodb, table = recorded.cloud.client("dynamodb"), recorded.cloud.tables["users"]
    dynamodb.put_item(TableName=table, Item={"user_id": {"S": "edited"}, "seen": {"N": "1"}})
    developer.goes_to("tables/users")
    developer.page.locator("tr", has_text="edited").get_by_role("button", name="Open").click()
    text = developer.page.locator("dialog textarea")
    row = json.loads(text.input_value())
    text.fill(json.dumps({**row, "seen": {"N": "2"}}))
    developer.page.get_by_role("button", name="Save").click()
    developer.sees("Saved.")
    assert dynamodb.get_item(TableName=table, Key={"user_id": {"S": "edited"}})["Item"]["seen"] == {"N": "2"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_fit(
    arrive: Arrive, recorded: Laptop, node_modules: Path, scheme: str, width: int
) -> None:
    """Every rule of axe-core, best practices included, on every page and on an open request; nothing is cut off."""
    visitor = arrive(f"{recorded.url}/console/", color_scheme=scheme, viewport={"width": width, "height": 800})
    page = visitor.page
    for place in PAGES:
        visitor.goes_to(place)
        page.locator("h1, h2").first.wait_for()
        check_page(page, node_modules, place)
    opens_creation(visitor)
    page.locator(".call").first.click()
    check_page(page, node_modules, "a request")


def check_page(page: Any, node_modules: Path, place: str) -> None:
    page.wait_for_timeout(300)
    page.evaluate((node_modules / "axe-core/axe.min.js").read_text())
    found = page.evaluate("axe.run().then(found => found.violations)")
    told = [f"{place}: {each['id']}: {[node['html'][:200] for node in each['nodes'][:3]]}" for each in found]
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
