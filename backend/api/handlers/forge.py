"""The main job: interpret, design, create."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from backend.api.answers import Creation, creation_of, job_of
from backend.api.caller import Caller
from backend.domain.jobs.generations import Generations, Provider, Wish
from backend.domain.jobs.models import JobId, JobState
from backend.domain.jobs.ports import JobQueue
from backend.domain.jobs.workshop import Workshop
from backend.domain.limits.allowance import Allowance
from backend.domain.products.brief import Brief, Kind
from backend.domain.products.creations import Order
from backend.domain.products.models import Design
from backend.domain.products.pipeline import Forge, Idea, Sketch, Terms
from backend.domain.products.review import ReviewPolicy
from backend.domain.shared.budget import Budget
from backend.domain.shared.errors import Forbidden, NotFound
from backend.domain.shared.fields import (
    TOLD,
    Answer,
    Cents,
    Currency,
    Given,
    Input,
    LanguageCode,
    NoControls,
    UserId,
    example,
    text,
)
from backend.domain.shared.media import MediaStore
from backend.domain.shared.meter import Meter
from backend.framework.request import Request
from backend.framework.response import Reply

Ratio = Literal["1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3"]
IdeaText = Annotated[str, *text(1000, "The idea, in any language.")]


BRIEF = {
    "title": "Colombia",
    "description": "The outline of Colombia, full of hills and light. For whoever is far from home.",
    "kind": "poster",
    "style": "travel poster",
    "mood": "warm",
    "palette": ["#FAF0D9", "#111738", "#EAB62A", "#0D1D81", "#C61421"],
    "keywords": ["colombia", "coffee", "mountains"],
    "tags": ["colombia", "travel"],
    "language": "en",
    "price_cents": 1900,
    "design_prompt": "The outline of Colombia with a sunrise over mountains inside, flat shapes, grain.",
}
"""An example for the documents."""


class InterpretRequest(Input):
    model_config = example(q="Hazme una imagen de Colombia")

    q: IdeaText
    kind: Given[Kind] = Field(default=None, description="What is to be made; by default what the idea asks for.")
    language: Given[LanguageCode] = Field(default=None, description="By default the language of the idea.")


class DesignRequest(Input):
    model_config = example(brief=BRIEF)

    brief: Brief
    kind: Given[Kind] = Field(default=None, description="What is to be made; by default the brief's kind.")


class CreateRequest(Input):
    model_config = example(q="Hazme una imagen de Colombia", price_cents=1500, kind="poster")

    q: IdeaText
    user_id: Given[UserId] = Field(default=None, description="The owner; another than the caller only for admins.")
    price_cents: Given[Cents] = Field(default=None, description="By default the price that the brief suggests.")
    currency: Given[Currency] = Field(default=None, description="ISO 4217 code; USD by default.")
    kind: Given[Kind] = Field(default=None, description="What is to be made; by default what the idea asks for.")
    publish: Given[bool] = Field(
        default=None, description="Shows it in the shop window at once, unless a review comes first; not by default."
    )
    reuse: Given[bool] = Field(
        default=None, description="Takes the picture that you had made of the same brief within a day; not by default."
    )


class GenerateRequest(Input):
    model_config = example(prompt="A lighthouse in a storm, flat colours", aspect_ratio="4:3")

    prompt: Annotated[str, *text(2000, "What the picture shows, or what is to change in it.")]
    input_key: Given[Annotated[str, Field(min_length=1, max_length=512, json_schema_extra=TOLD), NoControls]] = Field(
        default=None, description="Key of an uploaded picture of yours."
    )
    input_url: Given[Annotated[str, Field(max_length=2048, pattern=r"^https?://[^\s]+$")]] = Field(
        default=None, description="Public https address of a picture."
    )
    aspect_ratio: Given[Ratio] = Field(default=None, description="1:1 by default.")
    resolution: Given[Literal["1K", "2K", "4K"]] = Field(default=None, description="1K by default.")
    provider: Given[Provider] = Field(default=None, description="bedrock by default.")

    @model_validator(mode="after")
    def _one_input(self) -> "GenerateRequest":
        if self.input_key is not None and self.input_url is not None:
            raise ValueError("send input_key or input_url, not both")
        return self


class Accepted(Answer):
    task_id: JobId
    state: JobState = Field(description="How far it is: `waiting` at first.")


def interpret(body: InterpretRequest, forge: Forge, meter: Meter, request: Request) -> Brief:
    """Turns an idea into a brief: title, description, style, palette, keywords, a price. Nothing is kept."""
    return forge.interpret(Idea(body.q, body.kind, body.language), meter=meter, budget=Budget(request.ends_at))


def design(
    body: DesignRequest, caller: Caller, forge: Forge, allowance: Allowance, meter: Meter, request: Request
) -> Design:
    """Draws the picture of a brief. The files go away after some days unless a product is made of them."""
    brief = body.brief if body.kind is None else body.brief.model_copy(update={"kind": body.kind})
    with allowance.spend(caller.user_id, request.work):
        return forge.design(Sketch(brief, caller.user_id, request.work), meter=meter, budget=Budget(request.ends_at))


def create(
    body: CreateRequest,
    caller: Caller,
    workshop: Workshop,
    review: ReviewPolicy,
    queue: JobQueue,
    media: MediaStore,
    meter: Meter,
    request: Request,
) -> Annotated[Reply, Creation]:
    """Turns an idea into a listed product: brief, picture, product and listing, with URLs that open the files.

    With `Prefer: respond-async` it answers 202 at once, with the job that does it and its address in Location.
    """
    owner_id = caller.user_id if body.user_id is None else body.user_id
    if not caller.may_act_for(owner_id):
        raise Forbidden("You can only create for yourself. Leave user_id out.")
    publish = bool(body.publish) and review.may_publish(is_admin=caller.is_admin)
    terms = Terms(body.price_cents, body.currency or "USD", publish)
    order = Order(Idea(body.q, body.kind), terms, body.reuse or False, user_id_defaulted=body.user_id is None)
    later = wants_async(request)
    job = workshop.accept(
        "create", order.to_row(), owner_id=owner_id, asked_by=caller.user_id, work=request.work, queued=later
    )
    if later:
        workshop.enqueue(job, queue.send)
        headers = {"Location": f"/jobs/{job.job_id}", "Preference-Applied": "respond-async"}
        return Reply(job_of(job, media), status=202, headers=headers)
    done = workshop.carry_out(job.job_id, meter=meter, budget=Budget(request.ends_at))
    return Reply(creation_of(done, media))


def generate(
    body: GenerateRequest,
    caller: Caller,
    generations: Generations,
    workshop: Workshop,
    queue: JobQueue,
    request: Request,
) -> Annotated[Reply, Accepted]:
    """Makes a picture from a prompt, or from a picture of yours and a prompt. Ask the job for the outcome."""
    wish = Wish(**body.model_dump(exclude_unset=True))
    own = (f"uploads/{caller.user_id}/", f"assets/{caller.user_id}/")
    if wish.input_key is not None and not wish.input_key.startswith(own):
        raise NotFound("There is no such input_key.")
    generations.check(wish)
    job = workshop.accept(
        "generate", wish.to_row(), owner_id=caller.user_id, asked_by=caller.user_id, work=request.work
    )
    workshop.enqueue(job, queue.send)
    answer = Accepted(task_id=job.job_id, state=job.state)
    return Reply(answer, status=202, headers={"Location": f"/jobs/{job.job_id}"})


def wants_async(request: Request) -> bool:
    """Whether `Prefer` asks for an answer at once (RFC 7240)."""
    preferences = request.headers.get("prefer", "").split(",")
    return any(each.split(";")[0].strip().lower() == "respond-async" for each in preferences)
