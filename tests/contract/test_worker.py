"""The worker: which messages come again, and how jobs end. The tables are the laptop's, the steps are stand-ins."""

import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from backend.adapters.observability.tracing import Tracer
from backend.bootstrap.services import Services
from backend.domain.jobs.job_service import (
    ABANDONED_SECONDS,
    LEASE_SECONDS,
    LOST_SECONDS,
    MAX_ATTEMPTS,
    RELEASE_SECONDS,
    JobRun,
    JobService,
    Steps,
)
from backend.domain.jobs.models import GenerateJob, GenerateResult, JobKind, StoredJob
from backend.domain.jobs.requests import GenerateRequest
from backend.domain.shared.errors import (
    Conflict,
    ContentRefused,
    DreamForgeError,
    ModelFailed,
    ModelTimedOut,
    ModelUnavailable,
    StoreUnavailable,
    TooManyRequests,
)
from backend.domain.shared.ids import new_id, new_work, timestamp
from backend.local.laptop import Laptop
from backend.worker.lambda_function import WorkerHandler, fail_job, run_job
from tests.time_limits import scaled
from tests.xray import HEADER, running_daemon

Step = Callable[[JobRun[GenerateJob]], None]


def done(work: JobRun[GenerateJob]) -> None:
    work.finish(GenerateResult(media_keys=[]))


def failing(error: Exception) -> Step:
    def step(work: JobRun[GenerateJob]) -> None:
        raise error

    return step


class Shop:
    """A worker whose jobs do what `step` says; `ahead` is how many seconds its clock is."""

    def __init__(self, laptop: Laptop, owner: str, **settings: Any) -> None:
        self.owner = owner
        self.step: Step = done
        self.begun: list[str] = []
        self.ahead = 0.0
        self.services = Services(laptop.services.settings.with_(**settings))
        self.services.tables = laptop.services.tables
        steps: dict[JobKind, Callable[[], Steps]] = {
            "create": lambda: self._carry_out,
            "generate": lambda: self._carry_out,
        }
        jobs, allowance = self.services.jobs, self.services.allowance
        self.released: list[str] = []
        self.store_is_away = False
        self.services.job_service = JobService(
            jobs,
            allowance,
            self.services.text_allowance,
            steps,
            release=self._release,
            now=lambda: time.time() + self.ahead,
        )
        silent = logging.NullHandler()
        self.worker = WorkerHandler(run_job, services=self.services, log_to=silent)
        self.dead_letters = WorkerHandler(fail_job, services=self.services, log_to=silent)

    def _carry_out(self, work: JobRun[GenerateJob]) -> None:
        self.begun.append(work.job.job_id)
        self.step(work)

    def _release(self, keys: Sequence[str]) -> None:
        if self.store_is_away:
            raise StoreUnavailable("no")
        self.released += keys

    def accepted(self, work: str | None = None, *, queued: bool = True) -> str:
        order = GenerateRequest(prompt="x")
        job = self.services.job_service.submit(
            order, owner_id=self.owner, asked_by=self.owner, work=work or new_work(), queued=queued
        )
        return job.job_id

    def job(self, job_id: str) -> StoredJob:
        return self.services.jobs.get(job_id)

    @property
    def spent(self) -> int:
        return self.services.allowance.find_left(self.owner).used

    def works(self, *bodies: str, by: WorkerHandler | None = None, context: Any = None) -> list[str]:
        """What comes again of messages with these bodies or job ids, numbered from 0."""
        records = [
            {
                "eventSource": "aws:sqs",
                "messageId": str(number),
                "body": json.dumps({"job_id": each}) if each.startswith("job_") else each,
            }
            for number, each in enumerate(bodies)
        ]
        answer = (by or self.worker)({"Records": records}, context)
        return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


@pytest.fixture
def shop(laptop: Laptop) -> Shop:
    return Shop(laptop, f"owner-{secrets.token_hex(6)}")


# ---- which messages come again


def test_a_job_that_is_done_does_not_come_again(shop: Shop) -> None:
    """It ends as a success."""
    job_id = shop.accepted()
    assert shop.works(job_id) == []
    assert shop.job(job_id).state == "success"


def test_only_the_bad_one_of_three_comes_again(shop: Shop) -> None:
    """The others of the batch are done, and stay done."""
    first, bad, last = (shop.accepted() for _ in range(3))

    def step(work: JobRun[GenerateJob]) -> None:
        if work.job.job_id == bad:
            raise StoreUnavailable("no")
        done(work)

    shop.step = step
    assert shop.works(first, bad, last) == ["1"]
    assert [shop.job(each).state for each in (first, bad, last)] == ["success", "waiting", "success"]


