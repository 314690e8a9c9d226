"""Whether a text model can be used, for the health check.

CountTokens costs nothing, takes a model's own id only (never an inference profile's), and knows some families only.
It proves that the endpoint answers and that the model is there, not that the account may call it. So:

    the latest real call failed by access or configuration    one token from Converse, once a minute
    the family's models can be counted                        CountTokens with the id without its geography
    any other family, or an ARN that names no model           one token from Converse, once in five minutes
"""

import time
from collections.abc import Callable
from typing import Any

from backend.adapters.bedrock.families.regions import parse_model_name
from backend.adapters.bedrock.families.text import find_text_family
from backend.adapters.bedrock.model_faults import ModelFault, build_error, classify, report_fault
from backend.adapters.calls.failures import aws_error_types
from backend.domain.shared.errors import DreamForgeError, ModelMisconfigured

MESSAGES = [{"role": "user", "content": [{"text": "ping"}]}]
SECONDS_BETWEEN_TOKENS = 300.0
SECONDS_AFTER_A_FAULT = 60.0
"""Anyone may ask for the health check, and each token is paid for."""


class ModelHealth:
    """Of one model. It remembers how the latest real call ended."""

    def __init__(self, client: Any, model: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._model = model
        self._monotonic = monotonic
        self._counts = find_text_family(model).counts_tokens and "application-inference-profile" not in model
        self._is_suspect = False
        self._asked_at = float("-inf")
        self._known: DreamForgeError | None = None

    def note_failure(self, model: str, fault: ModelFault) -> None:
        """A fault that only the operator can fix makes the model suspect."""
        if model == self._model and fault in (ModelFault.ACCESS, ModelFault.CONFIGURATION):
            self._is_suspect, self._known = True, build_error("text", [(fault, RuntimeError())])

    def note_success(self, model: str) -> None:
        if model == self._model:
            self._is_suspect, self._known = False, None

    def check(self) -> None:
        """Raises `ModelUnavailable`, `ModelNotAccessible` or `ModelMisconfigured`."""
        if not self._counts or self._is_suspect or not self._can_count():
            self._ask_for_a_token()

    def _can_count(self) -> bool:
        """Whether the count was given. A model that turns out to have no CountTokens is asked for a token instead."""
        try:
            self._call(self._count_tokens)
        except ModelMisconfigured as error:
            if "counting tokens" not in str(error.__cause__):
                raise
            self._counts = False
        return self._counts

    def _ask_for_a_token(self) -> None:
        is_well = not self._is_suspect and self._known is None
        pause = SECONDS_BETWEEN_TOKENS if is_well else SECONDS_AFTER_A_FAULT
        if self._monotonic() - self._asked_at >= pause:
            self._asked_at = self._monotonic()
            self._known = None
            try:
                self._call(self._converse)
                self._is_suspect = False
            except DreamForgeError as error:
                self._known = error
        if self._known is not None:
            raise self._known

    def _call(self, ask: Callable[[], Any]) -> None:
        try:
            ask()
        except aws_error_types() as error:
            fault = classify(error)
            if "counting tokens" not in str(error):
                report_fault(fault, self._model, error, None)
            raise build_error("text", [(fault, error)]) from error

    def _count_tokens(self) -> None:
        bare = parse_model_name(self._model).bare
        self._client.count_tokens(modelId=bare, input={"converse": {"messages": MESSAGES}})

    def _converse(self) -> None:
        self._client.converse(modelId=self._model, messages=MESSAGES, inferenceConfig={"maxTokens": 1})
