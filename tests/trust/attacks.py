"""The second table: every operation and tool, asked with every bad credential and as another user, by both fronts.

Expected is a refusal: 401, 403 or 404, in JSON, with nothing of the victim in it. A stranger who is signed in may also
be told 400, 409 or 422, and may be given lists; never what is the victim's.
"""

import json
import os
import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from backend.local.serving import LOOPBACK
from tests.time_limits import scaled
from tests.trust.credentials import Credential, bad_credentials
from tests.trust.invariants import DOCUMENT
from tests.trust.run import Run, Stopped
from tests.trust.scenarios import FORM, PICTURE, PUT_IN_FORM, have_everything
from tests.trust.world import MAIL, World, ask

REFUSED = {401, 403, 404}
FRONTS = ("gateway", "container")
PREPARATIONS = 5
"""How often a call of the preparation is tried."""
JSON = {"Content-Type": "application/json"}
MCP = {"MCP-Protocol-Version": "2025-11-25", **JSON}
INITIALIZE = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}


@dataclass(frozen=True, slots=True)
class Target:
    """A request that would succeed for the victim."""

    name: str
    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_mcp(self) -> bool:
        return self.path == "/mcp"


@dataclass(frozen=True, slots=True)
class Victim:
    name: str
    user_id: str
    ids: Mapping[str, str]
    tokens: Mapping[str, str]
    """Page tokens by path."""

    @property
    def marks(self) -> tuple[str, ...]:
        """What must be in no answer to anybody else."""
        return secret_of(self.name), self.user_id, f"{self.name}@{MAIL}"


@dataclass(frozen=True, slots=True)
class Attack:
    id: str
    """`attack | container | alg none | GET /me as ana`"""
    broken: str | None


@dataclass(frozen=True, slots=True)
class AttackPart:
    """A share of the attacks by one front: every `parts`-th from `part` on, or a sample of those."""

    front: str
    part: int
    parts: int
    sample: int = 0
    seed: int = 1


def attack(world: World, which: AttackPart) -> Iterator[Attack]:
    world.begin()
    victims = [_have_victim(world, name) for name in ("ana", "ben")]
    cells = [*_plan_forged(world, which.front, victims), *_plan_strangers(world, which.front, victims)][
        which.part :: which.parts
    ]
    if which.sample:
        cells = random.Random(which.seed).sample(cells, min(which.sample, len(cells)))
    with _front(world, which.front) as url:
        for name, target, credential, victim, allowed in cells:
            yield Attack(f"attack | {name}", _try(url, target, credential, victim, allowed))


Planned = tuple[str, Target, Credential, Victim, set[int]]


def _plan_forged(world: World, front: str, victims: Sequence[Victim]) -> Iterator[Planned]:
    for victim in victims:
        targets = [*_operations(victim), *_tools(world, victim)]
        for credential in bad_credentials(world, victim.name):
            for target in targets:
                if credential.for_mcp or not target.is_mcp:
                    name = f"{front} | {credential.name} | {target.name} as {victim.name}"
                    yield name, target, credential, victim, REFUSED


def _plan_strangers(world: World, front: str, victims: Sequence[Victim]) -> Iterator[Planned]:
    """A user with a good token of their own, and one whose group only looks like admin's."""
    anyone = {200, 201, 202, 204, 400, 409, 422} | REFUSED
    for victim, other in zip(victims, reversed(victims), strict=True):
        for who, headers in _strangers(world, other):
            for target in [*_operations(victim), *_tools(world, victim)]:
                allowed = anyone if _is_own_affair(target) else REFUSED | {400, 409, 422}
                if target.is_mcp:
                    allowed = {200}
                credential = Credential(who, headers)
                yield f"{front} | {who} | {target.name} of {victim.name}", target, credential, victim, allowed


