"""Tools of others on the laptop's AWS, as docs/console.md says."""

import os
import re
import shutil
import subprocess
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from backend.local.ports import LOOPBACK
from tests.conftest import start_laptop
from tests.time_limits import scaled

PACKAGE = "dynamodb-admin@5.3.3"


@pytest.fixture
def program(shared_folder: Path) -> Path:
    """dynamodb-admin from npm; `shared_folder` marks what a package index is needed for."""
    npm = shutil.which("npm")
    if npm is None:
        # npm is no Python package, so a laptop may lack it; CI has it, and there the test has to run
        (pytest.fail if os.environ.get("CI") else pytest.skip)("needs npm: install Node.js 20 or newer")
    folder = shared_folder / "dynamodb-admin"
    install = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--silent", PACKAGE]
    subprocess.run(install, check=True, capture_output=True, timeout=scaled(300))
    return folder / "node_modules/.bin/dynamodb-admin"


def read_page(port: int, path: str) -> str:
    connection = HTTPConnection(LOOPBACK, port, timeout=scaled(30))
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def test_dynamodb_admin_lists_tables_and_rows(program: Path) -> None:
    """With the variables that `dreamforge env` prints, and DYNAMO_ENDPOINT."""
    with start_laptop() as laptop:
        table = laptop.cloud.tables["users"]
        laptop.cloud.client("dynamodb").put_item(TableName=table, Item={"user_id": {"S": "somebody"}})
        variables = {**os.environ, **laptop.environment, "DYNAMO_ENDPOINT": laptop.environment["AWS_ENDPOINT_URL"]}
        command = [str(program), "--host", LOOPBACK, "--port", "0"]
        with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            try:
                said = next(line for line in running.stdout if "listening" in line)
                found = re.search(r":(\d+)", said)
                assert found, said
                deadline = time.monotonic() + scaled(30)
                while "dreamforge-local-products" not in (page := read_page(int(found[1]), "/")):
                    assert time.monotonic() < deadline, page
                    time.sleep(0.2)
                assert "somebody" in read_page(int(found[1]), f"/tables/{table}/items")
            finally:
                running.terminate()
