"""In front of moto's S3: a WSGI middleware that lets through what S3 would let through.

A request with an Authorization header comes from an SDK with our dummy keys; of it only the condition of a write is
checked (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html), which moto ignores for
copies, and the number of keys of a deletion. A presigned URL, a form upload and an anonymous request come from
browsers: those are checked as S3 checks them.
"""

import io
import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit
from xml.etree import ElementTree

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import parse_form_data
from werkzeug.test import run_wsgi_app

from backend.local.s3.cors import CorsRule, headers_for, preflight
from backend.local.s3.policy import check_policy
from backend.local.s3.refusal import S3RefusedError, access_denied
from backend.local.s3.sigv4 import ALGORITHM, Signer, check_presigned
from backend.local.serving import HEADERS_KEY, App

Environ = dict[str, Any]
Headers = list[tuple[str, str]]

MOST_DELETED = 1000
_MOTO_CORS = "access-control-"
_NOT_OF_A_FORM = ("HTTP_TRANSFER", "HTTP_IF_", "HTTP_X_AMZ_")


class Buckets(Protocol):
    """What the guard must know of the buckets behind it."""

    def cors(self, bucket: str) -> Sequence[CorsRule]: ...

    def is_public(self, bucket: str) -> bool: ...

    def exists(self, bucket: str, key: str) -> bool: ...


class S3Guard:
    """The middleware. `as_owner` marks a request that was found good, so that moto does not ask again."""

    def __init__(self, app: App, signer: Signer, buckets: Buckets, as_owner: Callable[[Environ], None]) -> None:
        self._app = app
        self._signer = signer
        self._buckets = buckets
        self._as_owner = as_owner
        self._conditional = threading.Lock()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        bucket, key = _address(environ)
        method = environ["REQUEST_METHOD"]
        rules = self._buckets.cors(bucket)
        cors = headers_for(rules, environ.get("HTTP_ORIGIN"), method)
        try:
            if method == "OPTIONS":
                return _preflight(rules, environ, start_response)
            if _names_its_signer(environ):
                _check_deletion(environ)
                return self._check_presigned(environ, bucket, key, _with_cors(start_response, cors))
            if method == "POST" and environ.get("CONTENT_TYPE", "").startswith("multipart/form-data"):
                return self._upload(environ, bucket, cors, start_response)
            self._check(environ, bucket, key)
        except S3RefusedError as refusal:
            return _refuse(refusal, cors, method, start_response)
        self._as_owner(environ)
        return self._app(environ, _with_cors(start_response, cors))

    def _check_presigned(self, environ: Environ, bucket: str, key: str, start_response: Any) -> Iterable[bytes]:
        if "HTTP_IF_NONE_MATCH" not in environ or environ["REQUEST_METHOD"] not in {"PUT", "POST"}:
            return self._app(environ, start_response)
        with self._conditional:  # looking and writing are one step
            self._check_condition(environ["HTTP_IF_NONE_MATCH"], bucket, key)
            return self._app(environ, start_response)

    def _check_condition(self, condition: str, bucket: str, key: str) -> None:
        """`If-None-Match: *` on a write: only while the key has no current version, or a delete marker."""
        if condition != "*":
            message = "A header you provided implies functionality that is not implemented"
            raise S3RefusedError("NotImplemented", message, 501)
        if self._buckets.exists(bucket, key):
            message = "At least one of the pre-conditions you specified did not hold"
            raise S3RefusedError("PreconditionFailed", message, 412)

    def _check(self, environ: Environ, bucket: str, key: str) -> None:
        method = environ["REQUEST_METHOD"]
        target = urlsplit(environ["RAW_URI"])
        query = parse_qsl(target.query.replace("+", "%2B"), keep_blank_values=True)
        if any(name == "X-Amz-Signature" for name, _ in query):
            check_presigned(self._signer, method, target.path, query, environ[HEADERS_KEY], datetime.now(UTC))
        elif not (method in {"GET", "HEAD"} and key and self._buckets.is_public(bucket)):
            raise access_denied()

    def _upload(self, environ: Environ, bucket: str, cors: Headers, start_response: Any) -> Iterable[bytes]:
        """A form upload: once its policy holds, moto gets it as the PUT it stands for."""
        form, data = _form(environ)
        check_policy(self._signer, bucket, form, len(data), datetime.now(UTC))
        put = _as_put(environ, bucket, form, data)
        self._as_owner(put)
        body, status, headers = run_wsgi_app(self._app, put, buffered=True)
        if not status.startswith("200"):
            start_response(status, [*headers.to_wsgi_list(), *cors])
            return body
        return _upload_response(bucket, form, headers.get("ETag", ""), cors, start_response)


def _check_deletion(environ: Environ) -> None:
    """DeleteObjects takes up to 1,000 keys (Amazon S3 API reference, DeleteObjects); moto takes any number."""
    if environ["REQUEST_METHOD"] != "POST" or "delete" not in dict(
        parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    ):
        return
    body = environ["wsgi.input"].read()
    environ["wsgi.input"] = io.BytesIO(body)
    if body.count(b"<Object>") > MOST_DELETED:
        message = "The XML you provided was not well-formed or did not validate against our published schema"
        raise S3RefusedError("MalformedXML", message, 400)


