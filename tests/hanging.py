"""Every operation against every dependency that hangs: what becomes of the caller, and what was paid for meanwhile.

The table is shared by the test, with a few seconds, and by `python -m benchmarks deadlines`, with all of the gateway's.
"""

import base64
import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from backend.adapters.bedrock.image import BedrockImage
from backend.adapters.bedrock.text import BedrockText
from backend.api.authorizer import AuthorizerHandler
from backend.api.lambda_function import LambdaHandler
from backend.api.routes import OPERATIONS
from backend.bootstrap.config import Settings
from backend.bootstrap.services import Services
from backend.domain.conversations.models import Conversation, Message
from backend.domain.jobs.requests import CreateRequest, GenerateRequest
from backend.domain.shared.ids import new_id, new_work
from backend.local.laptop import Laptop, in_environment
from backend.worker.lambda_function import WorkerHandler, run_job
from tests.makers import BRIEF, NOW, offer, png
from tests.time_limits import scaled

MODES = ("silent", "headers", "trickle")
"""Never answers; answers headers and nothing after; answers a byte now and then."""
PASSWORD = "Correct-Horse-9-Battery"
_BOUNDARY = "b0undary"


_environment = threading.Lock()
"""boto3 reads where its clients call from the environment, when they are made: one column at a time."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128  # all cells of a column connect at once

    def handle_error(self, *_: Any) -> None:
        """Clients that give up are what this is about."""


class HangingServer:
    """Listens, and hangs at the paths that `hangs` says; passes everything else on to `upstream`."""

    def __init__(self, mode: str, hangs: Callable[[str], bool] = lambda _: True, upstream: str = "") -> None:
        self.seen: list[str] = []
        """Paths it hung at."""
        self._released = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if hangs(self.path):
                    outer.seen.append(self.path)
                    outer._hang(mode, self.wfile)
                    self.close_connection = True
                else:
                    self._pass_on(body)

            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = handle_any

            def _pass_on(self, body: bytes) -> None:
                near = HTTPConnection(urlsplit(upstream).netloc, timeout=scaled(120))
                near.request(self.command, self.path, body, dict(self.headers))
                answer = near.getresponse()
                content = answer.read()
                near.close()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("transfer-encoding", "content-length", "connection", "date", "server"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def _hang(self, mode: str, wfile: Any) -> None:
        if mode != "silent":
            wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
        while not self._released.wait(0.3):
            if mode == "trickle":
                wfile.write(b" ")

    @contextmanager
    def serve(self) -> Iterator["HangingServer"]:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield self
        finally:
            self._released.set()
            self._server.shutdown()
            self._server.server_close()


class Context:
    """Lambda's, of an invocation that begins now."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._ends_at - time.monotonic()) * 1000))


@dataclass(frozen=True, slots=True)
class Dependency:
    variable: str
    """Of the environment, with its address."""
    clients: Sequence[str] = ()
    """The properties of `Services` that reach it."""
    hangs: Callable[[str], bool] = lambda _: True
    paid: bool = False


