"""POST /create: an idea becomes a listed product, or nothing at all."""

import struct
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from backend.local.laptop import Laptop
from tests.app.document import assert_documented, assert_error, fields_of
from tests.app.models import BROKEN_BRIEF, paid
from tests.app.store import opened
from tests.conftest import Client

IDEA = "Hazme una imagen de Colombia"


def create(client: Client, user: str, **body: Any) -> Any:
    return client.post("/create", {"q": IDEA, **body}, as_user=user)


def owned(client: Client, user: str) -> Any:
    return client.get("/products", as_user=user, owner="me").json


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def assert_nothing_made(client: Client, user: str) -> None:
    """No product, no conversation, and the whole allowance."""
    assert owned(client, user)["count"] == 0
    assert client.get("/conversations", as_user=user).json["count"] == 0
    allowance = client.get("/me", as_user=user).json["allowance"]
    assert allowance["remaining"] == allowance["limit"]


# ---- what comes out


def test_a_creation_has_its_shape(client: Client, ana: str) -> None:
    """201 with conversation, brief, design, ids, price, owner, and the message that the owner was defaulted."""
    answer = create(client, ana)
    assert answer.status == 201
    assert_documented("createProduct", answer)
    made = answer.json
    assert set(made) == {
        "conversation_id", "brief", "design", "ids", "price_cents", "currency", "user_id", "user_id_defaulted",
        "message",
    }  # fmt: skip
    assert made["user_id"] == client.user_id(ana)
    assert made["user_id_defaulted"] is True
    assert made["message"]


def test_the_defaults(client: Client, ana: str) -> None:
    """Without wishes: the brief's price, US dollars, a draft product with an active listing."""
    made = create(client, ana).json
    assert (made["price_cents"], made["currency"]) == (made["brief"]["price_cents"], "USD")
    (item,) = owned(client, ana)["items"]
    assert (item["product"]["status"], item["listing"]["status"]) == ("draft", "active")


def test_price_currency_and_publish(client: Client, ana: str) -> None:
    """Terms that are sent are the listing's, and published means active on both sides."""
    made = create(client, ana, price_cents=12345, currency="COP", publish=True).json
    assert (made["price_cents"], made["currency"]) == (12345, "COP")
    (item,) = owned(client, ana)["items"]
    assert (item["listing"]["price_cents"], item["listing"]["currency"]) == (12345, "COP")
    assert (item["product"]["status"], item["listing"]["status"]) == ("active", "active")


def test_a_price_of_nothing_is_a_price(client: Client, ana: str) -> None:
    """0 is not taken for 'not given'."""
    assert create(client, ana, price_cents=0).json["price_cents"] == 0


def test_ones_own_user_id_may_be_sent(client: Client, ana: str) -> None:
    """Then nothing was defaulted, and there is no message."""
    made = create(client, ana, user_id=client.user_id(ana)).json
    assert made["user_id_defaulted"] is False
    assert "message" not in made


def test_another_users_id_is_refused(client: Client, laptop: Laptop, ana: str, ben: str) -> None:
    """Nobody creates for another, and no model is asked for it."""
    with paid(laptop) as calls:
        assert_error(create(client, ana, user_id=client.user_id(ben)), 403, "forbidden")
    assert not calls.operations
    assert_nothing_made(client, ana)
    assert_nothing_made(client, ben)


def test_an_admin_may_create_for_another(client: Client, ana: str) -> None:
    """The owner is who was named, not the admin."""
    made = create(client, "boss-creator", user_id=client.user_id(ana)).json
    assert made["user_id"] == client.user_id(ana)
    assert owned(client, ana)["items"][0]["product"]["product_id"] == made["ids"]["product_id"]
    assert all(key.startswith(f"assets/{client.user_id(ana)}/generated/") for key in made["design"]["media_keys"])


def test_creation_product_and_listing_agree(client: Client, ana: str) -> None:
    """The ids lead to a product and a listing that say what the creation said."""
    made = create(client, ana).json
    both = client.get(f"/products/{made['ids']['product_id']}", as_user=ana).json
    product, listing = both["product"], both["listing"]
    assert (product["title"], product["description"]) == (made["brief"]["title"], made["brief"]["description"])
    assert (product["brief"], product["media_keys"]) == (made["brief"], made["design"]["media_keys"])
    assert (listing["listing_id"], listing["product_id"]) == (made["ids"]["listing_id"], product["product_id"])
    assert listing["metadata"] == {"stage": "local"}
    assert product["owner_id"] == listing["owner_id"] == made["user_id"]
    assert product["version"] == listing["version"] == 1
    assert product["created_at"] == product["updated_at"] == listing["created_at"]


