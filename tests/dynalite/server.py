"""dynalite as a process of its own, with DreamForge's tables in it."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from backend.adapters.dynamodb.key_schemas import read_tables
from backend.local import provisioning
from tests.consumers.tools import node_tools, run
from tests.time_limits import scaled

HERE = Path(__file__).parent
OLDEST_NODE = 20
REGION = "us-east-1"


def missing_program() -> str | None:
    """What this machine lacks to run dynalite, in words; None if nothing."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        return "node and npm are missing"
    version = run(["node", "--version"]).output.strip()
    major = re.match(r"v(\d+)", version)
    if major is None or int(major[1]) < OLDEST_NODE:
        return f"node {version} is too old: dynalite runs on {OLDEST_NODE} and newer"
    return None


@contextmanager
def dynalite() -> Iterator[str]:
    """The endpoint of a running dynalite, which is installed the first time: http://127.0.0.1:PORT"""
    folder = node_tools(os.environ, HERE)
    environment = {**os.environ, "NODE_PATH": str(folder / "node_modules")}
    command = ["node", str(HERE / "server.cjs")]
    with subprocess.Popen(
        command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.stdin.close()
            process.wait(timeout=scaled(30))


def connect(endpoint: str, **config: Any) -> Any:
    """A boto3 client with made-up keys."""
    settings = Config(retries={"total_max_attempts": 1}, proxies={}, **config)
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local-secret"}
    return boto3.Session().client("dynamodb", region_name=REGION, endpoint_url=endpoint, config=settings, **keys)


def make_tables(client: Any) -> dict[str, str]:
    """DreamForge's tables: role -> name. (dynalite keeps no time to live.)"""
    shapes = read_tables()
    for role, shape in shapes.items():
        provisioning.make_table(client, role, {**shape, "ttl": None})
    for role in shapes:
        client.get_waiter("table_exists").wait(TableName=provisioning.table_name(role), WaiterConfig={"Delay": 1})
    return {role: provisioning.table_name(role) for role in shapes}
