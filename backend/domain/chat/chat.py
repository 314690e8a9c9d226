"""One turn of a conversation: context is retrieved, the model answers, both messages are kept."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from backend.domain.catalogue.datasets import Datasets, Row
from backend.domain.chat.prompts import CHAT, question_text
from backend.domain.chat.retrieval import Document, Index, search
from backend.domain.conversations.models import Conversation, Message, Passage
from backend.domain.conversations.ports import Conversations
from backend.domain.products.ports import ProductListing, ProductListingRepository
from backend.domain.shared.budget import Budget, current
from backend.domain.shared.errors import DreamForgeError, StoreUnavailable, TurnNotKept, TurnOutcomeUnknown
from backend.domain.shared.ids import new_id, new_ids, timestamp
from backend.domain.shared.meter import Meter
from backend.domain.shared.money import format_price
from backend.domain.shared.text_model import Pieces, TextAnswer, TextModel, Turn

REMEMBERED = 20
"""Messages of a conversation that the model sees again."""
OWN_PRODUCTS = 100
"""The newest products of a caller that are searched."""
PASSAGES = 5
NOT_KEPT = "This turn was not stored."


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    conversation_id: str | None = None
    system: str | None = None
    """Instructions of the caller's, added to ours."""
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int = 1024
    use_context: bool = True


@dataclass(frozen=True, slots=True)
class ChatReply:
    conversation_id: str
    message_id: str
    context: list[Passage]
    answer: TextAnswer


@dataclass(frozen=True, slots=True)
class StreamedReply:
    conversation_id: str
    message_id: str
    context: list[Passage]
    model: str
    pieces: Pieces
    """Question and answer are kept when the last of them is taken; until then nothing is."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with what its answer needs, and the names of what will be kept."""

    question: Question
    owner_id: str
    conversation_id: str
    begun: Conversation | None
    """A conversation that is new."""
    context: list[Passage]
    turn: Turn
    message_ids: list[str]
    at: str


class Chat:
    def __init__(
        self,
        *,
        text: TextModel,
        conversations: Conversations,
        offers: ProductListingRepository,
        datasets: Datasets,
        catalog_key: str,
    ) -> None:
        self._text = text
        self._conversations = conversations
        self._offers = offers
        self._datasets = datasets
        self._catalog_key = catalog_key
        self._catalog: tuple[list[Row], Index] | None = None

    def turn(self, question: Question, owner_id: str, *, meter: Meter, budget: Budget) -> ChatReply:
        """Answers, and keeps question and answer. `NotFound` for a conversation that is not the owner's."""
        asked = self._prepare(question, owner_id)
        answer = self._text.converse(asked.turn, meter=meter, budget=budget)
        self._keep(asked, answer)
        return ChatReply(asked.conversation_id, asked.message_ids[1], asked.context, answer)

    def stream(self, question: Question, owner_id: str, *, meter: Meter, budget: Budget) -> StreamedReply:
        """The same piece by piece. Returns when the first piece is there, and raises what `turn` does until then."""
        asked = self._prepare(question, owner_id)
        model, pieces = self._text.stream(asked.turn, meter=meter, budget=budget)
        pieces = self._keep_at_end(asked, pieces, current())
        return StreamedReply(asked.conversation_id, asked.message_ids[1], asked.context, model, pieces)

    def _prepare(self, question: Question, owner_id: str) -> _Asked:
        begun = None
        history: list[Message] = []
        conversation_id = question.conversation_id
        if conversation_id is None:
            begun = _new_conversation(question, owner_id)
            conversation_id = begun.conversation_id
        else:
            self._conversations.get(conversation_id, owner_id=owner_id)
            history = self._conversations.latest(conversation_id, limit=REMEMBERED)
        context = self.context(_looked_up(question, history), owner_id) if question.use_context else []
        turn = _turn(question, history, context)
        ids = new_ids("msg", 2)
        return _Asked(question, owner_id, conversation_id, begun, context, turn, ids, timestamp())

    def _keep_at_end(self, asked: _Asked, pieces: Pieces, budget: Budget) -> Pieces:
        """`budget` is the one for writing down what was said: the pieces are taken by other threads than began them."""
        answer = None
        try:
            with closing(pieces):
                for piece in pieces:
                    if isinstance(piece, TextAnswer):
                        answer = piece
                    else:
                        yield piece
        except DreamForgeError as error:
            error.message = f"{error.message} {NOT_KEPT}"
            raise
        assert answer is not None
        with budget.active():
            self._keep(asked, answer)
        yield answer

    def _keep(self, asked: _Asked, answer: TextAnswer) -> None:
        """Stores the turn. If the store fails, it is read: a write whose answer got lost may have succeeded."""
        said = _build_messages(asked, answer)
        try:
            self._conversations.add(asked.begun, said, asked.owner_id)
        except StoreUnavailable as error:
            if not self._is_kept(said[-1]):
                raise TurnNotKept from error

    def _is_kept(self, message: Message) -> bool:
        try:
            return self._conversations.has(message.conversation_id, message.message_id)
        except StoreUnavailable as error:
            raise TurnOutcomeUnknown from error

    def context(self, question: str, owner_id: str) -> list[Passage]:
        """The passages that fit a question best, from the catalogue and the owner's own products."""
        page = self._offers.page(owner_id, status=None, limit=OWN_PRODUCTS, token=None, asked_by=owner_id)
        own = Index(_own(offer) for offer in page.offers)
        return search(question, [own, self._catalog_index()], limit=PASSAGES)

    def _catalog_index(self) -> Index:
        rows = self._datasets.rows(self._catalog_key)
        if self._catalog is None or self._catalog[0] is not rows:
            self._catalog = (rows, Index(_item(row) for row in rows))
        return self._catalog[1]