def _strangers(world: World, other: Victim) -> Iterator[tuple[str, dict[str, str]]]:
    yield f"{other.name}'s own token", {"Authorization": f"Bearer {world.tokens(other.name)['IdToken']}"}
    for group in ("team,admin", "[admin]", "admin,", " admin", "Admin"):
        name = f"{other.name}-{re.sub('[^a-z]', '-', group.lower())}"
        world.cloud.ensure_user(name, "Correct-Horse-9-Battery", f"{name}@example.org")
        cognito, pool = world.cloud.client("cognito-idp"), world.cloud.pool.pool_id
        with suppress(cognito.exceptions.GroupExistsException):
            cognito.create_group(UserPoolId=pool, GroupName=group)
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=group)
        yield f"group {group!r}", {"Authorization": world.cloud.token(name, "Correct-Horse-9-Battery")["IdToken"]}


def _is_own_affair(target: Target) -> bool:
    """Whether the request names nothing of the victim's, so that anybody may send it."""
    return not target.name.endswith("*")


def _try(url: str, target: Target, credential: Credential, victim: Victim, allowed: set[int]) -> str | None:
    """What is wrong with the answer; None when the attack failed as it should."""
    path = target.path
    if credential.query:
        path += ("&" if "?" in path else "?") + credential.query
    answer = ask(url, target.method, path, target.body, {**target.headers, **credential.headers})
    if answer.status not in allowed:
        return f"answered {answer.status}"
    leak = next((mark for mark in victim.marks if mark.encode() in answer.body), None)
    if leak is not None and not _is_named_by_caller(target, leak):
        return f"answered {answer.status} with something of the victim"
    if answer.status >= 400 and not isinstance(answer.json, dict):
        return f"answered {answer.status} without JSON"
    return None


def _is_named_by_caller(target: Target, mark: str) -> bool:
    """Whether the caller named it itself, so that hearing it again tells nothing."""
    return mark in target.path or mark.encode() in (target.body or b"")


# ---- what is attacked


def _operations(victim: Victim) -> list[Target]:
    """Every operation that is not public, with what its document gives as an example, and the victim's ids.

    A name that ends in `*` names something of the victim's.
    """
    found = []
    for path, methods in json.loads(DOCUMENT.read_text())["paths"].items():
        for method, operation in methods.items():
            if operation["security"]:
                found.append(_target(method.upper(), path, operation, victim))
    return found + _with_ids_of(victim)


def _target(method: str, path: str, operation: Mapping[str, Any], victim: Victim) -> Target:
    filled = re.sub(r"\{(\w+)\}", lambda match: victim.ids[match[1]], path)
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        return Target(f"{method} {path}", method, filled, PUT_IN_FORM % PICTURE, FORM)
    needed = [p["name"] for p in operation.get("parameters", []) if p["in"] == "query" and p.get("required")]
    if needed:
        filled += "?" + urlencode({name: victim.ids[name] for name in needed})
    name = f"{method} {path}" + ("*" if filled != path else "")
    if "application/json" not in content:
        return Target(name, method, filled)
    body = json.dumps(content["application/json"]["example"]).encode()
    return Target(name, method, filled, body, JSON)


def _with_ids_of(victim: Victim) -> list[Target]:
    """Requests that name something of the victim's in their query or body."""
    ids, user = victim.ids, victim.user_id
    queries = [f"/products?owner={user}", f"/products?user_id={user}", f"/status?task_id={ids['job_id']}"]
    queries += [f"{path}&page_token={token}" for path, token in victim.tokens.items()]
    bodies = [
        ("/chat", {"message": "What did I ask?", "conversation_id": ids["conversation_id"]}),
        ("/generate", {"prompt": "a lighthouse", "input_key": ids["key"]}),
        ("/create", {"q": "an owl", "user_id": user}),
    ]
    asked = [Target(f"GET {_without_secrets(path, victim)}*", "GET", path) for path in queries]
    return asked + [
        Target(f"POST {path} naming {next(reversed(body))}*", "POST", path, json.dumps(body).encode(), JSON)
        for path, body in bodies
    ]


def _without_secrets(path: str, victim: Victim) -> str:
    """A name that is the same in every run."""
    for name, value in {**victim.ids, "user_id": victim.user_id}.items():
        path = path.replace(value, f"{{{name}}}")
    return re.sub(r"page_token=.*", "page_token={page_token}", path)


