"""What the front refuses by itself, in the service's own words; behind API Gateway most of it never gets this far."""

from backend.forge.errors import DreamForgeError


class BodyTooSlow(DreamForgeError):
    status, name = 408, "request_timeout"

    def __init__(self) -> None:
        super().__init__("The body did not arrive in time. Send it again.")


class Overloaded(DreamForgeError):
    status, name = 503, "overloaded"

    def __init__(self) -> None:
        super().__init__("Too many requests are in work. Try again in a moment.", headers={"Retry-After": "1"})


class WorkTooSlow(DreamForgeError):
    """The name is that of API Gateway's own answer, as Terraform words it."""

    status, name = 504, "gateway_timeout"

    def __init__(self) -> None:
        super().__init__(
            "It took too long, and may still finish. Look before you repeat it, or send Prefer: respond-async."
        )
