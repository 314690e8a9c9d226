"""What Lambda's event-source mapping does: takes messages from a queue and hands them to the worker as an SQS event."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Self

from backend.local.closing import Closing

IDLE_SECONDS = 0.1
"""Between two requests to an empty queue."""
LOOK_SECONDS = 0.02
"""Between two looks into a queue of this process, which take microseconds and no request."""
BATCH = 5

_log = logging.getLogger("dreamforge.local")

Worker = Callable[[Mapping[str, Any], Any], dict[str, Any]]


class Poller(Closing):
    """Hands the messages of one queue to one worker, in a thread of its own, until it is closed."""

    def __init__(
        self,
        sqs: Any,
        queue_url: str,
        queue_arn: str,
        worker: Worker,
        *,
        threads: int = 2,
        batch: int = BATCH,
        has_messages: Callable[[], bool] | None = None,
    ) -> None:
        """`has_messages` tells without a request whether there is anything to receive, where that can be known."""
        self._sqs = sqs
        self._url = queue_url
        self._arn = queue_arn
        self._worker = worker
        self._batch = batch
        self._has_messages = has_messages
        self.is_paused = False
        """While it is, nothing is received."""
        self._stop = threading.Event()
        self._turn = threading.Lock()
        self._threads = [threading.Thread(target=self._run, name="poller", daemon=True) for _ in range(threads)]

    def start(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def close(self) -> None:
        """Lets the batch in hand end, and stops."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._work(self._next_batch())
            except Exception:  # noqa: BLE001 (whatever it was: later jobs must not wait)
                _log.exception("queue could not be served")
                self._stop.wait(IDLE_SECONDS)

    def _next_batch(self) -> list[Any]:
        """Waits for messages. One thread at a time looks: an idle queue costs the same with any number of threads."""
        with self._turn:
            while not self._stop.is_set():
                if self.is_paused or (self._has_messages is not None and not self._has_messages()):
                    self._stop.wait(LOOK_SECONDS)
                elif messages := self._receive():
                    return messages
                else:
                    self._stop.wait(IDLE_SECONDS)
        return []

    def poll(self) -> int:
        """Takes one batch, without waiting for it; how many messages it had."""
        messages = self._receive()
        self._work(messages)
        return len(messages)

    def _receive(self) -> list[Any]:
        received = self._sqs.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=self._batch, MessageSystemAttributeNames=["All"]
        )
        return list(received.get("Messages", []))

    def _work(self, messages: list[Any]) -> None:
        """Those that the worker does not name as failed are deleted."""
        if messages:
            event = {"Records": [self._record(message) for message in messages]}
            answer = self._worker(event, None)
            failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
            for message in messages:
                if message["MessageId"] not in failed:
                    self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])

    def _record(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"""
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {"SentTimestamp": str(int(time.time() * 1000))}),
            "messageAttributes": message.get("MessageAttributes", {}),
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": self._arn,
            "awsRegion": self._arn.split(":")[3],
        }