@pytest.mark.parametrize("body", ["", "no json", "[]", "null", "{}", '"job"', '{"job": 1}'])
def test_a_message_that_is_malformed_is_dropped(shop: Shop, body: str) -> None:
    """It never will make any."""
    job_id = shop.accepted()
    assert shop.works(body, job_id) == []
    assert shop.job(job_id).state == "success"


@pytest.mark.parametrize("handler", ["worker", "dead_letters"])
def test_a_message_of_an_unknown_job_is_dropped(shop: Shop, handler: str) -> None:
    """There is nothing to do."""
    assert shop.works(new_id("job"), '{"job_id": null}', by=getattr(shop, handler)) == []


def test_a_busy_job_comes_again(shop: Shop) -> None:
    """While somebody else works on it, for they may die."""
    job_id = shop.accepted()
    shop.services.jobs.lease(job_id, now=int(time.time()), lease=30, at="2026-11-21T12:00:00.000Z")
    assert shop.works(job_id) == ["0"]
    assert shop.begun == []


def test_a_finished_job_is_not_done_again(shop: Shop) -> None:
    """Its message may come twice all the same."""
    job_id = shop.accepted()
    assert shop.works(job_id, job_id) == []
    assert len(shop.begun) == 1


def test_without_time_nothing_is_begun(shop: Shop) -> None:
    """What the messages before it took of the invocation, the next message cannot have: it comes again as it is."""
    job_id = shop.accepted()
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 0)
    assert shop.works(job_id, context=context) == ["0"]
    assert shop.job(job_id).attempts == 0


# ---- failures


@pytest.mark.parametrize("error", [ModelUnavailable("The model is away."), StoreUnavailable("The store is away.")])
def test_what_passes_is_tried_again(shop: Shop, error: DreamForgeError) -> None:
    """The job waits, remembers why, and still counts."""
    job_id = shop.accepted()
    shop.step = failing(error)
    assert shop.works(job_id) == ["0"]
    job = shop.job(job_id)
    assert (job.state, job.error, job.leased_until) == ("waiting", None, 0)
    assert job.last_error is not None
    assert (job.last_error.error, job.last_error.message) == (error.name, error.message)
    assert shop.spent == 1
    shop.step = done
    assert shop.works(job_id) == []
    assert shop.job(job_id).state == "success"


def test_what_nobody_expected_is_tried_again(shop: Shop) -> None:
    """Without a word about the inside."""
    job_id = shop.accepted()
    shop.step = failing(KeyError("secret"))
    assert shop.works(job_id) == ["0"]
    job = shop.job(job_id)
    assert job.state == "waiting"
    assert job.last_error is not None
    assert "secret" not in job.last_error.message


@pytest.mark.parametrize(
    "error", [ContentRefused("Other words."), ModelFailed("It drew nothing."), ModelTimedOut("Nobody knows.")]
)
def test_what_stays_ends_the_job(shop: Shop, error: DreamForgeError) -> None:
    """With the reason, and without being tried again: a paid call of unknown outcome is not repeated."""
    job_id = shop.accepted()
    shop.step = failing(error)
    assert shop.works(job_id) == []
    job = shop.job(job_id)
    assert job.state == "fail"
    assert job.error is not None
    assert (job.error.error, job.error.message) == (error.name, error.message)


def test_a_failed_job_is_given_back_once(shop: Shop) -> None:
    """However often its message comes, also to the dead letters; and nothing is begun again."""
    job_id = shop.accepted()
    shop.accepted()
    shop.step = failing(ModelFailed("no"))
    assert shop.spent == 2
    assert shop.works(job_id, job_id, job_id) == []
    assert shop.works(job_id, by=shop.dead_letters) == []
    assert shop.spent == 1
    assert len(shop.begun) == 1


# ---- the dead letters


def test_a_dead_letter_ends_its_job(shop: Shop) -> None:
    """With what went wrong the last time, and how often it was tried; the allowance is given back once."""
    job_id = shop.accepted()
    shop.step = failing(ModelUnavailable("The model is away."))
    for _ in range(MAX_ATTEMPTS):
        assert shop.works(job_id) == ["0"]
    assert shop.works(job_id, job_id, by=shop.dead_letters) == []
    job = shop.job(job_id)
    assert job.state == "fail"
    assert job.error is not None
    assert (job.error.error, job.error.message) == ("gave_up", f"The model is away. It failed {MAX_ATTEMPTS} times.")
    assert shop.spent == 0


