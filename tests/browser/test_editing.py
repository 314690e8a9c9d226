"""What is changed on a print's page: its lines, and what happens to edits that are not saved."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Visitor
from tests.conftest import Client

PICTURE = ".proof img"


@pytest.fixture
def edited(seller: Visitor, client: Client, ana: str) -> tuple[Visitor, str]:
    """Somebody before a print of a wedding, and the print's path."""
    made = client.create(ana, q="Boda Ana y Luis, 14 de febrero, Cartagena")["ids"]
    seller.goes_to(f"works/{made['product_id']}")
    seller.page.wait_for_selector("#title")
    return seller, f"/products/{made['product_id']}"


def picture_of(visitor: Visitor) -> str:
    return urlsplit(str(visitor.page.locator(PICTURE).get_attribute("src"))).path


def test_changed_lines_change_the_print(edited: tuple[Visitor, str], client: Client, ana: str) -> None:
    """A line is changed, one removed, one added; the print is another one, made without a model."""
    seller, path = edited
    before = picture_of(seller)
    rows = seller.page.locator(".lines li")
    assert rows.locator("input").evaluate_all("all => all.map(each => each.value)") == ["14 de febrero", "Cartagena"]
    rows.first.locator("input").fill("21 de marzo")
    rows.nth(1).get_by_role("button", name="Remove this line").click()
    seller.page.get_by_role("button", name="Add a line").click()
    rows.nth(1).locator("select").select_option("time")
    rows.nth(1).locator("input").fill("6 pm")
    seller.page.get_by_role("button", name="Save", exact=True).click()
    seller.sees("Saved.")
    seller.page.wait_for_function("before => !document.querySelector('.proof img').src.includes(before)", arg=before)
    product = client.get(path, as_user=ana).json["product"]
    assert product["lines"] == [{"role": "date", "text": "21 de marzo"}, {"role": "time", "text": "6 pm"}]
    assert picture_of(seller).endswith(product["media"][0]["key"])
    assert seller.page.evaluate("document.querySelector('.proof img').naturalWidth") > 0


def test_eight_lines_at_most(edited: tuple[Visitor, str]) -> None:
    """The button rests when there is no room, and works again when there is."""
    seller, _ = edited
    add = seller.page.get_by_role("button", name="Add a line")
    for _ in range(6):
        add.click()
    assert add.is_disabled()
    seller.page.get_by_role("button", name="Remove this line").last.click()
    assert add.is_enabled()


def test_what_cannot_be_set_is_said(edited: tuple[Visitor, str]) -> None:
    """Characters that no typeface has are listed after saving; nothing is dropped silently."""
    seller, _ = edited
    seller.page.fill("#title", "Boda \U0001f9ff\U00016a40")
    seller.page.get_by_role("button", name="Save", exact=True).click()
    warning = seller.page.locator(".problem[role=status]")
    warning.wait_for()
    assert "Not everything could be set" in warning.inner_text()


def test_unsaved_edits_are_not_lost_by_a_link(edited: tuple[Visitor, str], client: Client, ana: str) -> None:
    """Leaving asks; staying keeps what was typed and the address; leaving gives it up."""
    seller, path = edited
    seller.page.fill("#title", "Another title")
    here = seller.page.url
    seller.page.get_by_role("link", name="Shop").click()
    dialog = seller.page.get_by_role("dialog")
    assert "not saved yet" in dialog.inner_text()
    dialog.get_by_role("button", name="Close").click()
    assert (seller.page.url, seller.page.input_value("#title")) == (here, "Another title")
    seller.page.get_by_role("link", name="Shop").click()
    dialog.get_by_role("button", name="Leave").click()
    seller.page.wait_for_selector("#price-from")
    assert seller.page.url.endswith("#/shop")
    assert client.get(path, as_user=ana).json["product"]["title"] != "Another title"


def test_unsaved_edits_are_not_lost_by_going_back(edited: tuple[Visitor, str]) -> None:
    """The browser's own way back asks as well."""
    seller, _ = edited
    seller.page.fill("#title", "Another title")
    seller.page.go_back()
    seller.page.get_by_role("dialog").get_by_role("button", name="Close").click()
    assert seller.page.input_value("#title") == "Another title"


def test_closing_the_tab_asks_only_with_unsaved_edits(edited: tuple[Visitor, str]) -> None:
    """The browser's question comes with edits, and not without."""
    seller, _ = edited
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    seller.page.on("dialog", answer)
    seller.page.evaluate("window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")
    prevented = "!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"
    assert seller.page.evaluate(prevented) is False
    seller.page.fill("#title", "Another title")
    assert seller.page.evaluate(prevented) is True
    seller.page.close(run_before_unload=True)
    seller.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]


def test_saved_edits_are_no_reason_to_ask(edited: tuple[Visitor, str]) -> None:
    """After saving one leaves without a question."""
    seller, _ = edited
    seller.page.fill("#title", "Another title")
    seller.page.get_by_role("button", name="Save", exact=True).click()
    seller.sees("Saved.")
    seller.page.get_by_role("heading", name="Another title").wait_for()
    seller.page.get_by_role("link", name="Shop").click()
    seller.page.wait_for_selector("#price-from")