DEPENDENCIES: Mapping[str, Dependency] = {
    "DynamoDB": Dependency("AWS_ENDPOINT_URL_DYNAMODB", ["tables"]),
    "S3": Dependency("AWS_ENDPOINT_URL_S3", ["_s3"]),
    "SQS": Dependency("AWS_ENDPOINT_URL_SQS", ["queue"]),
    "Cognito": Dependency("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", ["_identity"]),
    "JWKS": Dependency("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", ["_identity"], lambda path: "jwks" in path),
    "text": Dependency("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", ["text"], lambda path: "/converse" in path, paid=True),
    "image": Dependency("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", ["image"], lambda path: "/invoke" in path, paid=True),
    "KIE": Dependency("KIE_BASE_URL", paid=True),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One way to come in."""

    name: str
    """The operation's id, and what is special about this row."""
    method: str = ""
    path: str = ""
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    job_id: str = ""
    """Of the job that the worker is given."""

    @property
    def operation(self) -> str:
        return self.name.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class Cell:
    row: str
    dependency: str
    mode: str
    seconds: float
    status: int
    """Of HTTP; 0 where there is none."""
    detail: str = ""


class Stage:
    """A laptop with one of everything, and services of which one dependency hangs."""

    def __init__(self, laptop: Laptop) -> None:
        self._laptop = laptop
        name = f"hanging-{secrets.token_hex(4)}"
        laptop.cloud.ensure_user(name, PASSWORD, f"{name}@example.com", ())
        self._tokens = laptop.cloud.token(name, PASSWORD)
        self._name, self._owner = name, f"owner-{secrets.token_hex(6)}"
        self._claims = {
            "sub": self._owner,
            "aud": laptop.services.settings.client_id,
            "token_use": "id",
            "cognito:username": name,
        }
        made = self._healthy("POST", "/create", {"q": "a lighthouse"})
        self._ids = {
            "product_id": made["ids"]["product_id"],
            "listing_id": made["ids"]["listing_id"],
            "conversation_id": made["conversation_id"],
            "job_id": self._accept(GenerateRequest(prompt="a fox")),
            "request_id": new_id("req"),
        }

    def rows(self, wanted: Container[str]) -> list[Row]:
        """Operations, and those ways to come in that ask other things: those with a wanted name.

        What they work on is made for them: jobs, an echo, and one of everything that can be deleted.
        """
        special = {
            "create later": Row("create later", "POST", "/create", {"q": "a fox"}, {}, {"Prefer": "respond-async"}),
            "create again": Row("create again", "POST", "/create", {"q": "a fox"}, {}, {"Idempotency-Key": new_work()}),
            "chat stream": Row(
                "chat stream", "POST", "/chat", self._bodies()["chat"], {}, {"Accept": "text/event-stream"}
            ),
        }
        work = [Row(name, job_id=self._accept(job)) for name, job in WORKER_ROWS.items() if name in wanted]
        operations = [op for op in OPERATIONS if op.operation_id in wanted]
        names = [op.operation_id for op in operations]
        gone = self._to_be_deleted() if any(op.method == "DELETE" for op in operations) else {}
        ids = {**self._ids, "echo_id": self._uploaded_echo() if any("Echo" in name for name in names) else ""}
        plain = [
            self._row(op.operation_id, op.method, op.path, gone if op.method == "DELETE" else ids) for op in operations
        ]
        others = [each for each in (*special.values(), Row("authorizer")) if each.name in wanted]
        return [*plain, *others, *work]

    def _row(self, operation: str, method: str, path: str, ids: Mapping[str, str]) -> Row:
        headers = {}
        if operation == "mcp":
            headers = {"Authorization": self._tokens["IdToken"], "Accept": "application/json, text/event-stream"}
        if operation == "upload":
            headers = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
        queries = {"saveEcho": {"echo_id": ids["echo_id"]}, "listProducts": {"owner": "me"}}
        body, query = self._bodies().get(operation), queries.get(operation, {})
        return Row(operation, method, path.format(**ids), body, query, headers)

    def _to_be_deleted(self) -> dict[str, str]:
        """One of everything that other rows do not use."""
        services, made, echo_id = self._laptop.services, offer(self._owner), self._uploaded_echo()
        services.offers.add(made)
        conversation_id, message_id = new_id("conv"), new_id("msg")
        begun = Conversation(conversation_id=conversation_id, owner_id=self._owner, title="a", created_at=NOW)
        said = Message(message_id=message_id, conversation_id=conversation_id, role="user", text="a", created_at=NOW)
        services.conversations.add(begun, [said], self._owner)
        self._healthy("POST", "/echoes", {"emotion": "joy", "timestamp": NOW}, echo_id=echo_id)  # asks no model
        return {"product_id": made.product.product_id, "conversation_id": conversation_id, "echo_id": echo_id}

    def _bodies(self) -> dict[str, Any]:
        chat = {"message": "What do I have?"}
        call = {"name": "ask_catalogue", "arguments": chat}
        return {
            "mcp": {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call},
            "login": {"username": self._name, "password": PASSWORD},
            "refresh": {"refresh_token": self._tokens["RefreshToken"]},
            "interpret": {"q": "a lighthouse"},
            "design": {"brief": BRIEF},
            "createProduct": {"q": "a lighthouse"},
            "generate": {"prompt": "a fox"},
            "updateProduct": {"title": "A new one"},
            "createVariations": {"count": 1},
            "chooseArt": {"art_key": "uploads/nobody/nothing.png"},
            "updateListing": {"price_cents": 900},
            "sendOrderRequest": {"message": "One, please."},
            "updateOrderRequest": {"status": "closed"},
            "upload": _form(png(8, 8)),
            "inviteUpload": {"filename": "a.png", "content_type": "image/png", "size": 100},
            "chat": chat,
            "initEchoUpload": {"filename": "a.webm", "content_type": "audio/webm", "size": 100},
            "saveEcho": {"emotion": "joy", "timestamp": NOW, "transcript": "What a joy!"},
        }

    def _healthy(self, method: str, path: str, body: Any, **query: str) -> Any:
        handler = LambdaHandler(self._laptop.services, log_to=logging.NullHandler())
        answer = handler(self._event(Row("", method, path, body, query)), Context(60))
        assert answer["statusCode"] < 300, answer
        return json.loads(answer["body"])

    def _uploaded_echo(self) -> str:
        """An echo whose audio is there, and which is not saved yet."""
        asked = {"filename": "a.webm", "content_type": "audio/webm", "size": 100}
        upload = self._healthy("POST", "/echoes/init-upload", asked)
        bucket = self._laptop.cloud.buckets["uploads"]
        s3 = self._laptop.cloud.client("s3")
        s3.put_object(Bucket=bucket, Key=upload["fields"]["key"], Body=b"x" * 100, ContentType="audio/webm")
        return str(upload["echo_id"])

    def _accept(self, order: CreateRequest | GenerateRequest) -> str:
        accepted = self._laptop.services.job_service.submit(
            order, owner_id=self._owner, asked_by=self._owner, work=new_work()
        )
        return accepted.job_id

    @contextmanager
    def with_hanging(self, name: str, mode: str) -> Iterator[tuple[HangingServer, Callable[[], Services]]]:
        """The server that hangs, and services that meet it; circuit breakers and what is kept are new each time."""
        dependency = DEPENDENCIES[name]
        environment = self._laptop.environment
        near = environment.get(dependency.variable, environment["AWS_ENDPOINT_URL"])
        with HangingServer(mode, dependency.hangs, near).serve() as server:
            changed = {**environment, dependency.variable: server.url}
            if name == "SQS":
                changed["SQS_QUEUE_JOBS"] = server.url + urlsplit(environment["SQS_QUEUE_JOBS"]).path
            if name == "KIE":
                changed["FETCH_ALLOWED_HOSTS"] += f",{urlsplit(server.url).netloc}"
            template = Services(Settings.from_env(changed))
            for client in set(CLIENTS) - set(dependency.clients):
                template.__dict__[client] = getattr(self._laptop.services, client)
            with _environment, in_environment(changed):
                for client in dependency.clients:
                    getattr(template, client)
            yield server, lambda: _like(template)

    def run(self, row: Row, dependency: str, mode: str, services: Services, seconds: float) -> Cell:
        began = time.monotonic()
        if row.job_id:
            status, detail = self._work(row.job_id, services, seconds)
        elif row.name == "authorizer":
            status, detail = self._authorize(services, seconds)
        else:
            handler = LambdaHandler(services, log_to=logging.NullHandler())
            answer = handler(self._event(row), Context(seconds))
            status, detail = answer["statusCode"], str(answer["body"])[:2000]
        return Cell(row.name, dependency, mode, time.monotonic() - began, status, detail)

    def _event(self, row: Row) -> dict[str, Any]:
        body = row.body if isinstance(row.body, bytes) else json.dumps(row.body).encode()
        return {
            "httpMethod": row.method,
            "path": row.path,
            "queryStringParameters": dict(row.query),
            "headers": {"Content-Type": "application/json", **row.headers},
            "body": None if row.body is None else base64.b64encode(body).decode(),
            "isBase64Encoded": row.body is not None,
            "requestContext": {"authorizer": {"claims": self._claims}, "identity": {"sourceIp": "192.0.2.1"}},
        }

    def _work(self, job_id: str, services: Services, seconds: float) -> tuple[int, str]:
        worker = WorkerHandler(run_job, services=services, log_to=logging.NullHandler())
        record = {"messageId": "m", "eventSource": "aws:sqs", "body": json.dumps({"job_id": job_id})}
        return 0, str(worker({"Records": [record]}, Context(seconds)))

    def _authorize(self, services: Services, seconds: float) -> tuple[int, str]:
        authorizer = AuthorizerHandler(services, log_to=logging.NullHandler())
        headers, arn = {"Authorization": self._tokens["IdToken"]}, "arn:aws:x:y:z:api/local/POST/mcp"
        event = {"type": "REQUEST", "httpMethod": "POST", "path": "/mcp", "headers": headers, "methodArn": arn}
        try:
            return 0, str(authorizer(event, Context(seconds)))
        except Exception as error:  # noqa: BLE001 - the gateway's 500
            return 500, type(error).__name__


WORKER_ROWS: Mapping[str, CreateRequest | GenerateRequest] = {
    "worker create": CreateRequest(q="a fox"),
    "worker generate": GenerateRequest(prompt="a fox"),
    "worker kie": GenerateRequest(prompt="a fox", provider="kie"),
}


ASKS: Mapping[str, Sequence[str]] = {
    "S3": [
        *"getHealth design createProduct chat listUsers listCatalog upload saveEcho deleteProduct deleteEcho".split(),
        "worker create",
    ],
    "SQS": ["generate", "createVariations", "create later"],
    "Cognito": ["login", "refresh"],
    "JWKS": ["mcp", "authorizer"],
    "text": ["interpret", "createProduct", "create again", "chat", "chat stream", "saveEcho", "worker create"],
    "image": ["design", "createProduct", "create again", "worker create", "worker generate"],
    "KIE": ["worker kie"],
}
"""Who asks what; DynamoDB is asked by almost all."""
ALL_ROWS = [
    *(op.operation_id for op in OPERATIONS),
    *("create later", "create again", "chat stream", "authorizer"),
    *WORKER_ROWS,
]


def column(
    stage: Stage, dependency: str, mode: str, seconds: float, rows: Sequence[Row], threads: int = 8
) -> tuple[list[Cell], list[str]]:
    """The cells of a dependency, some of them at once, and the paths at which it hung."""
    with stage.with_hanging(dependency, mode) as (server, services), ThreadPoolExecutor(threads) as pool:
        asked = [pool.submit(stage.run, row, dependency, mode, services(), seconds) for row in rows]
        return [each.result() for each in asked], list(server.seen)


CLIENTS = ("_session", "_s3", "_identity", "tables", "queue", "text", "image")


def _like(template: Services) -> Services:
    """Services with the template's connections and nothing else of it: models with circuit breakers of their own."""
    made = Services(template.settings)
    for name in CLIENTS[:-2]:
        made.__dict__[name] = getattr(template, name)
    made.text = BedrockText(template.text._client, template.text._settings)
    made.image = BedrockImage(template.image._calls._client, template.settings.image_model)
    return made


def _form(picture: bytes) -> bytes:
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    return head.encode() + picture + f"\r\n--{_BOUNDARY}--\r\n".encode()
