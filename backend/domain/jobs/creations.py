"""The job that turns an idea into a listed product.

interpret ── keep brief ── design ── keep design ── publish, and end the job, in one transaction
"""

from backend.domain.identity.caller import Caller
from backend.domain.jobs.job_service import JobRun
from backend.domain.jobs.models import CreateJob, CreateResult
from backend.domain.jobs.requests import CreateRequest
from backend.domain.products.brief import Brief
from backend.domain.products.models import Design, RestyleSource
from backend.domain.products.pipeline import DesignSpec, Forge, Idea, ListingTerms
from backend.domain.products.prompts import restyle_prompt
from backend.domain.products.review import ReviewPolicy
from backend.domain.shared.errors import Forbidden
from backend.domain.shared.image_model import ImageModel
from backend.domain.shared.money import DEFAULT_CURRENCY
from backend.domain.uploads.input_pictures import InputPictures, refuse_picture


class Creations:
    def __init__(self, forge: Forge, review: ReviewPolicy, image: ImageModel, inputs: InputPictures) -> None:
        self._forge = forge
        self._review = review
        self._image = image
        self._inputs = inputs

    def admit(self, request: CreateRequest, caller: Caller) -> tuple[CreateRequest, str]:
        """What the caller may have made, and its owner. `Forbidden` for another owner, unless an admin asks.

        `NotFound` for a picture that is not the caller's, `Invalid` for one that no art can be made of.
        Where a review comes first, the product is not published at once.
        """
        owner_id = caller.user_id if request.user_id is None else request.user_id
        if not caller.may_act_for(owner_id):
            raise Forbidden("You can only create products for yourself. Leave out user_id.")
        if request.publish and not self._review.may_publish(is_admin=caller.is_admin):
            request = request.model_copy(update={"publish": False})
        if request.input_key is not None:
            self._admit_picture(request.input_key, caller)
        return request, owner_id

    def _admit_picture(self, key: str, caller: Caller) -> None:
        self._inputs.check_owner(key, caller.user_id)
        if not self._image.restyles:
            raise refuse_picture("input_key", f"{self._image.model} cannot start from a picture")
        self._inputs.check_picture(key)

    def __call__(self, work: JobRun[CreateJob]) -> None:
        brief = work.job.brief or self._interpret(work)
        design = work.job.design or self._design(work, brief)
        self._publish(work, design)

    def _interpret(self, work: JobRun[CreateJob]) -> Brief:
        work.keep(step="interpret", progress=10)
        idea = _idea_of(work.job.order)
        brief = self._forge.interpret(idea, meter=work.meter, budget=work.budget)
        work.keep(paid=True, brief=brief, step="design", progress=40)
        return brief

    def _design(self, work: JobRun[CreateJob], brief: Brief) -> Design:
        order = work.job.order
        sketch = DesignSpec(
            brief, work.job.owner_id, work.id, bool(order.reuse), order.seed, _find_source(order, brief)
        )
        design = self._forge.design(sketch, meter=work.meter, budget=work.budget)
        work.keep(paid=True, design=design, step="publish", progress=80)
        return design

    def _publish(self, work: JobRun[CreateJob], design: Design) -> None:
        order = work.job.order
        terms = ListingTerms(order.price_cents, order.currency or DEFAULT_CURRENCY, bool(order.publish))
        source = _find_source(order, design.package.brief)
        made = self._forge.offer(_idea_of(order), design, work.job.owner_id, work.id, terms, source)
        listing = made.offer.listing
        result = CreateResult(
            product_id=listing.product_id,
            listing_id=listing.listing_id,
            conversation_id=made.conversation_id,
            price_cents=listing.price_cents,
            currency=listing.currency,
        )
        self._forge.publish(made, also=[work.build_end(result)], meter=work.meter)


def _idea_of(order: CreateRequest) -> Idea:
    return Idea(order.q, order.kind)


def _find_source(order: CreateRequest, brief: Brief) -> RestyleSource | None:
    if order.input_key is None:
        return None
    return RestyleSource(input_key=order.input_key, prompt=restyle_prompt(brief, order.q))