def _looked_up(question: Question, history: list[Message]) -> str:
    """What to look up: the question, with the one before it, as "and the cheapest of them?" means nothing alone."""
    before = next((message.text for message in reversed(history) if message.role == "user"), "")
    return f"{question.text} {before}"


def _own(offer: ProductListing) -> Document:
    product, listing = offer.product, offer.listing
    price = format_price(listing.price_cents, listing.currency)
    text = f"{product.title}. {product.kind}. {price}. {product.description} {', '.join(product.tags)}."
    return Document(f"product:{product.product_id}", product.title, text)


def _item(row: Mapping[str, Any]) -> Document:
    price = format_price(row["price_cents"], row["currency"])
    text = f"{row['title']}. {row['kind']}. {price}. {row['description']} {', '.join(row['tags'])}."
    return Document(f"catalog:{row['item_id']}", row["title"], text)


def _turn(question: Question, history: list[Message], context: list[Passage]) -> Turn:
    told = list(_alternating(history))
    told.append({"role": "user", "content": [{"text": question_text(question.text, context)}]})
    system = CHAT if question.system is None else f"{CHAT}\nThe seller adds:\n{question.system}"
    return Turn(
        system,
        told,
        temperature=question.temperature,
        top_p=question.top_p,
        max_tokens=question.max_tokens,
    )


def _alternating(history: list[Message]) -> Iterator[dict[str, Any]]:
    """What was said before, as Converse wants it: beginning with the user, the two taking turns."""
    expected = "user"
    for message in history:
        if message.role == expected:
            yield {"role": message.role, "content": [{"text": message.text}]}
            expected = "assistant" if expected == "user" else "user"


def _new_conversation(question: Question, owner_id: str) -> Conversation:
    return Conversation(
        conversation_id=new_id("conv"),
        owner_id=owner_id,
        title=question.text[:80],
        created_at=timestamp(),
        kind="chat",
    )


def _build_messages(asked: _Asked, answer: TextAnswer) -> list[Message]:
    said = (("user", asked.question.text), ("assistant", answer.text or "…"))
    return [
        Message.model_validate(
            {
                "message_id": message_id,
                "conversation_id": asked.conversation_id,
                "role": role,
                "text": text,
                "created_at": asked.at,
            }
        )
        for message_id, (role, text) in zip(asked.message_ids, said, strict=True)
    ]
