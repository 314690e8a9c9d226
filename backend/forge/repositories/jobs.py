"""Jobs and who works on them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from backend.forge.errors import NotFound, StoreUnavailable
from backend.forge.models.job import JobError, StoredJob
from backend.forge.repositories.cursors import Cursors
from backend.forge.repositories.key_schemas import find_key_schema
from backend.forge.repositories.tables import ConditionFailed, Tables, Write, put_of, update_of

BY_OWNER = find_key_schema("jobs", "owner_id")


class Busy(Exception):
    """Somebody else is working on the job, or it is finished."""


class Unmet(Exception):
    """The job was as it should be, but what was to be written with it was not."""


@dataclass(frozen=True, slots=True)
class JobPage:
    jobs: list[StoredJob]
    next_page_token: str | None


class Jobs:
    def __init__(self, tables: Tables, table: str, cursors: Cursors) -> None:
        self._tables = tables
        self._table = table
        self._cursors = cursors

    def add(self, job: StoredJob, *, also: Sequence[Write] = ()) -> bool:
        """Keeps a new job; whether it was new. One of the same id that exists already is left as it is.

        `also` is written with it or not at all; `Unmet` when a condition of those failed.
        """
        row = job.model_dump(mode="json")
        return self._wrote(put_of(self._table, row, condition="attribute_not_exists(job_id)"), also)

    def get(self, job_id: str) -> StoredJob:
        job = self.find(job_id)
        if job is None:
            raise NotFound("There is no such job.")
        return job

    def find(self, job_id: str) -> StoredJob | None:
        row = self._tables.get(self._table, {"job_id": job_id})
        return None if row is None else StoredJob.model_validate(row)

    def page(self, owner_id: str, *, limit: int, token: str | None, asked_by: str) -> JobPage:
        """An owner's jobs, the newest first."""
        scope = ("jobs", asked_by, owner_id)
        start = self._cursors.open(token, *scope)
        rows = self._tables.page(self._table, BY_OWNER, owner_id, limit=limit, start=start)
        return JobPage([StoredJob.model_validate(row) for row in rows.items], self._cursors.seal(rows.last, *scope))

    def lease(self, job_id: str, *, now: int, lease: int, at: str) -> StoredJob:
        """Takes a job to work on it for `lease` seconds. `Busy` when another has it, or when it has ended."""
        try:
            row = self._tables.update(
                self._table,
                {"job_id": job_id},
                "SET leased_until = :until, #state = :generating, updated_at = :at ADD attempts :one REMOVE #error",
                condition="leased_until < :now AND #state IN (:waiting, :generating)",
                names={"#state": "state", "#error": "error"},
                until=now + lease,
                now=now,
                at=at,
                one=1,
                waiting="waiting",
                generating="generating",
            )
        except ConditionFailed:
            raise Busy from None
        return StoredJob.model_validate(row)

    def save(self, job: StoredJob, at: str, **facts: Any) -> StoredJob:
        """Keeps what a step gave, as long as the lease is still ours. `Busy` when it is not."""
        named = {f"#{name}": name for name in facts}
        sets = ", ".join(f"#{name} = :{name}" for name in facts)
        try:
            row = self._tables.update(
                self._table,
                {"job_id": job.job_id},
                f"SET updated_at = :at, {sets}",
                condition="leased_until = :mine",
                names=named,
                at=at,
                mine=job.leased_until,
                **facts,
            )
        except ConditionFailed:
            raise Busy from None
        return StoredJob.model_validate(row)

    def finish(self, job: StoredJob, at: str, result: Mapping[str, Any], facts: Mapping[str, Any] = {}) -> Write:
        """The part of a transaction that says that the job is done; it fails when the lease is no longer ours.

        `facts` are what steps gave and no `save` could keep.
        """
        ended = {**facts, "state": "success", "result": dict(result), "progress": 100, "updated_at": at}
        sets = ", ".join(f"#{name} = :{name}" for name in ended)
        return update_of(
            self._table,
            {"job_id": job.job_id},
            f"SET {sets}, leased_until = :zero",
            condition="leased_until = :mine",
            names={f"#{name}": name for name in ended},
            zero=0,
            mine=job.leased_until,
            **ended,
        )

    def write(self, writes: Sequence[Write]) -> None:
        """A transaction of parts that `finish` made; `Busy` when the lease is no longer ours."""
        try:
            self._tables.transact(writes)
        except ConditionFailed:
            raise Busy from None

    def wait(self, job: StoredJob, error: JobError, at: str) -> None:
        """Gives the lease back: somebody will try again."""
        with suppress(Busy):  # somebody has taken over already
            self.save(job, at, state="waiting", leased_until=0, last_error=error.model_dump(mode="json"))

    def fail(
        self,
        job: StoredJob,
        error: JobError,
        at: str,
        *,
        also: Sequence[Write] = (),
        facts: Mapping[str, Any] = {},
    ) -> bool:
        """Ends a job that cannot be done; whether it did. One that ended, or that another took over, stays as it is.

        `also` is written with it: what it took of the allowance is given back by whoever ends it, and once. `facts` are
        what steps gave and no `save` could keep: the job goes on from there when it is opened again.
        """
        ended = {**facts, "state": "fail", "error": error.model_dump(mode="json"), "updated_at": at}
        sets = ", ".join(f"#{name} = :{name}" for name in ended)
        write = update_of(
            self._table,
            {"job_id": job.job_id},
            f"SET {sets}, leased_until = :zero, unreleased_until = :files REMOVE spent",
            condition="leased_until = :seen AND #state IN (:waiting, :generating)",
            names={f"#{name}": name for name in ended},
            zero=0,
            files=int(bool(job.media_keys)),
            seen=job.leased_until,
            waiting="waiting",
            generating="generating",
            **ended,
        )
        return self._wrote(write, also)

    def reopen(self, job_id: str, spent: str, at: str, *, now: int, queued: bool, also: Sequence[Write] = ()) -> bool:
        """Lets a job that failed be tried again, paid for anew by `also`; whether it had failed.

        Not while somebody releases its files.

        `Unmet` when a condition of `also` failed.
        """
        reopened = update_of(
            self._table,
            {"job_id": job_id},
            "SET #state = :waiting, spent = :spent, queued = :queued, updated_at = :at, unreleased_until = :zero "
            "REMOVE #error",
            condition="#state = :fail AND unreleased_until < :now",
            names={"#state": "state", "#error": "error"},
            waiting="waiting",
            fail="fail",
            spent=spent,
            queued=queued,
            at=at,
            zero=0,
            now=now,
        )
        return self._wrote(reopened, also)

    def start_release(self, job: StoredJob, until: int) -> bool:
        """Reserves a job that failed until then, to release its files: it is not opened again meanwhile."""
        return self._mark_release(job, until)

    def finish_release(self, job: StoredJob, until: int) -> None:
        """Its files are released: it may be opened again."""
        self._mark_release(job.model_copy(update={"unreleased_until": until}), 0)

    def _mark_release(self, job: StoredJob, until: int) -> bool:
        try:
            self._tables.update(
                self._table, {"job_id": job.job_id}, "SET unreleased_until = :until",
                condition="#state = :fail AND unreleased_until = :seen", names={"#state": "state"},
                fail="fail", until=until, seen=job.unreleased_until,
            )  # fmt: skip
        except ConditionFailed:
            return False
        return True

    def _wrote(self, own: Write, also: Sequence[Write]) -> bool:
        """Whether the job was as its own condition wants it; then everything is written, else nothing."""
        try:
            self._tables.transact([own, *also])
        except ConditionFailed as error:
            if 0 in error.failed:
                return False
            if error.conflicts:
                raise StoreUnavailable("The store is busy. Try again in a moment.") from error
            raise Unmet from error
        return True