def test_the_conversation_is_recorded(client: Client, ana: str) -> None:
    """The idea and what came of it are a conversation, the answer with the art, which no later edit replaces."""
    made = create(client, ana).json
    told = client.get(f"/conversations/{made['conversation_id']}", as_user=ana).json
    asked, answered = told["messages"]
    assert (asked["role"], asked["text"]) == ("user", IDEA)
    assert "media_keys" not in asked
    assert (answered["role"], answered["media_keys"]) == ("assistant", made["design"]["media_keys"][-1:])
    assert made["brief"]["title"] in answered["text"]


@pytest.mark.parametrize(
    ("kind", "size", "endings"),
    [
        ("poster", (1024, 1280), ["png", "png"]),
        ("photo", None, ["png", "png"]),
        ("card", None, ["png", "pdf", "png"]),
        ("document", None, ["png", "pdf", "png"]),
    ],
)
def test_every_kind_has_its_files(
    client: Client, ana: str, kind: str, size: tuple[int, int] | None, endings: list[str]
) -> None:
    """Print and art for every kind, and a PDF of the print for cards and documents; each opens inline as what it is."""
    made = create(client, ana, kind=kind).json
    assert made["brief"]["kind"] == kind
    media = made["design"]["media"]
    assert [each["key"].rpartition(".")[2] for each in media] == endings
    assert [each["type"] for each in media] == ["image", *(["document"] if "pdf" in endings else []), "image"]
    assert [each["role"] for each in media] == [*["print"] * (len(endings) - 1), "art"]
    for each, ending in zip(media, endings, strict=True):
        magic, content_type = {"png": (b"\x89PNG", "image/png"), "pdf": (b"%PDF-", "application/pdf")}[ending]
        file = opened(each["url"])
        assert file.status == 200
        assert file.body.startswith(magic)
        assert (file.headers["content-type"], file.headers["content-disposition"]) == (content_type, "inline")
        if size is not None:
            assert size_of(file.body) == size


def test_a_url_is_signed_for_minutes(client: Client, ana: str) -> None:
    """SigV4, valid for minutes, and worth nothing once it is changed."""
    media = create(client, ana).json["design"]["media"][0]
    query = parse_qs(urlsplit(media["url"]).query)
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert 60 <= int(query["X-Amz-Expires"][0]) <= 3600
    assert opened(media["url"].replace("inline", "attachment")).status == 403
    assert opened(media["url"].partition("?")[0]).status == 403


def test_one_creation_costs_one_brief_and_one_picture(client: Client, laptop: Laptop, ana: str) -> None:
    """Two paid calls, and one of the day's allowance."""
    before = client.get("/me", as_user=ana).json["allowance"]["remaining"]
    with paid(laptop) as calls:
        create(client, ana)
    assert calls.operations == {"ConverseStream": 1, "InvokeModel": 1}
    assert client.get("/me", as_user=ana).json["allowance"]["remaining"] == before - 1


# ---- what is refused


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("q", ""),
        ("q", "  "),
        ("q", "x" * 1001),
        ("q", None),
        ("q", 5),
        ("price_cents", -1),
        ("price_cents", 9.5),
        ("price_cents", "900"),
        ("price_cents", True),
        ("price_cents", 10**30),
        ("currency", "usd"),
        ("currency", "DOLLARS"),
        ("currency", "US\n"),
        ("kind", "mug"),
        ("publish", "true"),
        ("publish", 1),
        ("user_id", ""),
        ("user_id", "a b"),
        ("user_id", "x" * 129),
        ("title", "mine"),
    ],
)
def test_bad_wishes_are_refused_by_name(client: Client, laptop: Laptop, ana: str, field: str, value: Any) -> None:
    """A field that breaks its rule is named in details; no model is asked and nothing is made."""
    with paid(laptop) as calls:
        answer = create(client, ana, **{field: value})
    assert fields_of(assert_error(answer, 422, "validation_failed")) == [field]
    assert not calls.operations
    assert owned(client, ana)["count"] == 0


def test_a_currency_must_exist(client: Client, ana: str) -> None:
    """ISO 4217 has no ZZZ; a price in it means nothing."""
    assert fields_of(assert_error(create(client, ana, currency="ZZZ"), 422, "validation_failed")) == ["currency"]


# ---- models that fail


