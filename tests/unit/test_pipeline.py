"""An idea becomes a product, step by step, with stand-ins behind."""

import base64
import io
import json
from collections.abc import Sequence
from typing import Any

import pytest
from pypdf import PdfReader

from backend.adapters.bedrock.image import BedrockImage
from backend.adapters.bedrock.text import BedrockText, TextSettings
from backend.adapters.pictures.previews import PillowPreviewMaker
from backend.adapters.typesetting.typesetter import HarfBuzzTypesetter
from backend.domain.jobs.job_service import RETRYABLE
from backend.domain.products.brief import Brief, Kind
from backend.domain.products.models import Design
from backend.domain.products.pipeline import DesignSpec, Forge, Idea, ListingTerms, Publication
from backend.domain.products.ports import RememberedPicture
from backend.domain.products.prints import PrintMaker
from backend.domain.shared.errors import (
    Conflict,
    ContentRefused,
    DreamForgeError,
    ModelFailed,
    ModelUnavailable,
    PictureNotStored,
    StoreUnavailable,
)
from backend.domain.shared.ids import new_work
from backend.domain.shared.media import ART_ENDING, PREVIEW_ENDING, Media
from backend.domain.shared.meter import Meter
from tests.makers import BRIEF, CLAUDE, NOW, Scripted, brief, budget, png, refused

IDEA = Idea("Hazme una imagen de Colombia")


def called(tool_input: Any, use: str = "use_1") -> dict[str, Any]:
    """Converse's answer with a call of the tool."""
    block = {"toolUse": {"toolUseId": use, "name": "brief", "input": tool_input}}
    return answered([block], "tool_use")


def answered(blocks: list[dict[str, Any]], stop: str = "end_turn") -> dict[str, Any]:
    return {
        "output": {"message": {"role": "assistant", "content": blocks}},
        "usage": {"inputTokens": 10, "outputTokens": 5},
        "stopReason": stop,
    }


def drawn(picture: bytes) -> dict[str, Any]:
    body = {"seeds": [1], "finish_reasons": [None], "images": [base64.b64encode(picture).decode()]}
    return {"body": io.BytesIO(json.dumps(body).encode())}


def broken(width: int, height: int) -> bytes:
    """A PNG whose header is that of a picture with alpha, for which its pixels are too few."""
    odd = bytearray(png(width, height))
    odd[25] = 6
    return bytes(odd)


class Behind:
    """Everything behind the pipeline; `happened` is what it did, in order. `broken` names the steps that fail."""

    def __init__(self, *converse: Any, picture: Any = None, broken: Sequence[str] = ()) -> None:
        self.happened: list[tuple[str, Any]] = []
        self.broken = broken
        self.files: dict[str, bytes] = {}
        self.known: dict[tuple[str, str], RememberedPicture] = {}
        self.text = Scripted(*(converse or (called(BRIEF),)))
        self.image = Scripted((lambda: drawn(png(8, 10))) if picture is None else picture)
        self.forge = Forge(
            text=BedrockText(self.text, TextSettings((CLAUDE,), 0.3, 0.8, streaming=False)),
            image=BedrockImage(self.image, "stability.stable-image-core-v1:1", pause=lambda _: None),
            media=self,  # type: ignore[arg-type]
            prints=PrintMaker(HarfBuzzTypesetter(), self, PillowPreviewMaker()),  # type: ignore[arg-type]
            offers=self,  # type: ignore[arg-type]
            conversations=self,  # type: ignore[arg-type]
            pictures=self,
            read_input=self.files.__getitem__,
            stage="local",
            clock=lambda: NOW,
        )

    def _happens(self, step: str, what: Any) -> None:
        if step in self.broken:
            raise StoreUnavailable("no")
        self.happened.append((step, what))

    def put(self, key: str, content: bytes) -> bytes:
        self._happens("put", key)
        return self.files.setdefault(key, content)

    def keep(self, keys: Sequence[str]) -> None:
        self._happens("keep", list(keys))

    def show(self, key: str) -> Media:
        return Media(key=key, url=f"https://x/{key}", type="document" if key.endswith("pdf") else "image")

    def add(self, offer: Any, *, also: Sequence[Any] = ()) -> None:
        self._happens("add", (offer, list(also)))

    def writes(self, conversation: Any, messages: list[Any], owner_id: str) -> list[Any]:
        return [conversation, *messages, owner_id]

    @property
    def steps(self) -> list[str]:
        return [step for step, _ in self.happened]

    def get(self, key: str) -> bytes | None:
        return self.files.get(key)

    def remember(self, owner_id: str, prompt: str, picture: RememberedPicture) -> None:
        self.known[owner_id, prompt] = picture

    def recall(self, owner_id: str, prompt: str) -> RememberedPicture | None:
        return self.known.get((owner_id, prompt))

    def designed(self, told: Brief, **sketch: Any) -> Design:
        wished = {"owner_id": "ana", "work": "0123", **sketch}
        return self.forge.design(DesignSpec(told, **wished), meter=Meter(), budget=budget())

    def published(self, design: Design, terms: ListingTerms) -> Publication:
        made = self.forge.offer(IDEA, design, "ana", new_work(), terms)
        self.forge.publish(made, also=["more"], meter=Meter())  # type: ignore[list-item]
        return made


