"""New art for a print, and its file for a print shop."""

import re
from pathlib import Path
from typing import get_args

from backend.domain.products.sheets import SheetSize
from tests.browser.conftest import FOLDER, Visitor
from tests.conftest import Client


def test_variations_stand_side_by_side_and_one_is_chosen(seller: Visitor, client: Client, ana: str) -> None:
    """Next to the print as it is; the chosen one becomes the print's art, with the words as they were."""
    made = client.create(ana, q="Mountains at dawn")["ids"]
    path = f"/products/{made['product_id']}"
    before = client.get(path, as_user=ana).json["product"]
    seller.goes_to(f"works/{made['product_id']}")
    seller.page.select_option("#count", "2")
    seller.page.get_by_role("button", name="Make new art").click()
    seller.page.get_by_role("button", name="Use variation 2").wait_for()
    assert seller.page.locator(".side-by-side img").count() == 3
    assert seller.calls("POST", "/variations")[0].post_data_json == {"count": 2}
    seller.page.get_by_role("button", name="Use variation 2").click()
    seller.page.wait_for_selector("#title")
    after = client.get(path, as_user=ana).json["product"]
    assert after["title"] == before["title"]
    assert set(after["media_keys"]).isdisjoint(before["media_keys"])


def test_file_for_a_print_shop(seller: Visitor, client: Client, ana: str) -> None:
    """A PDF of the chosen size, with what the picture is good for."""
    made = client.create(ana, q="A birthday card with a whale", kind="card")["ids"]
    seller.goes_to(f"works/{made['product_id']}")
    seller.page.select_option("#sheet", "50x70")
    with seller.page.expect_download() as waiting:
        seller.page.get_by_role("button", name="PDF with bleed and marks").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")
    assert waiting.value.suggested_filename.endswith("-50x70.pdf")
    said = seller.page.locator("form [role=status]", has_text="dots per inch").inner_text()
    assert re.search(r"(500 × 700|700 × 500) mm", said)


def test_all_sheets_of_the_api_are_offered() -> None:
    """The page has its own list, which must be the API's."""
    text = (FOLDER.parents[1] / "web/js/views/printfile.js").read_text()
    listed = re.search(r"SIZES = \[(.*?)\]", text, re.DOTALL)
    assert listed is not None
    assert re.findall(r'"([^"]+)"', listed[1]) == list(get_args(SheetSize))


def test_a_print_is_seen_in_a_room(seller: Visitor, client: Client, ana: str) -> None:
    """At the size that was chosen, as a picture that the service makes."""
    made = client.create(ana, q="Mountains at dawn")["ids"]
    seller.goes_to(f"works/{made['product_id']}")
    seller.page.select_option("#sheet", "50x70")
    seller.page.get_by_role("button", name="See it in a room").click()
    shown = seller.page.wait_for_selector("img[alt$='in a room']")
    seller.page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=shown)
    assert "size=50x70" in seller.calls("GET", "/mockup")[0].url
