"""New art for a product."""

from typing import Annotated

from pydantic import Field

from backend.api.answers import Accepted
from backend.api.product_answers import ProductWithListing, show_product
from backend.domain.identity.caller import Caller
from backend.domain.jobs.job_service import JobService
from backend.domain.jobs.ports import JobQueue
from backend.domain.jobs.requests import MOST_VARIATIONS, InputKey
from backend.domain.jobs.variations import Variations
from backend.domain.shared.fields import IntegralFloat, ProductId, Seed
from backend.domain.shared.schemas import Input, Omittable, example
from backend.framework.request import Request
from backend.framework.response import Reply


class VariationsRequest(Input):
    model_config = example(count=3)

    count: Annotated[
        int, Field(ge=1, le=MOST_VARIATIONS, description="How many; each counts as one generation."), IntegralFloat
    ]
    seed: Omittable[Seed] = Field(default=None, description="Of the first; the others' follow. By default any.")


class ArtRequest(Input):
    model_config = example(art_key="assets/us-east-1_ana/generated/poster_01JD4QZW0000000000000000AB_0_art.png")

    art_key: Annotated[
        InputKey, Field(description="An `art_key` of the product's variations, or the key of a generated picture.")
    ]


def create_variations(
    product_id: ProductId,
    body: VariationsRequest,
    caller: Caller,
    variations: Variations,
    job_service: JobService,
    queue: JobQueue,
    request: Request,
) -> Annotated[Reply, Accepted]:
    """Makes 1 to 4 new pieces of art for a product's words, as a job that lists each with its seed and its print.

    The product stays as it is; POST /products/{product_id}/art chooses one. The files go away after some days.
    """
    order, owner_id = variations.order(product_id, body.count, body.seed, caller.may_act_for)
    job = job_service.submit(order, owner_id=owner_id, asked_by=caller.user_id, work=request.work)
    job_service.enqueue(job, queue.send)
    answer = Accepted(task_id=job.job_id, state=job.state)
    return Reply(answer, status=202, headers={"Location": f"/jobs/{job.job_id}"})


def choose_art(product_id: ProductId, body: ArtRequest, caller: Caller, variations: Variations) -> ProductWithListing:
    """Gives a product other art, and typesets its words on it; no model is called.

    The art is one of the product's variations, a picture that POST /generate made for its owner, or the first art.
    Where reviews are required, a published product returns to draft, as after an edit of its title.
    """
    return show_product(variations.choose(product_id, body.art_key, caller))
