"""The main job: interpret, design, create."""

from typing import Annotated

from pydantic import Field

from backend.api.answers import Accepted, Creation, creation_of, job_of
from backend.domain.identity.caller import Caller
from backend.domain.jobs.creations import Creations
from backend.domain.jobs.generations import Generations
from backend.domain.jobs.job_service import JobService
from backend.domain.jobs.ports import JobQueue
from backend.domain.jobs.requests import CreateRequest, GenerateRequest, IdeaText
from backend.domain.limits.allowance import Allowance
from backend.domain.products.brief import Brief, Kind
from backend.domain.products.models import Design
from backend.domain.products.pipeline import DesignSpec, Forge, Idea
from backend.domain.shared.budget import Budget
from backend.domain.shared.fields import LanguageCode, Seed
from backend.domain.shared.media import MediaStore
from backend.domain.shared.meter import Meter
from backend.domain.shared.schemas import Input, Omittable, example
from backend.framework.request import Request
from backend.framework.response import Reply

BRIEF = {
    "title": "Colombia",
    "description": "The outline of Colombia, full of hills and light. For everyone who is far from home.",
    "kind": "poster",
    "style": "travel poster",
    "mood": "warm",
    "palette": ["#FAF0D9", "#111738", "#EAB62A", "#0D1D81", "#C61421"],
    "keywords": ["colombia", "coffee", "mountains"],
    "tags": ["colombia", "travel"],
    "language": "en",
    "price_cents": 1900,
    "design_prompt": "The outline of Colombia with a sunrise over mountains inside, flat shapes, grain.",
    "lines": [{"role": "tagline", "text": "Mountains, coffee, light"}],
}
"""An example for the documents."""


class InterpretRequest(Input):
    model_config = example(q="Hazme una imagen de Colombia")

    q: IdeaText
    kind: Omittable[Kind] = Field(default=None, description="What is to be made; by default what the idea asks for.")
    language: Omittable[LanguageCode] = Field(default=None, description="By default the language of the idea.")


class DesignRequest(Input):
    model_config = example(brief=BRIEF)

    brief: Brief
    kind: Omittable[Kind] = Field(default=None, description="By default the brief's kind.")
    seed: Omittable[Seed] = Field(default=None, description="The same brief and seed draw the same; by default any.")


def interpret(body: InterpretRequest, forge: Forge, meter: Meter, request: Request) -> Brief:
    """Turns an idea into a brief: title, description, style, palette, keywords, a price. Nothing is stored."""
    return forge.interpret(Idea(body.q, body.kind, body.language), meter=meter, budget=Budget(request.ends_at))


def design(
    body: DesignRequest,
    caller: Caller,
    forge: Forge,
    allowance: Allowance,
    media: MediaStore,
    meter: Meter,
    request: Request,
) -> Design:
    """Draws the picture of a brief. The files go away after some days unless a product is made of them."""
    brief = body.brief if body.kind is None else body.brief.model_copy(update={"kind": body.kind})
    with allowance.spend(caller.user_id, request.work):
        sketch = DesignSpec(brief, caller.user_id, request.work, seed=body.seed)
        return forge.design(sketch, meter=meter, budget=Budget(request.ends_at)).show(media)


def create(
    body: CreateRequest,
    caller: Caller,
    job_service: JobService,
    creations: Creations,
    queue: JobQueue,
    media: MediaStore,
    meter: Meter,
    request: Request,
) -> Annotated[Reply, Creation]:
    """Turns an idea into a listed product: brief, picture, product and listing, with URLs that open the files.

    With `Prefer: respond-async` the response is a 202 with a job, whose URL is in Location.
    """
    request_of_caller, owner_id = creations.admit(body, caller)
    later = wants_async(request)
    job = job_service.submit(
        request_of_caller, owner_id=owner_id, asked_by=caller.user_id, work=request.work, queued=later
    )
    if later:
        job_service.enqueue(job, queue.send)
        headers = {"Location": f"/jobs/{job.job_id}", "Preference-Applied": "respond-async"}
        return Reply(job_of(job, media), status=202, headers=headers)
    done = job_service.run(job.job_id, meter=meter, budget=Budget(request.ends_at))
    return Reply(creation_of(done, media))


def generate(
    body: GenerateRequest,
    caller: Caller,
    generations: Generations,
    job_service: JobService,
    queue: JobQueue,
    request: Request,
) -> Annotated[Reply, Accepted]:
    """Makes a picture from a prompt, or from one of your pictures and a prompt. The job has the result."""
    generations.admit(body, caller)
    job = job_service.submit(body, owner_id=caller.user_id, asked_by=caller.user_id, work=request.work)
    job_service.enqueue(job, queue.send)
    answer = Accepted(task_id=job.job_id, state=job.state)
    return Reply(answer, status=202, headers={"Location": f"/jobs/{job.job_id}"})


def wants_async(request: Request) -> bool:
    """Whether `Prefer` asks for an answer at once (RFC 7240)."""
    preferences = request.headers.get("prefer", "").split(",")
    return any(each.split(";")[0].strip().lower() == "respond-async" for each in preferences)
