"""The OpenAPI document, and the page that shows it."""

from typing import Annotated, Literal

from pydantic import Field

from backend.api.pages import docs_page
from backend.bootstrap.config import Settings
from backend.framework.openapi.documents import Documents
from backend.framework.request import Request
from backend.framework.response import Response

Profile = Annotated[Literal["full", "agent"], Field(description="`agent` has only the operations with JSON.")]
SENT_BACK = frozenset({"code", "state", "error", "error_description"})
"""What the pool's sign-in page adds to the address of the docs page, which reads it."""


def get_openapi(request: Request, documents: Documents, profile: Profile = "full") -> Response:
    """This API as an OpenAPI 3.0 document."""
    return Response(200, documents.openapi(profile, request.base_url), {"Content-Type": "application/json"})


def get_docs(request: Request, settings: Settings) -> Response:
    """A page to read about the operations, sign in and try them."""
    return docs_page(request.headers.get("accept-encoding", ""), settings.sign_in_domain)
