"""The console's pages and its JSON API, /console/api/..., behind the door of front.py."""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from backend.local.console import ageing, switchboard
from backend.local.console.buckets import SHOWN_TYPES, BucketBrowser
from backend.local.console.consumption import PriceFileError, PriceList, read_price_file
from backend.local.console.copies import write_copy
from backend.local.console.facts import Names
from backend.local.console.front import ROOT, Answer, ConsoleParts, json_answer
from backend.local.console.otlp import ENDPOINT, TraceExporter
from backend.local.console.policies import LaptopNames, PolicySource, stack_variables
from backend.local.console.pool_browser import PoolBrowser
from backend.local.console.problems import ConsoleProblem
from backend.local.console.queues import QueueBrowser
from backend.local.console.recorder import CONSOLE_AGENT
from backend.local.console.records import RecordedRequest
from backend.local.console.redaction import header
from backend.local.console.rights import Rights
from backend.local.console.tables import TableBrowser
from backend.local.console.view import RequestView, caller_of

STATIC = Path(__file__).with_name("static")
WEB = Path(__file__).parents[3] / "web"
SHARED = ("css/base.css", "fonts/anton-regular.woff2", "fonts/dm-sans-medium.woff2",
          "fonts/cormorant-garamond-medium-italic.woff2", "art/mark.svg")  # fmt: skip
"""Of the studio's files those that the console has, too: its colours, its type, its mark."""
TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
PRICE_FILE = "DREAMFORGE_PRICES"
REPEAT_SECONDS = 60
JSON = dict[str, Any]
Query = Mapping[str, str]
Route = Callable[[Query, Any], Any]


