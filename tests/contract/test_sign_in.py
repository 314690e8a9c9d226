"""The laptop's sign-in pages, as strict as Cognito's: who gets a code, what it is good for, who hears of errors."""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from jose import jwt

from backend.local.cloud import Cloud
from backend.local.sign_in.codes import CODE_SECONDS, ShortLivedKeys
from tests.conftest import PASSWORD
from tests.contract.http import HttpReply, request

CALLBACK = "http://localhost:8765/callback"
RESOURCE = "http://127.0.0.1:9/mcp"
SCOPES = "openid dreamforge/mcp"


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with Cloud.start() as running:
        running.allow_sign_in("http://127.0.0.1:9")
        running.ensure_user("ana", PASSWORD, "ana@example.com", ("seller",))
        yield running


@pytest.fixture(scope="module")
def domain(cloud: Cloud) -> Iterator[str]:
    with cloud.sign_in().serve() as url:
        yield url


@dataclass
class SignInBrowser:
    """Somebody with cookies, who follows no redirect."""

    domain: str
    client_id: str
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    cookies: dict[str, str] = field(default_factory=dict)

    def asked(self, **changes: str | None) -> dict[str, str]:
        """The parameters of a good request for a code, with changes; None leaves one out."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code", "client_id": self.client_id, "redirect_uri": CALLBACK, "scope": SCOPES,
            "state": "s1", "code_challenge": challenge, "code_challenge_method": "S256", "resource": RESOURCE,
            **changes,
        }  # fmt: skip
        return {name: value for name, value in asked.items() if value is not None}

    def get(self, path: str, asked: dict[str, str]) -> HttpReply:
        return self._sent("GET", f"{path}?{urlencode(asked)}")

    def post(self, action: str, form: dict[str, str]) -> HttpReply:
        return self._sent("POST", action, urlencode(form).encode())

    def sign_in(
        self, asked: dict[str, str] | None = None, username: str = "ana", password: str = PASSWORD
    ) -> HttpReply:
        """From the client's address to what the form answers."""
        first = self.get("/oauth2/authorize", asked or self.asked())
        assert (first.status, first.path) == (302, "/login"), first.location
        page = self._sent("GET", first.location)
        return self.post(page.action, {"_csrf": page.csrf, "username": username, "password": password})

    def code(self, **changes: str | None) -> str:
        answer = self.sign_in(self.asked(**changes))
        assert answer.status == 302, answer.text
        assert answer.told["state"] == "s1"
        return answer.told["code"]

    def redeem(self, code: str, /, **changes: str | None) -> HttpReply:
        form = {
            "grant_type": "authorization_code", "client_id": self.client_id, "code": code, "redirect_uri": CALLBACK,
            "code_verifier": self.verifier, **changes,
        }  # fmt: skip
        return self.post("/oauth2/token", {name: value for name, value in form.items() if value is not None})

    def _sent(self, method: str, path: str, body: bytes | None = None) -> HttpReply:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = request(method, f"{self.domain}{path}", body, headers)
        for name, value in answer.cookies.items():
            self.cookies[name] = value
        return answer


@pytest.fixture
def browser(cloud: Cloud, domain: str) -> SignInBrowser:
    return SignInBrowser(domain, cloud.pool.client_id)


