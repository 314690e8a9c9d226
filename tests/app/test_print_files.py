"""A product's file for a print shop by the front door: what is asked for, made once, shown to its owner alone, removed
with the product."""

import io
from typing import Any
from urllib.parse import urlencode

import pytest
from PIL import Image
from pypdf import PdfReader

from backend.local.laptop import Laptop
from tests.app.document import assert_documented, assert_error, fields_of
from tests.app.models import paid
from tests.app.store import opened
from tests.conftest import Answer, Client

MM = 72 / 25.4


@pytest.fixture
def product(client: Client, ana: str) -> str:
    """The path of a product of its own."""
    return f"/products/{client.create(ana)['ids']['product_id']}"


def ask(client: Client, product: str, user: str, **query: Any) -> Answer:
    return client.get(f"{product}/print?{urlencode(query)}", as_user=user)


def file_of(answer: Answer) -> bytes:
    stored = opened(answer.json["print"]["url"])
    assert (stored.status, stored.headers["content-type"]) == (200, "application/pdf")
    return stored.body


def files(laptop: Laptop, client: Client, user: str) -> set[str]:
    listed = laptop.cloud.client("s3").list_objects_v2(
        Bucket=laptop.cloud.buckets["assets"], Prefix=f"assets/{client.user_id(user)}/"
    )
    return {each["Key"] for each in listed.get("Contents", [])}


def test_a_print_has_the_size_of_the_sheet(client: Client, laptop: Laptop, ana: str, product: str) -> None:
    """Answer and file agree, and no model is called."""
    with paid(laptop) as calls:
        answer = ask(client, product, ana, size="A3", bleed_mm=2.5, marks="false")
    assert_documented("getPrint", answer)
    assert calls.operations == {}
    told = {name: answer.json[name] for name in ("size", "width_mm", "height_mm", "bleed_mm", "marks")}
    assert told == {"size": "A3", "width_mm": 297, "height_mm": 420, "bleed_mm": 2.5, "marks": False}
    assert answer.json["print"]["role"] == "print"
    (page,) = PdfReader(io.BytesIO(file_of(answer)), strict=True).pages
    assert (float(page.mediabox.width) / MM, float(page.mediabox.height) / MM) == pytest.approx((302, 425), abs=0.01)


def test_the_text_of_a_print_is_that_of_the_product(client: Client, ana: str, product: str) -> None:
    """Also after it was changed: then it is another file."""
    before = ask(client, product, ana)
    title = "Mañana en Cartagena"
    assert client.patch(product, {"title": title, "lines": []}, as_user=ana).status == 200
    after = ask(client, product, ana)
    assert after.json["print"]["key"] != before.json["print"]["key"]
    reader = PdfReader(io.BytesIO(file_of(after)), strict=True)
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert " ".join(reader.pages[0].extract_text().split()).casefold() == title.casefold()


def test_the_same_print_is_made_once(client: Client, laptop: Laptop, ana: str, product: str) -> None:
    """The second request gives the same facts and writes nothing; another bleed is another file."""
    first = ask(client, product, ana, size="letter")
    stored = files(laptop, client, ana)
    with paid(laptop) as calls:
        again = ask(client, product, ana, size="letter")
    assert calls.operations == {}
    assert {**again.json, "print": None} == {**first.json, "print": None}
    assert again.json["print"]["key"] == first.json["print"]["key"]
    assert files(laptop, client, ana) == stored
    other = ask(client, product, ana, size="letter", bleed_mm=0)
    assert other.json["print"]["key"] != first.json["print"]["key"]


def test_a_picture_too_small_for_the_sheet_gives_a_warning(client: Client, ana: str, product: str) -> None:
    """With its pixels to the inch, which are half as many on a sheet that is twice as large."""
    small, large = ask(client, product, ana, size="A5"), ask(client, product, ana, size="A3")
    assert small.json["effective_dpi"] == pytest.approx(2 * large.json["effective_dpi"], rel=0.02)
    (warning,) = large.json["warnings"]
    assert f"has {large.json['effective_dpi']} pixels to the inch" in warning
    assert "warnings" not in small.json


