"""What each service may raise: the OpenAPI document lists it for every operation whose handler asks for the service."""

from collections.abc import Mapping

from backend.bootstrap.config import Settings
from backend.domain.chat.chat import Chat
from backend.domain.identity.ports import SignIn
from backend.domain.products.pipeline import Forge
from backend.domain.products.review import ReviewPolicy
from backend.domain.shared.errors import (
    Conflict,
    ModelFailed,
    ModelTimedOut,
    ModelUnavailable,
    StoreUnavailable,
    Unauthorized,
)
from backend.domain.shared.health import Health
from backend.framework.mcp.server import McpServer
from backend.framework.openapi.documents import Documents

_STORE = (StoreUnavailable,)
_MODELS = (ModelFailed, ModelUnavailable, ModelTimedOut)
AUTHENTICATION_ERRORS = (Unauthorized, StoreUnavailable)
"""The keys of the user pool cannot be reached: the container verifies tokens itself."""
SERVICE_ERRORS: Mapping[type, tuple[type[Exception], ...]] = {
    Settings: (),
    ReviewPolicy: (),
    Health: (),
    Documents: (),
    McpServer: (),
    SignIn: (Unauthorized, Conflict, *_STORE),
    Forge: (*_MODELS, *_STORE),
    Chat: (*_MODELS, *_STORE),
}
"""A service that is not listed reaches a store, and nothing else that may fail."""


def service_errors(service: type) -> tuple[type[Exception], ...]:
    return SERVICE_ERRORS.get(service, _STORE)
