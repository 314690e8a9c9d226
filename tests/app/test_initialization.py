"""What is ready before the first request where Lambda starts processes ahead: in processes of their own,
with the hooks of Lambda's own runtime client.
"""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from backend.local.laptop import Laptop

START = """
import json, os, random, ssl, sys
from pathlib import Path
from backend.api.lambda_function import lambda_handler
from benchmarks.apps.events import event

def sockets():
    links = (each for each in Path("/proc/self/fd").iterdir() if each.is_symlink())
    return {name for each in links if (name := os.readlink(each)).startswith("socket:")}

def ask():
    sent = event("GET", "/products", owner="me")
    sent["requestContext"]["authorizer"]["claims"]["aud"] = os.environ["COGNITO_CLIENT_ID"]
    answer = lambda_handler(sent, None)
    assert answer["statusCode"] == 200, answer
"""

LOADED = """
before, connected = set(sys.modules), sockets()
ask()
print(json.dumps([sorted(set(sys.modules) - before), len(connected), len(sockets() - connected)]))
"""

RESTORED = """
from awslambdaric import lambda_runtime_hooks_runner as hooks
ask()
first, services = sockets(), lambda_handler._services
services.tokens._keys["old"] = None
hooks.run_before_snapshot()
closed, state = sockets(), random.getstate()
drawn, connected = [], []
for _ in range(2):
    random.setstate(state)
    hooks.run_after_restore()
    drawn.append(random.random())
    connected.append(sockets())
    ask()
print(json.dumps({
    "first": len(first), "closed": len(closed), "again": len(connected[0]), "same": len(connected[0] & first),
    "drawn": drawn, "old keys": "old" in services.tokens._keys,
}))
"""


def run(laptop: Laptop, program: str, kind: str) -> Any:
    environment = {**os.environ, **laptop.environment, "AWS_LAMBDA_INITIALIZATION_TYPE": kind}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", START + program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


# Lambda is Linux, and so is CI: it never skips there
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sockets are counted in /proc")


def test_provisioned_concurrency_leaves_nothing_to_the_first_caller(laptop: Laptop) -> None:
    """Every module that a page of products needs is imported, and connections are open, before a request comes."""
    imported, connected, opened = run(laptop, LOADED, "provisioned-concurrency")
    assert imported == []
    assert connected >= 4, "DynamoDB, Bedrock, SQS and Cognito"
    assert opened == 0


def test_on_demand_waits_for_the_first_request(laptop: Laptop) -> None:
    """Nothing is made that it may not need."""
    imported, connected, opened = run(laptop, LOADED, "on-demand")
    assert "botocore.session" in imported
    assert connected == 0
    assert opened >= 1


def test_a_snapshot_has_no_connection_and_no_secret(laptop: Laptop) -> None:
    """It is taken without connections; each start of it has new ones, draws other numbers, and asks for keys again."""
    found = run(laptop, RESTORED, "snap-start")
    assert found["first"] >= 1
    assert found["closed"] == 0
    assert found["again"] >= 4
    assert found["same"] == 0
    assert found["drawn"][0] != found["drawn"][1]
    assert found["old keys"] is False


STATUS = """
for path in ("/status", "/products"):
    sent = event("GET", path, **({"owner": "me"} if path == "/products" else {}))
    sent["requestContext"]["authorizer"]["claims"]["aud"] = os.environ["COGNITO_CLIENT_ID"]
    assert lambda_handler(sent, None)["statusCode"] == 200
print(json.dumps([client.meta.service_model.service_name for client in lambda_handler._services._made]))
"""


def test_a_cold_status_makes_no_client_of_s3(laptop: Laptop) -> None:
    """A request needs the rate limit's table; files only where it has a task to show."""
    assert run(laptop, STATUS, "on-demand") == ["dynamodb"]
