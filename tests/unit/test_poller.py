"""The laptop's event-source mapping."""

import threading
from collections.abc import Mapping
from typing import Any

from backend.local.poller import Poller
from tests.makers import eventually
from tests.time_limits import scaled

ARN = "arn:aws:sqs:us-east-1:123456789012:jobs"


class Queue:
    """SQS with one batch of messages, or an error first."""

    def __init__(self, *bodies: str, fails: int = 0) -> None:
        self._waiting = [
            {"MessageId": body, "ReceiptHandle": f"r-{body}", "Body": body, "MD5OfBody": "x"} for body in bodies
        ]
        self._fails = fails
        self.asked = 0
        self.deleted: list[str] = []

    def receive_message(self, **_: Any) -> Mapping[str, Any]:
        self.asked += 1
        if self._fails:
            self._fails -= 1
            raise ConnectionError("no")
        found, self._waiting = self._waiting, []
        return {"Messages": found} if found else {}

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> None:
        self.deleted.append(ReceiptHandle)


def test_what_the_worker_names_stays_in_the_queue() -> None:
    """Partial batch failure: the others are deleted."""
    queue = Queue("a", "b", "c")
    poller = Poller(queue, "url", ARN, lambda event, _: {"batchItemFailures": [{"itemIdentifier": "b"}]})
    assert poller.poll() == 3
    assert queue.deleted == ["r-a", "r-c"]


def test_records_are_those_of_sqs() -> None:
    """As Lambda hands them over."""
    seen: list[Any] = []

    def worker(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
        seen.extend(event["Records"])
        return {"batchItemFailures": []}

    Poller(Queue("a"), "url", ARN, worker).poll()
    (record,) = seen
    assert (record["messageId"], record["body"], record["receiptHandle"]) == ("a", "a", "r-a")
    assert (record["eventSource"], record["eventSourceARN"], record["awsRegion"]) == ("aws:sqs", ARN, "us-east-1")


def test_it_lives_on_after_a_failure() -> None:
    """A queue that does not answer once is asked again."""
    done = threading.Event()

    def worker(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
        done.set()
        return {"batchItemFailures": []}

    with Poller(Queue("a", fails=1), "url", ARN, worker, threads=1).start():
        assert done.wait(scaled(10))


def test_a_queue_that_is_known_to_be_empty_is_not_asked() -> None:
    """A look into it costs no request, so an idle laptop makes none; what comes later is found."""
    done, filled = threading.Event(), threading.Event()
    queue = Queue("a")

    def has_messages() -> bool:
        looks.append(queue.asked)
        return filled.is_set()

    def worker(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
        done.set()
        return {"batchItemFailures": []}

    looks: list[int] = []
    with Poller(queue, "url", ARN, worker, has_messages=has_messages).start():
        eventually(lambda: len(looks) > 3)
        assert queue.asked == 0
        filled.set()
        assert done.wait(scaled(10))
