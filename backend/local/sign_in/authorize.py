"""What may be asked of /oauth2/authorize and /login, checked as Cognito checks it.

https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from backend.local.sign_in.codes import Grant

NEED_OPENID = ("email", "phone", "profile")
_CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")
"""RFC 7636, 4.2."""


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """An app client, as its owner configured it."""

    client_id: str
    secret: str | None
    callback_urls: Collection[str]
    logout_urls: Collection[str]
    flows: Collection[str]
    """AllowedOAuthFlows; none where AllowedOAuthFlowsUserPoolClient is off."""
    scopes: Collection[str]


class UntrustedRequest(Exception):
    """A request without a client or callback that can be trusted: shown here and not sent to the callback."""


class AuthorizationRefusal(Exception):
    """A mistake that the client hears of at its callback."""

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.description = description


@dataclass(frozen=True, slots=True)
class CodeRequest:
    """A request for a code that may be granted once its user has signed in."""

    client: OAuthClient
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    challenge: str | None
    nonce: str | None
    resource: str | None

    def grant(self, username: str) -> Grant:
        return Grant(
            self.client.client_id, self.redirect_uri, username, self.scopes, self.challenge, self.nonce, self.resource
        )


def find_client(asked: Mapping[str, str], client: OAuthClient | None) -> OAuthClient:
    """The client, if the callback is one of its own, character by character. `UntrustedRequest` otherwise."""
    if client is None:
        raise UntrustedRequest("Client does not exist.")
    if asked.get("redirect_uri") not in client.callback_urls:
        raise UntrustedRequest("redirect_mismatch")
    return client


def read_request(asked: Mapping[str, str], client: OAuthClient, resources: Collection[str]) -> CodeRequest:
    """The request of a client that is known. `AuthorizationRefusal` for what it may not have or asks for wrongly.

    `resources` are the identifiers of the pool's resource servers.
    """
    if asked.get("response_type") not in ("code", "token"):
        raise AuthorizationRefusal("invalid_request", "response_type")
    if asked["response_type"] == "token" or "code" not in client.flows:
        raise AuthorizationRefusal(
            "unauthorized_client"
        )  # the implicit grant is for clients that no one should make any more
    challenge = _challenge(asked)
    resource = asked.get("resource")
    if resource is not None and resource not in resources:
        raise AuthorizationRefusal("invalid_request", "resource is not the identifier of a resource server")
    return CodeRequest(
        client, asked["redirect_uri"], _scopes(asked.get("scope", ""), client), asked.get("state"), challenge,
        asked.get("nonce"), resource,
    )  # fmt: skip


def callback(url: str, fields: Mapping[str, str | None]) -> str:
    """The callback with these fields added to its own: `https://a/b?c=1` and `{"code": "x"}` -> `...?c=1&code=x`"""
    parts = urlsplit(url)
    added = urlencode({name: value for name, value in fields.items() if value is not None})
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, added)))))


def _challenge(asked: Mapping[str, str]) -> str | None:
    """PKCE is the client's choice; only S256 is known, and a challenge names its method."""
    challenge, method = asked.get("code_challenge"), asked.get("code_challenge_method")
    if challenge is None and method is None:
        return None
    if method != "S256":
        raise AuthorizationRefusal("invalid_request", "code_challenge_method must be S256")
    if challenge is None or not _CHALLENGE.fullmatch(challenge):
        raise AuthorizationRefusal("invalid_request", "code_challenge")
    return challenge


def _scopes(asked: str, client: OAuthClient) -> tuple[str, ...]:
    """The scopes asked for, each of which the client must have; all of the client's where none is asked for."""
    wanted = tuple(dict.fromkeys(asked.split())) or tuple(client.scopes)
    if any(scope not in client.scopes for scope in wanted):
        raise AuthorizationRefusal("invalid_scope")
    if "openid" not in wanted and any(scope in NEED_OPENID for scope in wanted):
        raise AuthorizationRefusal("invalid_scope")
    return wanted
