"""The MCP Inspector's own page: connect, sign in at the laptop's pages, and the tools are listed, all offline.

It discovers everything by itself; it has only the address of /mcp and the public client's id.
"""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import pytest

from backend.local.documents import tool_list
from backend.local.laptop import Laptop
from backend.local.provisioning import CALLBACKS, CLIENT
from tests.browser.conftest import PATIENCE_MS, missing
from tests.conftest import PASSWORD, start_laptop
from tests.consumers.mcp.environments import MissingError, bare, node
from tests.time_limits import scaled

SECONDS = 30


@pytest.fixture(scope="module")
def laptop_with_pages() -> Iterator[Laptop]:
    """As `make serve` has it: the other tests' laptop names sign-in pages elsewhere."""
    with start_laptop() as running:
        running.cloud.ensure_user("ana", PASSWORD, "ana@example.com")
        yield running


@pytest.fixture(scope="module")
def inspector() -> Path:
    try:
        return node()
    except MissingError as lacking:
        missing(str(lacking))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def inspecting(packages: Path, laptop: Laptop, era: str, home: Path) -> Iterator[str]:
    """The Inspector's server, with our endpoint in its list; gives the address of its page."""
    port = free_port()
    cognito, pool = laptop.cloud.client("cognito-idp"), laptop.cloud.pool
    callbacks = [*CALLBACKS, f"http://localhost:{port}/oauth/callback"]
    cognito.update_user_pool_client(
        UserPoolId=pool.pool_id, ClientId=pool.client_id, **{**CLIENT, "CallbackURLs": callbacks}
    )
    entry = {"type": "http", "url": f"{laptop.url}/mcp", "protocolEra": era, "oauth": {"clientId": pool.client_id}}
    (home / "mcp.json").write_text(json.dumps({"mcpServers": {"dreamforge": entry}}))
    variables = {
        "HOME": str(home), "PATH": f"{packages}/node_modules/.bin:{os.environ['PATH']}", "CLIENT_PORT": str(port),
        "MCP_SANDBOX_PORT": str(free_port()), "MCP_AUTO_OPEN_ENABLED": "false", "DANGEROUSLY_OMIT_AUTH": "true",
        "MCP_INSPECTOR_SECRET_STORE": "memory",
    }  # fmt: skip
    command = [str(packages / "node_modules/.bin/inspector"), "--web", "--config", str(home / "mcp.json")]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=packages, env=bare(**variables), stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://localhost:{port}/", process, home / "log")
        yield f"http://localhost:{port}/"
    finally:
        process.terminate()
        process.wait(scaled(SECONDS))


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + scaled(SECONDS)
    while True:
        try:
            build_opener(ProxyHandler({})).open(url, timeout=scaled(5)).close()
            return
        except (URLError, ConnectionError):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)


@pytest.mark.parametrize(("era", "protocol"), [("auto", "2026-07-28"), ("legacy", "2025-11-25")])
def test_connect_sign_in_and_the_tools_are_listed(
    chromium: Any, inspector: Path, laptop_with_pages: Laptop, tmp_path: Path, era: str, protocol: str
) -> None:
    """In both eras of the protocol."""
    context = chromium.new_context(locale="en-GB", viewport={"width": 1400, "height": 900})
    context.set_default_timeout(scaled(PATIENCE_MS))
    try:
        with inspecting(inspector, laptop_with_pages, era, tmp_path) as url:
            page = context.new_page()
            page.goto(url)
            page.locator("[role=switch]").first.click(force=True)
            page.get_by_role("heading", name="Sign in").wait_for()
            page.get_by_label("Username").fill("ana")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.get_by_text("Authentication succeeded.").wait_for()
            page.get_by_text(f"MCP {protocol}").wait_for()
            page.get_by_text("Tools", exact=True).first.click()
            page.get_by_text("create_product").first.wait_for()
            text = page.inner_text("body")
            assert [tool["name"] for tool in tool_list() if tool["name"] not in text] == []
    finally:
        context.close()
