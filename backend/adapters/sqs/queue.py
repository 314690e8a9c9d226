"""The queue of jobs: a message names a job, and nothing else."""

import json
from typing import Any

from backend.adapters.calls import retry
from backend.adapters.calls.failures import aws_error_types
from backend.domain.jobs.ports import JobQueue
from backend.domain.shared.errors import StoreUnavailable


class SQSJobQueue(JobQueue):
    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url

    def send(self, job_id: str) -> None:
        message = {"QueueUrl": self._url, "MessageBody": json.dumps({"job_id": job_id})}
        try:
            retry.call("send_message", lambda: self._client.send_message(**message))
        except aws_error_types() as error:
            raise StoreUnavailable("The queue did not respond. Retry in a moment.") from error
