"""Errors of the container front itself, in the service's shape. Behind API Gateway most requests never get this far."""

from backend.framework.errors import HttpBadRequest, HttpError


class AmbiguousLength(HttpBadRequest):
    """Two parsers could read such a message differently (request smuggling). RFC 9112, 6.1: the connection closes."""

    def __init__(self) -> None:
        super().__init__("Send either Content-Length or Transfer-Encoding, not both.", headers={"Connection": "close"})


class BodyTooSlow(HttpError):
    status, name = 408, "request_timeout"

    def __init__(self) -> None:
        super().__init__("The body did not arrive in time. Retry.")


class TooManyAtOnce(HttpError):
    status, name = 429, "too_many_requests"

    def __init__(self) -> None:
        super().__init__(
            "Too many of your requests are in progress. Wait for their responses, then retry.",
            headers={"Retry-After": "1"},
        )


class Overloaded(HttpError):
    status, name = 503, "overloaded"

    def __init__(self) -> None:
        super().__init__("Too many requests are in progress. Retry in a moment.", headers={"Retry-After": "1"})


class WorkTooSlow(HttpError):
    """The name is that of API Gateway's own answer, as Terraform words it."""

    status, name = 504, "gateway_timeout"

    def __init__(self) -> None:
        super().__init__(
            "The request timed out and may still finish. Check before you retry, or send Prefer: respond-async."
        )
