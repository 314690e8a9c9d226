"""The answers API Gateway gives by itself, and how a stage may reword them (aws_api_gateway_gateway_response)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

STATUS: Mapping[str, int] = {
    "ACCESS_DENIED": 403,
    "AUTHORIZER_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_FAILURE": 500,
    "BAD_REQUEST_PARAMETERS": 400,
    "DEFAULT_4XX": 400,
    "DEFAULT_5XX": 502,
    "EXPIRED_TOKEN": 403,
    "INTEGRATION_FAILURE": 504,
    "INTEGRATION_TIMEOUT": 504,
    "MISSING_AUTHENTICATION_TOKEN": 403,
    "REQUEST_TOO_LARGE": 413,
    "THROTTLED": 429,
    "UNAUTHORIZED": 401,
}
"""Response types and their own status. DEFAULT_* have none at AWS: the status there is that of the error at hand."""

STOCK_TEMPLATE = '{"message":$context.error.messageString}'

_ERROR_TYPES: Mapping[str, str] = {
    "ACCESS_DENIED": "AccessDeniedException",
    "AUTHORIZER_CONFIGURATION_ERROR": "AuthorizerConfigurationException",
    "AUTHORIZER_FAILURE": "AuthorizerConfigurationException",
    "BAD_REQUEST_PARAMETERS": "BadRequestException",
    "DEFAULT_4XX": "BadRequestException",
    "DEFAULT_5XX": "InternalServerErrorException",
    "EXPIRED_TOKEN": "ExpiredTokenException",
    "INTEGRATION_FAILURE": "IntegrationFailureException",
    "INTEGRATION_TIMEOUT": "InternalServerErrorException",
    "MISSING_AUTHENTICATION_TOKEN": "MissingAuthenticationTokenException",
    "REQUEST_TOO_LARGE": "RequestTooLongException",
    "THROTTLED": "TooManyRequestsException",
    "UNAUTHORIZED": "UnauthorizedException",
}


class RefusedError(Exception):
    """API Gateway answers by itself. `kind` is one of STATUS; `status` only where it differs from the kind's own."""

    def __init__(self, kind: str, message: str | None, status: int | None = None) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message
        self.status = status or STATUS[kind]

    @property
    def is_server_error(self) -> bool:
        return self.status >= 500


@dataclass(frozen=True, slots=True)
class GatewayResponse:
    """One response type reworded.

    `template` may use $context.error.message, $context.error.messageString (quoted, or null),
    $context.error.responseType and $context.requestId. A header's value is taken as it is, except "context.requestId".
    """

    template: str = STOCK_TEMPLATE
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None


@dataclass(frozen=True, slots=True)
class GatewayResponses:
    """Response type -> its wording. A type that is not named takes DEFAULT_4XX or DEFAULT_5XX, else AWS's own."""

    by_kind: Mapping[str, GatewayResponse] = field(default_factory=dict)

    @classmethod
    def stock(cls) -> "GatewayResponses":
        """What an API says when nothing was configured: {"message": "..."} and no CORS header."""
        return cls()

    @classmethod
    def dreamforge(cls, origins: Iterable[str]) -> "GatewayResponses":
        """The error shape of the service, with CORS.

        A gateway response can hold one fixed origin only, so with several it is "*", with none absent: these bodies
        hold no secret and the API takes no cookies.
        """
        allowed = [origin for origin in origins if origin]
        cors = {
            "Access-Control-Allow-Origin": allowed[0] if len(allowed) == 1 else "*",
            "Access-Control-Expose-Headers": "Retry-After,WWW-Authenticate,X-Request-Id",
        }
        headers = {
            **(cors if allowed else {}),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "X-XSS-Protection": "1; mode=block",
            "Referrer-Policy": "no-referrer",
            "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
            "X-Request-Id": "context.requestId",
        }
        return cls({kind: _response_with_hint(kind, name, hint, headers) for kind, (name, hint) in _DREAMFORGE.items()})

    def render(self, refusal: RefusedError, request_id: str) -> tuple[int, dict[str, str], bytes]:
        """(status, headers, body) for a refusal."""
        default = GatewayResponse()
        fallback = "DEFAULT_5XX" if refusal.is_server_error else "DEFAULT_4XX"
        worded = self.by_kind.get(refusal.kind) or self.by_kind.get(fallback) or default
        values = {
            "$context.error.messageString": json.dumps(refusal.message),
            "$context.error.message": json.dumps(refusal.message or "")[1:-1],
            "$context.error.responseType": refusal.kind,
            "$context.requestId": request_id,
        }
        body = worded.template
        for variable, value in values.items():
            body = body.replace(variable, value)
        headers = {"Content-Type": "application/json", "x-amzn-ErrorType": _ERROR_TYPES[refusal.kind]}
        headers |= {name: request_id if v == "context.requestId" else v for name, v in worded.headers.items()}
        return worded.status or refusal.status, headers, body.encode()


# Response type -> (the error's stable name, as the service itself gives it; what the caller can do about it).
_DREAMFORGE: Mapping[str, tuple[str, str]] = {
    "ACCESS_DENIED": ("forbidden", "this token may not do that"),
    "AUTHORIZER_CONFIGURATION_ERROR": ("authorizer_unavailable", "tokens cannot be checked now; try again shortly"),
    "BAD_REQUEST_PARAMETERS": ("malformed_request", "the request could not be read"),
    "DEFAULT_4XX": ("malformed_request", "the request could not be read"),
    "DEFAULT_5XX": ("internal_error", "the service failed; retry, and report this request_id if it happens again"),
    "EXPIRED_TOKEN": ("unauthorized", "sign in again"),
    "INTEGRATION_FAILURE": ("gateway_timeout", "the service is unavailable; retry in a moment"),
    "INTEGRATION_TIMEOUT": (
        "gateway_timeout",
        "the request may still finish: check before you retry, or send Prefer: respond-async",
    ),
    "MISSING_AUTHENTICATION_TOKEN": ("forbidden", "no route matches this path and method"),
    "REQUEST_TOO_LARGE": ("payload_too_large", "send at most 4 MB; for larger files see POST /uploads"),
    "THROTTLED": ("too_many_requests", "wait a moment, then retry"),
    "UNAUTHORIZED": ("unauthorized", "send a valid IdToken in the Authorization header"),
}

_EXTRA_HEADERS: Mapping[str, Mapping[str, str]] = {
    "UNAUTHORIZED": {"WWW-Authenticate": "Bearer"},
    "THROTTLED": {"Retry-After": "1"},
}


def _response_with_hint(kind: str, name: str, hint: str, headers: Mapping[str, str]) -> GatewayResponse:
    template = (
        f'{{"error":{json.dumps(name)},"message":"$context.error.message: {hint}","request_id":"$context.requestId"}}'
    )
    return GatewayResponse(template, {**headers, **_EXTRA_HEADERS.get(kind, {})})