# ---- interpret


def test_an_idea_becomes_a_brief() -> None:
    """The input of the tool is the brief."""
    assert Behind().forge.interpret(IDEA, meter=Meter(), budget=budget()) == brief()


@pytest.mark.parametrize(
    ("asked", "changed"),
    [(Idea("x", kind="card"), {"kind": "card"}), (Idea("x", language="pt"), {"language": "pt"})],
)
def test_the_caller_decides_on_kind_and_language(asked: Idea, changed: dict[str, Any]) -> None:
    """A wish holds, whatever the model thought, and the model gets it."""
    behind = Behind()
    made = behind.forge.interpret(asked, meter=Meter(), budget=budget())
    assert made == brief(**changed)
    (_, request) = behind.text.requests[0]
    assert next(iter(changed.values())) in request["messages"][0]["content"][0]["text"]


def test_a_broken_brief_is_asked_for_once_more() -> None:
    """The model gets its own answer back with what is wrong with it, as a failed result of its call."""
    behind = Behind(called({**BRIEF, "palette": ["red"]}, "use_7"), called(BRIEF))
    assert behind.forge.interpret(IDEA, meter=Meter(), budget=budget()) == brief()
    (_, again) = behind.text.requests[1]
    asked, answer, repair = again["messages"]
    assert asked == behind.text.requests[0][1]["messages"][0]
    assert answer["content"][0]["toolUse"]["toolUseId"] == "use_7"
    result = repair["content"][0]["toolResult"]
    assert (result["toolUseId"], result["status"]) == ("use_7", "error")
    assert "palette" in result["content"][0]["text"]


def test_a_model_that_talks_instead_is_asked_once_more() -> None:
    """Where no tool was called there is no result to give: the repair is plain text."""
    behind = Behind(answered([{"text": "Sure!"}]), called(BRIEF))
    assert behind.forge.interpret(IDEA, meter=Meter(), budget=budget()) == brief()
    repair = behind.text.requests[1][1]["messages"][2]
    assert [*repair["content"][0]] == ["text"]


def test_every_call_of_the_tool_gets_a_result() -> None:
    """Converse refuses a turn that leaves one of several calls unanswered."""
    first = called({**BRIEF, "palette": []}, "use_1")
    first["output"]["message"]["content"] += called(BRIEF, "use_2")["output"]["message"]["content"]
    behind = Behind(first, called(BRIEF))
    behind.forge.interpret(IDEA, meter=Meter(), budget=budget())
    repair = behind.text.requests[1][1]["messages"][2]
    assert [block["toolResult"]["toolUseId"] for block in repair["content"]] == ["use_1", "use_2"]