def _names_its_signer(environ: Environ) -> bool:
    """Whether an SDK signed this. A bearer token sent along with a presigned URL is an error, as at AWS."""
    authorization = environ.get("HTTP_AUTHORIZATION")
    if authorization is None:
        return False
    if "X-Amz-Signature=" in environ.get("QUERY_STRING", ""):
        raise S3RefusedError("InvalidArgument", "Only one auth mechanism allowed", 400)
    if not authorization.startswith(f"{ALGORITHM} Credential="):
        raise S3RefusedError("InvalidArgument", "Unsupported Authorization Type", 400)
    return True


def _address(environ: Environ) -> tuple[str, str]:
    """ "/bucket/a%20b" -> ("bucket", "a b")"""
    bucket, _, key = urlsplit(environ["RAW_URI"]).path.removeprefix("/").partition("/")
    return unquote(bucket), unquote(key)


def _form(environ: Environ) -> tuple[dict[str, str], bytes]:
    """The fields of a form upload, names in lower case, and its file."""
    try:
        _, fields, files = parse_form_data(environ)
    except RequestEntityTooLarge:
        message = "Your POST request fields preceding the upload file were too large."
        raise S3RefusedError("MaxPostPreDataLengthExceeded", message, 400) from None
    form = {name.lower(): value for name, value in fields.items()}
    file = files.get("file")
    if file is None or "key" not in form:
        raise S3RefusedError("InvalidArgument", "Bucket POST must contain a field named 'key' and a file.", 400)
    with file.stream:
        data = file.stream.read()
    form["key"] = form["key"].replace("${filename}", file.filename or "")
    return form, data


def _as_put(environ: Environ, bucket: str, form: dict[str, str], data: bytes) -> Environ:
    path = f"/{bucket}/{form['key']}"
    """Only the form's fields describe the object; the browser's own headers (If-None-Match, x-amz-...) do not."""
    put = {name: value for name, value in environ.items() if not name.startswith(_NOT_OF_A_FORM)}
    put |= {f"HTTP_{n.upper().replace('-', '_')}": v for n, v in form.items() if n.startswith("x-amz-meta-")}
    if "tagging" in form:
        put["HTTP_X_AMZ_TAGGING"] = _tags(form["tagging"])
    return put | {
        "REQUEST_METHOD": "PUT",
        "PATH_INFO": path.encode().decode("latin-1"),
        "RAW_URI": quote(path),
        "REQUEST_URI": quote(path),
        "QUERY_STRING": "",
        "CONTENT_TYPE": form.get("content-type", "binary/octet-stream"),
        "CONTENT_LENGTH": str(len(data)),
        "wsgi.input": io.BytesIO(data),
    }


def _tags(tagging: str) -> str:
    """The XML of a form's field `tagging`, as the header x-amz-tagging: "state=orphan"."""
    try:
        tags = ElementTree.fromstring(tagging).iter("Tag")  # noqa: S314 (the signed policy let it through)
        return urlencode([(tag.findtext("Key", ""), tag.findtext("Value", "")) for tag in tags])
    except ElementTree.ParseError:
        message = "The XML you provided was not well-formed or did not validate against our published schema"
        raise S3RefusedError("MalformedXML", message, 400) from None


def _upload_response(bucket: str, form: dict[str, str], etag: str, cors: Headers, start_response: Any) -> list[bytes]:
    """The form says how it wants to be answered: success_action_redirect, or success_action_status 200, 201 or 204."""
    headers = [("ETag", etag), *cors]
    status, body = (
        {"200": "200 OK", "201": "201 Created"}.get(form.get("success_action_status", ""), "204 No Content"),
        b"",
    )
    if "success_action_redirect" in form:
        status = "303 See Other"
        query = urlencode({"bucket": bucket, "key": form["key"], "etag": etag})
        headers.append(("Location", f"{form['success_action_redirect']}?{query}"))
    elif status == "201 Created":
        fields = {"Bucket": bucket, "Key": form["key"], "ETag": etag}
        inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
        body = f"<PostResponse>{inner}</PostResponse>".encode()
        headers.append(("Content-Type", "application/xml"))
    start_response(status, [*headers, ("Content-Length", str(len(body)))])
    return [body]


def _preflight(rules: Sequence[CorsRule], environ: Environ, start_response: Any) -> list[bytes]:
    asked = ("HTTP_ORIGIN", "HTTP_ACCESS_CONTROL_REQUEST_METHOD", "HTTP_ACCESS_CONTROL_REQUEST_HEADERS")
    headers = preflight(rules, *(environ.get(name) for name in asked))
    start_response("200 OK", [*headers, ("Content-Length", "0")])
    return [b""]


def _refuse(refusal: S3RefusedError, cors: Headers, method: str, start_response: Any) -> list[bytes]:
    body = refusal.xml(uuid.uuid4().hex[:16].upper())
    headers = [("Content-Type", "application/xml"), ("Content-Length", str(len(body))), *cors]
    start_response(f"{refusal.status} {HTTPStatus(refusal.status).phrase}", headers)
    return [] if method == "HEAD" else [body]


def _with_cors(start_response: Any, cors: Headers) -> Any:
    """moto answers every origin with "*"; a bucket answers by its rules."""

    def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
        kept = [(name, value) for name, value in headers if not name.lower().startswith(_MOTO_CORS)]
        return start_response(status, kept + cors, exc_info)

    return start
