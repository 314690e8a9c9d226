"""The job that turns an idea into a listed product.

interpret ── keep brief ── design ── keep design ── publish, and end the job, in one transaction
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.domain.jobs.workshop import Work
from backend.domain.products.models import Design
from backend.domain.products.pipeline import Forge, Idea, Sketch, Terms


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be created, and on which terms."""

    idea: Idea
    terms: Terms
    reuse: bool = False
    """Whether a picture of the same brief may be taken again."""
    user_id_defaulted: bool = False
    """Whether the caller named no owner; the answer says so."""

    def to_row(self) -> dict[str, Any]:
        row = {
            "q": self.idea.text,
            "kind": self.idea.kind,
            "price_cents": self.terms.price_cents,
            "currency": self.terms.currency,
            "publish": self.terms.publish,
            "reuse": self.reuse,
            "user_id_defaulted": self.user_id_defaulted,
        }
        return {name: value for name, value in row.items() if value is not None}

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Order":
        terms = Terms(row.get("price_cents"), row["currency"], row["publish"])
        return cls(Idea(row["q"], row.get("kind")), terms, row["reuse"], row["user_id_defaulted"])


class Creations:
    def __init__(self, forge: Forge) -> None:
        self._forge = forge

    def __call__(self, work: Work) -> None:
        order, job = Order.of(work.job.order), work.job
        if job.brief is None:
            work.keep(step="interpret", progress=10)
            brief = self._forge.interpret(order.idea, meter=work.meter, budget=work.budget)
            job = work.keep(paid=True, brief=brief.model_dump(mode="json"))
        if job.design is None:
            work.keep(step="design", progress=40)
            job = work.keep(paid=True, design=self._design(work, order.reuse).model_dump(mode="json"))
        work.keep(step="publish", progress=80)
        self._publish(work, order)

    def _design(self, work: Work, reuse: bool) -> Design:
        brief, owner_id = work.job.brief, work.job.owner_id
        assert brief is not None
        sketch = Sketch(brief, owner_id, work.id, reuse=reuse)
        return self._forge.design(sketch, meter=work.meter, budget=work.budget)

    def _publish(self, work: Work, order: Order) -> None:
        assert work.job.design is not None
        made = self._forge.offer(order.idea, work.job.design, work.job.owner_id, work.id, order.terms)
        listing = made.offer.listing
        result = {
            "product_id": listing.product_id,
            "listing_id": listing.listing_id,
            "conversation_id": made.conversation_id,
            "price_cents": listing.price_cents,
            "currency": listing.currency,
        }
        self._forge.publish(made, also=[work.done(result)], meter=work.meter)
