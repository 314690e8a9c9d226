"""Creations: an idea becomes a listed product, as a job that can be taken up again.

Every id a creation makes is derived from one `work` id, which is chosen before anything is done. Whoever takes the job
up again, after a crash or because a message came twice, makes the same things under the same names, and begins after
the last step whose result was kept:

    lease ── interpret ── keep brief ── design ── keep design ── publish + done, in one transaction
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backend.forge.errors import Conflict, DreamForgeError
from backend.forge.ids import timestamp
from backend.forge.meter import Meter
from backend.forge.models import Brief, Design, Kind
from backend.forge.models.job import JobError, StoredJob
from backend.forge.pipeline import Forge, Idea, Terms
from backend.forge.repositories.jobs import Busy, Jobs

LEASE_SECONDS = 30
"""How long a step may take behind API Gateway, which hangs up after 29 s. Each step renews the lease."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be created, for whom, and on which terms."""

    idea: Idea
    owner_id: str
    terms: Terms

    def to_row(self) -> dict[str, Any]:
        row = {
            "q": self.idea.text,
            "kind": self.idea.kind,
            "price_cents": self.terms.price_cents,
            "currency": self.terms.currency,
            "publish": self.terms.publish,
        }
        return {name: value for name, value in row.items() if value is not None}

    @classmethod
    def of(cls, job: StoredJob) -> "Order":
        row = job.order
        kind: Kind | None = row.get("kind")
        terms = Terms(row.get("price_cents"), row["currency"], row["publish"])
        return cls(Idea(row["q"], kind), job.owner_id, terms)


@dataclass(frozen=True, slots=True)
class Created:
    """A finished creation."""

    job_id: str
    conversation_id: str
    product_id: str
    listing_id: str
    owner_id: str
    brief: Brief
    design: Design
    price_cents: int
    currency: str


class Creations:
    def __init__(
        self,
        forge: Forge,
        jobs: Jobs,
        *,
        clock: Callable[[], str] = timestamp,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._forge = forge
        self._jobs = jobs
        self._clock = clock
        self._now = now

    def order(self, order: Order, work: str) -> StoredJob:
        """Keeps an order as a job. The same work again is the same job, as far as it has come."""
        at = self._clock()
        return self._jobs.add(
            StoredJob(
                job_id=f"job_{work}",
                owner_id=order.owner_id,
                kind="create",
                order=order.to_row(),
                created_at=at,
                updated_at=at,
            )
        )

    def carry_out(
        self, job_id: str, *, meter: Meter, deadline: float = float("inf"), lease: int = LEASE_SECONDS
    ) -> Created:
        """Does what is left to do of a job, and answers with what it made.

        `lease` is how many seconds a step may take before somebody else may take the job up. Raises `Conflict` while
        somebody else works on it, and what the steps raise; a job that failed can be carried out again from where it
        came to.
        """
        try:
            job = self._jobs.lease(job_id, now=int(self._now()), lease=lease, at=self._clock())
            return self._steps(job, meter, deadline, lease)
        except (Busy, Conflict):
            return self._finished_by_another(job_id)
        except DreamForgeError as error:
            self._fail(job_id, error)
            raise
        except Exception:
            self._fail(job_id, DreamForgeError("Something went wrong on our side."))
            raise

    def created(self, job: StoredJob) -> Created:
        """What a finished job made, with URLs that open now."""
        assert job.result is not None
        assert job.brief is not None
        assert job.design is not None
        design = self._forge.shown(job.design)
        return Created(job_id=job.job_id, owner_id=job.owner_id, brief=job.brief, design=design, **job.result)

    def _finished_by_another(self, job_id: str) -> Created:
        job = self._jobs.get(job_id)
        if job.state != "success":
            raise Conflict("This is being worked on right now. Ask again in a moment.")
        return self.created(job)

    def _fail(self, job_id: str, error: DreamForgeError) -> None:
        self._jobs.fail(job_id, JobError(error=error.name, message=error.message), self._clock())

    def _steps(self, job: StoredJob, meter: Meter, deadline: float, lease: int) -> Created:
        order, work = Order.of(job), job.job_id.removeprefix("job_")

        def keep(**facts: Any) -> StoredJob:
            return self._jobs.save(job, self._clock(), leased_until=int(self._now()) + lease, **facts)

        if job.brief is None:
            job = keep(step="interpret", progress=10)
            brief = self._forge.interpret(order.idea, meter=meter, deadline=deadline)
            job = keep(brief=brief.model_dump(mode="json"))
        if job.design is None:
            job = keep(step="design", progress=40)
            assert job.brief is not None
            resumed = job.attempts > 1
            design = self._forge.design(job.brief, job.owner_id, work, meter=meter, deadline=deadline, resumed=resumed)
            job = keep(design=design.model_dump(mode="json"))
        job = keep(step="publish", progress=80)
        return self._publish(job, order, work, meter)

    def _publish(self, job: StoredJob, order: Order, work: str, meter: Meter) -> Created:
        assert job.design is not None
        assert job.brief is not None
        made = self._forge.offer(order.idea, job.design, job.owner_id, work, order.terms)
        listing = made.offer.listing
        ids = {
            "product_id": listing.product_id,
            "listing_id": listing.listing_id,
            "conversation_id": made.conversation_id,
        }
        facts = {**ids, "price_cents": listing.price_cents, "currency": listing.currency}
        done = self._jobs.finish(job, self._clock(), facts)
        self._forge.publish(made, also=[done], meter=meter)
        return self.created(job.model_copy(update={"result": facts}))
