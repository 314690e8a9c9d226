"""The server of the sign-in pages, at an address of its own, as a user pool's domain is."""

import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from backend.local.serving import Serving
from backend.local.sign_in.authorize import (
    AuthorizationRefusal,
    CodeRequest,
    UntrustedRequest,
    callback,
    find_client,
    read_request,
)
from backend.local.sign_in.codes import CODE_SECONDS, SESSION_SECONDS, Grant, ShortLivedKeys
from backend.local.sign_in.moto_pool import HostedUser, MotoPool, PasswordChallenge
from backend.local.sign_in.page import POLICY, error_page, new_password_page, sign_in_page
from backend.local.sign_in.token_endpoint import OAuthError, TokenEndpoint

LARGEST_FORM = 65_536
WRONG = "Incorrect username or password."
"""The same for a user who does not exist: PreventUserExistenceErrors."""
_SESSION, _CSRF = "cognito", "XSRF-TOKEN"
_COOKIE = "Path=/; HttpOnly; SameSite=Lax"
_HEADERS = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
]

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Answer = tuple[str, Headers, bytes]
"""Status line, headers, body."""


class SignInPages:
    """A WSGI application."""

    def __init__(self, pool: MotoPool) -> None:
        self._pool = pool
        self._codes: ShortLivedKeys[Grant] = ShortLivedKeys(CODE_SECONDS)
        self._sessions: ShortLivedKeys[str] = ShortLivedKeys(SESSION_SECONDS)
        self._tokens = TokenEndpoint(pool, self._codes)
        self._routes: Mapping[tuple[str, str], Callable[[Environ], Answer]] = {
            ("GET", "/oauth2/authorize"): self._authorize,
            ("GET", "/login"): self._show_form,
            ("POST", "/login"): self._sign_in,
            ("GET", "/logout"): self._sign_out,
            ("GET", "/error"): lambda environ: _page("400 Bad Request", error_page(_query(environ).get("error", ""))),
            ("POST", "/oauth2/token"): lambda environ: _api(environ, self._tokens.token),
            ("POST", "/oauth2/revoke"): lambda environ: _api(environ, self._tokens.revoke),
            ("GET", "/oauth2/userInfo"): self._user_info,
            ("POST", "/oauth2/userInfo"): self._user_info,
        }

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Answers on a free port; gives the address."""
        serving = Serving(self)
        try:
            yield serving.url
        finally:
            serving.close()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        handle = self._routes.get((method, path))
        status, headers, body = (
            _preflight() if method == "OPTIONS" else _nothing() if handle is None else handle(environ)
        )
        start_response(status, [*_HEADERS, *headers, ("Content-Length", str(len(body)))])
        return [body]

    def _authorize(self, environ: Environ) -> Answer:
        """To the callback with a code for a user who is signed in, and to the form otherwise."""
        return self._with_request(
            environ, lambda asked_for: self._grant(asked_for, self._user(environ)) or _to(_login_url(environ))
        )

    def _show_form(self, environ: Environ) -> Answer:
        return self._with_request(
            environ, lambda _: self._form(environ, lambda csrf: sign_in_page(_login_url(environ), csrf))
        )

    def _sign_in(self, environ: Environ) -> Answer:
        return self._with_request(environ, lambda asked_for: self._check(environ, asked_for, _form(environ)))

    def _check(self, environ: Environ, asked_for: CodeRequest, form: Mapping[str, str]) -> Answer:
        """The form that was sent: of name and password, or of a new password."""
        sent, kept = form.get("_csrf", ""), _cookies(environ).get(_CSRF, "")
        action, username, client_id = _login_url(environ), form.get("username", ""), asked_for.client.client_id
        if not sent or not hmac.compare_digest(sent.encode(), kept.encode()):
            problem = "The form was too old. Try again."
            return self._form(environ, lambda csrf: sign_in_page(action, csrf, username, problem))
        if "new_password" in form:
            session = form.get("session", "")
            done = self._pool.set_password(client_id, username, session, form["new_password"])
            if isinstance(done, HostedUser):
                return self._accept_user(asked_for, done)
            return self._form(environ, lambda csrf: new_password_page(action, csrf, username, session, done))
        found = self._pool.check(client_id, username, form.get("password", ""))
        if isinstance(found, HostedUser):
            return self._accept_user(asked_for, found)
        if isinstance(found, PasswordChallenge):
            return self._form(environ, lambda csrf: new_password_page(action, csrf, username, found.session))
        return self._form(environ, lambda csrf: sign_in_page(action, csrf, username, WRONG))

    def _accept_user(self, asked_for: CodeRequest, user: HostedUser) -> Answer:
        """To the callback, and with a cookie by which the next client gets its code at once."""
        key = self._sessions.add(user.username)
        status, headers, body = self._redirect(asked_for, user.username)
        return status, [*headers, ("Set-Cookie", f"{_SESSION}={key}; Max-Age={SESSION_SECONDS}; {_COOKIE}")], body

    def _sign_out(self, environ: Environ) -> Answer:
        """Ends the session, then goes to one of the client's sign-out addresses or to the form."""
        asked = _query(environ)
        client = self._pool.client(asked.get("client_id", ""))
        self._sessions.take(_cookies(environ).get(_SESSION, ""))
        if client is None:
            return _to_error("Client does not exist.")
        expired = ("Set-Cookie", f"{_SESSION}=; Max-Age=0; {_COOKIE}")
        if "logout_uri" not in asked:
            status, headers, body = _to(_login_url(environ))
        elif asked["logout_uri"] in client.logout_urls:
            status, headers, body = _to(asked["logout_uri"])
        else:
            status, headers, body = _to_error("redirect_mismatch")
        return status, [*headers, expired], body

    def _user_info(self, environ: Environ) -> Answer:
        return _json(*self._tokens.user_info(environ.get("HTTP_AUTHORIZATION", "")))

    def _with_request(self, environ: Environ, then: Callable[[CodeRequest], Answer]) -> Answer:
        """What comes of a request for a code: mistakes are told to the client where it is known, and here otherwise."""
        asked = _query(environ)
        try:
            client = find_client(asked, self._pool.client(asked.get("client_id", "")))
        except UntrustedRequest as mistake:
            return _to_error(str(mistake))
        try:
            return then(read_request(asked, client, self._pool.resources))
        except AuthorizationRefusal as refusal:
            told = {
                "error": refusal.error,
                "error_description": refusal.description or None,
                "state": asked.get("state"),
            }
            return _to(callback(asked["redirect_uri"], told))

    def _grant(self, asked_for: CodeRequest, username: str | None) -> Answer | None:
        return None if username is None else self._redirect(asked_for, username)

    def _redirect(self, asked_for: CodeRequest, username: str) -> Answer:
        code = self._codes.add(asked_for.grant(username))
        return _to(callback(asked_for.redirect_uri, {"code": code, "state": asked_for.state}))

    def _user(self, environ: Environ) -> str | None:
        return self._sessions.get(_cookies(environ).get(_SESSION, ""))

    def _form(self, environ: Environ, page: Callable[[str], str]) -> Answer:
        csrf = _cookies(environ).get(_CSRF) or secrets.token_urlsafe(24)
        status, headers, body = _page("200 OK", page(csrf))
        return status, [*headers, ("Set-Cookie", f"{_CSRF}={csrf}; {_COOKIE}")], body


