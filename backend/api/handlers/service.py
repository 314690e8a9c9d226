"""The root and the ping: what a client reads before it signs in."""

from typing import Literal

from pydantic import Field

from backend import SERVICE, __version__
from backend.bootstrap.config import Settings
from backend.domain.shared.schemas import Answer, OmitNone
from backend.framework.request import Request


class Links(Answer):
    docs: str = Field(description="The page that describes the operations.")
    openapi: str = Field(description="This API as an OpenAPI document.")
    health: str = Field(description="The health of the service.")
    sign_in: str = Field(description="Where to get tokens.")
    authorization_server: OmitNone[str] = Field(
        default=None, description="Metadata of the user pool's sign-in pages; absent where there are none."
    )


class Welcome(Answer):
    service: str = Field(description="Its name.")
    version: str = Field(description="Of the API.")
    links: Links
    openapi_public: bool = Field(description="Whether the OpenAPI document can be fetched without a token.")


class Pong(Answer):
    status: Literal["ok"] = Field(default="ok", description="Always `ok`.")


def get_root(request: Request, settings: Settings) -> Welcome:
    """What this service is, and links to its parts."""
    base = request.base_url
    pages = f"{base}/.well-known/oauth-authorization-server"
    links = Links(
        docs=f"{base}/docs",
        openapi=f"{base}/openapi.json",
        health=f"{base}/health",
        sign_in=f"{base}/auth/login",
        authorization_server=None if settings.sign_in_domain is None else pages,
    )
    return Welcome(service=SERVICE, version=__version__, links=links, openapi_public=settings.openapi_public)


def ping() -> Pong:
    """Responds at once, without calling anything else. At the root of a custom domain API Gateway answers /ping itself:
    use / or /health there, or map the domain with a base path."""
    return Pong()
