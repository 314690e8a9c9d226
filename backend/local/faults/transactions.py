"""ClientRequestToken of TransactWriteItems: the same token is answered again and not carried out again.

moto ignores the token. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
"""

import json
import threading
from collections.abc import Callable
from typing import Any

Answer = Any
MISMATCH = "IdempotentParameterMismatchException"


class TransactionTokens:
    """Remembers the transactions that succeeded. `clear` forgets them, as AWS does after ten minutes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._done: dict[str, tuple[str, Answer]] = {}

    def clear(self) -> None:
        with self._lock:
            self._done.clear()

    def carry_out(
        self,
        body: bytes,
        forward: Callable[[], Answer],
        refuse: Callable[[str], Answer],
        is_success: Callable[[Answer], bool],
    ) -> Answer:
        """The answer of `forward`, or the earlier one for a token that succeeded before.

        Transactions with a token wait for each other, so two with one token never run at once. `refuse` words the error
        for a token that comes with other parameters.
        """
        request = json.loads(body)
        token = request.pop("ClientRequestToken", None)
        if token is None:
            return forward()
        asked = json.dumps(request, sort_keys=True)
        with self._lock:
            if token in self._done:
                known, answer = self._done[token]
                return answer if known == asked else refuse(MISMATCH)
            answer = forward()
            if is_success(answer):
                self._done[token] = (asked, answer)
            return answer
