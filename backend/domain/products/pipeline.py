"""An idea becomes a listed product: interpret -> design -> publish."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backend.domain.conversations.models import Conversation, Message
from backend.domain.conversations.ports import Conversations
from backend.domain.products.brief import Brief, Kind
from backend.domain.products.brief_reading import build_repair, leave_out_invented, read_brief
from backend.domain.products.models import Design, DesignPackage, Listing, RestyleSource, StoredProduct
from backend.domain.products.ports import Pictures, ProductListing, ProductListingRepository, RememberedPicture
from backend.domain.products.prints import PrintMaker, find_art
from backend.domain.products.prompts import (
    INTERPRET,
    NO_LETTERING,
    brief_tool,
    idea_text,
    image_prompt,
)
from backend.domain.shared.budget import Budget
from backend.domain.shared.errors import DreamForgeError, ModelFailed, StoreUnavailable
from backend.domain.shared.ids import new_ids, timestamp
from backend.domain.shared.image_model import ImageModel
from backend.domain.shared.media import ART_ENDING, MediaStore, list_shown, put_paid, show_files
from backend.domain.shared.meter import Meter
from backend.domain.shared.money import DEFAULT_CURRENCY
from backend.domain.shared.seeds import derive_seed
from backend.domain.shared.text_model import TextModel, Turn
from backend.domain.shared.unit_of_work import Write

log = logging.getLogger(__name__)

RATIOS: dict[Kind, str] = {"poster": "4:5", "photo": "1:1", "card": "3:2", "document": "2:3"}
"""The shape of each kind's picture."""


@dataclass(frozen=True, slots=True)
class Idea:
    text: str
    kind: Kind | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ListingTerms:
    """How the product is to be offered. `price_cents` None takes the brief's suggestion."""

    price_cents: int | None = None
    currency: str = DEFAULT_CURRENCY
    publish: bool = False


