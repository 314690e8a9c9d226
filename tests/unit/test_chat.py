"""One turn of a conversation, with stand-ins behind."""

from typing import Any

import pytest

from backend.adapters.bedrock.text import BedrockText, TextSettings
from backend.domain.chat.chat import OWN_PRODUCTS, REMEMBERED, Chat, Question
from backend.domain.conversations.models import Conversation, Message
from backend.domain.products.ports import ProductListing, ProductListingPage
from backend.domain.shared.errors import ContentRefused, NotFound
from backend.domain.shared.ids import new_id, new_ids
from backend.domain.shared.meter import Meter
from tests.makers import CLAUDE, NOW, Scripted, budget, offer

ROWS = [
    {
        "item_id": "itm_0001",
        "title": "Café de altura",
        "kind": "poster",
        "price_cents": 1500,
        "currency": "USD",
        "description": "Una taza de café.",
        "tags": ["café"],
    },
    {
        "item_id": "itm_0002",
        "title": "Red fox",
        "kind": "card",
        "price_cents": 500,
        "currency": "JPY",
        "description": "A fox in the snow.",
        "tags": ["fox"],
    },
]


def said(text: str, stop: str = "end_turn") -> dict[str, Any]:
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": text}]}},
        "usage": {"inputTokens": 3, "outputTokens": 2},
        "stopReason": stop,
    }


class Behind:
    """Everything behind a chat."""

    def __init__(
        self, *answers: Any, own: list[ProductListing] | None = None, history: list[Message] | None = None
    ) -> None:
        self.model = Scripted(*(answers or (said("Hola"),)))
        self.own, self.history = own or [], history or []
        self.known = Conversation(conversation_id=new_id("conv"), owner_id="ana", title="t", created_at=NOW)
        self.added: list[tuple[Conversation | None, list[Message], str]] = []
        self.pages: list[dict[str, Any]] = []
        self.rows_read = 0
        self.kept_rows = ROWS
        self.chat = Chat(
            text=BedrockText(self.model, TextSettings((CLAUDE,), 0.3, 0.8, streaming=False)),
            conversations=self,  # type: ignore[arg-type]
            offers=self,  # type: ignore[arg-type]
            datasets=self,  # type: ignore[arg-type]
            catalog_key="catalog.json",
        )

    def get(self, conversation_id: str, *, owner_id: str) -> Conversation:
        if (conversation_id, owner_id) != (self.known.conversation_id, self.known.owner_id):
            raise NotFound("no")
        return self.known

    def latest(self, conversation_id: str, *, limit: int) -> list[Message]:
        return self.history[-limit:]

    def add(self, conversation: Conversation | None, messages: list[Message], owner_id: str) -> None:
        self.added.append((conversation, messages, owner_id))

    def page(self, owner_id: str, **asked: Any) -> ProductListingPage:
        self.pages.append({"owner_id": owner_id, **asked})
        return ProductListingPage(self.own, None)

    def rows(self, key: str) -> list[Any]:
        self.rows_read += 1
        return self.kept_rows

    def ask(self, text: str, **more: Any) -> Any:
        return self.chat.turn(Question(text, **more), "ana", meter=Meter(), budget=budget())

    @property
    def request(self) -> dict[str, Any]:
        return self.model.requests[-1][1]


def messages(conversation_id: str, *texts: str) -> list[Message]:
    """Said in turns, the user first."""
    return [
        Message.model_validate(
            {
                "message_id": id_,
                "conversation_id": conversation_id,
                "role": role,
                "text": text,
                "created_at": NOW,
            }
        )
        for id_, text, role in zip(new_ids("msg", len(texts)), texts, ["user", "assistant"] * len(texts), strict=False)
    ]


def test_the_first_turn_begins_a_conversation() -> None:
    """A conversation is made with the beginning of the question for its title, and written with both messages."""
    behind = Behind()
    reply = behind.ask("x" * 100)
    ((conversation, (asked, answer), owner),) = behind.added
    assert conversation is not None
    assert (conversation.title, conversation.conversation_id, owner) == ("x" * 80, reply.conversation_id, "ana")
    assert [(m.role, m.text) for m in (asked, answer)] == [("user", "x" * 100), ("assistant", "Hola")]
    assert answer.message_id == reply.message_id > asked.message_id


