"""test_api.sh against the deployed API."""

import os
import signal
import subprocess
from collections import deque
from collections.abc import Callable
from pathlib import Path

from backend.local.deploy_test.errors import ProofFailedError
from backend.local.deploy_test.pool_users import PoolUser

_LAST_LINES = 15


def run(script: Path, url: str, person: PoolUser, tell: Callable[[str], None]) -> str:
    """Its last line when all is well. `ProofFailedError` with what it said at the end."""
    environment = {
        **os.environ,
        "API_URL": url,
        "TEST_USER": person.username,
        "TEST_PASSWORD": person.password,
        "NO_PROXY": "*",
        "no_proxy": "*",
        "NO_COLOR": "1",
    }
    process = subprocess.Popen(  # noqa: S603 (our own arguments)
        [script],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    last: deque[str] = deque(maxlen=_LAST_LINES)
    try:
        for line in process.stdout:
            if line.strip():
                last.append(line.rstrip())
                tell(line.strip())
        code = process.wait()
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)  # it then removes what it made
        process.wait()
        raise
    finally:
        process.stdout.close()
    if code != 0:
        raise ProofFailedError("test_api.sh failed:\n" + "\n".join(last), "See what the functions and the cloud say.")
    return last[-1].lstrip("✓ ")
