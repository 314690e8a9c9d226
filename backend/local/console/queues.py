"""The queue of jobs and its dead letters: what is in them, on hold, and sent back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from backend.local import moto_state
from backend.local.cloud import Cloud
from backend.local.console.problems import ConsoleProblem
from backend.local.console.redaction import redact_text
from backend.local.poller import Poller

JSON = dict[str, Any]
QUEUES = ("jobs", "dead_letters")
BATCH = 10


class QueueBrowser:
    def __init__(self, sqs: Any, cloud: Cloud, pollers: Mapping[str, Poller]) -> None:
        self._sqs = sqs
        self._cloud = cloud
        self._pollers = pollers
        self._queues = {"jobs": cloud.jobs_queue, "dead_letters": cloud.dead_letters}

    def describe(self) -> list[JSON]:
        """Both queues with their messages, which are looked at and not received."""
        return [self._describe(name) for name in QUEUES]

    def hold(self, name: str, *, held: bool) -> None:
        """While a queue is on hold no function receives from it, so that its messages stay to be looked at."""
        if name not in self._pollers:
            raise ConsoleProblem(f"There is no queue {name}.", 404)
        self._pollers[name].is_paused = held

    def redrive(self) -> int:
        """Sends what is in the dead letters back to the queue of jobs; how many messages it was."""
        moved = 0
        source, target = self._queues["dead_letters"], self._queues["jobs"]
        while messages := self._sqs.receive_message(QueueUrl=source.url, MaxNumberOfMessages=BATCH).get("Messages"):
            for message in messages:
                self._sqs.send_message(QueueUrl=target.url, MessageBody=message["Body"])
                self._sqs.delete_message(QueueUrl=source.url, ReceiptHandle=message["ReceiptHandle"])
                moved += 1
        return moved

    def send_to_dead_letters(self, message_id: str) -> None:
        """Moves a message of the jobs to the dead letters, as SQS does after five failures."""
        source, target = self._queues["jobs"], self._queues["dead_letters"]
        found = next(
            (each for each in self._list("jobs") if each.message_id == message_id and not each.in_flight), None
        )
        if found is None:
            raise ConsoleProblem("The message is gone, or a worker has it. Put the queue on hold first.", 409)
        while messages := self._sqs.receive_message(QueueUrl=source.url, VisibilityTimeout=1).get("Messages"):
            for message in messages:
                if message["MessageId"] == message_id:
                    self._sqs.send_message(QueueUrl=target.url, MessageBody=message["Body"])
                    self._sqs.delete_message(QueueUrl=source.url, ReceiptHandle=message["ReceiptHandle"])
                    return
        raise ConsoleProblem("The message is gone.", 409)

    def _describe(self, name: str) -> JSON:
        messages = [{**asdict(each), "body": redact_text(each.body)} for each in self._list(name)]
        return {"name": name, "held": self._pollers[name].is_paused, "messages": messages}

    def _list(self, name: str) -> list[moto_state.QueuedMessage]:
        queue = self._queues[name].arn.rpartition(":")[2]
        return moto_state.list_messages(self._cloud.account, self._cloud.region, queue)