def _query(environ: Environ) -> dict[str, str]:
    return dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))


def _form(environ: Environ) -> dict[str, str]:
    body = environ["wsgi.input"].read(LARGEST_FORM)
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _cookies(environ: Environ) -> dict[str, str]:
    try:
        return {name: each.value for name, each in SimpleCookie(environ.get("HTTP_COOKIE", "")).items()}
    except CookieError:
        return {}


def _login_url(environ: Environ) -> str:
    return f"/login?{urlencode(_query(environ))}"


def _api(environ: Environ, answer: Callable[[Mapping[str, str], str], tuple[int, dict[str, Any] | None]]) -> Answer:
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return _json(400, {"error": "invalid_request"})
    try:
        return _json(*answer(_form(environ), environ.get("HTTP_AUTHORIZATION", "")))
    except OAuthError as error:
        return _json(*error.answer)


def _json(status: int, content: dict[str, Any] | None) -> Answer:
    lines = {200: "200 OK", 400: "400 Bad Request", 401: "401 Unauthorized"}
    body = b"" if content is None else json.dumps(content).encode()
    headers = [("Content-Type", "application/json;charset=UTF-8"), ("Access-Control-Allow-Origin", "*")]
    return lines[status], headers, body


def _preflight() -> Answer:
    """Clients in a browser redeem their codes from another origin."""
    headers = {"Origin": "*", "Methods": "GET, POST, OPTIONS", "Headers": "Authorization, Content-Type"}
    return "200 OK", [(f"Access-Control-Allow-{name}", value) for name, value in headers.items()], b""


def _page(status: str, html: str) -> Answer:
    return status, [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", POLICY)], html.encode()


def _to(url: str) -> Answer:
    return "302 Found", [("Location", url)], b""


def _to_error(problem: str) -> Answer:
    return _to(f"/error?error={quote(problem)}")


def _nothing() -> Answer:
    return _page("404 Not Found", error_page("There is no such page."))
