"""Jobs and who works on them: leases, what is kept of a step, and how a job ends."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from backend.adapters.dynamodb.jobs import DynamoDBJobs
from backend.adapters.dynamodb.short_lived import DynamoDBCounters
from backend.adapters.dynamodb.tables import Tables
from backend.domain.jobs.models import CreateJob, GenerateJob, GenerateResult, StoredJobError
from backend.domain.jobs.ports import LeaseHeld, WriteConditionFailed
from backend.domain.shared.errors import NotFound, StoreUnavailable
from backend.domain.shared.ids import new_id
from backend.domain.shared.unit_of_work import Write
from tests.makers import NOW, Counting, Scripted, budget, cursors, refused

WRONG = StoredJobError(error="model_failed", message="It did not work.")
LATER = "2026-11-21T12:00:09.000Z"


@pytest.fixture
def jobs(tables: Tables, table_of: Mapping[str, str]) -> DynamoDBJobs:
    return DynamoDBJobs(tables, table_of["jobs"], cursors())


def stored(owner: str, **fields: Any) -> GenerateJob:
    times = {"created_at": NOW, "updated_at": NOW}
    made: dict[str, Any] = {"job_id": new_id("job"), "owner_id": owner, "kind": "generate", "order": {"prompt": "x"}}
    return GenerateJob.model_validate({**made, **times, "spent": "counter", **fields})


def added(jobs: DynamoDBJobs, owner: str, **fields: Any) -> GenerateJob:
    job = stored(owner, **fields)
    assert jobs.add(job)
    return job


def leased(jobs: DynamoDBJobs, job: GenerateJob, *, now: int = 1000, lease: int = 30) -> GenerateJob:
    found = jobs.lease(job.job_id, now=now, lease=lease, at=LATER)
    assert isinstance(found, GenerateJob)
    return found


# ---- add, get, page


def test_gets_what_was_added(jobs: DynamoDBJobs, owner: str) -> None:
    """Field by field."""
    job = added(jobs, owner, progress=10, step="design")
    assert jobs.get(job.job_id) == job


def test_an_unknown_job(jobs: DynamoDBJobs) -> None:
    """`get` raises, `find` does not."""
    job_id = new_id("job")
    with pytest.raises(NotFound):
        jobs.get(job_id)
    assert jobs.find(job_id) is None


def test_the_same_job_is_added_once(jobs: DynamoDBJobs, owner: str) -> None:
    """The second time says so, and changes nothing."""
    job = added(jobs, owner)
    assert not jobs.add(job.model_copy(update={"progress": 50}))
    assert jobs.get(job.job_id).progress == 0


def test_pages_are_newest_first_and_one_query(jobs: DynamoDBJobs, counting: Counting, owner: str) -> None:
    """The owner's own, without loss or repeat."""
    made = [added(jobs, owner).job_id for _ in range(5)]
    added(jobs, f"{owner}-another")
    counting.calls.clear()
    seen, token = [], None
    while True:
        page = jobs.page(owner, limit=2, token=token, asked_by=owner)
        seen += [job.job_id for job in page.items]
        token = page.next_page_token
        if token is None:
            break
    assert sorted(seen) == sorted(made)
    assert counting.calls == {"query": 3}


# ---- lease


def test_a_lease_is_counted(jobs: DynamoDBJobs, owner: str) -> None:
    """A job that is taken is generating, until its lease runs out, and knows how often it was taken."""
    job = leased(jobs, added(jobs, owner), now=1000, lease=30)
    assert (job.state, job.leased_until, job.attempts, job.updated_at) == ("generating", 1030, 1, LATER)


def test_a_leased_job_is_busy(jobs: DynamoDBJobs, owner: str) -> None:
    """Up to the last second of the lease."""
    job = added(jobs, owner)
    leased(jobs, job, now=1000, lease=30)
    with pytest.raises(LeaseHeld):
        leased(jobs, job, now=1030)


def test_a_lease_that_ran_out_is_taken_over(jobs: DynamoDBJobs, owner: str) -> None:
    """What the first one kept is still there; what it does from now on is refused."""
    job = added(jobs, owner)
    first = jobs.save(leased(jobs, job, now=1000, lease=30), LATER, task_id="task_1", progress=30)
    second = leased(jobs, job, now=1031)
    assert (second.task_id, second.progress, second.attempts) == ("task_1", 30, 2)
    with pytest.raises(LeaseHeld):
        jobs.save(first, LATER, progress=90)
    with pytest.raises(LeaseHeld):
        jobs.write([jobs.finish(first, LATER, GenerateResult(media_keys=[]))])
    assert not jobs.fail(first, WRONG, LATER)
    assert jobs.get(job.job_id) == second


