"""Secrets that the settings name instead of holding: in SSM's Parameter Store, or in Secrets Manager."""

import re
import time
from collections.abc import Callable
from typing import Any

from backend.adapters.calls import retry
from backend.adapters.calls.failures import aws_error_types
from backend.domain.shared.errors import StoreUnavailable

SENDABLE = re.compile(r"[\x21-\x7e]+")
"""What an HTTP header can carry."""
SECONDS = 300.0
"""How long a secret is used before it is read again: a key that was replaced works within minutes."""


class Secret:
    """A secret's value, read when it is first asked for. It is in no log and in no error."""

    def __init__(
        self, variable: str, place: str, connect: Callable[[str], Any], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`place` is `ssm:NAME` or `secretsmanager:NAME`, `variable` the setting that says so.

        `connect` gives the boto3 client of a service.
        """
        self._variable = variable
        self._service, _, self._name = place.partition(":")
        self._client = connect(self._service)
        self._clock = clock
        self._value = ""
        self._good_until = float("-inf")

    def __call__(self) -> str:
        """The value. `StoreUnavailable` when it is missing, cannot be read, or is nothing that a header can carry."""
        now = self._clock()
        if now >= self._good_until:
            self._value = self._read()
            self._good_until = now + SECONDS
        return self._value

    def _read(self) -> str:
        try:
            value = self._ask()
        except aws_error_types() as error:
            raise self._unavailable("cannot be read at the moment") from error
        if not SENDABLE.fullmatch(value):
            raise self._unavailable("does not hold a key")
        return value

    def _ask(self) -> str:
        """Without the line break that an editor or `echo` leaves at the end."""
        if self._service == "ssm":
            answer = retry.call(
                "get_parameter", lambda: self._client.get_parameter(Name=self._name, WithDecryption=True)
            )
            return str(answer["Parameter"]["Value"]).strip()
        answer = retry.call("get_secret_value", lambda: self._client.get_secret_value(SecretId=self._name))
        return str(answer.get("SecretString", "")).strip()

    def _unavailable(self, problem: str) -> StoreUnavailable:
        return StoreUnavailable(f"The secret that {self._variable} names {problem}. Retry in a minute.")
