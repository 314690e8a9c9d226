"""The container image's start command as a program of its own, without Docker."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from backend.local.laptop import Laptop
from tests import images
from tests.makers import eventually
from tests.time_limits import scaled

API = images.stages()["api"]
PUBLIC_URL = "https://api.example.com"
SIGN_IN = f'Bearer resource_metadata="{PUBLIC_URL}/.well-known/oauth-protected-resource"'


@dataclass
class Program:
    process: "subprocess.Popen[str]"
    url: str = ""
    said: list[str] = field(default_factory=list)
    """Lines of standard error."""

    @property
    def logged(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in list(self.said)]

    def of(self, request_id: str) -> list[dict[str, Any]]:
        return [line for line in self.logged if line.get("request_id") == request_id]


def environment(laptop: Laptop, **variables: str) -> dict[str, str]:
    """What a container would have, this machine's own PATH for `sh` and `python`, and a free port of this machine."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {name: value for name, value in API.env.items() if name != "PYTHONPATH"}
    here = {"LISTEN": "127.0.0.1", "PORT": "0", "PUBLIC_URL": PUBLIC_URL, "PATH": path}
    return {**own, **laptop.environment, **here, **variables}


@contextmanager
def running(command: list[str], folder: Path, variables: dict[str, str]) -> Iterator[Program]:
    process = subprocess.Popen(command, cwd=folder, env=variables, stderr=subprocess.PIPE, text=True)
    program = Program(process)
    reader = threading.Thread(target=_read, args=(program,), daemon=True)
    reader.start()
    try:
        eventually(lambda: bool(program.url) or process.poll() is not None, seconds=30)
        assert program.url, "".join(program.said)
        yield program
    finally:
        process.kill()
        process.wait()
        reader.join()
        assert process.stderr is not None
        process.stderr.close()


def _read(program: Program) -> None:
    assert program.process.stderr is not None
    for line in program.process.stderr:
        program.said.append(line)
        if '"listening"' in line:
            program.url = f"http://127.0.0.1:{json.loads(line)['port']}"


def raw(url: str, request: bytes) -> bytes:
    """Everything that is answered to these bytes until the server closes, or says nothing for a while."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=scaled(2)) as connection:
        connection.sendall(request)
        answer = b""
        try:
            while part := connection.recv(65536):
                answer += part
        except TimeoutError:
            pass
        return answer