def test_two_at_once_take_it_once(jobs: DynamoDBJobs, owner: str) -> None:
    """Eight take the same job at the same moment: one has it."""
    job, together = added(jobs, owner), Barrier(8)

    def take(number: int) -> bool:
        together.wait()
        try:
            leased(jobs, job, lease=30 + number)
        except LeaseHeld:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1


def test_an_unknown_job_is_not_taken(jobs: DynamoDBJobs) -> None:
    """A lease makes no job."""
    job_id = new_id("job")
    with pytest.raises(LeaseHeld):
        jobs.lease(job_id, now=1000, lease=30, at=LATER)
    assert jobs.find(job_id) is None


# ---- the ends


def test_finishing_ends_it(jobs: DynamoDBJobs, owner: str) -> None:
    """State, progress and result at once; nobody takes it any more."""
    job = leased(jobs, added(jobs, owner))
    jobs.write([jobs.finish(job, LATER, GenerateResult(media_keys=["a"]))])
    done = jobs.get(job.job_id)
    assert (done.state, done.progress, done.result, done.leased_until) == (
        "success",
        100,
        GenerateResult(media_keys=["a"]),
        0,
    )
    with pytest.raises(LeaseHeld):
        leased(jobs, job, now=9999)


def test_waiting_gives_the_lease_back(jobs: DynamoDBJobs, owner: str) -> None:
    """The job may be taken at once, and remembers what went wrong; its owner sees no error yet."""
    job = leased(jobs, added(jobs, owner))
    jobs.wait(job, WRONG, LATER)
    waiting = jobs.get(job.job_id)
    assert (waiting.state, waiting.last_error, waiting.error) == ("waiting", WRONG, None)
    assert leased(jobs, job, now=1001).attempts == 2


def test_waiting_does_not_disturb_who_took_over(jobs: DynamoDBJobs, owner: str) -> None:
    """A failure of the first one is its own."""
    job = added(jobs, owner)
    first = leased(jobs, job, now=1000, lease=30)
    second = leased(jobs, job, now=1031)
    jobs.wait(first, WRONG, LATER)
    assert jobs.get(job.job_id) == second


def test_failing_ends_it_once(jobs: DynamoDBJobs, owner: str) -> None:
    """It says why, and what it took of the allowance can be given back only by who ended it."""
    job = leased(jobs, added(jobs, owner))
    assert [jobs.fail(job, WRONG, LATER) for _ in range(2)] == [True, False]
    failed = jobs.get(job.job_id)
    assert (failed.state, failed.error, failed.spent, failed.leased_until) == ("fail", WRONG, None, 0)


def test_a_failed_job_is_not_taken_by_itself(jobs: DynamoDBJobs, owner: str) -> None:
    """A message that comes twice does not begin again what has ended."""
    job = leased(jobs, added(jobs, owner))
    jobs.fail(job, WRONG, LATER)
    with pytest.raises(LeaseHeld):
        leased(jobs, job, now=9999)


def test_a_failed_job_can_be_opened_again(jobs: DynamoDBJobs, owner: str) -> None:
    """Paid for again; what its steps kept is still there."""
    job = jobs.save(leased(jobs, added(jobs, owner)), LATER, task_id="task_1")
    jobs.fail(job, WRONG, LATER)
    assert [jobs.reopen(job.job_id, "counter_2", LATER, now=2000, queued=True) for _ in range(2)] == [True, False]
    opened = jobs.get(job.job_id)
    assert isinstance(opened, GenerateJob)
    assert (opened.state, opened.spent, opened.error, opened.task_id) == ("waiting", "counter_2", None, "task_1")