def test_the_second_broken_brief_is_an_error() -> None:
    """There is one repair turn, not more: each is paid for."""
    behind = Behind(called({**BRIEF, "price_cents": -1}))
    with pytest.raises(ModelFailed):
        behind.forge.interpret(IDEA, meter=Meter(), budget=budget())
    assert len(behind.text.requests) == 2


@pytest.mark.parametrize("nonsense", [None, [], "brief", {}, {**BRIEF, "extra": 1}, {**BRIEF, "title": "\0"}])
def test_nonsense_is_no_brief(nonsense: Any) -> None:
    """Whatever a model gives as a brief, what comes out is a brief or an error of the service."""
    with pytest.raises(ModelFailed):
        Behind(called(nonsense)).forge.interpret(IDEA, meter=Meter(), budget=budget())


def test_both_turns_are_counted() -> None:
    """The repair turn costs tokens too."""
    meter = Meter()
    Behind(called({}), called(BRIEF)).forge.interpret(IDEA, meter=meter, budget=budget())
    assert (meter.usage.input_tokens, meter.usage.output_tokens) == (20, 10)
    assert set(meter.steps) == {"interpret"}


# ---- design


@pytest.mark.parametrize(
    ("kind", "ratio", "endings"),
    [
        ("poster", "4:5", [".png"]),
        ("photo", "1:1", [".png"]),
        ("card", "3:2", [".png", ".pdf"]),
        ("document", "2:3", [".png", ".pdf"]),
    ],
)
def test_each_kind_has_its_shape_and_files(kind: Kind, ratio: str, endings: list[str]) -> None:
    """Cards and documents are also a PDF; each has a preview; the files are named by kind and creation."""
    behind = Behind()
    design = behind.designed(brief(kind=kind))
    expected = [f"assets/ana/generated/{kind}_0123{ending}" for ending in [*endings, PREVIEW_ENDING, ART_ENDING]]
    assert design.media_keys == expected
    assert sorted(behind.files) == sorted(expected)
    assert json.loads(behind.image.requests[0][1]["body"])["aspect_ratio"] == ratio


def test_the_pdf_shows_the_picture_under_its_title() -> None:
    """The PDF next to the PNG is a page with the brief's title."""
    behind = Behind()
    design = behind.designed(brief(kind="card"))
    info = PdfReader(io.BytesIO(behind.files[design.media_keys[1]])).metadata
    assert info is not None
    assert info.title == "Colombia en flor"


def test_a_repeated_step_overwrites_itself() -> None:
    """The same creation has the same keys, so what died half way leaves nothing behind when it is done again."""
    behind = Behind()
    assert behind.designed(brief()).media_keys == behind.designed(brief()).media_keys


@pytest.mark.parametrize("kind", ["poster", "card"])
def test_a_resumed_step_does_not_pay_twice(kind: Kind) -> None:
    """Where an earlier try left its picture, no model is asked, and what it did not come to is made of it."""
    behind = Behind()
    first = behind.designed(brief(kind=kind))
    behind.files = {key: content for key, content in behind.files.items() if key.endswith("png")}
    assert behind.designed(brief(kind=kind)) == first
    assert len(behind.image.requests) == 1
    assert sorted(behind.files) == sorted(first.media_keys)


def test_a_resumed_step_without_a_picture_draws_one() -> None:
    """A try that died before its picture was kept is done again."""
    behind = Behind()
    assert sorted(behind.designed(brief()).media_keys) == sorted(behind.files)


def test_the_same_prompt_can_take_the_same_picture() -> None:
    """Where it is wished for, a prompt that was drawn for the same owner asks no model; the file is a new one."""
    behind = Behind()
    behind.designed(brief())
    again = behind.designed(brief(), work="0456", reuse=True)
    assert len(behind.image.requests) == 1
    assert again.media_keys[0] == "assets/ana/generated/poster_0456.png"
    assert behind.files["assets/ana/generated/poster_0456.png"] == behind.files["assets/ana/generated/poster_0123.png"]


