"""From an idea to a product in the storefront, and from a photo to a picture."""

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from backend.local.laptop import Laptop
from tests.browser.conftest import Arrive, Visitor
from tests.conftest import PASSWORD, Client
from tests.makers import png

LOADED = "image => image.complete && image.naturalWidth > 0"


def prints(visitor: Visitor, idea: str) -> None:
    visitor.goes_to("forge")
    visitor.page.fill("#idea", idea)
    visitor.page.get_by_role("button", name="Print it").click()


def is_shown(visitor: Visitor, selector: str) -> bool:
    image = visitor.page.wait_for_selector(selector)
    visitor.page.wait_for_function(LOADED, arg=image)
    return True


def test_steps_go_by_and_a_print_comes_out(seller: Visitor, faults: Any) -> None:
    """While the model draws, the page is at that step; then the print is shown, large, under its title."""
    faults.add(operation="InvokeModel", delay_ms=1500)
    prints(seller, "Hazme una imagen de Colombia")
    drawing = seller.page.locator("[aria-current=step]", has_text="Drawing")
    drawing.wait_for()
    assert seller.page.locator(".steps .done b").all_text_contents() == ["Reading the idea"]
    assert seller.page.get_by_role("progressbar").get_attribute("value") == "40"
    seller.page.get_by_role("heading", name="Colombia", exact=True).wait_for()
    assert is_shown(seller, "img[alt='The print “Colombia”']")
    assert seller.page.evaluate("document.activeElement.tagName") == "H1"


def test_reload_in_the_middle_continues(seller: Visitor, faults: Any) -> None:
    """The job is in the address, so anyone who reloads while it continues still gets the print."""
    faults.add(operation="InvokeModel", delay_ms=1200)
    prints(seller, "A lighthouse in a storm")
    seller.page.locator("[aria-current=step]", has_text="Drawing").wait_for()
    seller.page.reload()
    assert is_shown(seller, ".proof img[alt^='The print']")
    assert len(seller.calls("POST", "/create")) == 1


@pytest.mark.parametrize("wall", ["works", "shop"])
def test_walls_load_previews(seller: Visitor, client: Client, ana: str, wall: str) -> None:
    """The gallery and the storefront show small pictures; the whole ones stay where they are."""
    client.create(ana, q=f"A lighthouse of {ana}", publish=True)
    seller.goes_to(wall)
    assert is_shown(seller, ".print img")
    loaded = [each.url for each in seller.requests if "/generated/" in each.url]
    assert loaded
    assert all("_preview.webp" in url for url in loaded), loaded


def test_failure_is_shown_and_the_idea_is_still_there(seller: Visitor, faults: Any) -> None:
    """A model that gives nothing usable is reported; back at the forge, nothing has to be typed again."""
    faults.add(operation="ConverseStream", times=None, tool_input={"title": ""})
    prints(seller, "A thing nobody can draw")
    seller.sees("The artist could not make anything of that.")
    faults.clear()
    seller.page.get_by_role("button", name="Try again").click()
    assert seller.page.wait_for_selector("#idea").input_value() == "A thing nobody can draw"


def test_edit_publish_and_find_it_in_the_storefront(seller: Visitor, client: Client, ana: str) -> None:
    """Title and price are changed, the print is published; others find it in the window at that price."""
    made = client.create(ana, q="Mountains at dawn")["ids"]
    seller.goes_to(f"works/{made['product_id']}")
    seller.page.fill("#title", f"Dawn of {ana}")
    seller.page.fill("#price", "42.5")
    seller.page.select_option("#currency", "EUR")
    seller.page.get_by_role("button", name="Publish").click()
    seller.sees("is in the storefront now.")
    kept = client.get(f"/products/{made['product_id']}", as_user=ana).json
    assert (kept["product"]["title"], kept["product"]["status"]) == (f"Dawn of {ana}", "active")
    assert (kept["listing"]["price_cents"], kept["listing"]["currency"]) == (4250, "EUR")
    seller.goes_to("shop")
    seller.page.select_option("#in", "EUR")
    seller.page.fill("#price-from", "42.5")
    seller.page.fill("#price-to", "42.5")
    seller.page.get_by_role("button", name="Show", exact=True).click()
    seller.page.get_by_role("link", name=f"Dawn of {ana}").click()
    seller.sees("€42.50")
    assert seller.page.url.endswith(f"#/shop/{made['listing_id']}")
    assert is_shown(seller, ".proof img")


def test_paused_is_out_of_the_window(seller: Visitor, client: Client, ana: str) -> None:
    """Paused keeps the product and takes its offer out of the storefront."""
    made = client.create(ana, q="A quiet lake", publish=True)["ids"]
    seller.goes_to(f"works/{made['product_id']}")
    seller.page.get_by_role("radio", name="Paused").check(force=True)
    seller.page.get_by_role("button", name="Save", exact=True).click()
    seller.sees("Saved.")
    assert client.get(f"/listings/{made['listing_id']}", as_user=ana).json["status"] == "inactive"
    assert seller.page.locator(".ticket .badge").text_content() == "Paused"


def test_what_does_not_fit_names_the_field(seller: Visitor, client: Client, ana: str) -> None:
    """A refusal by the service names the field and the request, and what was typed stays."""
    seller.refusals = {422}
    made = client.create(ana, q="A quiet lake")["ids"]
    seller.goes_to(f"works/{made['product_id']}")
    seller.page.wait_for_selector("#title").evaluate("each => each.removeAttribute('maxlength')")
    seller.page.fill("#title", "x" * 81)
    seller.page.get_by_role("button", name="Save", exact=True).click()
    problem = seller.page.get_by_role("alert").inner_text()
    assert "Something in the form does not fit." in problem
    assert "title" in problem
    assert seller.page.input_value("#title") == "x" * 81


