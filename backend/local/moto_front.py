"""moto's application behind our own front: an account for each cloud, and the places where moto is laxer than AWS."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from moto.core.request import (
    PRESERVED_HEADER_NAMES_ENVIRON_KEY,
    environ_key_for_header,
    should_preserve_original_header_name,
)
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from backend.local import moto_state
from backend.local.cognito_guard import CognitoGuard
from backend.local.dynamodb import DynamoDBFront, rollback, serializing
from backend.local.rest_api_import import ImportGuard
from backend.local.s3.guard import S3Guard
from backend.local.s3.sigv4 import Signer
from backend.local.serving import HEADERS_KEY, App, Serving

ACCESS_KEY = "local"
SECRET_KEY = "local-secret"  # noqa: S105 (known to everybody: it opens nothing but this machine's own stand-ins)

KEPT = ("cognito-idp", "dynamodb", "kms", "s3")
"""Services whose state a snapshot holds, in the order in which their locks are taken."""

_TARGETS = {
    "AWSCognitoIdentityProviderService": "cognito-idp",
    "AmazonSQS": "sqs",
    "AmazonSSM": "ssm",
    "DynamoDB_20120810": "dynamodb",
    "Logs_20140328": "logs",
    "TrentService": "kms",
}
_READS = ("BatchGet", "Describe", "Get", "List", "Query", "Scan", "TransactGet")

Environ = dict[str, Any]


class RequestSerializer:
    """One request at a time into each service that is kept.

    moto reads and writes in separate steps, and its threads may meet in between: without this, additions to one counter
    get lost. And a snapshot must not see half a transaction. SQS is let through: a long poll would hold up everybody.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._locks = {service: threading.Lock() for service in KEPT}
        self.writes = 0
        """How many requests so far may have changed something."""

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        service = service_of(environ)
        lock = self._locks.get(service)
        if lock is None:
            return self._app(environ, start_response)
        with lock:
            answer = self._app(environ, start_response)
            self.writes += _is_write(service, environ)
        return answer

    @contextmanager
    def still(self) -> Iterator[None]:
        """Nothing changes meanwhile."""
        with ExitStack() as locks:
            for service in KEPT:
                locks.enter_context(self._locks[service])
            yield

    @contextmanager
    def change(self) -> Iterator[None]:
        """As `still`, to change what moto keeps without a request."""
        with self.still():
            self.writes += 1
            yield


class MotoFront:
    """moto for one account and one region, served on a free port.

    `signer` knows the keys that presigned URLs may be signed with; `guard` puts one more check before moto.
    """

    def __init__(
        self,
        account: str,
        region: str,
        *,
        signer: Signer | None = None,
        signed_by: Callable[[Environ], str | None] = lambda _environ: None,
        guard: Callable[[App], App] = lambda app: app,
        watch: Callable[[App], App] = lambda app: app,
    ) -> None:
        """`watch` puts something before all of it.

        `signed_by` tells the access key of the presigned request at hand, where it is another than the owner's.
        """
        self._account = account
        self._region = region
        self._signed_by = signed_by
        rollback.install()
        serializing.install()
        moto_state.forget(account)
        self.turnstile = RequestSerializer(DomainDispatcherApplication(create_backend_app))
        shape = partial(moto_state.table_shape, account, region)
        self.dynamodb = DynamoDBFront(self.turnstile, shape)
        self._guarded = guard(self._dispatch)
        self._rest_apis = guard(ImportGuard(self._dispatch))
        self._cognito = CognitoGuard(self._guarded, partial(moto_state.pool_client, account, region))
        buckets = moto_state.MotoBuckets(account)
        self._s3 = S3Guard(self._guarded, signer or Signer(ACCESS_KEY, SECRET_KEY), buckets, self._as_s3_owner)
        self._serving = Serving(watch(self._route))
        self.url = self._serving.url

    def close(self) -> None:
        self._serving.close()
        moto_state.forget(self._account)

    def _route(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """moto keeps accounts apart; which one a request means is a header of its own. moto's own API is closed: any
        web page could reset the cloud through it."""
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = self._account
        keep_underscores(environ)
        if environ["PATH_INFO"].startswith("/moto-api"):
            start_response("404 Not Found", [("Content-Length", "0")])
            return [b""]
        service = service_of(environ)
        if service == "s3" and environ["PATH_INFO"].strip("/"):
            return self._s3(environ, start_response)
        if service == "apigateway":
            return self._rest_apis(environ, start_response)
        if service == "cognito-idp":
            # Signing in is unsigned, hence names no region, and moto would look for the pool in us-east-1.
            environ.setdefault("HTTP_AUTHORIZATION", self._authorization("cognito-idp"))
            return self._cognito(environ, start_response)
        return self._guarded(environ, start_response)

    def _dispatch(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """After the guard: a caller without permission learns nothing of limits and conflicts."""
        app = self.dynamodb if service_of(environ) == "dynamodb" else self.turnstile
        return app(environ, start_response)

    def _as_s3_owner(self, environ: Environ) -> None:
        environ["HTTP_AUTHORIZATION"] = self._authorization("s3", self._signed_by(environ))

    def _authorization(self, service: str, access_key: str | None = None) -> str:
        """What an SDK would send; moto reads the scope and leaves the signature."""
        scope = f"{access_key or ACCESS_KEY}/20260101/{self._region}/{service}/aws4_request"
        return f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=none"


def service_of(environ: Environ) -> str:
    """The service a request is for, by its target, else by the scope of its signature; what is unsigned is S3's."""
    target = str(environ.get("HTTP_X_AMZ_TARGET", "")).partition(".")[0]
    if target:
        return _TARGETS.get(target, target)
    if "/.well-known/" in environ["PATH_INFO"]:
        return "cognito-idp"
    credential = str(environ.get("HTTP_AUTHORIZATION", "")).partition("Credential=")[2]
    scope = credential.partition(",")[0].split("/")
    return scope[3] if len(scope) == 5 else "s3"


def _is_write(service: str, environ: Environ) -> bool:
    if service == "s3":
        return environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
    operation = environ.get("HTTP_X_AMZ_TARGET", "").partition(".")[2]
    return bool(operation) and not operation.startswith(_READS)


def keep_underscores(environ: Environ) -> None:
    """Adds the headers that WSGI leaves out, as moto's own server does: names of S3 metadata may have underscores."""
    headers = environ[HEADERS_KEY]
    dashed = {environ_key_for_header(name) for name, _ in headers if "_" not in name}
    names: dict[str, str] = {}
    for name, value in headers:
        key = environ_key_for_header(name)
        if not should_preserve_original_header_name(name) or key in dashed:
            continue  # one with underscores never passes for another with dashes
        environ[key] = f"{environ[key]},{value}" if key in names else value
        names.setdefault(key, name)
    environ[PRESERVED_HEADER_NAMES_ENVIRON_KEY] = names
