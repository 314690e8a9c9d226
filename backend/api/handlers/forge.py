"""The main job: interpret, design, create."""

from typing import Annotated

from pydantic import Field

from backend.api.messages import Caller, Request
from backend.forge.allowance import Allowance
from backend.forge.creations import Created, Creations, Order
from backend.forge.errors import Forbidden
from backend.forge.meter import Meter
from backend.forge.models import Answer, Brief, Design, Given, Input, Kind, Maybe
from backend.forge.models.fields import (
    Cents,
    ConversationId,
    Currency,
    LanguageCode,
    ListingId,
    ProductId,
    UserId,
    text,
)
from backend.forge.pipeline import Forge, Idea, Terms

IdeaText = Annotated[str, *text(1000, "The idea, in any language.")]


class InterpretRequest(Input):
    q: IdeaText
    kind: Given[Kind] = Field(default=None, description="What is to be made; by default what the idea asks for.")
    language: Given[LanguageCode] = Field(default=None, description="By default the language of the idea.")


class DesignRequest(Input):
    brief: Brief
    kind: Given[Kind] = Field(default=None, description="What is to be made; by default the brief's kind.")


class CreateRequest(Input):
    q: IdeaText
    user_id: Given[UserId] = Field(default=None, description="The owner; another than the caller only for admins.")
    price_cents: Given[Cents] = Field(default=None, description="By default the price that the brief suggests.")
    currency: Given[Currency] = Field(default=None, description="ISO 4217 code; USD by default.")
    kind: Given[Kind] = Field(default=None, description="What is to be made; by default what the idea asks for.")
    publish: Given[bool] = Field(default=None, description="Shows it in the shop window at once; not by default.")


class CreatedIds(Answer):
    product_id: ProductId
    listing_id: ListingId


class Creation(Answer):
    conversation_id: ConversationId
    brief: Brief
    design: Design
    ids: CreatedIds
    price_cents: Cents
    currency: Currency
    user_id: str
    user_id_defaulted: bool = Field(description="Whether no user_id was sent, so that the caller became the owner.")
    message: Maybe[str] = Field(default=None, description="Says so when the owner was defaulted.")


def interpret(body: InterpretRequest, forge: Forge, meter: Meter, request: Request) -> Brief:
    """Turns an idea into a brief: title, description, style, palette, keywords, a price. Nothing is kept."""
    return forge.interpret(Idea(body.q, body.kind, body.language), meter=meter, deadline=request.deadline)


def design(
    body: DesignRequest, caller: Caller, forge: Forge, allowance: Allowance, meter: Meter, request: Request
) -> Design:
    """Draws the picture of a brief. The files go away after some days unless a product is made of them."""
    brief = body.brief if body.kind is None else body.brief.model_copy(update={"kind": body.kind})
    with allowance.spend(caller.user_id):
        return forge.design(brief, caller.user_id, request.work, meter=meter, deadline=request.deadline)


def create(
    body: CreateRequest, caller: Caller, creations: Creations, allowance: Allowance, meter: Meter, request: Request
) -> Creation:
    """Turns an idea into a listed product: brief, picture, product and listing, with URLs that open the files."""
    owner_id = caller.user_id if body.user_id is None else body.user_id
    if not caller.may_act_for(owner_id):
        raise Forbidden("You can only create for yourself. Leave user_id out.")
    terms = Terms(body.price_cents, body.currency or "USD", body.publish or False)
    order = Order(Idea(body.q, body.kind), owner_id, terms)
    with allowance.spend(caller.user_id):
        job = creations.order(order, request.work)
        made = creations.carry_out(job.job_id, meter=meter, deadline=request.deadline)
    return _creation(made, defaulted=body.user_id is None)


def _creation(made: Created, *, defaulted: bool) -> Creation:
    return Creation(
        conversation_id=made.conversation_id,
        brief=made.brief,
        design=made.design,
        ids=CreatedIds(product_id=made.product_id, listing_id=made.listing_id),
        price_cents=made.price_cents,
        currency=made.currency,
        user_id=made.owner_id,
        user_id_defaulted=defaulted,
        message="No user_id was sent, so you own it." if defaulted else None,
    )
