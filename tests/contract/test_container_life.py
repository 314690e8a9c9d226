"""How the container image starts and ends, and docker-compose.yml's services next to each other; all without Docker."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from backend.local.laptop import Laptop
from tests import images
from tests.app.test_chat_stream import QUESTION, Listener
from tests.conftest import Client
from tests.makers import eventually
from tests.programs import API, environment, running
from tests.time_limits import scaled


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Which of our files the image has, and no more."""
    return images.lay_down(images.stages()["api-code"], tmp_path_factory.mktemp("image"))


# ---- the end, and the beginning


def test_sigterm_lets_a_stream_finish(laptop: Laptop, tree: Path, faults: Any, ana: str) -> None:
    """Nobody new gets in, who is being answered is answered to the end, and the program ends with 0."""
    faults.add(operation="ConverseStream", delta_delay_ms=30)
    with running(API.cmd, tree, environment(laptop)) as program:
        client = Client(laptop)
        client.url = program.url
        listener = Listener(client, ana, QUESTION)
        listener.next()
        program.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        with pytest.raises(ConnectionRefusedError):
            client.get("/ping")
        assert list(listener)[-1].name == "end"
        listener.disconnect()
        assert program.process.wait(scaled(10)) == 0


def test_a_missing_setting_is_named(laptop: Laptop, tree: Path) -> None:
    """One line that names it, no traceback, and not a zero."""
    ended = subprocess.run(
        API.cmd, cwd=tree, env=environment(laptop, DDB_TABLE_JOBS=""), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.strip() == "DreamForge cannot start: DDB_TABLE_JOBS is missing. See .env.example."


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("PUBLIC_URL", "api.example.com", "does not begin with http"),
        ("PORT", "{taken}", "cannot be used"),
        ("TRUSTED_PROXIES", "*", "a network is written as"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, 10.1.2.3/16", "has host bits set"),
    ],
    ids=["URL", "port", "anybody", "network"],
)
def test_a_bad_option_is_explained(laptop: Laptop, tree: Path, variable: str, value: str, words: str) -> None:
    """In a line, without a traceback."""
    given = {variable: value.format(taken=urlsplit(laptop.url).port)}
    ended = subprocess.run(
        API.cmd, cwd=tree, env=environment(laptop, **given), capture_output=True, text=True, check=False
    )
    assert ended.returncode != 0
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_callers_know_it_by_has_to_be_said(laptop: Laptop, tree: Path) -> None:
    """Who listens to other machines does not send them to `localhost`; on this machine alone that is right."""
    given = environment(laptop, PUBLIC_URL="", LISTEN="0.0.0.0")
    ended = subprocess.run(
        API.cmd, cwd=tree, env=given, capture_output=True, text=True, check=False, timeout=scaled(60)
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("--public-url (PUBLIC_URL) is missing")
    assert "Traceback" not in ended.stderr
    with running(API.cmd, tree, {**given, "LISTEN": "127.0.0.1"}) as program:
        client = Client(laptop)
        client.url = program.url
        told = client.get("/.well-known/oauth-protected-resource").json
        assert told["resource"].startswith(program.url.replace("127.0.0.1", "localhost"))


def test_the_bypass_stays_on_this_machine(laptop: Laptop, tree: Path) -> None:
    """With AUTH_BYPASS it listens on loopback only; each start warns of it."""
    given = environment(laptop, AUTH_BYPASS="true", LISTEN="0.0.0.0", PORT="0")
    ended = subprocess.run(
        API.cmd, cwd=tree, env=given, capture_output=True, text=True, check=False, timeout=scaled(60)
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("AUTH_BYPASS disables authentication")
    assert "Traceback" not in ended.stderr
    with running(API.cmd, tree, {**given, "LISTEN": "127.0.0.1"}) as program:
        warned = [line for line in program.logged if "AUTH_BYPASS" in line["message"]]
        assert [line["level"] for line in warned] == ["WARNING"]


# ---- docker-compose.yml


@contextmanager
def laptop_nearby(folder: Path) -> Iterator[Path]:
    """The service `laptop` as its image starts it, in files of its own; the file with its environment."""
    tree = images.lay_down(images.stages()["laptop-code"], folder / "laptop")
    file = folder / "environment"
    replaced = {"/cloud/environment": str(file), "9000": "0", "/data": str(folder / "data")}
    command = [replaced.get(part, part) for part in images.stages()["laptop"].cmd]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(command, cwd=tree, env={"PATH": path}, stderr=subprocess.PIPE)
    try:
        eventually(lambda: file.exists() or process.poll() is not None, seconds=30)
        assert process.poll() is None, process.communicate()[1]
        yield file
        process.send_signal(signal.SIGTERM)
        assert process.wait(scaled(20)) == 0
        assert not file.exists()
    finally:
        process.kill()
        process.communicate()


def test_compose_runs_both_together(tree: Path, tmp_path: Path) -> None:
    """Its two commands: the laptop writes down where it is, the image finds it, and an idea becomes a product."""
    service = images.services()["api"]
    with laptop_nearby(tmp_path) as file:
        assert file.stat().st_mode & 0o777 == 0o600
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        variables = {**API.env, **service["environment"], "PORT": "0", "PATH": path}
        variables.pop("PYTHONPATH")
        command = [part.replace("/cloud/environment", str(file)) for part in service["command"]]
        with running(command, tree, variables) as program:
            login = call(program.url, "/auth/login", {"username": "demo", "password": "Dream-Forge-2026"})
            made = call(program.url, "/create", {"q": "a red fox in the snow"}, login["id_token"])
            url = urlsplit(made["design"]["media"][0]["url"])
            connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=scaled(10))
            connection.request("GET", f"{url.path}?{url.query}")
            assert connection.getresponse().read(8) == b"\x89PNG\r\n\x1a\n"
            connection.close()


def call(url: str, path: str, body: Any, token: str = "") -> Any:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=scaled(60))
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", "Authorization": token})
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    assert answer.status in (200, 201), said
    return json.loads(said)