def test_a_job_that_always_died_has_a_reason_too(shop: Shop) -> None:
    """Nobody could write down why."""
    job_id = shop.accepted()
    assert shop.works(job_id, by=shop.dead_letters) == []
    error = shop.job(job_id).error
    assert error is not None
    assert error.message == f"The job failed. It failed {MAX_ATTEMPTS} times."


def test_a_dead_letter_of_a_finished_job_changes_nothing(shop: Shop) -> None:
    """A job that succeeded stays a success."""
    job_id = shop.accepted()
    shop.works(job_id)
    assert shop.works(job_id, by=shop.dead_letters) == []
    assert shop.job(job_id).state == "success"
    assert shop.spent == 1


def test_a_dead_letter_waits_for_who_still_works(shop: Shop) -> None:
    """The last try may be about to succeed."""
    job_id = shop.accepted()
    asked: list[list[str]] = []

    def step(work: JobRun[GenerateJob]) -> None:
        asked.append(shop.works(job_id, by=shop.dead_letters))
        done(work)

    shop.step = step
    assert shop.works(job_id) == []
    assert asked == [["0"]]
    assert shop.job(job_id).state == "success"


# ---- several workers


def test_a_job_whose_lease_ran_out_is_taken_over(shop: Shop) -> None:
    """The second worker finishes it from what was kept; the first one, if it lives, changes nothing any more."""
    job_id = shop.accepted()

    def second(work: JobRun[GenerateJob]) -> None:
        assert (work.job.task_id, work.is_resumed) == ("task_1", True)
        done(work)

    def first(work: JobRun[GenerateJob]) -> None:
        work.keep(task_id="task_1")
        shop.ahead, shop.step = 1000, second
        assert shop.works(job_id) == []
        raise ModelFailed("far too late")

    shop.step = first
    assert shop.works(job_id) == []
    assert shop.job(job_id).state == "success"
    assert shop.spent == 1


def test_who_lost_the_lease_keeps_nothing(shop: Shop) -> None:
    """Its next step stops it; nothing that it would write stands."""
    job_id = shop.accepted()

    def first(work: JobRun[GenerateJob]) -> None:
        shop.ahead, shop.step = 1000, done
        assert shop.works(job_id) == []
        work.keep(progress=13)

    shop.step = first
    assert shop.works(job_id) == []
    assert shop.job(job_id).progress == 100


def test_two_workers_with_the_same_message(shop: Shop) -> None:
    """One carries it out; for the other it comes again, and is found done then."""
    job_id, inside, go_on = shop.accepted(), threading.Event(), threading.Event()

    def step(work: JobRun[GenerateJob]) -> None:
        inside.set()
        assert go_on.wait(scaled(10))
        done(work)

    shop.step = step
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(shop.works, job_id)
        assert inside.wait(scaled(10))
        assert shop.works(job_id) == ["0"]
        go_on.set()
        assert first.result() == []
    assert shop.works(job_id) == []
    assert len(shop.begun) == 1


# ---- accepting


def test_the_same_work_is_the_same_job(shop: Shop) -> None:
    """Asked for again, it is as far as it has come, and counts once."""
    work = new_work()
    job_id = shop.accepted(work)
    assert shop.accepted(work) == job_id
    shop.works(job_id)
    assert shop.accepted(work) == job_id
    assert shop.job(job_id).state == "success"
    assert shop.spent == 1


def test_what_failed_counts_again_when_it_is_asked_for_again(shop: Shop) -> None:
    """It was given back; each new try is counted, and given back once if it fails."""
    work = new_work()
    job_id = shop.accepted(work)
    shop.step = failing(ModelFailed("no"))
    for _ in range(3):
        assert shop.accepted(work) == job_id
        assert shop.spent == 1
        assert shop.works(job_id) == []
        assert shop.spent == 0
    shop.step = done
    shop.accepted(work)
    assert shop.works(job_id) == []
    assert (shop.job(job_id).state, shop.spent) == ("success", 1)


def test_the_last_one_of_the_day_can_be_gone_on_with(laptop: Laptop) -> None:
    """Nothing is left for another, but what is counted already may be asked for again."""
    shop, work = Shop(laptop, f"owner-{secrets.token_hex(6)}", daily_generations=1), new_work()
    job_id = shop.accepted(work)
    assert shop.accepted(work) == job_id
    with pytest.raises(TooManyRequests):
        shop.accepted()
    shop.step = failing(ModelFailed("no"))
    shop.works(job_id)
    shop.accepted()
    with pytest.raises(TooManyRequests):
        shop.accepted(work)


# ---- abandoned jobs


