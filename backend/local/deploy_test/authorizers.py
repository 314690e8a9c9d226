"""The authorizers of a deployed API, each as API Gateway runs it.

Source: API Gateway developer guide, "Use API Gateway Lambda authorizers" and "Control access ... Cognito user pools".
"""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from backend.local.deploy_test.iam.policy import AccessRequest, Principal, decide, read_policy
from backend.local.deploy_test.invoker import Invoker
from backend.local.gateway.authorizer import Authorizer, claims_as_strings
from backend.local.gateway.event import Api, ApiPlace, HttpRequest, Ids, authorizer_event
from backend.local.gateway.responses import RefusedError

_HEADER = "method.request.header."
_LONGEST_TTL = 3600.0
_DENIED = "User is not authorized to access this resource"


class MethodAuthorizer(Protocol):
    def admit(self, request: HttpRequest, ids: Ids, place: ApiPlace, method_arn: str) -> Mapping[str, Any]:
        """What goes into the event's requestContext.authorizer. RefusedError: the caller does not come in."""
        ...


@dataclass(frozen=True, slots=True)
class TokenAuthorizer:
    """An authorizer of type COGNITO_USER_POOLS without scopes: IdTokens of its pool, whatever the client."""

    authorizer: Authorizer
    header: str

    def admit(self, request: HttpRequest, ids: Ids, place: ApiPlace, method_arn: str) -> Mapping[str, Any]:  # noqa: ARG002 (a Guard's)
        claims = self.authorizer.claims(request.header(self.header))
        return {"claims": claims_as_strings(claims or {})}


@dataclass(frozen=True, slots=True)
class _AuthorizerResult:
    """What the function said: who it is, what it may, and what else is to be known of it."""

    principal_id: str
    policy: Mapping[str, Any]
    context: Mapping[str, str]
    until: float


class FunctionAuthorizer:
    """An authorizer of type REQUEST. What it says is kept for `ttl` seconds by the values of its identity sources."""

    def __init__(self, function: Invoker, api: Api, headers: Sequence[str], ttl: float) -> None:
        self._function = function
        self._api = api
        self._headers = headers
        self._ttl = min(ttl, _LONGEST_TTL)
        self._kept: dict[tuple[str, ...], _AuthorizerResult] = {}
        self._lock = threading.Lock()

    def admit(self, request: HttpRequest, ids: Ids, place: ApiPlace, method_arn: str) -> Mapping[str, Any]:
        identity = tuple(request.header(name) or "" for name in self._headers)
        if not all(identity):
            raise RefusedError("UNAUTHORIZED", "Unauthorized")
        judgement = self._judgement(identity, request, ids, place, method_arn)
        _check(judgement.policy, method_arn)
        return {"principalId": judgement.principal_id, "integrationLatency": 0, **judgement.context}

    def _judgement(
        self, identity: tuple[str, ...], request: HttpRequest, ids: Ids, place: ApiPlace, method_arn: str
    ) -> _AuthorizerResult:
        now = time.monotonic()
        with self._lock:
            kept = self._kept.get(identity)
        if kept is not None and kept.until > now:
            return kept
        event = authorizer_event(request, ids, api=self._api, place=place, method_arn=method_arn)
        judgement = self._call_function(event, ids, now + self._ttl)
        with self._lock:
            self._kept[identity] = judgement
        return judgement

    def _call_function(self, event: dict[str, Any], ids: Ids, until: float) -> _AuthorizerResult:
        outcome = self._function.call(event, ids.request, ids.trace)
        if outcome is None:
            raise RefusedError("AUTHORIZER_CONFIGURATION_ERROR", None)
        if outcome.error is not None:
            if outcome.message == "Unauthorized":
                raise RefusedError("UNAUTHORIZED", "Unauthorized")
            raise RefusedError("AUTHORIZER_FAILURE", None)
        try:
            told = json.loads(outcome.payload)
            context = {name: _as_string(value) for name, value in (told.get("context") or {}).items()}
            return _AuthorizerResult(str(told["principalId"]), told["policyDocument"], context, until)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise RefusedError("AUTHORIZER_CONFIGURATION_ERROR", None) from error


def identity_headers(source: str) -> list[str]:
    """ "method.request.header.Authorization, method.request.header.X" -> ["Authorization", "X"]"""
    parts = [part.strip() for part in source.split(",") if part.strip()]
    unknown = [part for part in parts if not part.startswith(_HEADER)]
    if unknown:
        raise ValueError(f"the proof reads identity sources from headers only, not {', '.join(unknown)}")
    return [part.removeprefix(_HEADER) for part in parts]


def _check(policy: Mapping[str, Any], method_arn: str) -> None:
    """The policy is evaluated as IAM would; AWS tells an explicit deny from a missing allow."""
    try:
        statements = read_policy(policy, "the authorizer's policy")
    except (KeyError, TypeError, AttributeError) as error:
        raise RefusedError("AUTHORIZER_CONFIGURATION_ERROR", None) from error
    verdict = decide(AccessRequest("execute-api:Invoke", method_arn), Principal(""), statements)
    if not verdict.allowed:
        explicit = " with an explicit deny" if verdict.denied else ""
        raise RefusedError("ACCESS_DENIED", _DENIED + explicit)


def _as_string(value: Any) -> str:
    """Text, numbers and booleans come out as text; nothing else is allowed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise TypeError("a value of the authorizer's context is neither text, number nor boolean")