@pytest.mark.parametrize(
    "other", [{"reuse": False}, {"reuse": True, "owner_id": "ben"}, {"reuse": True, "told": brief(mood="sad")}]
)
def test_another_prompt_or_owner_gets_a_new_picture(other: dict[str, Any]) -> None:
    """Nobody gets another user's picture, and nobody an old one unasked."""
    behind = Behind()
    behind.designed(brief())
    behind.designed(**{"told": brief(), "work": "0456", **other})
    assert len(behind.image.requests) == 2


def test_a_picture_that_was_deleted_is_drawn_again() -> None:
    """That a prompt was drawn once does not mean that its file is still there."""
    behind = Behind()
    behind.designed(brief())
    behind.files.clear()
    behind.designed(brief(), work="0456", reuse=True)
    assert len(behind.image.requests) == 2


def test_a_design_says_what_it_was_made_of() -> None:
    """The package holds the brief and the very prompt that the image model was given."""
    behind = Behind()
    design = behind.designed(brief())
    assert design.package.brief == brief()
    assert json.loads(behind.image.requests[0][1]["body"])["prompt"] == design.package.design_prompt
    assert design.model == "stability.stable-image-core-v1:1"


@pytest.mark.parametrize(
    ("picture", "error"),
    [
        (refused("ThrottlingException"), ModelUnavailable),
        ({"body": io.BytesIO(b'{"finish_reasons": ["Filter reason: prompt"], "images": []}')}, ContentRefused),
        (drawn(b"\xff\xd8 no png"), ModelFailed),
    ],
)
def test_no_file_is_kept_without_a_picture(picture: Any, error: type[DreamForgeError]) -> None:
    """When the image model fails, nothing is put into S3."""
    behind = Behind(picture=picture)
    with pytest.raises(error):
        behind.designed(brief())
    assert behind.happened == []


def test_a_picture_without_its_pdf_is_not_thrown_away() -> None:
    """It is paid for: a design whose picture cannot become a PDF has the picture alone."""
    behind = Behind(picture=drawn(broken(8, 10)))
    assert [key.rpartition(".")[2] for key in behind.designed(brief(kind="card")).media_keys] == ["png", "png"]


@pytest.mark.parametrize("failing", ["unreadable", "store"])
def test_a_picture_without_its_preview_is_not_thrown_away(caplog: pytest.LogCaptureFixture, failing: str) -> None:
    """It is paid for: a picture that cannot be decoded, or whose preview cannot be stored, is a design without one."""
    behind = Behind(picture=drawn(broken(8, 10) if failing == "unreadable" else png(8, 10)))
    put = behind.put
    if failing == "store":
        behind.put = lambda key, content: refuse(key) or b"" if "preview" in key else put(key, content)  # type: ignore[method-assign]
    assert [key.rpartition("_")[2] for key in behind.designed(brief()).media_keys] == ["0123.png", "art.png"]
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        "picture has no preview" if failing == "unreadable" else "preview is not stored"
    ]


def test_no_picture_is_paid_for_that_the_store_could_not_keep() -> None:
    """The store is asked first."""
    behind = Behind()
    behind.get = refuse  # type: ignore[method-assign]
    with pytest.raises(StoreUnavailable):
        behind.designed(brief())
    assert behind.image.requests == []


def refuse(key: str) -> bytes | None:
    raise StoreUnavailable("no")


def test_a_picture_that_cannot_be_stored_ends_the_job() -> None:
    """What failed after the payment is no passing failure: nobody pays a second time by itself."""
    behind = Behind(broken=["put"])
    with pytest.raises(PictureNotStored) as caught:
        behind.designed(brief())
    assert not isinstance(caught.value, RETRYABLE)
    assert len(behind.image.requests) == 1


