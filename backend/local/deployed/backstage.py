"""What happens on AWS without anybody calling the API: messages come twice or to the dead letters, objects expire."""

import json
from typing import Any

from backend.local.deployed.iam.facts import Connect


class Backstage:
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
        """As the lifecycle rule of uploads does."""
        self._s3.delete_object(Bucket=self._uploads, Key=key)

    def _send(self, url: str, job_id: str) -> None:
        self._sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"job_id": job_id}))
