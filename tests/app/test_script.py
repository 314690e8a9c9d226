"""test_api.sh against the running laptop."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from backend.local.cloud import DEMO_PASSWORD
from backend.local.laptop import Laptop

SCRIPT = Path(__file__).parents[2] / "test_api.sh"
NEEDED = ("bash", "curl", "jq", "python3")
MISSING = [name for name in NEEDED if shutil.which(name) is None]
GROUPS = ("sign-in", "service", "CORS", "forge", "products", "listings", "chat", "datasets", "errors", "cleaning up")

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"test_api.sh needs {', '.join(MISSING)}")


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The script with these arguments and environment variables, and none of this machine's own settings for it."""
    own = ("API_URL", "PORT", "TEST_USER", "TEST_PASSWORD", "USER_POOL_ID", "REGION")
    environment = {name: value for name, value in os.environ.items() if name not in own}
    return subprocess.run(
        [str(SCRIPT), *arguments],
        env={**environment, **variables},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def test_every_group_passes_under_a_stage(laptop: Laptop) -> None:
    """It ends with 0, names each group in its table, and sums up."""
    done = run(API_URL=f"{laptop.url}/local", TEST_USER="demo", TEST_PASSWORD=DEMO_PASSWORD)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [group for group in GROUPS if not re.search(rf"^  {group} +\d+ +\d+ +\d+$", done.stdout, re.MULTILINE)] == []
    assert re.search(r"✓ all is well: \d+ calls, \d+ checks, 10 groups, \d+ s$", done.stdout.strip())


def test_it_leaves_nothing_behind(laptop: Laptop) -> None:
    """What it made is gone when it ends: products, listings and conversations."""
    laptop.cloud.ensure_user("script-tidy", "Correct-Horse-9-Battery", "tidy@example.com")
    kept = [laptop.cloud.tables[name] for name in ("products", "listings", "conversations", "messages")]
    store = laptop.cloud.client("dynamodb")
    before = [store.scan(TableName=name)["Count"] for name in kept]
    done = run("--quiet", API_URL=laptop.url, TEST_USER="script-tidy", TEST_PASSWORD="Correct-Horse-9-Battery")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [store.scan(TableName=name)["Count"] for name in kept] == before


def test_nothing_secret_is_printed(laptop: Laptop) -> None:
    """Not even --verbose shows the password, a token, or a presigned URL's signature."""
    laptop.cloud.ensure_user("script-loud", "Correct-Horse-9-Battery", "loud@example.com")
    done = run("--verbose", API_URL=laptop.url, TEST_USER="script-loud", TEST_PASSWORD="Correct-Horse-9-Battery")
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    assert '"id_token": "..."' in said
    assert not re.search(r"Correct-Horse|eyJ[\w-]{20}|X-Amz-Signature=[0-9a-f]", said)


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
