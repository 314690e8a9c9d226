"""One cloud with its stand-ins, the fault proxy before them, and the service behind the laptop's gateway."""

import json
import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from backend.local import datasets, moto_state
from backend.local.bedrock import BedrockStandIn
from backend.local.closing import Closing
from backend.local.cloud import Cloud
from backend.local.faults import FaultProxy
from backend.local.gateway import Gateway, GatewayResponses, PoolKeys
from backend.local.kie import KieStandIn
from backend.local.laptop import IMAGE_MODEL, public_paths
from tests.time_limits import scaled
from tests.trust.function import Function
from tests.trust.mind import QuickMind

SETTINGS = {
    "RATE_LIMIT_REQUESTS": "1000000",
    "DAILY_GENERATIONS": "1000",
    "DAILY_TEXT_TOKENS": "100000000",
    "COGNITO_DOMAIN": "https://sign-in.example",
    "BEDROCK_IMAGE_MODEL_ID": IMAGE_MODEL,
}
TOKEN_SECONDS = 1200
PASSWORD = "Correct-Horse-9-Battery"
MAIL = "trust.example"
"""Is in no example of the documentation, so that finding it in an answer means something."""
USERS = {"ana": (), "ben": (), "boss": ("admin",)}


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` 0: the connection was closed without an answer."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        """None where the body is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


NO_ANSWER = Answer(0, {}, b"")


@contextmanager
def _silenced(logger: logging.Logger) -> Iterator[None]:
    """What the stand-ins say of faults that were asked for is no news."""
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


class World(Closing):
    """Running until `close`. One cell at a time; `begin` gives it empty stores and a fresh process."""

    def __init__(self, *, patience: float = 1.0) -> None:
        self._running = ExitStack()
        try:
            self._running.enter_context(_silenced(logging.getLogger("dreamforge.local")))
            self._start(patience)
        except BaseException:
            self._running.close()
            raise

    def _start(self, patience: float) -> None:
        mind, running = QuickMind(), self._running
        self.cloud = running.enter_context(Cloud.start())
        self.bedrock = running.enter_context(BedrockStandIn(mind).serve())
        self.kie = running.enter_context(KieStandIn(mind, way=("success",)).serve())
        self.proxy = running.enter_context(FaultProxy())
        self.clients = {name: self.cloud.client(name) for name in ("dynamodb", "s3", "sqs")}
        datasets.upload(self.clients["s3"], self.cloud.buckets["assets"])
        self.environment = self._environment()
        self.function = Function(self.environment, patience=patience)
        running.callback(self.function.close)
        self.proxy.on_kill = self.function.kill
        self.gateway = running.enter_context(self._gateway().serve())
        self.url = self.gateway.url
        for name, groups in USERS.items():
            self.cloud.ensure_user(name, PASSWORD, f"{name}@{MAIL}", groups)
        self._tokens: dict[str, tuple[float, dict[str, Any]]] = {}
        self._warm_up()

    def _warm_up(self) -> None:
        self.begin()
        self.call(
            "POST", "/create", {"q": "a lighthouse", "kind": "card"}, user="ana", headers={"Idempotency-Key": "w"}
        )
        self.call("POST", "/chat", {"message": "coffee"}, user="ana", headers={"Accept": "text/event-stream"})
        self.call("POST", "/echoes/init-upload", {"filename": "a", "content_type": "audio/webm", "size": 9}, user="ana")
        self.function.load_early()

    def _environment(self) -> dict[str, str]:
        cloud = self.proxy.listen(self.cloud.endpoint)
        bedrock = self.proxy.listen(self.bedrock.url)
        kie = self.proxy.listen(self.kie.url, rewritten={self.kie.url: "{url}"})
        real = self.cloud.environment()
        return {
            **real,
            "AWS_ENDPOINT_URL": cloud,
            "SQS_QUEUE_JOBS": real["SQS_QUEUE_JOBS"].replace(self.cloud.endpoint, cloud),
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock,
            "KIE_BASE_URL": kie,
            "KIE_API_KEY": self.kie.key,
            "FETCH_ALLOWED_HOSTS": ",".join(urlsplit(each).netloc for each in (kie, self.kie.url, cloud)),
            **SETTINGS,
        }

    def _gateway(self) -> Gateway:
        pool = self.cloud.pool
        return Gateway(
            self.function,
            pool=PoolKeys(issuer=pool.issuer, jwks_url=pool.jwks_url, client_id=pool.client_id),
            public=public_paths(openapi_public=False),
            stage="local",
            gateway_responses=GatewayResponses.dreamforge([]),
            timeout=scaled(60.0),
            function_timeout=scaled(60.0),
        )

    def begin(self) -> None:
        """Empties the stores and the queues, and gives the service a fresh process with the right time."""
        self.proxy.plan.reset()
        self.function.kill()
        moto_state.empty_stores(self.cloud.account, self.cloud.region, kept_prefix="mock_data/")
        self.kie.tasks.clear()
        self.function.ahead = 0.0
        self.function.renew()

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        user: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Calls the API through the gateway. `body` is sent as it is when it is bytes, as JSON otherwise."""
        sent = dict(headers or {})
        if user is not None:
            sent.setdefault("Authorization", f"Bearer {self.tokens(user)['IdToken']}")
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        return ask(self.url, method, path, body, sent)

    def tokens(self, user: str) -> dict[str, Any]:
        """Cognito's AuthenticationResult of `ana`, `ben` or `boss` (an admin)."""
        until, tokens = self._tokens.get(user, (0.0, {}))
        if time.monotonic() > until:
            tokens = self.cloud.token(user, PASSWORD)
            self._tokens[user] = (time.monotonic() + TOKEN_SECONDS, tokens)
        return tokens

    def close(self) -> None:
        self._running.close()


def ask(url: str, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=scaled(90))
    try:
        connection.request(method, path, body, dict(headers))
        response = connection.getresponse()
        lower = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, lower, response.read())
    except (HTTPException, OSError):
        return NO_ANSWER
    finally:
        connection.close()