def test_a_job_is_not_opened_while_its_files_are_released(jobs: DynamoDBJobs, owner: str) -> None:
    """Only one releases them at a time, and a job that is opened again needs no release."""
    job = jobs.save(leased(jobs, added(jobs, owner)), LATER, result=GenerateResult(media_keys=["a"]))
    jobs.fail(job, WRONG, LATER)
    failed = jobs.get(job.job_id)
    assert [jobs.start_release(failed, 2030) for _ in range(2)] == [True, False]
    assert not jobs.reopen(job.job_id, "counter_2", LATER, now=2000, queued=True)
    jobs.finish_release(failed, 2030)
    assert jobs.get(job.job_id).unreleased_until == 0
    assert jobs.reopen(job.job_id, "counter_2", LATER, now=2000, queued=True)
    assert not jobs.start_release(jobs.get(job.job_id), 2030)


@pytest.mark.parametrize("ended", [True, False])
def test_only_a_failed_job_is_opened_again(jobs: DynamoDBJobs, owner: str, ended: bool) -> None:
    """Neither one that is done nor one that somebody works on."""
    job = leased(jobs, added(jobs, owner))
    if ended:
        jobs.write([jobs.finish(job, LATER, GenerateResult(media_keys=[]))])
    assert not jobs.reopen(job.job_id, "counter_2", LATER, now=2000, queued=True)


# ---- what is written with a job


@pytest.fixture
def short_lived(tables: Tables, table_of: Mapping[str, str]) -> DynamoDBCounters:
    return DynamoDBCounters(tables, table_of["short_lived"])


@pytest.fixture
def counter(owner: str) -> str:
    return f"counter#{owner}"


def taking(short_lived: DynamoDBCounters, counter: str) -> Write:
    return short_lived.taking(counter, limit=1, expires_at=2_000_000_000)


def test_a_job_is_kept_with_what_it_takes(
    jobs: DynamoDBJobs, short_lived: DynamoDBCounters, owner: str, counter: str
) -> None:
    """Both in one transaction, so that nobody dies between them; known already, it takes nothing."""
    job = stored(owner)
    assert [jobs.add(job, also=[taking(short_lived, counter)]) for _ in range(2)] == [True, False]
    assert short_lived.count(counter) == 1


def test_a_job_is_not_kept_when_nothing_is_left(
    jobs: DynamoDBJobs, short_lived: DynamoDBCounters, owner: str, counter: str
) -> None:
    """None left, no job."""
    jobs.add(stored(owner), also=[taking(short_lived, counter)])
    second = stored(owner)
    with pytest.raises(WriteConditionFailed):
        jobs.add(second, also=[taking(short_lived, counter)])
    assert (jobs.find(second.job_id), short_lived.count(counter)) == (None, 1)


def test_failing_gives_back_once(jobs: DynamoDBJobs, short_lived: DynamoDBCounters, owner: str, counter: str) -> None:
    """With the end of the job, by the process that ended it."""
    job = stored(owner)
    jobs.add(job, also=[taking(short_lived, counter)])
    held = leased(jobs, job)
    ended = [jobs.fail(held, WRONG, LATER, also=[short_lived.giving_back(counter)]) for _ in range(2)]
    assert (ended, short_lived.count(counter)) == ([True, False], 0)


def test_a_store_that_is_busy_says_so(owner: str) -> None:
    """What met other transactions again and again is no allowance that is used up."""
    reasons = [{"Code": "None"}, {"Code": "TransactionConflict"}]
    tables = Tables(Scripted(refused("TransactionCanceledException", CancellationReasons=reasons)))
    with budget(1).active(), pytest.raises(StoreUnavailable, match="busy"):
        DynamoDBJobs(tables, "jobs", cursors()).add(
            stored(owner), also=[taking(DynamoDBCounters(tables, "short"), "c")]
        )


def test_a_job_of_an_older_folder_is_read(tables: Tables, table_of: Mapping[str, str], jobs: DynamoDBJobs) -> None:
    """It says whether its owner was named; a page with it opens."""
    order = {"q": "un gato", "currency": "USD", "publish": False, "reuse": False, "user_id_defaulted": True}
    times = {"created_at": NOW, "updated_at": NOW}
    owner = new_id("usr")
    row = {"job_id": new_id("job"), "owner_id": owner, "kind": "create", "order": order, "state": "waiting"}
    tables.put(table_of["jobs"], {**row, **times})
    (found,) = jobs.page(owner, limit=5, token=None, asked_by="x").items
    assert isinstance(found, CreateJob)
    assert (found.order.q, found.order.user_id) == ("un gato", None)
