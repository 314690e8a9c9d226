"""The OpenAPI document, and the page that shows it."""

from typing import Annotated, Literal

from pydantic import Field

from backend.api.documents import Documents
from backend.api.messages import Request, Response
from backend.api.pages import docs_page
from backend.forge.config import Settings

Told = Annotated[str, Field(max_length=2048, description="What the pool's sign-in page says when it sends one back.")]


def get_openapi(request: Request, documents: Documents, profile: Literal["full", "agent"] = "full") -> Response:
    """This API as an OpenAPI 3.0 document. `profile=agent` leaves out what is not JSON."""
    return Response(200, documents.openapi(profile, request.base_url), {"Content-Type": "application/json"})


def get_docs(
    request: Request,
    settings: Settings,
    code: Told | None = None,  # noqa: ARG001 (these four are the page's to read)
    state: Told | None = None,  # noqa: ARG001
    error: Told | None = None,  # noqa: ARG001
    error_description: Told | None = None,  # noqa: ARG001
) -> Response:
    """A page to read about the operations, sign in and try them. The pool's sign-in pages send one back to it."""
    return docs_page(request.headers.get("accept-encoding", ""), settings.sign_in_domain)
