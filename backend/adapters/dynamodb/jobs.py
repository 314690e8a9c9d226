"""Jobs and who works on them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from pydantic import BaseModel

from backend.adapters.dynamodb.cursors import Cursors
from backend.adapters.dynamodb.key_schemas import find_key_schema
from backend.adapters.dynamodb.tables import ConditionFailed, Tables, put_of, update_of
from backend.domain.jobs.models import JobError, JobRecord, JobResultRecord, StoredJob, read_job
from backend.domain.jobs.ports import J, Jobs, LeaseHeld, WriteConditionFailed
from backend.domain.shared.errors import NotFound, StoreUnavailable
from backend.domain.shared.slices import Slice
from backend.domain.shared.unit_of_work import Write


class DynamoDBJobs(Jobs):
    def __init__(self, tables: Tables, table: str, cursors: Cursors) -> None:
        self._tables = tables
        self._table = table
        self._cursors = cursors
        self._by_owner = find_key_schema("jobs", "owner_id")

    def add(self, job: StoredJob, *, also: Sequence[Write] = ()) -> bool:
        row = job.model_dump(mode="json")
        return self._wrote(put_of(self._table, row, condition="attribute_not_exists(job_id)"), also)

    def get(self, job_id: str) -> StoredJob:
        job = self.find(job_id)
        if job is None:
            raise NotFound("Job not found.")
        return job

    def find(self, job_id: str) -> StoredJob | None:
        row = self._tables.get(self._table, {"job_id": job_id})
        return None if row is None else read_job(row)

    def page(self, owner_id: str, *, limit: int, token: str | None, asked_by: str) -> Slice[StoredJob]:
        scope = ("jobs", asked_by, owner_id)
        start = self._cursors.open(token, *scope)
        rows = self._tables.page(self._table, self._by_owner, owner_id, limit=limit, start=start)
        return Slice([read_job(row) for row in rows.items], self._cursors.seal(rows.last, *scope))

    def lease(self, job_id: str, *, now: int, lease: int, at: str) -> StoredJob:
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
            raise LeaseHeld from None
        return read_job(row)

    def save(self, job: J, at: str, **facts: Any) -> J:
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
                **_plain(facts),
            )
        except ConditionFailed:
            raise LeaseHeld from None
        return type(job).model_validate(row)

    def finish(self, job: JobRecord, at: str, result: JobResultRecord, facts: Mapping[str, Any] = {}) -> Write:
        ended = {
            **_plain(facts),
            "state": "success",
            "result": result.model_dump(mode="json"),
            "progress": 100,
            "updated_at": at,
        }
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
        try:
            self._tables.transact(writes)
        except ConditionFailed:
            raise LeaseHeld from None

    def wait(self, job: StoredJob, error: JobError, at: str) -> None:
        with suppress(LeaseHeld):  # somebody has taken over already
            self.save(job, at, state="waiting", leased_until=0, last_error=error)

    def fail(
        self,
        job: StoredJob,
        error: JobError,
        at: str,
        *,
        also: Sequence[Write] = (),
        facts: Mapping[str, Any] = {},
    ) -> bool:
        ended = {**_plain(facts), "state": "fail", "error": error.model_dump(mode="json"), "updated_at": at}
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
        return self._mark_release(job, until)

    def finish_release(self, job: StoredJob, until: int) -> None:
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
                raise StoreUnavailable("The data store is busy. Retry in a moment.") from error
            raise WriteConditionFailed from error
        return True


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(fact) for name, fact in facts.items()}


def _plain_value(fact: Any) -> Any:
    if isinstance(fact, list):
        return [_plain_value(each) for each in fact]
    return fact.model_dump(mode="json") if isinstance(fact, BaseModel) else fact
