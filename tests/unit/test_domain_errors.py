"""The domain's errors know no HTTP, and backend/api/errors.py has a status, headers and a route for each of them."""

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import backend.domain
from backend.api.answers import job_of
from backend.api.errors import REMEDIES, STATUSES, http_error, status_of
from backend.domain.jobs.models import GenerateJob, StoredJobError
from backend.domain.jobs.requests import GenerateRequest
from backend.domain.shared import errors
from backend.domain.shared.errors import (
    CallerError,
    Conflict,
    DreamForgeError,
    Remedy,
    StoreUnavailable,
    TooManyRequests,
)
from backend.domain.shared.quota import Quota
from backend.framework.errors import HttpError
from backend.framework.middleware.error_handler import error_handler
from backend.framework.request import Request
from backend.framework.response import Response

DOMAIN = Path(backend.domain.__path__[0])
ROUTE = re.compile(r"\b(GET|HEAD|POST|PUT|PATCH|DELETE) /|init-upload|Server-Timing|RateLimit-|Retry-After|WWW-Auth")
BASES = (DreamForgeError, CallerError)


def derived(kind: type[DreamForgeError]) -> Iterator[type[DreamForgeError]]:
    for each in kind.__subclasses__():
        yield each
        yield from derived(each)


def domain_errors() -> list[type[DreamForgeError]]:
    """All there are, also those next to the code that raises them."""
    for module in pkgutil.walk_packages(backend.domain.__path__, "backend.domain."):
        importlib.import_module(module.name)
    return [each for each in derived(DreamForgeError) if each.__module__.startswith("backend.") and each not in BASES]


def has_status(kind: type[DreamForgeError]) -> bool:
    """Itself, or by a base class whose name it bears."""
    listed = [each for each in kind.__mro__ if each in STATUSES and each not in BASES]
    return bool(listed) and vars(listed[0])["name"] == kind.name


def heard(error: Exception) -> Response:
    def handler(request: Request) -> Response:
        raise error

    return error_handler(http_error)(handler)(Request("GET", "/"))


def test_each_error_has_a_status() -> None:
    """A new error fails here until its row is in the table."""
    assert [kind.__name__ for kind in domain_errors() if not has_status(kind)] == []


def test_an_error_without_a_row_is_found() -> None:
    """One with a name of its own, and one with no name at all."""
    named = type("Named", (Conflict,), {"name": "named"})
    assert not has_status(named)
    assert not has_status(type("Nameless", (CallerError,), {}))
    assert has_status(type("Same", (Conflict,), {}))


def test_the_statuses_say_whose_fault_it_is() -> None:
    """4xx for what the caller can correct, 5xx for the rest."""
    wrong = [kind for kind, status in STATUSES.items() if (status < 500) != issubclass(kind, CallerError)]
    assert wrong == []


def test_errors_know_no_http() -> None:
    """Neither the classes nor what is made of them."""
    made = TooManyRequests("Wait.", retry_after=3)
    for each in (*domain_errors(), *BASES, made):
        assert not hasattr(each, "status")
        assert not hasattr(each, "headers")
    assert not [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, HttpError)]


def test_the_domain_names_no_route_and_no_header() -> None:
    """Anyone who offers an operation says how it is called."""
    found = [
        f"{path.relative_to(DOMAIN)}:{number}"
        for path in sorted(DOMAIN.rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if ROUTE.search(line)
    ]
    assert found == []


def test_each_remedy_has_a_route() -> None:
    assert set(REMEDIES) == set(Remedy)
    body = json.loads(heard(Conflict("It is gone.", remedy=Remedy.RESTART_RECORDING)).body)
    assert body["message"] == "It is gone. Start again with POST /echoes/init-upload."


def test_a_jobs_owner_reads_the_route_too() -> None:
    """What went wrong in a job is shown in the words of the same error at once."""
    stored = StoredJobError(error="too_many_requests", message="Used up.", remedy=Remedy.SHOW_ALLOWANCE)
    job = GenerateJob(
        job_id="job_01KE8Q5ZJ4M9V7T2X6B3N8C1DF",
        owner_id="ana",
        state="fail",
        order=GenerateRequest(prompt="a fox"),
        error=StoredJobError.model_validate_json(stored.model_dump_json()),
        created_at="2026-11-29T00:00:00Z",
        updated_at="2026-11-29T00:00:00Z",
    )
    shown = job_of(job, media=None)  # type: ignore[arg-type]  # a failed job shows no media
    assert shown.model_dump()["error"] == {
        "error": "too_many_requests",
        "message": "Used up. See GET /me.",
    }


def test_an_exhausted_rate_limit_is_reported_in_headers() -> None:
    answer = heard(TooManyRequests("Wait.", retry_after=62, quota=Quota(100, 0, 62)))
    assert answer.status == 429
    told = {name: value for name, value in answer.headers.items() if name.startswith(("R", "r"))}
    assert told == {
        "Retry-After": "62",
        "RateLimit-Limit": "100",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "62",
    }


@pytest.mark.parametrize(
    ("error", "status"), [(StoreUnavailable("Away."), 503), (DreamForgeError("?"), 500), (HttpError("?"), 500)]
)
def test_the_status_of_an_error(error: DreamForgeError | HttpError, status: int) -> None:
    assert status_of(error) == status
    assert heard(error).status == status