def _tools(world: World, victim: Victim) -> list[Target]:
    """A call of each tool with the victim's ids, and the requests that need no tool."""
    listed = world.call("POST", "/mcp", _rpc("tools/list", {}), user=victim.name, headers=MCP).json["result"]["tools"]
    targets = [_rpc_target("tools/list", {}), _rpc_target("initialize", INITIALIZE)]
    for tool in listed:
        schema = tool["inputSchema"]
        arguments = {name: victim.ids[name] for name in schema["properties"] if name in victim.ids}
        if "owner" in schema["properties"]:
            arguments["owner"] = victim.user_id
        for name in schema.get("required", ()):
            arguments.setdefault(name, _invent(schema["properties"][name]))
        targets.append(_rpc_target("tools/call", {"name": tool["name"], "arguments": arguments}))
    return targets


def _rpc(method: str, params: Mapping[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": dict(params)}


def _rpc_target(method: str, params: Mapping[str, Any]) -> Target:
    name = f"/mcp {method} {params.get('name', '')}".rstrip()
    return Target(name, "POST", "/mcp", json.dumps(_rpc(method, params)).encode(), MCP)


def _invent(schema: Mapping[str, Any]) -> Any:
    """A small value of a schema's type."""
    kind = schema.get("type")
    if "enum" in schema:
        return schema["enum"][0]
    return {"integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}.get(str(kind), "an owl")


def secret_of(name: str) -> str:
    """What only this victim has: the attacker may be a victim too, and sees its own."""
    return f"Secret of {name} alone"


def _have_victim(world: World, name: str) -> Victim:
    """A user with one of everything, each marked as secret."""
    run = _AsUser(world, name)
    have_everything(run)
    ids = {key: str(run.notes[key]) for key in ("product_id", "listing_id", "conversation_id")}
    buyer = _AsUser(world, "ana" if name == "boss" else "boss")
    request = buyer.call("POST", f"/listings/{ids['listing_id']}/requests", {"message": secret_of(name)})
    ids["request_id"] = str(request["request_id"])
    run.call("PATCH", f"/products/{ids['product_id']}", {"title": secret_of(name), "status": "draft"})
    run.call("POST", "/create", {"q": secret_of(name)})
    ids["echo_id"] = run.notes["upload"]["echo_id"]
    ids["job_id"] = ids["task_id"] = run.call("GET", "/jobs")["items"][0]["job_id"]
    ids["key"] = run.call("POST", "/upload", PUT_IN_FORM % PICTURE, headers=FORM)["key"]
    tokens = {}
    for path in ("/products?owner=me&limit=1", "/jobs?limit=1", "/conversations?limit=1", "/history?limit=1"):
        token = run.call("GET", path)["next_page_token"]
        if token:
            tokens[path] = token
    return Victim(name, str(run.call("GET", "/me")["user_id"]), ids, tokens)


class _AsUser(Run):
    """A run of another user than the scenarios' own."""

    def __init__(self, world: World, user: str) -> None:
        super().__init__(world)
        self.user = user

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        sent = {**(headers or {}), **({"Idempotency-Key": key} if key else {})}
        for _ in range(PREPARATIONS):
            answer = self.world.call(method, path, body, user=self.user, headers=sent)
            if answer.status not in (503, 504):  # a busy machine: what is prepared is not what is measured
                break
        if not 200 <= answer.status < 300:
            raise Stopped(f"{method} {path} -> {answer.status} {answer.body[:200]!r}")
        return answer.json


# ---- the fronts


@contextmanager
def _front(world: World, name: str) -> Iterator[str]:
    if name == "gateway":
        yield world.url
        return
    port = _free_port()
    command = [sys.executable, "-m", "backend.container", "--port", str(port)]
    environment = {**os.environ, **world.environment, "LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"http://{LOOPBACK}:{port}"
    finally:
        process.terminate()
        process.wait(timeout=scaled(60))


def _free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(port: int, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        connection = HTTPConnection(LOOPBACK, port, timeout=scaled(5))
        try:
            connection.request("GET", "/ping")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("the container did not start")