def dropped(shop: Shop, *, queued: bool) -> StoredJob:
    """A job whose process died in its first step."""
    job_id = shop.accepted(queued=queued)
    return shop.services.jobs.lease(job_id, now=int(time.time()), lease=LEASE_SECONDS, at=timestamp())


@pytest.mark.parametrize(("queued", "patience"), [(False, ABANDONED_SECONDS), (True, LOST_SECONDS)])
def test_an_abandoned_job_ends_when_it_is_looked_at(shop: Shop, queued: bool, patience: int) -> None:
    """Its owner reads that it was interrupted, and has the generation back. Before that it is as it was."""
    job = dropped(shop, queued=queued)
    shop.ahead = LEASE_SECONDS + patience - 5
    assert shop.services.job_service.expire_if_abandoned(job) == job
    shop.ahead += 10
    ended = shop.services.job_service.expire_if_abandoned(job)
    assert (ended.state, ended.error and ended.error.error, shop.spent) == ("fail", "gave_up", 0)


def test_a_job_that_nobody_took_up_ends_too(shop: Shop) -> None:
    """Its process died between accepting it and beginning it."""
    job = shop.job(shop.accepted(queued=False))
    shop.ahead = ABANDONED_SECONDS + 5
    assert (shop.services.job_service.expire_if_abandoned(job).state, shop.spent) == ("fail", 0)


def test_an_abandoned_job_can_be_asked_for_again(shop: Shop) -> None:
    """The same work continues, and is counted as a new one is."""
    work = new_work()
    job_id = shop.accepted(work, queued=False)
    shop.ahead = ABANDONED_SECONDS + 5
    shop.services.job_service.expire_if_abandoned(shop.job(job_id))
    assert (shop.accepted(work), shop.job(job_id).state, shop.job(job_id).queued, shop.spent) == (
        job_id,
        "waiting",
        True,
        1,
    )


def test_an_abandoned_job_does_not_hold_the_allowance(laptop: Laptop) -> None:
    """The next order finds the abandoned one, fails and refunds it, and has its place."""
    shop = Shop(laptop, f"owner-{secrets.token_hex(6)}", daily_generations=1)
    left = dropped(shop, queued=False)
    with pytest.raises(TooManyRequests):
        shop.accepted()
    shop.ahead = LEASE_SECONDS + ABANDONED_SECONDS + 5
    assert shop.job(shop.accepted()).state == "waiting"
    assert (shop.job(left.job_id).state, shop.spent) == ("fail", 1)


def test_a_queue_that_fails_costs_nothing(shop: Shop) -> None:
    """The job fails at once and is refunded; the same work may be asked for again."""

    def send(_: str) -> None:
        raise StoreUnavailable("The queue did not answer.")

    work = new_work()
    for _ in range(3):
        job = shop.job(shop.accepted(work))
        with pytest.raises(StoreUnavailable):
            shop.services.job_service.enqueue(job, send)
        ended = shop.job(job.job_id)
        assert (ended.state, ended.error and ended.error.error, shop.spent) == ("fail", "store_unavailable", 0)
    sent: list[str] = []
    shop.services.job_service.enqueue(shop.job(shop.accepted(work)), sent.append)
    assert (sent, shop.spent) == ([job.job_id], 1)
    assert shop.works(job.job_id) == []
    assert shop.job(job.job_id).state == "success"


def test_a_message_that_was_delivered_although_the_queue_failed(shop: Shop) -> None:
    """The worker that leased the job first carries it out, once; the caller's failure ends nothing."""
    job = shop.job(shop.accepted())

    def send(job_id: str) -> None:
        shop.works(job_id)
        raise StoreUnavailable("The queue did not answer.")

    with pytest.raises(StoreUnavailable):
        shop.services.job_service.enqueue(job, send)
    assert (shop.job(job.job_id).state, shop.spent) == ("success", 1)


def test_what_was_taken_up_meanwhile_continues(shop: Shop) -> None:
    """Looking at an old state of a job ends nobody's work."""
    job = dropped(shop, queued=False)
    shop.ahead = LEASE_SECONDS + ABANDONED_SECONDS + 5
    shop.services.jobs.lease(job.job_id, now=int(time.time() + shop.ahead), lease=LEASE_SECONDS, at=timestamp())
    assert (shop.services.job_service.expire_if_abandoned(job).state, shop.spent) == ("generating", 1)


# ---- files of a job that failed


def owning_then(error: Exception) -> Step:
    """A step that stores a file, marks it as owned and fails before the job has ended."""

    def step(work: JobRun[GenerateJob]) -> None:
        work.keep(result=GenerateResult(media_keys=["assets/a.png"]))
        raise error

    return step


