"""POST /design: a brief becomes a picture."""

from typing import Any

import pytest

from backend.local.laptop import Laptop
from tests.app.document import assert_documented, assert_error, fields_of
from tests.app.models import BRIEF, paid
from tests.app.store import opened
from tests.conftest import Client


def design(client: Client, user: str, brief: Any = BRIEF, **more: Any) -> Any:
    return client.post("/design", {"brief": brief, **more}, as_user=user)


def test_a_design_has_media_and_package(client: Client, ana: str) -> None:
    """A brief comes back as media keys, media with URLs that open, and the package they were made from."""
    answer = design(client, ana)
    assert_documented("design", answer)
    made = answer.json
    assert made["package"]["brief"] == {"lines": [], **BRIEF}
    assert BRIEF["design_prompt"] in made["package"]["design_prompt"]
    assert [media["key"] for media in made["media"]] == made["media_keys"]
    assert opened(made["media"][0]["url"]).body.startswith(b"\x89PNG")


def test_media_lie_under_the_caller(client: Client, ana: str) -> None:
    """Media are named assets/{user_id}/generated/{kind}_{id}.{ext}."""
    key, art = design(client, ana).json["media_keys"]
    folder, _, name = key.rpartition("/")
    assert folder == f"assets/{client.user_id(ana)}/generated"
    assert name.startswith("poster_")
    assert name.endswith(".png")
    assert art == key.replace(".png", "_art.png")


def test_the_kind_can_be_another(client: Client, ana: str) -> None:
    """`kind` wins over the brief's own."""
    made = design(client, ana, kind="card").json
    assert [key.rpartition(".")[2] for key in made["media_keys"]] == ["png", "pdf", "png"]
    assert made["package"]["brief"]["kind"] == "card"


def test_the_brief_of_interpret_can_be_sent_on(client: Client, ana: str) -> None:
    """What /interpret answers is what /design takes."""
    brief = client.post("/interpret", {"q": "A fox in the snow"}, as_user=ana).json
    assert design(client, ana, brief).status == 200


def test_nothing_is_listed(client: Client, ana: str) -> None:
    """A design alone is no product."""
    design(client, ana)
    assert client.get("/products", as_user=ana, owner="me").json["count"] == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 81),
        ("kind", "mug"),
        ("palette", []),
        ("palette", ["#000000"] * 7),
        ("keywords", []),
        ("language", "eng"),
        ("price_cents", -1),
        ("price_cents", 12.5),
        ("price_cents", True),
        ("description", None),
        ("design_prompt", "x" * 1501),
        ("extra", 1),
    ],
)
def test_a_brief_is_checked_field_by_field(client: Client, laptop: Laptop, ana: str, field: str, value: Any) -> None:
    """A brief that breaks a rule is refused by the field's path, and nothing is drawn."""
    with paid(laptop) as calls:
        answer = design(client, ana, {**BRIEF, field: value})
    assert fields_of(assert_error(answer, 422, "validation_failed")) == [f"brief.{field}"]
    assert not calls.operations


def test_an_item_of_a_list_is_named_by_its_place(client: Client, ana: str) -> None:
    """The path of a colour in the palette has its number."""
    answer = design(client, ana, {**BRIEF, "palette": ["#000000", "#FFFFFF", "red"]})
    assert fields_of(assert_error(answer, 422)) == ["brief.palette.2"]


def test_a_whole_float_is_an_integer(client: Client, ana: str) -> None:
    """JSON knows one kind of number: 2400.0 cents are 2400."""
    answer = design(client, ana, {**BRIEF, "price_cents": 2400.0})
    assert answer.json["package"]["brief"]["price_cents"] == 2400


def test_a_missing_brief_is_named(client: Client, ana: str) -> None:
    """A field that is needed and not there is named."""
    assert fields_of(assert_error(client.post("/design", {}, as_user=ana), 422)) == ["brief"]


def test_a_prompt_that_is_filtered(client: Client, ana: str) -> None:
    """An image model that filters the prompt (a 200 with finish_reasons) is a 422 that says to reword it."""
    brief = {**BRIEF, "title": "Gore", "design_prompt": "gore everywhere"}
    assert_error(design(client, ana, brief), 422, "content_refused")