@pytest.mark.parametrize(
    ("fault", "status", "name"),
    [
        ({"operation": "ConverseStream", "code": "ModelTimeoutException"}, 504, "model_timed_out"),
        ({"operation": "ConverseStream", "code": "AccessDeniedException"}, 503, "model_not_accessible"),
        ({"operation": "ConverseStream", "code": "ValidationException"}, 503, "model_misconfigured"),
        ({"operation": "ConverseStream", "code": "ThrottlingException"}, 503, "model_unavailable"),
        ({"operation": "ConverseStream", "garbage": True}, 504, "model_timed_out"),
        ({"operation": "ConverseStream", "guardrail": True}, 422, "content_refused"),
        ({"operation": "ConverseStream", "tool_input": BROKEN_BRIEF}, 502, "model_failed"),
        ({"operation": "InvokeModel", "code": "ModelTimeoutException"}, 504, "model_timed_out"),
        ({"operation": "InvokeModel", "code": "AccessDeniedException"}, 503, "model_not_accessible"),
        ({"operation": "InvokeModel", "code": "ValidationException"}, 503, "model_misconfigured"),
        ({"operation": "InvokeModel", "code": "ModelErrorException"}, 502, "model_failed"),
        ({"operation": "InvokeModel", "code": "InternalServerException"}, 502, "model_failed"),
        ({"operation": "InvokeModel", "garbage": True}, 504, "model_timed_out"),
        ({"operation": "InvokeModel", "drop": True}, 504, "model_timed_out"),
    ],
    ids=str,
)
def test_a_failed_model_leaves_nothing(
    client: Client, faults: Any, ana: str, fault: dict[str, Any], status: int, name: str
) -> None:
    """Each failure has its status and name; nothing is half-made, and the allowance is given back."""
    faults.add(times=None, **fault)
    answer = create(client, ana)
    assert_error(answer, status, name)
    assert_documented("createProduct", answer)
    faults.clear()
    assert_nothing_made(client, ana)


def test_a_picture_that_timed_out_is_not_asked_for_again(client: Client, laptop: Laptop, faults: Any, ana: str) -> None:
    """Its outcome is unknown and it may be paid for: exactly one call."""
    faults.add(operation="InvokeModel", code="ModelTimeoutException")
    with paid(laptop) as calls:
        assert create(client, ana).status == 504
    assert calls.operations["InvokeModel"] == 1


@pytest.mark.parametrize("fault", [{"drop": True}, {"garbage": True}, {"code": "InternalServerException"}], ids=str)
def test_a_picture_of_unknown_outcome_is_not_asked_for_again(
    client: Client, laptop: Laptop, faults: Any, ana: str, fault: dict[str, Any]
) -> None:
    """A call that may have been carried out is never repeated silently."""
    faults.add(operation="InvokeModel", **fault)
    with paid(laptop) as calls:
        assert create(client, ana).status >= 500
    assert calls.operations["InvokeModel"] == 1


@pytest.mark.parametrize("code", ["ThrottlingException", "ModelNotReadyException"])
def test_a_picture_that_was_not_begun_is_asked_for_again(
    client: Client, laptop: Laptop, faults: Any, ana: str, code: str
) -> None:
    """A throttled call was certainly not carried out, so it is repeated."""
    faults.add(operation="InvokeModel", code=code)
    with paid(laptop) as calls:
        assert create(client, ana).status == 201
    assert calls.operations["InvokeModel"] == 2


def test_a_filtered_picture_is_a_422(client: Client, faults: Any, ana: str) -> None:
    """A prompt that the image model filters is the caller's to reword, and costs nothing of the allowance."""
    answer = create(client, ana, q="A poster of gore")
    assert_error(answer, 422, "content_refused")
    assert_nothing_made(client, ana)


def test_a_broken_brief_is_repaired(client: Client, laptop: Laptop, faults: Any, ana: str) -> None:
    """One broken brief costs one more call, and the product is made all the same."""
    faults.add(operation="ConverseStream", tool_input=BROKEN_BRIEF)
    with paid(laptop) as calls:
        assert create(client, ana).status == 201
    assert calls.operations == {"ConverseStream": 2, "InvokeModel": 1}


def test_a_fallback_model_makes_the_brief(
    other_client: Client, other_laptop: Laptop, other_faults: Any, ana: str
) -> None:
    """A first text model that stays throttled does not stop a creation."""
    other_faults.add(operation="ConverseStream", model="sonnet", code="ThrottlingException", times=2)
    with paid(other_laptop) as calls:
        answer = create(other_client, ana)
    assert answer.status == 201
    assert any("haiku" in model for model in calls.models)
    assert calls.operations["InvokeModel"] == 1


def test_a_failure_shows_nothing_of_the_inside(client: Client, faults: Any, ana: str) -> None:
    """No ARN, no table, no model and no AWS error leaves the service."""
    faults.add(operation="InvokeModel", code="AccessDeniedException", message="arn:aws:iam::1:role/x may not invoke m")
    body = create(client, ana).body
    assert not any(word in body for word in (b"arn:", b"role", b"Exception", b"dreamforge-local", b"Traceback"))
