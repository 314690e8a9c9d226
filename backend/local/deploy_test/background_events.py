"""What happens on AWS without anybody calling the API: messages come twice or to the dead letters, objects expire."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.local.deploy_test.errors import ProofFailedError
from backend.local.deploy_test.iam.facts import Connect
from backend.local.s3.lifecycle import apply_lifecycle

EXPIRED_AFTER = timedelta(days=32)
"""When an upload is gone that may stay for a month."""


class BackgroundEvents:
    """`queue_url` is that of the jobs."""

    def __init__(self, connect: Connect, queue_url: str, uploads: str) -> None:
        self._sqs = connect("sqs")
        self._s3 = connect("s3")
        self._queue_url = queue_url
        self._uploads = uploads

    def deliver_again(self, job_id: str) -> None:
        """SQS delivers at least once."""
        self._send(self._queue_url, job_id)

    def deliver_to_dead_letters(self, job_id: str) -> None:
        """As SQS does after the last try, to the queue that the redrive policy names."""
        asked = self._sqs.get_queue_attributes(QueueUrl=self._queue_url, AttributeNames=["RedrivePolicy"])
        arn = json.loads(asked["Attributes"]["RedrivePolicy"])["deadLetterTargetArn"]
        url: Any = self._sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
        self._send(url, job_id)

    def expire(self, key: str) -> None:
        """Applies the lifecycle rules that Terraform gave the uploads, as of the day when this file's time is over."""
        removed = apply_lifecycle(self._s3, self._uploads, datetime.now(UTC) + EXPIRED_AFTER)
        if key not in {each.key for each in removed}:
            raise ProofFailedError("the rules of the bucket of uploads keep an upload", "See infra/modules/s3.")

    def _send(self, url: str, job_id: str) -> None:
        self._sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"job_id": job_id}))