def test_a_print_belongs_to_its_owner(client: Client, ana: str, ben: str, product: str) -> None:
    assert_error(ask(client, product, ben), 404, "not_found")


def test_a_deleted_product_leaves_no_file(client: Client, laptop: Laptop, ana: str) -> None:
    """Neither its media nor the print files that were made of it."""
    before = files(laptop, client, ana)
    made = f"/products/{client.create(ana)['ids']['product_id']}"
    answers = [ask(client, made, ana, size=size) for size in ("A4", "A5")]
    assert len(files(laptop, client, ana) - before) >= 4
    assert client.delete(f"{made}?purge=true", as_user=ana).status == 204
    assert files(laptop, client, ana) == before
    assert [opened(answer.json["print"]["url"]).status for answer in answers] == [404, 404]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"size": "A7"}, "size"),
        ({"size": "a4"}, "size"),
        ({"bleed_mm": -1}, "bleed_mm"),
        ({"bleed_mm": 10.1}, "bleed_mm"),
        ({"bleed_mm": "nan"}, "bleed_mm"),
        ({"marks": "maybe"}, "marks"),
    ],
)
def test_what_no_print_shop_takes_is_refused(
    client: Client, ana: str, product: str, query: dict[str, Any], field: str
) -> None:
    answer = ask(client, product, ana, **query)
    assert answer.status in (400, 422)
    assert fields_of(assert_error(answer, answer.status, answer.json["error"])) == [field]


def test_a_mock_up_shows_the_print(client: Client, laptop: Laptop, ana: str, product: str) -> None:
    """Of the size that is asked for, else of the kind's usual one; made once, without a model."""
    with paid(laptop) as calls:
        answer = client.get(f"{product}/mockup", as_user=ana)
        again = client.get(f"{product}/mockup", as_user=ana, size="50x70")
    assert_documented("getMockup", answer)
    assert calls.operations == {}
    assert answer.json["size"] == "50x70"
    assert again.json["picture"]["key"] == answer.json["picture"]["key"]
    stored = opened(answer.json["picture"]["url"])
    assert stored.headers["content-type"] == "image/webp"
    shown = Image.open(io.BytesIO(stored.body))
    assert (shown.format, shown.size) == ("WEBP", (1600, 1200))
    other = client.get(f"{product}/mockup", as_user=ana, size="A4")
    assert opened(other.json["picture"]["url"]).body != stored.body


def test_a_mock_up_belongs_to_its_owner_and_goes_with_the_product(
    client: Client, ana: str, ben: str, product: str
) -> None:
    made = client.get(f"{product}/mockup", as_user=ana).json["picture"]["url"]
    assert_error(client.get(f"{product}/mockup", as_user=ben), 404, "not_found")
    assert client.delete(f"{product}?purge=true", as_user=ana).status == 204
    assert opened(made).status == 404


def test_stored_prints_have_pixels_to_the_inch(client: Client, ana: str, product: str) -> None:
    """As programs for layout read them; the art below the text stays as the model drew it."""
    media = client.get(product, as_user=ana).json["product"]["media"]
    (printed,) = [each for each in media if each["role"] == "print"]
    with Image.open(io.BytesIO(opened(printed["url"]).body)) as picture:
        assert picture.info["dpi"] == pytest.approx((150, 150), abs=0.1)


def test_a_product_whose_picture_is_gone_cannot_be_printed(
    client: Client, laptop: Laptop, ana: str, product: str
) -> None:
    media = client.get(product, as_user=ana).json["product"]["media"]
    bucket = laptop.cloud.buckets["assets"]
    for each in media:
        laptop.cloud.client("s3").delete_object(Bucket=bucket, Key=each["key"])
    for path in ("print", "mockup"):
        assert_error(client.get(f"{product}/{path}", as_user=ana), 409, "conflict")
