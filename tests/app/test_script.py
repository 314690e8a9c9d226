"""test_api.sh against the running laptop."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from backend.local.laptop import Laptop
from tests.conftest import PASSWORD
from tests.time_limits import scaled

SCRIPT = Path(__file__).parents[2] / "test_api.sh"
NEEDED = ("bash", "curl", "jq", "python3")
MISSING = [name for name in NEEDED if shutil.which(name) is None]
GROUPS = (
    "sign-in", "service", "CORS", "forge", "products", "listings", "chat", "history", "jobs", "uploads", "generate",
    "echoes", "datasets", "mcp", "errors", "cleaning up",
)  # fmt: skip

# a bare machine may lack jq; .ci/run brings it, and there the script has to run
pytestmark = pytest.mark.skipif(
    bool(MISSING) and "CI" not in os.environ, reason=f"test_api.sh needs {', '.join(MISSING)}"
)


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The script with these arguments and environment variables, and none of this machine's own settings for it."""
    own = ("API_URL", "PORT", "TEST_USER", "TEST_PASSWORD", "USER_POOL_ID", "REGION")
    environment = {name: value for name, value in os.environ.items() if name not in own}
    return subprocess.run(
        [str(SCRIPT), *arguments],
        env={**environment, **variables},
        capture_output=True,
        text=True,
        timeout=scaled(600),
        check=False,
    )


@pytest.mark.long
def test_the_whole_script(laptop: Laptop) -> None:
    """Under a stage's URL it ends with 0, names each group in its table, sums up, and leaves nothing behind.

    Not even --verbose shows the password, a token, or a presigned URL's signature.
    """
    laptop.cloud.ensure_user("script", PASSWORD, "script@example.com")
    before = _count_rows(laptop)
    done = run("--verbose", API_URL=f"{laptop.url}/local", TEST_USER="script", TEST_PASSWORD=PASSWORD)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    assert [group for group in GROUPS if not re.search(rf"^  {group} +\d+ +\d+ +\d+$", said, re.MULTILINE)] == []
    assert re.search(r"✓ all is well: \d+ calls, \d+ checks, \d+ groups, \d+ s$", said.strip())
    assert _count_rows(laptop) == before
    assert '"id_token": "..."' in said
    assert not re.search(rf"{PASSWORD}|eyJ[\w-]{{20}}|X-Amz-Signature=[0-9a-f]", said)


def _count_rows(laptop: Laptop) -> list[int]:
    """Of products, listings, conversations, messages, echoes, order requests."""
    store = laptop.cloud.client("dynamodb")
    kept = ("products", "listings", "conversations", "messages", "echoes", "requests")
    return [store.scan(TableName=laptop.cloud.tables[name])["Count"] for name in kept]


def test_quiet_says_only_what_is_wrong(laptop: Laptop) -> None:
    """With --quiet nothing goes to standard output before the end."""
    done = run("--quiet", API_URL=laptop.url, TEST_USER="demo", TEST_PASSWORD="not-the-password")
    assert (done.returncode, done.stdout) == (1, "")


def test_a_wrong_password_is_named_as_the_first_wrong_thing(laptop: Laptop) -> None:
    """It ends with 1 and says the operation, what was expected, what came, and under which request id."""
    done = run(API_URL=laptop.url, TEST_USER="demo", TEST_PASSWORD="not-the-password")
    assert done.returncode == 1
    assert re.search(
        r"✗ POST +/auth/login\n +expected +status 200\n +came +status 401\n +request +[0-9a-f-]{36}\n", done.stderr
    )


def test_an_api_that_is_not_there_is_named_with_what_to_do() -> None:
    """A wrong API_URL ends with 1 and one message."""
    done = run(API_URL="http://127.0.0.1:9")
    assert done.returncode == 1
    assert "No API answers at http://127.0.0.1:9" in done.stderr
    assert "make serve" in done.stderr


def test_help_needs_no_api() -> None:
    """--help tells how the API and the user are found."""
    done = run("--help")
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("API_URL", "Terraform", "PORT", "TEST_USER", "USER_POOL_ID"))