def claims(token: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.get_unverified_claims(token)
    return found


# ---- the good way


def test_a_code_becomes_tokens(cloud: Cloud, browser: SignInBrowser) -> None:
    """An access token with the scopes and the resource asked for, an IdToken, and a refresh token."""
    answer = browser.redeem(browser.code(nonce="n1"))
    assert answer.status == 200, answer.text
    assert (answer.json["token_type"], answer.json["expires_in"]) == ("Bearer", 3600)
    access, identity = claims(answer.json["access_token"]), claims(answer.json["id_token"])
    assert (access["scope"], access["aud"], access["client_id"]) == (SCOPES, RESOURCE, browser.client_id)
    assert (identity["aud"], identity["nonce"], identity["email"]) == (browser.client_id, "n1", "ana@example.com")
    assert access["sub"] == identity["sub"]
    assert access["cognito:groups"] == identity["cognito:groups"] == ["seller"]
    assert {access["iss"], identity["iss"]} == {cloud.pool.issuer}


def test_what_was_granted_is_kept_over_a_restart(tmp_path: Path) -> None:
    """A refresh token of the time before gives tokens with the same scopes, for the same resource."""
    granted = []
    refresh_token = ""
    for _ in range(2):
        with Cloud.start(tmp_path / "data") as cloud, cloud.sign_in().serve() as url:
            cloud.allow_sign_in("http://127.0.0.1:9")
            browser = SignInBrowser(url, cloud.pool.client_id)
            if refresh_token:
                form = {"grant_type": "refresh_token", "client_id": browser.client_id, "refresh_token": refresh_token}
                tokens = browser.post("/oauth2/token", form).json
            else:
                cloud.ensure_user("ana", PASSWORD, "ana@example.com")
                tokens = browser.redeem(browser.code(scope="dreamforge/mcp")).json
                refresh_token = tokens["refresh_token"]
            access = claims(tokens["access_token"])
            granted.append((access["scope"], access.get("aud"), "id_token" in tokens))
    assert granted == [("dreamforge/mcp", RESOURCE, False)] * 2


def test_without_openid_there_is_no_id_token(browser: SignInBrowser) -> None:
    """Cognito gives one for that scope only; no scope at all is all of the client's."""
    assert "id_token" not in browser.redeem(browser.code(scope="dreamforge/mcp")).json
    other = SignInBrowser(browser.domain, browser.client_id)
    assert claims(other.redeem(other.code(scope=None)).json["access_token"])["scope"].split() == [
        "email", "openid", "profile", "dreamforge/mcp",
    ]  # fmt: skip


def test_who_is_signed_in_gets_the_next_code_at_once(browser: SignInBrowser) -> None:
    """By the cookie, until it is taken away by /logout."""
    browser.code()
    again = browser.get("/oauth2/authorize", browser.asked())
    assert (again.status, again.base) == (302, CALLBACK)
    assert browser.redeem(again.told["code"]).status == 200
    out = browser.get("/logout", {"client_id": browser.client_id, "logout_uri": "http://127.0.0.1:9/docs"})
    assert (out.status, out.location) == (302, "http://127.0.0.1:9/docs")
    assert browser.get("/oauth2/authorize", browser.asked()).path == "/login"


def test_sign_out_leads_to_registered_addresses_only(browser: SignInBrowser) -> None:
    """And to the form where none is named."""
    assert browser.get("/logout", browser.asked()).path == "/login"
    elsewhere = browser.get("/logout", {"client_id": browser.client_id, "logout_uri": "https://evil.example/"})
    assert elsewhere.location == "/error?error=redirect_mismatch"


def test_a_public_client_may_leave_pkce_out(browser: SignInBrowser) -> None:
    """Cognito does not insist on it."""
    code = browser.code(code_challenge=None, code_challenge_method=None)
    assert browser.redeem(code, code_verifier=None).status == 200


def test_user_info(browser: SignInBrowser) -> None:
    """Of a user who signed in with openid; nothing for a token without, or for none."""
    tokens = browser.redeem(browser.code()).json

    def told(token: str) -> HttpReply:
        return request("GET", f"{browser.domain}/oauth2/userInfo", None, {"Authorization": f"Bearer {token}"})

    assert told(tokens["access_token"]).json["email"] == "ana@example.com"
    assert told(tokens["id_token"]).status == told("x").status == 401


# ---- codes


def test_a_code_is_used_once(browser: SignInBrowser) -> None:
    """Whatever came of the first use."""
    code = browser.code()
    assert browser.redeem(code, code_verifier="x" * 43).json == {"error": "invalid_grant"}
    assert browser.redeem(code).json == {"error": "invalid_grant"}


def test_a_code_lives_five_minutes() -> None:
    """As Cognito's."""
    time = [0.0]
    codes: ShortLivedKeys[str] = ShortLivedKeys(CODE_SECONDS, lambda: time[0])
    first, second = codes.add("a"), codes.add("b")
    time[0] = 299.0
    assert (codes.take(first), codes.take(first)) == ("a", None)
    time[0] = 300.0
    assert codes.take(second) is None


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": None}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:8765/callback"}, "invalid_grant"),
        ({"resource": "http://127.0.0.1:9/local/mcp"}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_grant"),
        ({"client_id": "another"}, "invalid_client"),
        ({"client_id": None}, "invalid_client"),
        ({"client_secret": "guessed"}, "invalid_client"),
    ],
    ids=str,
)
def test_what_redeems_no_code(browser: SignInBrowser, changes: dict[str, str | None], error: str) -> None:
    """400 with OAuth's word for it."""
    answer = browser.redeem(browser.code(), **changes)
    assert (answer.status, answer.json) == (400, {"error": error})


