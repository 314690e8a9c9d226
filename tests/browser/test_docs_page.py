"""The docs page in a browser: signing in, trying an operation, seeing the answer. Its policy must forbid nothing of it.

What a browser says against the policy stands in its console, and whatever stands there fails these tests.
"""

import json
from typing import Any

import pytest

from backend.local.laptop import Laptop
from tests.browser.conftest import Arrive, Visitor
from tests.conftest import PASSWORD, Client
from tests.one_more import with_tides


@pytest.fixture
def reader(arrive: Arrive, laptop: Laptop, client: Client, ana: str) -> Visitor:
    """Somebody before the docs page, not signed in yet."""
    client.token(ana)
    visitor = arrive(f"{laptop.url}/docs")
    visitor.goes_to()
    return visitor


def sign_in(reader: Visitor, name: str) -> None:
    reader.page.fill("#username", name)
    reader.page.fill("#password", PASSWORD)
    reader.page.press("#password", "Enter")
    reader.page.wait_for_selector("#operations-forge-create")


def tried(reader: Visitor, tag: str, operation: str) -> Any:
    """Opens an operation and executes it as the page has it filled in; gives the block with the answer."""
    block = reader.page.locator(f"#operations-{tag}-{operation}")
    block.locator("button.opblock-summary-control").click()
    block.get_by_role("button", name="Execute").click()
    block.locator(".live-responses-table").wait_for()
    return block


def status_in(block: Any) -> str:
    return str(block.locator(".live-responses-table tbody td.response-col_status").first.inner_text()).split()[0]


def test_an_idea_is_tried(reader: Visitor, client: Client, ana: str) -> None:
    """After signing in the example of POST /create makes a product, and its picture is shown above the answer."""
    sign_in(reader, ana)
    block = tried(reader, "forge", "create")
    assert status_in(block) == "201"
    picture = block.locator(".previews img").first
    picture.wait_for()
    reader.page.wait_for_function("image => image.naturalWidth > 0", arg=picture.element_handle())
    assert [item["product"]["kind"] for item in client.get("/products", as_user=ana, owner="me").json["items"]] == [
        "poster"
    ]


def test_a_pasted_token_signs_in(reader: Visitor, client: Client, ana: str) -> None:
    """Who has a token already pastes it, and calls go out with it."""
    reader.page.get_by_text("I have a token already").click()
    reader.page.fill("#token", client.token(ana))
    reader.page.get_by_role("button", name="Use this token").click()
    reader.page.wait_for_selector("#operations-service-getMe")
    block = tried(reader, "service", "getMe")
    assert status_in(block) == "200"
    assert ana in block.locator(".live-responses-table").inner_text()


def test_a_wrong_token_is_refused_in_words(reader: Visitor) -> None:
    """The page says what is wrong and stays where it is."""
    reader.refusals = {401}
    reader.page.get_by_text("I have a token already").click()
    reader.page.fill("#token", "not a token")
    reader.page.get_by_role("button", name="Use this token").click()
    assert "This is no token" in reader.page.locator("#problem").inner_text()


def test_every_operation_stands_there(reader: Visitor, client: Client, ana: str) -> None:
    """The page shows what the document has."""
    sign_in(reader, ana)
    document = json.loads(client.get("/openapi.json", as_user=ana).body)
    wanted = {each["operationId"] for methods in document["paths"].values() for each in methods.values()}
    shown = reader.page.locator(".opblock").evaluate_all("blocks => blocks.map(block => block.id.split('-').pop())")
    assert set(shown) == wanted


def test_an_operation_that_was_just_declared_stands_there(arrive: Arrive, laptop: Laptop, ana: str) -> None:
    """The page has no list of its own: what tests/one_more.py declares can be read about and tried."""
    with with_tides(laptop) as client:
        client.token(ana)
        reader = arrive(f"{client.url}/docs")
        reader.goes_to()
        sign_in(reader, ana)
        block = tried(reader, "catalogue", "readTide")
        assert status_in(block) == "200"
        assert "Cartagena" in block.locator(".live-responses-table").inner_text()


def test_signing_out_forgets_the_token(reader: Visitor, ana: str) -> None:
    """The operations are gone, and so is what was kept in the tab."""
    sign_in(reader, ana)
    reader.page.click("#sign-out")
    reader.page.wait_for_selector("#password")
    assert reader.page.evaluate("sessionStorage.length") == 0
