"""A client of /mcp that is given the endpoint's address and nothing else, and finds out how to sign in.

In the order of the specification's revisions from 2025-06-18 on: the challenge of the 401 names the resource's document
(RFC 9728), that one the authorization server, whose document is at one of three addresses (RFC 8414, OpenID Connect);
then a code with PKCE for this resource (RFC 8707).
https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization
"""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from backend.local.deploy_test.calling import PATIENCE_SECONDS, DeployedAnswer
from backend.local.deploy_test.errors import ProofFailedError
from backend.local.deploy_test.pool_users import PoolUser

REVISION = "2025-11-25"
_JSON = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_ADVICE = "See backend/api/handlers/discovery.py, infra/apps/main.tf and modules/cognito."


@dataclass
class DiscoveringClient:
    """`mcp` is the endpoint's address at AWS. `places`: addresses at AWS -> where they are on this machine."""

    mcp: str
    callback: str
    user: PoolUser
    places: Mapping[str, str]
    _cookies: dict[str, str] = field(default_factory=dict)
    _token: str = ""

    def sign_in(self) -> None:
        """From the address of the endpoint to an access token. `ProofFailedError` says at which step the way ends."""
        resource, server = self._find_documents()
        verifier = secrets.token_urlsafe(48)
        code = self._request_code(resource, server, verifier)
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.callback, "code_verifier": verifier,
            "client_id": server["client_id"], "resource": resource["resource"],
        }  # fmt: skip
        answer = self._send("POST", server["token_endpoint"], urlencode(form), _FORM)
        self._token = self._read("the tokens", answer)["access_token"]

    def list_tools(self) -> None:
        answer = self._call_mcp(self._token)
        if not self._read("tools/list with the token", answer).get("result", {}).get("tools"):
            raise self._describe_failure("tools/list with the token", "tools", answer)

    def _find_documents(self) -> tuple[Any, Any]:
        """The documents of the resource and of its authorization server."""
        refused = self._call_mcp("")
        named = re.search(r'resource_metadata="([^"]+)"', refused.headers.get("www-authenticate", ""))
        if refused.status != 401 or named is None:
            raise self._describe_failure(
                "POST /mcp without a token", "a 401 that names the resource's document", refused
            )
        resource = self._read("the resource's document", self._send("GET", named[1]))
        self._compare("the resource", resource["resource"], self.mcp)
        (issuer,) = resource["authorization_servers"]
        server = self._find_server(issuer)
        self._compare("the issuer", server["issuer"], issuer)
        self._compare("PKCE", server["code_challenge_methods_supported"], ["S256"])
        return resource, server

    def _find_server(self, issuer: str) -> Any:
        parts = urlsplit(issuer)
        host, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
        tried = [
            f"{host}/.well-known/oauth-authorization-server{path}",
            f"{host}/.well-known/openid-configuration{path}",
            f"{host}{path}/.well-known/openid-configuration",
        ]
        for address in tried:
            answer = self._send("GET", address)
            if answer.status == 200:
                return answer.json
            if answer.status >= 500:  # a client gives up there
                raise self._describe_failure(address, "a document, or a 4xx", answer)
        raise ProofFailedError(f"the issuer {issuer} has no document at {', '.join(tried)}", _ADVICE)

    def _request_code(self, resource: Any, server: Any, verifier: str) -> str:
        """Signs in at the page, as a browser does."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        state = secrets.token_urlsafe(8)
        asked = {
            "response_type": "code", "client_id": server["client_id"], "redirect_uri": self.callback, "state": state,
            "scope": " ".join(resource["scopes_supported"]), "resource": resource["resource"],
            "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        address = f"{server['authorization_endpoint']}?{urlencode(asked)}"
        address, page = self._follow(address, self._send("GET", address))
        form = re.search(r'action="([^"]+)".*?name="_csrf" value="([^"]+)"', page.body.decode(), re.DOTALL)
        if page.status != 200 or form is None:
            raise self._describe_failure("the sign-in page", "a form", page)
        filled = {"_csrf": unescape(form[2]), "username": self.user.username, "password": self.user.password}
        done = self._send("POST", urljoin(address, unescape(form[1])), urlencode(filled), _FORM)
        back = done.headers.get("location", "")
        told = dict(parse_qsl(urlsplit(back).query))
        if not back.startswith(f"{self.callback}?") or told.get("state") != state or "code" not in told:
            raise self._describe_failure("signing in", f"a code at {self.callback}", done)
        return told["code"]

    def _follow(self, address: str, answer: DeployedAnswer) -> tuple[str, DeployedAnswer]:
        for _ in range(5):
            if answer.status != 302:
                break
            address = urljoin(address, answer.headers["location"])
            answer = self._send("GET", address)
        return address, answer

    def _call_mcp(self, token: str) -> DeployedAnswer:
        headers = {**_JSON, "MCP-Protocol-Version": REVISION, **({"Authorization": f"Bearer {token}"} if token else {})}
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}})
        return self._send("POST", self.mcp, body, headers)

    def _send(
        self, method: str, address: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> DeployedAnswer:
        """To where the address leads on this machine; it is called by its name at AWS."""
        parts = urlsplit(address)
        here = {urlsplit(aws).netloc: urlsplit(local).netloc for aws, local in self.places.items()}
        if parts.scheme != "https" or parts.netloc not in here:
            raise ProofFailedError(f"the way to sign in leads to {address}, which is not of this stack", _ADVICE)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        sent = {"Host": parts.netloc, **({"Cookie": cookies} if cookies else {}), **(headers or {})}
        connection = HTTPConnection(here[parts.netloc], timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, parts._replace(scheme="", netloc="").geturl(), body, sent)
            response = connection.getresponse()
            for cookie in response.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self._cookies[name] = value
            return DeployedAnswer(
                response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
            )
        finally:
            connection.close()

    def _read(self, what: str, answer: DeployedAnswer) -> Any:
        if answer.status != 200:
            raise self._describe_failure(what, "status 200", answer)
        return answer.json

    def _compare(self, what: str, found: Any, wanted: Any) -> None:
        if found != wanted:
            raise ProofFailedError(f"{what} is {found}, and a client takes only {wanted}", _ADVICE)

    def _describe_failure(self, what: str, expected: str, answer: DeployedAnswer) -> ProofFailedError:
        told = answer.body[:400].decode(errors="replace")
        where = answer.headers.get("location", "")
        return ProofFailedError(f"{what}: expected {expected}, came {answer.status} {where} {told}", _ADVICE)
