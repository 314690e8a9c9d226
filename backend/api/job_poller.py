"""The end of a job instead of its beginning: an agent that has to ask again and again spends its own time and words."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from pydantic_core import from_json, to_json

from backend.framework.request import Request
from backend.framework.response import Response

WAIT_SECONDS = 20.0
"""API Gateway closes the connection after 29 s, and an agent that gets no answer starts again."""
SPARE_SECONDS = 4.0
"""Of the invocation's time, left for the answer."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 1.0
ENDED = ("success", "fail")

FAILED_JOB_STATUS = 502
"""Stands for the status of a job that failed; no status is sent of it."""


@dataclass(frozen=True, slots=True)
class JobPoller:
    """Asks for a job until it has ended, or the time is up."""

    call: Callable[[Request], Response]
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic

    def __call__(self, asked: Request, response: Response) -> Response:
        """The job of a good answer: the one that its Location names, or the one that it shows.

        Where the job cannot be asked for, the error has its job_id, so that it is not lost.
        """
        path = response.headers.get("Location", asked.path)
        # with a context of its own: the log's line is about what was asked
        ask = asked.with_(method="GET", path=path, query={}, headers={}, body=b"", context=asked.context.copy())
        until, pause = min(self.now() + WAIT_SECONDS, asked.ends_at - SPARE_SECONDS), FIRST_PAUSE
        while True:
            latest = self.call(ask)
            if latest.status >= 400:
                problem = {**from_json(latest.body), "job_id": path.rpartition("/")[2]}
                return Response(latest.status, to_json(problem), latest.headers)
            if from_json(latest.body)["state"] in ENDED or self.now() + pause > until:
                return latest
            self.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)


class JobFollower:
    """The end of a job. The caller who ordered one that failed gets its error; others who ask get the job."""

    def __init__(self, call: Callable[[Request], Response]) -> None:
        self._follow = JobPoller(call)

    def __call__(self, asked: Request, response: Response) -> Response:
        response = self._follow(asked, response)
        if response.status >= 400 or asked.method == "GET":
            return response
        job = from_json(response.body)
        if job["state"] != "fail":
            return response
        problem = {**job["error"], "request_id": asked.request_id, "job_id": job["job_id"]}
        return Response(FAILED_JOB_STATUS, to_json(problem))
