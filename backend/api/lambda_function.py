"""The API Lambda: settings, services, operations and middleware meet here, and only here.

Entry point: `backend.api.lambda_function.lambda_handler`.
"""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from backend.adapters.observability.logs import configure_logging
from backend.api.application import ApiApplication
from backend.api.routes import select_operations
from backend.bootstrap.config import Settings, disable_plugins
from backend.bootstrap.initialization import load_everything
from backend.bootstrap.services import Services
from backend.framework.adapters.lambda_events import REST_API, is_warm_up, require_source
from backend.framework.adapters.lambda_proxy import event_of, request_of
from backend.framework.response import Response

if TYPE_CHECKING:
    from backend.framework.stream import Stream


class LambdaHandler:
    """An application behind API Gateway's proxy integration. Put together at the first event, kept for the next."""

    def __init__(self, services: Services | None = None, *, log_to: logging.Handler | None = None) -> None:
        """`services` are made from the environment when none are given; `log_to` takes the log instead of stderr."""
        self._services = services
        self._application: ApiApplication | None = None
        self._log_to = log_to

    def __call__(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """The whole answer at once, as the proxy integration takes it.

        A warm-up makes the function ready, reaches no store, and is answered with `{"warmup": true}`. What is neither
        that nor a request fails with `UnsupportedEvent`.
        """
        if is_warm_up(event):
            self._ready()
            return {"warmup": True}
        response = self._answer(event, context)
        return event_of(response if response.stream is None else response.buffer())

    def stream(self, event: Mapping[str, Any], context: Any) -> tuple[dict[str, Any], "Stream | None"]:
        """For a front that can send a body while it is made: the answer, and the stream of its body.

        An answer without a stream is the one that a call gives. The caller closes the stream.
        """
        response = self._answer(event, context)
        return event_of(response), response.stream

    def _answer(self, event: Mapping[str, Any], context: Any) -> Response:
        require_source(REST_API, event)
        application = self._application or self._put_together()
        return application.answer(request_of(event, context))

    def _ready(self) -> ApiApplication:
        return self._application or self._put_together()

    def _put_together(self) -> ApiApplication:
        disable_plugins()
        self._services = services = self._services or Services(Settings.from_env())
        configure_logging(services.settings.log_level, self._log_to)
        self._application = ApiApplication(services, select_operations(openapi_public=services.settings.openapi_public))
        return self._application

    def make_ready(self) -> Services:
        """Imports every handler, and whatever a request may need of them."""
        self._ready().load()
        assert self._services is not None
        return self._services


lambda_handler = LambdaHandler()
load_everything(lambda_handler.make_ready)