def test_a_later_turn_remembers() -> None:
    """The model sees what was said before, in turns, with the new question at the end."""
    behind = Behind()
    behind.history = messages(behind.known.conversation_id, "Hi", "Hello", "And?", "Well.")
    behind.ask("More", conversation_id=behind.known.conversation_id)
    told = [(m["role"], m["content"][0]["text"]) for m in behind.request["messages"]]
    assert told[:-1] == [("user", "Hi"), ("assistant", "Hello"), ("user", "And?"), ("assistant", "Well.")]
    assert told[-1][0] == "user"
    assert told[-1][1].endswith("<question>More</question>")
    assert behind.added[0][0] is None


@pytest.mark.parametrize("cut", [0, 1])
@pytest.mark.parametrize("kept", [0, 2, 4, REMEMBERED, REMEMBERED + 2])
def test_the_turns_always_alternate(kept: int, cut: int) -> None:
    """Wherever memory begins, the model gets a conversation that begins and ends with the user, in turns."""
    behind = Behind()
    behind.history = messages(behind.known.conversation_id, *map(str, range(kept)))[cut:]
    behind.ask("More", conversation_id=behind.known.conversation_id)
    roles = [message["role"] for message in behind.request["messages"]]
    assert roles == (["user", "assistant"] * len(roles))[: len(roles)]
    assert roles[-1] == "user"


def test_another_s_conversation_is_not_found() -> None:
    """The model is not asked, and nothing is kept, in a conversation of somebody else's."""
    behind = Behind()
    asked = Question("Hi", conversation_id=behind.known.conversation_id)
    with pytest.raises(NotFound):
        behind.chat.turn(asked, "ben", meter=Meter(), budget=budget())
    assert (behind.model.requests, behind.added) == ([], [])


def test_context_comes_from_the_catalogue_and_own_products() -> None:
    """The passages name their source; own products and catalogue are searched together."""
    mine = offer("ana", product={"title": "Taza de café"})
    behind = Behind(own=[mine])
    reply = behind.ask("¿Qué café hay?")
    assert {p.source for p in reply.context} == {f"product:{mine.product.product_id}", "catalog:itm_0001"}
    told = behind.request["messages"][-1]["content"][0]["text"]
    assert all(f'source="{p.source}"' in told for p in reply.context)


def test_only_the_caller_s_own_products_are_searched() -> None:
    """The page of products is asked for the caller, by the caller."""
    behind = Behind()
    behind.ask("café")
    (asked,) = behind.pages
    assert (asked["owner_id"], asked["asked_by"], asked["limit"]) == ("ana", "ana", OWN_PRODUCTS)


def test_a_passage_tells_the_price() -> None:
    """Prices are part of what is searched and cited, in their own currency."""
    (passage,) = Behind().chat.context("fox", "ana")
    assert "500 JPY" in passage.text


def test_without_context_nothing_is_looked_up() -> None:
    """`use_context` false asks neither the catalogue nor the products."""
    behind = Behind()
    reply = behind.ask("café", use_context=False)
    assert (reply.context, behind.pages, behind.rows_read) == ([], [], 0)


def test_a_question_off_the_shelf_has_no_context() -> None:
    """When nothing fits, no passage is made up."""
    assert Behind().chat.context("quantum chromodynamics", "ana") == []


def test_the_catalogue_is_indexed_again_when_it_changes() -> None:
    """The index is kept as long as the rows are the same, and no longer."""
    behind = Behind()
    assert behind.chat.context("owl", "ana") == []
    behind.kept_rows = [{**ROWS[1], "item_id": "itm_0003", "title": "Owl"}]
    assert [p.source for p in behind.chat.context("owl", "ana")] == ["catalog:itm_0003"]


def test_the_seller_s_instructions_are_added_to_ours() -> None:
    """They do not replace what the service tells the model."""
    behind = Behind()
    behind.ask("Hi", system="Rhyme.")
    (system, *_) = behind.request["system"]
    assert system["text"].startswith("You are the assistant of DreamForge")
    assert system["text"].endswith("Rhyme.")


def test_the_caller_s_wishes_reach_the_model() -> None:
    """Temperature, top_p and length are the caller's."""
    behind = Behind()
    behind.ask("Hi", temperature=0.9, max_tokens=7)
    assert behind.request["inferenceConfig"] == {"temperature": 0.9, "maxTokens": 7}


def test_nothing_is_kept_of_what_was_refused() -> None:
    """A turn that the guardrail stops leaves no messages and no conversation."""
    behind = Behind(said("No.", "guardrail_intervened"))
    with pytest.raises(ContentRefused):
        behind.ask("Hi")
    assert behind.added == []


def test_an_empty_answer_can_be_kept_and_told_again() -> None:
    """Converse refuses blank texts, so an empty answer is kept as something that can be sent back."""
    behind = Behind(said(" "))
    behind.ask("Hi")
    assert behind.added[0][1][1].text.strip()