def test_a_job_that_fails_releases_its_files(shop: Shop) -> None:
    """They would stay without end otherwise, marked as owned by a product that was never written."""
    shop.step = owning_then(ModelFailed("no"))
    job_id = shop.accepted()
    shop.works(job_id)
    assert (shop.job(job_id).state, shop.released) == ("fail", ["assets/a.png"])
    assert shop.job(job_id).unreleased_until == 0


def test_a_job_that_is_tried_again_keeps_them(shop: Shop) -> None:
    """Until it is given up."""
    shop.step = owning_then(StoreUnavailable("no"))
    job_id = shop.accepted()
    assert shop.works(job_id) == ["0"]
    assert shop.released == []
    shop.works(job_id, by=shop.dead_letters)
    assert (shop.job(job_id).state, shop.released) == ("fail", ["assets/a.png"])


def test_a_release_that_stopped_half_way_is_completed_by_the_next_read(shop: Shop) -> None:
    """The store was away, or the process died: the next reader of the job, once the others' time is over."""
    shop.step, shop.store_is_away = owning_then(ModelFailed("no")), True
    job_id = shop.accepted()
    shop.works(job_id)
    shop.store_is_away = False
    shop.services.job_service.expire_if_abandoned(shop.job(job_id))
    assert shop.released == []
    shop.ahead = RELEASE_SECONDS + 1
    shop.services.job_service.expire_if_abandoned(shop.job(job_id))
    assert shop.released == ["assets/a.png"]
    assert shop.job(job_id).unreleased_until == 0


def test_a_job_that_fails_releases_files_that_it_could_not_note(shop: Shop, laptop: Laptop) -> None:
    """What was paid for is in the job in hand, though the store did not take it when it was made."""
    faults = laptop.cloud.dynamodb.faults

    def step(work: JobRun[GenerateJob]) -> None:
        faults.add(operation="UpdateItem", table="jobs", code="InternalServerError", times=None)
        try:
            work.keep(paid=True, result=GenerateResult(media_keys=["assets/a.png"]))
        finally:
            faults.clear()
        raise ContentRefused("no")

    shop.step = step
    job_id = shop.accepted()
    shop.works(job_id)
    assert (shop.job(job_id).state, shop.released) == ("fail", ["assets/a.png"])


def test_a_step_that_cannot_be_noted_does_not_begin(shop: Shop, laptop: Laptop) -> None:
    """The write renews the lease: without it another worker may pay for the same. The message comes again."""
    faults, paid = laptop.cloud.dynamodb.faults, []

    def step(work: JobRun[GenerateJob]) -> None:
        faults.add(operation="UpdateItem", table="jobs", code="InternalServerError", times=None)
        try:
            work.keep(step="generate", progress=20)
        finally:
            faults.clear()
        paid.append(work.job.job_id)

    shop.step = step
    assert (shop.works(shop.accepted()), paid) == (["0"], [])


def test_who_lost_its_lease_releases_what_it_marked(shop: Shop) -> None:
    """The job was ended meanwhile, and its files were released before this one marked them as owned again."""

    def step(work: JobRun[GenerateJob]) -> None:
        work.keep(result=GenerateResult(media_keys=["assets/a.png"]))
        shop.ahead += 10_000
        shop.services.job_service.expire_if_abandoned(shop.job(work.job.job_id))
        raise Conflict("the lease is lost")

    shop.step = step
    shop.works(shop.accepted())
    assert shop.released == ["assets/a.png", "assets/a.png"]


# ---- what X-Ray gets


@pytest.mark.parametrize(
    ("step", "flags"),
    [
        (done, set()),
        (failing(ContentRefused("no")), {"error"}),
        (failing(TooManyRequests("later", retry_after=1)), {"error", "throttle"}),
        (failing(ModelFailed("no")), {"fault"}),
        (failing(StoreUnavailable("away")), {"fault"}),
        (failing(KeyError("x")), {"fault"}),
    ],
)
def test_a_trace_says_whose_fault_it_is(shop: Shop, step: Step, flags: set[str]) -> None:
    """A job has no status of HTTP: X-Ray's own marks say how a try of it ended."""
    shop.step = step
    with running_daemon() as daemon:
        shop.services.tracer = Tracer(daemon.address, header=lambda: HEADER)
        shop.works(shop.accepted())
        told = daemon.heard()
    assert {name for name in ("fault", "error", "throttle") if told.get(name)} == flags
    assert "status" not in told["annotations"]