def test_tokens_are_asked_for_by_a_form(browser: SignInBrowser) -> None:
    """No JSON: https://www.rfc-editor.org/rfc/rfc6749#section-3.2"""
    answer = request("POST", f"{browser.domain}/oauth2/token", b"{}", {"Content-Type": "application/json"})
    assert (answer.status, answer.json) == (400, {"error": "invalid_request"})


# ---- refresh tokens


def test_a_refresh_token_rotates_and_keeps_what_was_granted(browser: SignInBrowser) -> None:
    """The new access token has the same scopes and resource; the refresh token is a new one."""
    first = browser.redeem(browser.code()).json
    form = {"grant_type": "refresh_token", "client_id": browser.client_id, "refresh_token": first["refresh_token"]}
    again = browser.post("/oauth2/token", form).json
    assert again["refresh_token"] != first["refresh_token"]
    access = claims(again["access_token"])
    assert (access["scope"], access["aud"]) == (SCOPES, RESOURCE)


def test_a_revoked_refresh_token_is_good_for_nothing(browser: SignInBrowser) -> None:
    """Nor is what it was rotated into; revoking anything unknown is no error."""
    first = browser.redeem(browser.code()).json
    client = {"client_id": browser.client_id}
    form = {"grant_type": "refresh_token", **client}
    second = browser.post("/oauth2/token", {**form, "refresh_token": first["refresh_token"]}).json
    assert browser.post("/oauth2/revoke", {**client, "token": first["refresh_token"]}).status == 200
    for tokens in (first, second):
        answer = browser.post("/oauth2/token", {**form, "refresh_token": tokens["refresh_token"]})
        assert answer.json == {"error": "invalid_grant"}
    assert browser.post("/oauth2/revoke", {**client, "token": "unknown"}).status == 200
    assert browser.post("/oauth2/revoke", client).json == {"error": "invalid_request"}
    access = browser.post("/oauth2/revoke", {**client, "token": first["access_token"]})
    assert (access.status, access.json) == (400, {"error": "unsupported_token_type"})


# ---- who may ask for a code


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"client_id": "another"}, "Client%20does%20not%20exist."),
        ({"redirect_uri": None}, "redirect_mismatch"),
        ({"redirect_uri": "https://evil.example/callback"}, "redirect_mismatch"),
        ({"redirect_uri": f"{CALLBACK}/"}, "redirect_mismatch"),
        ({"redirect_uri": f"{CALLBACK}?a=b"}, "redirect_mismatch"),
        ({"redirect_uri": "http://localhost:8766/callback"}, "redirect_mismatch"),
        ({"redirect_uri": "http://LOCALHOST:8765/callback"}, "redirect_mismatch"),
    ],
    ids=str,
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    browser: SignInBrowser, changes: dict[str, str | None], problem: str
) -> None:
    """Character by character, loopback ports included: the mistake is shown here."""
    for path in ("/oauth2/authorize", "/login"):
        answer = browser.get(path, browser.asked(**changes))
        assert (answer.status, answer.location) == (302, f"/error?error={problem}")
    assert request("GET", f"{browser.domain}{answer.location}").status == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "id_token"}, "invalid_request"),
        ({"response_type": "token"}, "unauthorized_client"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"scope": "openid admin"}, "invalid_scope"),
        ({"scope": "email"}, "invalid_scope"),
        ({"resource": "https://another.example/mcp"}, "invalid_request"),
    ],
    ids=str,
)
def test_the_client_hears_of_its_mistakes(browser: SignInBrowser, changes: dict[str, str | None], error: str) -> None:
    """At its callback, with its state."""
    answer = browser.get("/oauth2/authorize", browser.asked(**changes))
    assert (answer.status, answer.base) == (302, CALLBACK)
    assert (answer.told["error"], answer.told["state"]) == (error, "s1")
    assert "code" not in answer.told


