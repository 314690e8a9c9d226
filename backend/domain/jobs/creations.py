"""The job that turns an idea into a listed product.

interpret ── keep brief ── design ── keep design ── publish, and end the job, in one transaction
"""

from backend.domain.identity.caller import Caller
from backend.domain.jobs.job_service import JobRun
from backend.domain.jobs.models import CreateJob, CreateResult
from backend.domain.jobs.requests import CreateRequest
from backend.domain.products.brief import Brief
from backend.domain.products.models import Design
from backend.domain.products.pipeline import DesignSpec, Forge, Idea, ListingTerms
from backend.domain.products.review import ReviewPolicy
from backend.domain.shared.errors import Forbidden
from backend.domain.shared.money import DEFAULT_CURRENCY


class Creations:
    def __init__(self, forge: Forge, review: ReviewPolicy) -> None:
        self._forge = forge
        self._review = review

    def admit(self, request: CreateRequest, caller: Caller) -> tuple[CreateRequest, str]:
        """What the caller may have made, and its owner. `Forbidden` for another owner, unless an admin asks.

        Where a review comes first, the product is not published at once.
        """
        owner_id = caller.user_id if request.user_id is None else request.user_id
        if not caller.may_act_for(owner_id):
            raise Forbidden("You can only create products for yourself. Leave out user_id.")
        if request.publish and not self._review.may_publish(is_admin=caller.is_admin):
            request = request.model_copy(update={"publish": False})
        return request, owner_id

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
        sketch = DesignSpec(brief, work.job.owner_id, work.id, reuse=bool(work.job.order.reuse))
        design = self._forge.design(sketch, meter=work.meter, budget=work.budget)
        work.keep(paid=True, design=design, step="publish", progress=80)
        return design

    def _publish(self, work: JobRun[CreateJob], design: Design) -> None:
        order = work.job.order
        terms = ListingTerms(order.price_cents, order.currency or DEFAULT_CURRENCY, bool(order.publish))
        made = self._forge.offer(_idea_of(order), design, work.job.owner_id, work.id, terms)
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
