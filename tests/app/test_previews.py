"""Previews by the front door: with every picture, wherever one is shown, for as long as the picture."""

import io
import secrets
from typing import Any

import pytest
from PIL import Image

from backend.domain.products.ports import ProductListing
from backend.local.laptop import Laptop
from tests.app.document import assert_documented
from tests.app.models import BRIEF
from tests.app.store import opened
from tests.app.test_jobs import ASYNC, finished
from tests.conftest import Client


def size_of(media: dict[str, Any]) -> tuple[int, int]:
    """The size of a picture's preview, which opens as what it is."""
    answer = opened(media["preview_url"])
    assert (answer.status, answer.headers["content-type"]) == (200, "image/webp")
    assert len(answer.body) < 100_000
    return Image.open(io.BytesIO(answer.body)).size


def pictures(media: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that have a preview: the picture that is shown, which is a product's print."""
    found = [each for each in media if "preview_url" in each]
    assert [(each["type"], each.get("role", "print")) for each in found] == [("image", "print")]
    return found


@pytest.mark.parametrize(
    ("kind", "size", "endings"),
    [("poster", (410, 512), ["png", "png"]), ("card", (512, 341), ["png", "pdf", "png"])],
)
def test_a_product_s_picture_has_a_preview_wherever_it_is_shown(
    client: Client, ana: str, kind: str, size: tuple[int, int], endings: list[str]
) -> None:
    """In the creation, its job, the product, the owner's list and the storefront; it is not one of the files."""
    job_id = client.post("/create", {"q": "A fox", "kind": kind, "publish": True}, as_user=ana, headers=ASYNC)
    creation = finished(client, job_id.json["job_id"], ana)["result"]["creation"]
    assert [key.rpartition(".")[2] for key in creation["design"]["media_keys"]] == endings
    assert [each["key"] for each in creation["design"]["media"]] == creation["design"]["media_keys"]
    product = client.get(f"/products/{creation['ids']['product_id']}", as_user=ana).json["product"]
    assert product["media_keys"] == creation["design"]["media_keys"]
    (listed,) = client.get("/products", as_user=ana, owner="me").json["items"]
    window = client.get("/listings", as_user=ana).json["items"]
    (seen,) = (each for each in window if each["listing_id"] == creation["ids"]["listing_id"])
    shown = [
        *pictures(creation["design"]["media"]),
        *pictures(product["media"]),
        *pictures(listed["product"]["media"]),
        seen["picture"],
    ]
    assert [size_of(media) for media in shown] == [size] * 4


def test_a_design_has_a_preview(client: Client, ana: str) -> None:
    """Before a product is made of it."""
    made = client.post("/design", {"brief": {**BRIEF, "kind": "photo"}}, as_user=ana)
    assert_documented("design", made)
    (media,) = pictures(made.json["media"])
    assert size_of(media) == (512, 512)
    assert made.json["media_keys"][0] == media["key"]


def test_a_generated_picture_has_a_preview(client: Client, ana: str) -> None:
    """The URLs of the result are those of the pictures."""
    task = client.post("/generate", {"prompt": "A lighthouse", "aspect_ratio": "16:9"}, as_user=ana).json
    result = finished(client, task["task_id"], ana)["result"]
    (media,) = pictures(result["media"])
    assert result["result_urls"] == [media["url"]]
    assert size_of(media) == (512, 293)


def test_a_replayed_creation_opens_its_preview(client: Client, ana: str) -> None:
    """An answer that is given again is signed again."""
    headers = {"Idempotency-Key": secrets.token_hex(8)}
    first, again = (client.post("/create", {"q": "A fox"}, as_user=ana, headers=headers) for _ in range(2))
    assert again.headers["idempotent-replayed"] == "true"
    assert [size_of(answer.json["design"]["media"][0]) for answer in (first, again)] == [(410, 512)] * 2


def test_a_deleted_product_leaves_no_preview(client: Client, ana: str) -> None:
    """Its files are removed with it."""
    made = client.create(ana)
    media = made["design"]["media"][0]
    assert client.delete(f"/products/{made['ids']['product_id']}?purge=true", as_user=ana).status == 204
    assert [opened(media[name]).status for name in ("url", "preview_url")] == [404, 404]


def test_a_product_of_the_time_before_previews(client: Client, laptop: Laptop, ana: str) -> None:
    """It is shown as it was, without `preview_url`."""
    made = client.create(ana)
    offers = laptop.services.offers
    offer = offers.get(made["ids"]["product_id"])
    older = offer.product.model_copy(update={"media_keys": made["design"]["media_keys"][:1], "version": 2})
    offers.change(offer, ProductListing(older, offer.listing))
    answer = client.get(f"/products/{made['ids']['product_id']}", as_user=ana)
    assert_documented("getProduct", answer)
    (media,) = answer.json["product"]["media"]
    assert set(media) == {"key", "url", "type"}
    assert opened(media["url"]).status == 200