# ---- the form


@pytest.mark.parametrize(("username", "password"), [("ana", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_is_a_wrong_password(browser: SignInBrowser, username: str, password: str) -> None:
    """The same words, so that nobody learns who exists."""
    answer = browser.sign_in(username=username, password=password)
    assert answer.status == 200
    assert "Incorrect username or password." in answer.text


def test_a_form_of_another_page_signs_nobody_in(browser: SignInBrowser) -> None:
    """Without the token of this browser's form."""
    login = browser.get("/oauth2/authorize", browser.asked()).location
    for forged in ({}, {"_csrf": "guessed"}):
        answer = browser.post(login, {**forged, "username": "ana", "password": PASSWORD})
        assert answer.status == 200
        assert "Try again." in answer.text


def test_what_is_typed_stays_text(browser: SignInBrowser) -> None:
    """And the page may run no script, nor be framed."""
    answer = browser.sign_in(username='"><script>alert(1)</script>')
    assert "<script" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_a_first_password_is_replaced(cloud: Cloud, browser: SignInBrowser) -> None:
    """A user whom an admin made sets a password of their own, which has to be a good one."""
    name = f"new-{secrets.token_hex(4)}"
    cloud.client("cognito-idp").admin_create_user(
        UserPoolId=cloud.pool.pool_id,
        Username=name,
        TemporaryPassword="First-Horse-9-Battery",
        MessageAction="SUPPRESS",
    )
    page = browser.sign_in(username=name, password="First-Horse-9-Battery")
    assert "Set a new password" in page.text
    session = re.search(r'name="session" value="([^"]+)"', page.text)
    assert session is not None
    form = {"_csrf": page.csrf, "username": name, "session": session[1]}
    weak = browser.post(page.action, {**form, "new_password": "weak"})
    assert weak.status == 200
    assert 'role="alert"' in weak.text
    answer = browser.post(page.action, {**form, "new_password": "Second-Horse-9-Battery"})
    assert claims(browser.redeem(answer.told["code"]).json["id_token"])["cognito:username"] == name


def test_a_client_without_pages_has_none(cloud: Cloud, browser: SignInBrowser) -> None:
    """AllowedOAuthFlowsUserPoolClient is off by default."""
    other = cloud.client("cognito-idp").create_user_pool_client(UserPoolId=cloud.pool.pool_id, ClientName="other")
    asked = browser.asked(client_id=other["UserPoolClient"]["ClientId"])
    assert browser.get("/oauth2/authorize", asked).location == "/error?error=Client%20does%20not%20exist."


def test_a_client_with_a_secret_proves_it(cloud: Cloud, browser: SignInBrowser) -> None:
    """In the header or the form; without it there are no tokens."""
    made = cloud.client("cognito-idp").create_user_pool_client(
        UserPoolId=cloud.pool.pool_id, ClientName="secret", GenerateSecret=True, AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True, AllowedOAuthScopes=["openid"], CallbackURLs=[CALLBACK],
    )["UserPoolClient"]  # fmt: skip
    browser.sign_in()  # the user's session serves every client
    browser.client_id, secret = made["ClientId"], made["ClientSecret"]

    def code() -> str:
        return browser.get("/oauth2/authorize", browser.asked(scope="openid")).told["code"]

    assert browser.redeem(code()).json == {"error": "invalid_client"}
    for guessed in ("guessed", "contraseña"):
        assert browser.redeem(code(), client_secret=guessed).json == {"error": "invalid_client"}
    assert "id_token" in browser.redeem(code(), client_secret=secret).json


def test_paths_that_are_none(domain: str) -> None:
    """404, and a preflight of any."""
    assert request("GET", f"{domain}/x").status == request("POST", f"{domain}/oauth2/authorize", b"").status == 404
    assert request("OPTIONS", f"{domain}/oauth2/token").headers["access-control-allow-origin"] == "*"