@dataclass(frozen=True, slots=True)
class DesignSpec:
    """What is to be drawn, for whom, and what names it."""

    brief: Brief
    owner_id: str
    work: str
    """26 characters; the files are named by them."""
    reuse: bool = False
    """Whether the owner's picture of the same prompt may be taken again."""
    seed: int | None = None
    """None: any, the same for the same work."""
    source: RestyleSource | None = None
    """The picture to restyle; None draws from the brief alone."""

    @property
    def base(self) -> str:
        """How the names of its files begin."""
        return f"assets/{self.owner_id}/generated/{self.brief.kind}_{self.work}"


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything that publishing writes."""

    offer: ProductListing
    conversation: Conversation
    messages: list[Message]

    @property
    def conversation_id(self) -> str:
        return self.conversation.conversation_id


class Forge:
    """The three steps. Each takes what the one before gave, so a job can stop between any two and go on later."""

    def __init__(
        self,
        *,
        text: TextModel,
        image: ImageModel,
        media: MediaStore,
        prints: PrintMaker,
        offers: ProductListingRepository,
        conversations: Conversations,
        pictures: Pictures,
        read_input: Callable[[str], bytes],
        stage: str,
        clock: Callable[[], str] = timestamp,
    ) -> None:
        """`read_input` gets the picture with a key; `Invalid` when there is none any more."""
        self._text = text
        self._image = image
        self._media = media
        self._prints = prints
        self._offers = offers
        self._conversations = conversations
        self._pictures = pictures
        self._read_input = read_input
        self._stage = stage
        self._clock = clock

    def interpret(self, idea: Idea, *, meter: Meter, budget: Budget) -> Brief:
        """The brief of an idea. One that breaks its schema or invents a fact is asked for once more, with the errors.

        Raises `ModelFailed` when the second is no better, and what `TextModel.converse` raises.
        """
        with meter.step("interpret"):
            return self._interpret(idea, meter, budget)

    def _interpret(self, idea: Idea, meter: Meter, budget: Budget) -> Brief:
        asked = {"role": "user", "content": [{"text": idea_text(idea.text, idea.kind, idea.language)}]}
        turn = Turn(INTERPRET, [asked], tool=brief_tool())
        answer = self._text.converse(turn, meter=meter, budget=budget)
        read, problems = read_brief(answer.tool_input, idea.text)
        if read is None or problems:
            again = Turn(INTERPRET, [asked, answer.message, build_repair(answer, problems)], tool=brief_tool())
            read = self._repair_brief(again, idea, read, meter, budget)
        brief = leave_out_invented(read, idea.text)
        wished = {"kind": idea.kind, "language": idea.language}
        return brief.model_copy(update={name: value for name, value in wished.items() if value is not None})

    def _repair_brief(self, again: Turn, idea: Idea, first: Brief | None, meter: Meter, budget: Budget) -> Brief:
        """The second brief; the first, where that can be used and no better one comes."""
        try:
            second, _ = read_brief(self._text.converse(again, meter=meter, budget=budget).tool_input, idea.text)
        except DreamForgeError as error:
            if first is None:
                raise
            log.warning("a brief is not repaired", exc_info=error)
            return first
        brief = second or first
        if brief is None:
            raise ModelFailed("The text model could not turn this idea into a brief. Rephrase it.")
        return brief

    def design(self, sketch: DesignSpec, *, meter: Meter, budget: Budget) -> Design:
        """Draws the art, sets the text on it, and stores both under keys that the work names, each written once."""
        brief, base = sketch.brief, sketch.base
        with meter.step("design"):
            prompt = image_prompt(brief) if sketch.source is None else sketch.source.prompt
            art_key = f"{base}{ART_ENDING}"
            known = self._recall(sketch, prompt)
            seed = known.seed if known is not None else sketch.seed or derive_seed(sketch.work)
            art = self._drawn_before(art_key, known)
            if art is None:
                seed = seed or derive_seed(sketch.work)
                art = self._draw(sketch, prompt, seed, meter, budget)
            art = put_paid(self._media, art_key, art)
            if sketch.source is None:
                self._remember(sketch.owner_id, prompt, RememberedPicture(art_key, seed))
        with meter.step("typeset"):
            made = self._prints.store(art, brief, base)
            keys = [*made.keys, art_key]
            return Design(
                media_keys=keys,
                media=list(show_files(self._media, keys)),
                package=DesignPackage(design_prompt=prompt, brief=brief),
                model=self._image.model if sketch.source is None else self._image.restyle_model,
                seed=seed,
                warnings=list(made.warnings) or None,
            )

    def _draw(self, sketch: DesignSpec, prompt: str, seed: int, meter: Meter, budget: Budget) -> bytes:
        ratio = RATIOS[sketch.brief.kind]
        if sketch.source is None:
            return self._image.draw(prompt, ratio, meter=meter, budget=budget, seed=seed, avoid=NO_LETTERING)
        source = self._read_input(sketch.source.input_key)
        return self._image.restyle(source, prompt, ratio, meter=meter, budget=budget, seed=seed, avoid=NO_LETTERING)

    def _recall(self, sketch: DesignSpec, prompt: str) -> RememberedPicture | None:
        """A picture of the same prompt, and of the same seed where one was asked for, if it may be taken again."""
        if not sketch.reuse or sketch.source is not None:
            return None
        known = self._pictures.recall(sketch.owner_id, prompt)
        return known if known is not None and sketch.seed in (None, known.seed) else None

    def _drawn_before(self, key: str, known: RememberedPicture | None) -> bytes | None:
        """The picture of an earlier try of the same work, or one that is taken again.

        Always asked: a store that does not answer now is found out before a picture is paid for that it should keep.
        """
        content = self._media.get(key)
        if content is None and known is not None:
            content = self._media.get(known.key)
        return content

    def _remember(self, owner_id: str, prompt: str, picture: RememberedPicture) -> None:
        """Without it the same prompt is drawn again: no reason to lose a picture that is paid for and stored."""
        try:
            self._pictures.remember(owner_id, prompt, picture)
        except StoreUnavailable as error:
            log.warning("picture is not remembered", extra={"key": picture.key}, exc_info=error.__cause__)

    def offer(
        self,
        idea: Idea,
        design: Design,
        owner_id: str,
        work: str,
        terms: ListingTerms,
        source: RestyleSource | None = None,
    ) -> Publication:
        """Product, listing and conversation as they are to be written, all named by `work`."""
        now = self._clock()
        offer = self._offer(design, owner_id, work, terms, now, source)
        conversation_id = f"conv_{work}"
        conversation = Conversation(
            conversation_id=conversation_id, owner_id=owner_id, title=idea.text[:80], created_at=now, kind="idea"
        )
        return Publication(offer, conversation, _messages(conversation_id, idea, offer, now))

    def publish(self, made: Publication, *, also: Sequence[Write] = (), meter: Meter) -> None:
        """Writes product, listing and conversation, and what else belongs to the moment, all or none."""
        with meter.step("publish"):
            owner_id = made.offer.product.owner_id
            told = self._conversations.writes(made.conversation, made.messages, owner_id)
            # before the products are written: a file that nobody owns is a smaller harm than a product without it
            self._media.keep(made.offer.product.media_keys)
            self._offers.add(made.offer, also=[*told, *also])

    def _offer(
        self,
        design: Design,
        owner_id: str,
        work: str,
        terms: ListingTerms,
        now: str,
        source: RestyleSource | None,
    ) -> ProductListing:
        brief = design.package.brief
        product_id, listing_id = f"prd_{work}", f"lst_{work}"
        product = StoredProduct(
            product_id=product_id,
            listing_id=listing_id,
            owner_id=owner_id,
            title=brief.title,
            description=brief.description,
            kind=brief.kind,
            tags=brief.tags,
            lines=brief.lines,
            status="active" if terms.publish else "draft",
            media_keys=design.media_keys,
            brief=brief,
            seed=design.seed,
            source=source,
            created_at=now,
            updated_at=now,
        )
        listing = Listing(
            listing_id=listing_id,
            product_id=product_id,
            owner_id=owner_id,
            price_cents=brief.price_cents if terms.price_cents is None else terms.price_cents,
            currency=terms.currency,
            status="active",
            metadata={"stage": self._stage},
            created_at=now,
            updated_at=now,
        )
        return ProductListing(product, listing)


def _pictures_to_keep(keys: Sequence[str]) -> list[str]:
    """What a message shows: the art, which stays when the text is set again and the print gets another key."""
    art = find_art(keys)
    return list_shown(keys) if art is None else [art]


def _messages(conversation_id: str, idea: Idea, offer: ProductListing, now: str) -> list[Message]:
    product = offer.product
    asked, answered = new_ids("msg", 2)
    return [
        Message(message_id=asked, conversation_id=conversation_id, role="user", text=idea.text, created_at=now),
        Message(
            message_id=answered,
            conversation_id=conversation_id,
            role="assistant",
            text=f"{product.title}\n\n{product.description}",
            media_keys=_pictures_to_keep(product.media_keys),
            created_at=now,
        ),
    ]
