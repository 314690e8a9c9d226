"""A photograph becomes a product: its art is the photograph restyled, with the words set on it."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tests.app.document import assert_error, fields_of
from tests.app.test_generate import uploaded
from tests.app.test_variations import choose, drawn, file_of, make_variations
from tests.conftest import Client
from tests.files import jpeg, pdf
from tests.makers import png


def photograph(fill: str = "#E0A030") -> bytes:
    picture = Image.new("RGB", (320, 240), "#203040")
    ImageDraw.Draw(picture).ellipse((80, 40, 240, 200), fill=fill)
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def created(client: Client, user: str, key: str, **body: Any) -> dict[str, Any]:
    made = client.create(user, q="Retrato de Luna en acuarela", input_key=key, **body)
    product: dict[str, Any] = client.get(f"/products/{made['ids']['product_id']}", as_user=user).json["product"]
    return product


def test_an_upload_becomes_a_product(client: Client, ana: str) -> None:
    """The art has the photograph's proportions and depends on its pixels; the words are on the print."""
    keys = [uploaded(client, ana, photograph(fill)) for fill in ("#E0A030", "#30A0E0")]
    one, other = (created(client, ana, key) for key in keys)
    art = Image.open(BytesIO(file_of(one, "art")))
    assert abs(art.width / art.height - 320 / 240) < 0.02
    assert file_of(one, "art") != file_of(other, "art")
    assert file_of(one, "print") != file_of(one, "art")


def test_style_words_choose_the_treatment(client: Client, ana: str) -> None:
    """Those of the idea."""
    key = uploaded(client, ana, photograph())
    arts = set()
    for idea in ("Luna en acuarela", "Luna, mosaico", "Luna, dibujo a lápiz"):
        made = client.create(ana, q=idea, input_key=key)
        assert "Luna" in made["brief"]["title"]
        arts.add(file_of(made["design"], "art"))
    assert len(arts) == 3


def test_variations_start_from_the_photograph(client: Client, ana: str) -> None:
    """Their seeds vary the treatment; the same seed gives the art of the product."""
    product = created(client, ana, uploaded(client, ana, photograph()), seed=3)
    variations = make_variations(client, ana, product["product_id"], count=2, seed=3)["result"]["variations"]
    arts = [file_of(each, "art") for each in variations]
    assert arts[0] == file_of(product, "art") != arts[1]
    chosen = choose(client, ana, product["product_id"], variations[1]["art_key"])["product"]
    assert file_of(chosen, "art") == arts[1]


def test_a_generated_picture_is_a_start_as_well(client: Client, ana: str) -> None:
    """Keys of the caller's own products and jobs are as good as those of uploads."""
    first = client.create(ana)
    key = next(each["key"] for each in first["design"]["media"] if each["role"] == "art")
    assert file_of(created(client, ana, key), "art") != file_of(first["design"], "art")


def test_pictures_of_others(client: Client, ana: str, ben: str) -> None:
    """404, before anything is counted or drawn."""
    key = uploaded(client, ben, photograph())
    left = client.get("/me", as_user=ana).json["allowance"]["remaining"]
    assert_error(client.post("/create", {"q": "Luna", "input_key": key}, as_user=ana), 404, "not_found")
    assert client.get("/me", as_user=ana).json["allowance"]["remaining"] == left


@pytest.mark.parametrize("content", [png(40, 40), jpeg(300, 200)])
def test_pictures_that_no_model_takes(client: Client, ana: str, content: bytes) -> None:
    """Too small, or damaged: 422, and no product."""
    content_type = "image/png" if content.startswith(b"\x89") else "image/jpeg"
    key = uploaded(client, ana, content, content_type)
    answer = client.post("/create", {"q": "Luna", "input_key": key}, as_user=ana)
    assert_error(answer, 422, "validation_failed")
    assert client.get("/health").json["status"] == "healthy"
    assert client.get("/products", as_user=ana, owner="me").json["items"] == []


def test_files_that_are_no_pictures(client: Client, ana: str) -> None:
    """And keys without a file: 422 that names the field."""
    mine = client.user_id(ana)
    for key in (uploaded(client, ana, pdf(), "application/pdf"), f"uploads/{mine}/up_0.png"):
        answer = client.post("/create", {"q": "Luna", "input_key": key}, as_user=ana)
        assert "input_key" in fields_of(assert_error(answer, 422, "validation_failed"))


def test_the_photograph_is_asked_for_without_lettering(client: Client, ana: str, laptop: Any) -> None:
    """One call of the image model for it."""
    key = uploaded(client, ana, photograph())
    before = drawn(laptop)
    prompt = client.create(ana, q="Luna en acuarela", input_key=key)["design"]["package"]["design_prompt"]
    assert drawn(laptop) == before + 1
    assert "without any lettering" in prompt
    assert "Luna en acuarela" in prompt
