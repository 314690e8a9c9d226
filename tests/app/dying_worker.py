"""A worker that is killed (kill -9) right after its n-th call to AWS: `python -m tests.app.dying_worker JOB_ID N`.

Ends 0 when the job was done before that, and by SIGKILL otherwise.
"""

import os
import signal
import sys
from typing import Any

from backend.bootstrap.config import Settings
from backend.bootstrap.services import Services
from backend.domain.shared.budget import Budget
from backend.worker.lambda_function import run_job


class MortalClient:
    """A boto3 client whose process dies after a number of calls, over all clients together."""

    calls = 0

    def __init__(self, client: Any, dies_after: int) -> None:
        self._client = client
        self._dies_after = dies_after

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)
        if not callable(method) or name.startswith("generate_presigned"):
            return method

        def called(*args: Any, **kwargs: Any) -> Any:
            answer = method(*args, **kwargs)
            MortalClient.calls += 1
            if MortalClient.calls == self._dies_after:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        return called


class MortalServices(Services):
    def __init__(self, settings: Settings, dies_after: int) -> None:
        super().__init__(settings)
        self._dies_after = dies_after

    def _client(self, name: str, **options: Any) -> Any:
        return MortalClient(super()._client(name, **options), self._dies_after)


if __name__ == "__main__":
    services = MortalServices(Settings.from_env(), int(sys.argv[2]))
    run_job(services, sys.argv[1], Budget.of(60))
