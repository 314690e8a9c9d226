"""The text of a print by the front door: set on the art, set again when it changes, and told where it cannot be."""

import secrets
from typing import Any

import pytest

from backend.local.laptop import Laptop
from tests.app.document import assert_documented, assert_error, fields_of
from tests.app.models import BRIEF, paid
from tests.app.store import opened
from tests.conftest import Client

DATE = {"role": "date", "text": "14 de febrero"}


@pytest.fixture
def product(client: Client, ana: str) -> dict[str, Any]:
    """A product of its own, as its owner sees it."""
    made = client.create(ana)
    return dict(client.get(f"/products/{made['ids']['product_id']}", as_user=ana).json["product"])


def keys(product: dict[str, Any]) -> dict[str, str]:
    """The keys of a product's pictures by their role."""
    return {each["role"]: each["key"] for each in product["media"] if each["type"] == "image"}


def file_of(product: dict[str, Any], role: str) -> bytes:
    url = next(each["url"] for each in product["media"] if each["role"] == role)
    answer = opened(url)
    assert answer.status == 200
    return answer.body


@pytest.mark.parametrize("change", [{"title": "Cartagena"}, {"lines": [DATE]}, {"title": "Cali", "lines": [DATE]}])
def test_a_changed_text_is_set_again_on_the_same_art(
    client: Client, laptop: Laptop, ana: str, product: dict[str, Any], change: dict[str, Any]
) -> None:
    """No model is asked; the print is another file, the old one is gone, the art stays as it is."""
    art, old = file_of(product, "art"), next(each["url"] for each in product["media"])
    path = f"/products/{product['product_id']}"
    with paid(laptop) as calls:
        answer = client.patch(path, change, as_user=ana)
    assert_documented("updateProduct", answer)
    assert calls.operations == {}
    after = answer.json["product"]
    assert {name: after[name] for name in change} == change
    assert keys(after)["art"] == keys(product)["art"]
    assert file_of(after, "art") == art
    assert file_of(after, "print") not in (art, b"")
    assert opened(old).status == 404
    assert client.get(path, as_user=ana).json["product"]["media_keys"] == after["media_keys"]


@pytest.mark.parametrize("change", [{"description": "Other words."}, {"tags": ["sea"]}, {"status": "active"}])
def test_another_change_leaves_the_print(
    client: Client, ana: str, product: dict[str, Any], change: dict[str, Any]
) -> None:
    """What is not on the print does not make a new one; nor does the same title again."""
    for each in (change, {"title": product["title"]}):
        after = client.patch(f"/products/{product['product_id']}", each, as_user=ana).json["product"]
        assert after["media_keys"] == product["media_keys"]


def test_the_same_brief_and_seed_give_the_same_print(client: Client, ana: str) -> None:
    """Two designs of them differ in nothing but their keys."""
    brief = {**BRIEF, "title": secrets.token_hex(4)}
    first, second = (client.post("/design", {"brief": brief, "seed": 3}, as_user=ana).json for _ in range(2))
    assert opened(first["media"][0]["url"]).body == opened(second["media"][0]["url"]).body


def test_characters_without_a_typeface_are_told(client: Client, ana: str, product: dict[str, Any]) -> None:
    """In the answer to the change and in that of a design: nothing is dropped without a word."""
    answer = client.patch(f"/products/{product['product_id']}", {"title": "Sol \u2600 \u10d0"}, as_user=ana)
    assert_documented("updateProduct", answer)
    (warning,) = answer.json["warnings"]
    assert warning.endswith(": \u2600 \u10d0")
    design = client.post("/design", {"brief": {**BRIEF, "lines": [{"role": "place", "text": "\u10d0"}]}}, as_user=ana)
    assert_documented("design", design)
    assert len(design.json["warnings"]) == 1


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([{"role": "motto", "text": "x"}], "lines.0.role"),
        ([{"role": "date", "text": " "}], "lines.0.text"),
        ([{"role": "date", "text": "x" * 121}], "lines.0.text"),
        ([DATE] * 9, "lines"),
    ],
)
def test_wrong_lines_are_refused(
    client: Client, ana: str, product: dict[str, Any], lines: list[Any], field: str
) -> None:
    """By their place, and nothing changes."""
    answer = client.patch(f"/products/{product['product_id']}", {"lines": lines}, as_user=ana)
    assert fields_of(assert_error(answer, 422, "validation_failed")) == [field]