def test_card_comes_as_png_and_pdf(seller: Visitor, client: Client, ana: str) -> None:
    """A card is downloaded as picture and as PDF, under its title's name."""
    made = client.create(ana, q="A birthday card with a whale", kind="card")
    seller.goes_to(f"works/{made['ids']['product_id']}")
    for ending, start in (("PNG", b"\x89PNG"), ("PDF", b"%PDF-")):
        with seller.page.expect_download() as waiting:
            seller.page.get_by_role("button", name=f"Download {ending}").click()
        download = waiting.value
        assert download.suggested_filename.endswith(f".{ending.lower()}")
        assert Path(download.path()).read_bytes().startswith(start)


def test_on_paper_there_is_the_picture_alone(seller: Visitor, client: Client, ana: str, tmp_path: Path) -> None:
    """Printed, or saved as PDF by the browser, a print is one page without a word of the screen's."""
    made = client.create(ana, q="A quiet lake")["ids"]
    seller.goes_to(f"works/{made['product_id']}")
    assert is_shown(seller, ".proof img[alt^='The print']")
    seller.page.pdf(path=tmp_path / "paper.pdf", print_background=True)
    (page,) = PdfReader(tmp_path / "paper.pdf").pages
    assert page.extract_text().strip() == ""
    assert len(page.images) == 1


def test_gallery_continues_page_by_page(seller: Visitor, client: Client, ana: str) -> None:
    """Twelve prints at first, the rest on request, and the reader is taken to the first new one."""
    for number in range(13):
        client.create(ana, q="A quiet lake", reuse=number > 0)
    seller.goes_to("works")
    seller.page.wait_for_selector(".print")
    assert seller.page.locator(".print").count() == 12
    seller.page.get_by_role("button", name="Show more").click()
    seller.page.wait_for_function("() => document.querySelectorAll('.print').length === 13")
    assert seller.page.evaluate("document.activeElement.closest('.print') !== null")
    assert not seller.page.get_by_role("button", name="Show more").is_visible()


def test_photo_goes_up_and_comes_back_restyled(seller: Visitor, tmp_path: Path) -> None:
    """The photo goes straight to the store, in its own shape, and both pictures are shown."""
    photo = tmp_path / "año nuevo.png"
    photo.write_bytes(png(640, 480))
    seller.goes_to("restyle")
    seller.page.set_input_files("#photo", photo)
    seller.page.fill("#wish", "as a woodcut of a harbour")
    seller.page.wait_for_function("() => document.querySelector('.drop img')?.naturalWidth > 0")
    seller.page.get_by_role("button", name="Restyle it").click()
    assert is_shown(seller, "img[alt='Before']")
    assert is_shown(seller, "img[alt='After']")
    asked = seller.calls("POST", "/generate")[0].post_data_json
    assert asked["aspect_ratio"] == "4:3"
    assert asked["input_key"].startswith("uploads/")
    with seller.page.expect_download() as waiting:
        seller.page.get_by_role("button", name="Download PNG").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")


def test_own_print_can_be_restyled(seller: Visitor, client: Client, ana: str) -> None:
    """From a print one comes to the bench with its picture there; nothing is uploaded."""
    made = client.create(ana, q="A quiet lake")["ids"]
    seller.goes_to(f"works/{made['product_id']}")
    seller.page.get_by_role("link", name="Restyle it").click()
    assert is_shown(seller, ".drop img")
    seller.page.fill("#wish", "as a neon sign")
    seller.page.get_by_role("button", name="Restyle it").click()
    assert is_shown(seller, "img[alt='After']")
    assert seller.calls("POST", "/uploads") == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("notes.txt", b"words", "Only PNG, JPEG, WebP and GIF pictures"), ("empty.png", b"", "does not fit")],
)
def test_what_is_no_picture_is_refused_in_words(
    seller: Visitor, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    """A file of another kind is refused at once, an empty one by the service; nothing is generated."""
    seller.refusals = {422}
    (tmp_path / name).write_bytes(content)
    seller.goes_to("restyle")
    seller.page.set_input_files("#photo", tmp_path / name)
    if content == b"":
        seller.page.fill("#wish", "as a woodcut")
        seller.page.get_by_role("button", name="Restyle it").click()
    assert words in seller.page.get_by_role("alert").inner_text()
    assert seller.calls("POST", "/generate") == []


def test_used_up_allowance_is_reported_kindly(
    arrive: Arrive, other_laptop: Laptop, other_client: Client, ana: str
) -> None:
    """What is left is shown; when nothing is, the page says when there will be more."""
    other_client.token(ana)
    visitor = arrive(f"{other_laptop.url}/studio/", hosts=(other_laptop.cloud.endpoint,))
    visitor.refusals = {429}
    visitor.signs_in(ana, PASSWORD)
    visitor.sees("3 prints left today")
    for _ in range(3):
        other_client.create(ana)
    prints(visitor, "One more")
    problem = visitor.page.get_by_role("alert")
    assert "The press needs to cool down." in problem.inner_text()
    assert "3 generations a day" in problem.inner_text()


def test_an_example_becomes_the_idea(visitor: Visitor, client: Client, ana: str) -> None:
    """Before sign-in one sees what comes out; afterwards an example is a click away from a print."""
    client.token(ana)
    visitor.goes_to()
    visitor.page.locator(".examples img").first.scroll_into_view_if_needed()
    assert is_shown(visitor, ".examples img")
    visitor.signs_in(ana)
    visitor.page.get_by_role("button", name="A cyberpunk cat").click()
    assert visitor.page.input_value("#idea") == "A cyberpunk cat"