def test_the_pdf_is_of_the_picture_that_is_stored() -> None:
    """Where a late attempt of the same work was quicker, its picture counts, and the document shows that one."""
    behind = Behind()
    known = behind.designed(brief(kind="card"))
    stored = dict(behind.files)
    behind.files = {}
    behind.put = lambda key, content: stored[key]  # type: ignore[method-assign]
    assert behind.designed(brief(kind="card")) == known


# ---- publish


def test_the_media_are_kept_before_the_product_is_written() -> None:
    """A product is never seen whose picture a lifecycle rule may still remove."""
    behind = Behind()
    behind.published(behind.designed(brief()), ListingTerms())
    assert behind.steps == ["put", "put", "put", "keep", "add"]
    assert sorted(behind.happened[3][1]) == sorted(behind.files)


@pytest.mark.parametrize(("broken", "error"), [("put", PictureNotStored), ("keep", StoreUnavailable)])
def test_nothing_is_written_when_a_step_fails(broken: str, error: type[DreamForgeError]) -> None:
    """Product and listing are written last, so a failure before leaves neither."""
    behind = Behind(broken=[broken])
    with pytest.raises(error):
        behind.published(behind.designed(brief()), ListingTerms())
    assert "add" not in behind.steps


def test_a_product_that_exists_is_a_conflict() -> None:
    """The store's refusal reaches the caller."""

    class Taken(Behind):
        def add(self, offer: Any, *, also: Sequence[Any] = ()) -> None:
            raise Conflict("exists")

    behind = Taken()
    with pytest.raises(Conflict):
        behind.published(behind.designed(brief()), ListingTerms())


@pytest.mark.parametrize(
    ("terms", "status", "price", "currency"),
    [
        (ListingTerms(), "draft", 2500, "USD"),
        (ListingTerms(publish=True), "active", 2500, "USD"),
        (ListingTerms(price_cents=0), "draft", 0, "USD"),
        (ListingTerms(price_cents=990, currency="COP"), "draft", 990, "COP"),
    ],
)
def test_terms_are_kept(terms: ListingTerms, status: str, price: int, currency: str) -> None:
    """The price is the caller's, also when it is nothing; else the brief's. The listing is active from the start."""
    behind = Behind()
    offer = behind.published(behind.designed(brief()), terms).offer
    assert (offer.product.status, offer.listing.price_cents, offer.listing.currency) == (status, price, currency)
    assert (offer.listing.status, offer.listing.metadata) == ("active", {"stage": "local"})


def test_product_and_listing_know_each_other() -> None:
    """Both halves have the owner, the other's id and one time of birth."""
    behind = Behind()
    product, listing = (made := behind.published(behind.designed(brief()), ListingTerms()).offer).product, made.listing
    assert (product.listing_id, listing.product_id) == (listing.listing_id, product.product_id)
    assert {product.owner_id, listing.owner_id} == {"ana"}
    assert {product.created_at, product.updated_at, listing.created_at, listing.updated_at} == {NOW}


def test_the_conversation_is_written_with_the_product() -> None:
    """Idea and answer are part of the same transaction, in their order."""
    behind = Behind()
    made = behind.published(behind.designed(brief()), ListingTerms())
    _, also = behind.happened[-1][1]
    conversation, asked, answer, owner, more = also
    assert (conversation.conversation_id, conversation.title, owner) == (made.conversation_id, IDEA.text, "ana")
    assert (asked.role, asked.text) == ("user", IDEA.text)
    assert (answer.role, answer.media_keys) == ("assistant", made.offer.product.media_keys[-1:])
    assert asked.message_id < answer.message_id
    assert more == "more"


def test_one_piece_of_work_makes_the_same_ids() -> None:
    """Anyone who takes a creation up again writes the same product, listing and conversation, so it is written once."""
    behind = Behind()
    design, work = behind.designed(brief()), new_work()
    first, again = (behind.forge.offer(IDEA, design, "ana", work, ListingTerms()) for _ in range(2))
    assert (first.offer, first.conversation) == (again.offer, again.conversation)
    assert first.offer.product.product_id == f"prd_{work}"