class ConsoleApplication:
    """Made at the first visit. `url` is the API's."""

    def __init__(self, parts: ConsoleParts, url: str) -> None:
        self._recorder = parts.recorder
        self._url = url
        cloud, settings = parts.cloud, parts.services.settings
        queues = {"jobs": cloud.jobs_queue, "dead letters": cloud.dead_letters}
        named = {name: queue.arn.rpartition(":")[2] for name, queue in queues.items()}
        names = LaptopNames(
            account=cloud.account,
            region=cloud.region,
            tables=cloud.tables,
            buckets=cloud.buckets,
            jobs_queue=named["jobs"],
            dead_letters=named["dead letters"],
            key_arn=f"arn:aws:kms:{cloud.region}:{cloud.account}:key/0",
        )
        self.rights = Rights(PolicySource(names, stack_variables(settings)), names)
        self._price_problem = ""
        prices = PriceList(settings.prices, self._read_prices())
        self.view = RequestView(Names(cloud.tables, cloud.buckets, named), self.rights, prices)
        client = partial(cloud.client, user_agent=CONSOLE_AGENT)
        dynamodb = client("dynamodb")
        self.tables = TableBrowser(dynamodb, cloud.tables)
        self.buckets = BucketBrowser(client("s3"), cloud.buckets)
        self.queues = QueueBrowser(client("sqs"), cloud, parts.pollers)
        self.users = PoolBrowser(client("cognito-idp"), cloud)
        self.faults = switchboard.FaultSwitchboard(parts.recorder, parts.bedrock, parts.kie)
        self.ageing = ageing.Ageing(dynamodb, cloud)
        endpoint = os.environ.get(ENDPOINT)
        self.exporter = TraceExporter(endpoint, self.view, settings.stage) if endpoint else None
        if self.exporter is not None:
            self._recorder.on_finish = self.exporter.export
        self._endpoints = {"aws": cloud.endpoint, "bedrock": parts.bedrock.url, "kie": parts.kie.url}
        self._routes = self._make_routes()

    def session(self) -> JSON:
        """What the page has to know first."""
        return {
            "url": self._url,
            "endpoints": self._endpoints,
            "otlp": self.exporter.endpoint if self.exporter else None,
            "prices": self._price_problem or None,
        }

    def answer(self, environ: Mapping[str, Any], path: str) -> Answer:
        if not path.startswith("/api/"):
            return self._answer_file(environ, path)
        target = urlsplit(environ["RAW_URI"])
        query = dict(parse_qsl(target.query, keep_blank_values=True))
        method = "GET" if environ["REQUEST_METHOD"] == "HEAD" else environ["REQUEST_METHOD"]
        parts = [unquote(part) for part in target.path.removeprefix(f"{ROOT}/api/").split("/")]
        try:
            route, names = self._find_route(method, parts)
            found = route({**query, **names}, _read_body(environ))
        except ConsoleProblem as problem:
            return json_answer({"message": str(problem)}, f"{problem.status} Problem")
        return found if isinstance(found, tuple) else json_answer({} if found is None else found)

    # ---- files

    def _answer_file(self, environ: Mapping[str, Any], path: str) -> Answer:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return json_answer({"message": "This is a page: GET it."}, "405 Method Not Allowed")
        name = "index.html" if path == "/" else path.removeprefix("/")
        files = {file.relative_to(STATIC).as_posix(): file for file in STATIC.rglob("*") if file.suffix in TYPES}
        file = WEB / name if name in SHARED else files.get(name)
        if file is None:
            return json_answer({"message": "There is no such file. The page is at /console/."}, "404 Not Found")
        content = file.read_bytes()
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        return "200 OK", [("Content-Type", TYPES[file.suffix]), ("ETag", tag)], content

    # ---- routes

    def _make_routes(self) -> Mapping[tuple[str, str], Route]:
        """(method, path) -> what answers, given the query with the path's names, and the body."""
        return {
            ("GET", "requests"): lambda query, _: self._list(query),
            ("DELETE", "requests"): lambda _, __: self._recorder.clear(),
            ("GET", "requests/{id}"): lambda query, _: self.view.detail(self._find(query)),
            ("GET", "requests/{id}/copy"): lambda query, _: self._copy(query),
            ("POST", "requests/{id}/repeat"): lambda query, _: self._repeat(self._find(query)),
            ("GET", "outside"): lambda _, __: {"calls": self.view.outside(self._recorder.outside_calls())},
            ("GET", "tables"): lambda _, __: {"tables": self.tables.describe()},
            ("GET", "tables/{table}/rows"): lambda query, _: self.tables.rows(
                query["table"], index=query.get("index", ""), text=query.get("text", ""), page=query.get("page", "")
            ),
            ("PUT", "tables/{table}/rows"): lambda query, body: self.tables.put(query["table"], body),
            ("DELETE", "tables/{table}/rows"): lambda query, body: self.tables.delete(query["table"], body),
            ("GET", "buckets"): lambda _, __: {"buckets": self.buckets.describe()},
            ("GET", "buckets/{bucket}/objects"): lambda query, _: self.buckets.objects(
                query["bucket"], prefix=query.get("prefix", ""), page=query.get("page", "")
            ),
            ("GET", "buckets/{bucket}/lifecycle"): lambda query, _: self.buckets.lifecycle(
                query["bucket"], query.get("day", "")
            ),
            ("GET", "buckets/{bucket}/object"): lambda query, _: self._object(query),
            ("DELETE", "buckets/{bucket}/object"): lambda query, _: self.buckets.delete(
                query["bucket"], query.get("key", "")
            ),
            ("GET", "queues"): lambda _, __: {"queues": self.queues.describe()},
            ("POST", "queues/redrive"): lambda _, __: {"moved": self.queues.redrive()},
            ("PUT", "queues/{queue}/hold"): lambda query, body: self.queues.hold(
                query["queue"], held=bool(_field(body, "held"))
            ),
            ("POST", "queues/jobs/bury"): lambda _, body: self.queues.send_to_dead_letters(
                str(_field(body, "message_id"))
            ),
            ("GET", "users"): lambda _, __: self.users.describe(),
            ("POST", "users"): lambda _, body: self.users.create(
                str(_field(body, "username")), [str(each) for each in body.get("groups") or ()]
            ),
            ("POST", "users/{user}/token"): lambda query, _: {"id_token": self.users.issue_token(query["user"])},
            ("GET", "faults"): lambda _, __: {"faults": self.faults.pending(), "kinds": switchboard.KINDS},
            ("PUT", "faults"): lambda _, body: self.faults.replace(body),
            ("GET", "time"): lambda _, __: {"ahead": self.ageing.ahead},
            ("POST", "time"): lambda _, body: self.ageing.advance(_seconds(body)),
        }

    def _find_route(self, method: str, parts: list[str]) -> tuple[Route, dict[str, str]]:
        known = False
        for (wanted, pattern), route in self._routes.items():
            names = _match(pattern.split("/"), parts)
            if names is None:
                continue
            if wanted == method:
                return route, names
            known = True
        if known:
            raise ConsoleProblem(f"{method} is not allowed here.", 405)
        raise ConsoleProblem("There is nothing at this path.", 404)

    # ---- requests

    def _list(self, query: Query) -> JSON:
        """Requests that changed since `after`, oldest first, and which there are."""
        after = _number(query.get("after", "0"))
        requests = self._recorder.requests()
        changed = [request for request in requests if request.version > after]
        _, state, text = self.rights.policies()
        return {
            "version": max((request.version for request in requests), default=after),
            "first": requests[0].number if requests else None,
            "requests": [self.view.summary(request) for request in changed],
            "rights": {"state": state, "text": text},
        }

    def _find(self, query: Query) -> RecordedRequest:
        found = self._recorder.find(query["id"])
        if found is None:
            raise ConsoleProblem("There is no such request among the last 500.", 404)
        return found

    def _copy(self, query: Query) -> JSON:
        return {"text": write_copy(self._find(query), query.get("as", "curl"), self._url)}

    def _repeat(self, request: RecordedRequest) -> JSON:
        """Sends a request again as its caller, with a new token; the number of the new one."""
        if request.method == "JOB":
            raise ConsoleProblem("A job without its request cannot be repeated.")
        if not request.body.is_whole:
            raise ConsoleProblem("The body is too long to be kept, so this request cannot be repeated.")
        headers = {name: value for name, value in request.headers if name.lower() not in _NOT_REPEATED}
        caller = caller_of(request)
        if header(request.headers, "authorization"):
            headers["Authorization"] = self._token_for(caller) or header(request.headers, "authorization")
        target = urlsplit(self._url)
        connection = HTTPConnection(target.hostname or "", target.port, timeout=REPEAT_SECONDS)
        try:
            connection.request(request.method, request.target, request.body.content or None, headers)
            answer = connection.getresponse()
            answer.read()
        except OSError as error:
            raise ConsoleProblem(f"The API did not answer: {error}", 504) from None
        finally:
            connection.close()
        made = self._recorder.find(answer.getheader("x-amzn-RequestId") or "")
        return {"status": answer.status, "number": made.number if made else None}

    def _token_for(self, caller: str | None) -> str | None:
        try:
            return f"Bearer {self.users.issue_token(caller)}" if caller else None
        except ConsoleProblem:
            return None  # the user is gone: the request is repeated with the token that it had

    def _object(self, query: Query) -> Answer:
        kind, content = self.buckets.content(query["bucket"], query.get("key", ""))
        shown = kind in SHOWN_TYPES
        headers = [("Content-Type", kind if shown else "application/octet-stream")]
        if not shown:
            headers.append(("Content-Disposition", "attachment"))
        return "200 OK", headers, content

    def _read_prices(self) -> dict[str, float]:
        given = os.environ.get(PRICE_FILE)
        try:
            return read_price_file(Path(given) if given else None)
        except PriceFileError as error:
            self._price_problem = str(error)
            return {}


_NOT_REPEATED = {"host", "content-length", "connection", "authorization", "x-amzn-trace-id", "transfer-encoding"}


def _match(pattern: list[str], parts: list[str]) -> dict[str, str] | None:
    if len(pattern) != len(parts):
        return None
    names = {}
    for wanted, given in zip(pattern, parts, strict=True):
        if wanted.startswith("{"):
            names[wanted[1:-1]] = given
        elif wanted != given:
            return None
    return names


def _read_body(environ: Mapping[str, Any]) -> Any:
    content = environ["wsgi.input"].getvalue()
    if not content:
        return {}
    try:
        return json.loads(content)
    except ValueError:
        raise ConsoleProblem("The body is no JSON.") from None


def _field(body: Any, name: str) -> Any:
    if not isinstance(body, dict) or name not in body:
        raise ConsoleProblem(f"The field {name} is missing.")
    return body[name]


def _seconds(body: Any) -> float:
    seconds = _field(body, "seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise ConsoleProblem("seconds must be a number.")
    return float(seconds)


def _number(text: str) -> int:
    if not text.isdigit():
        raise ConsoleProblem("after must be a number.")
    return int(text)
