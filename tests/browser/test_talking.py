"""Asking the shop."""

from typing import Any

from tests.browser.conftest import Visitor
from tests.conftest import Client

QUESTION = "¿Qué pósteres de café hay?"


def asks(visitor: Visitor, question: str) -> None:
    visitor.page.fill("#question", question)
    visitor.page.press("#question", "Enter")


def test_answer_comes_word_by_word_with_its_sources(seller: Visitor, faults: Any) -> None:
    """The answer grows while it is given; then its numbers lead to the passages that it rests on."""
    faults.add(operation="ConverseStream", delta_delay_ms=60)
    seller.goes_to("talk")
    asks(seller, QUESTION)
    growing = seller.page.wait_for_selector(".typing:not(:empty)")
    first = len(growing.inner_text())
    seller.page.wait_for_selector(".sources")
    answer = seller.page.locator(".said.it .words").inner_text()
    assert first < len(answer)
    cite = seller.page.locator(".cite").first
    number = cite.inner_text()
    cite.click()
    source = seller.page.locator(".sources li:focus")
    assert source.inner_text().startswith(f"{number}. ")
    assert "catalogue" in source.inner_text()


def test_own_prints_are_sources_too(seller: Visitor, client: Client, ana: str) -> None:
    """A source that is a print of the caller's own leads to it."""
    made = client.create(ana, q="A red fox in the snow")["ids"]
    seller.goes_to("talk")
    asks(seller, "What costs my red fox in the snow?")
    seller.page.locator(f".sources a[href='#/works/{made['product_id']}']").first.click()
    seller.page.wait_for_selector("#title")


def test_conversation_continues_and_can_be_found_again(seller: Visitor, client: Client, ana: str) -> None:
    """A second question belongs to the first; after a reload both are there; deleted, they are gone."""
    seller.goes_to("talk")
    asks(seller, QUESTION)
    seller.page.wait_for_selector(".sources")
    asks(seller, "¿Y el más barato?")
    seller.page.wait_for_function("() => document.querySelectorAll('.said.it:has(.sources, .small)').length === 2")
    assert client.get("/conversations", as_user=ana).json["count"] == 1
    seller.page.reload()
    seller.page.wait_for_function("() => document.querySelectorAll('.said').length === 4")
    seller.page.get_by_role("button", name="Delete the conversation").click()
    seller.page.get_by_role("button", name="Delete it").click()
    seller.page.wait_for_function("() => document.querySelectorAll('.said').length === 0")
    assert client.get("/conversations", as_user=ana).json["count"] == 0


def test_server_that_does_not_stream(seller: Visitor) -> None:
    """Where only JSON comes back, the answer and its sources are shown all the same."""
    seller.page.route(
        "**/chat", lambda route: route.continue_(headers={**route.request.headers, "accept": "application/json"})
    )
    seller.goes_to("talk")
    with seller.page.expect_response("**/chat") as waiting:
        asks(seller, QUESTION)
    assert waiting.value.headers["content-type"] == "application/json"
    seller.page.wait_for_selector(".sources")


def test_answer_that_breaks_off(seller: Visitor, faults: Any) -> None:
    """An answer that fails half way is taken back, said so, and the question is in its field again."""
    faults.add(operation="ConverseStream", after_deltas=2, drop=True, times=None)
    seller.goes_to("talk")
    asks(seller, QUESTION)
    seller.page.get_by_role("alert").wait_for()
    assert seller.page.input_value("#question") == QUESTION
    assert seller.page.locator(".said").count() == 0
