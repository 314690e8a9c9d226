"""The authorizer Lambda of the paths that take access tokens as well as IdTokens, which a Cognito authorizer does not.

Entry point: `backend.api.authorizer.lambda_handler`. The function behind such a path verifies the token again; this one
is there because API Gateway renames the `WWW-Authenticate` of a function's own 401, by which MCP clients find out where
to sign in. A refusal of its authorizer's it words itself, with that header intact.
"""

import logging
from collections.abc import Mapping
from typing import Any

from backend.adapters.observability.logs import configure_logging
from backend.api.middleware.caller import own_resources
from backend.bootstrap.config import Settings
from backend.bootstrap.services import Services
from backend.domain.identity.caller import ACCESS, ID
from backend.domain.shared.budget import ANSWER, Budget
from backend.domain.shared.errors import Unauthorized
from backend.framework.adapters.authorizer import Refused, allow_stage, read_authorization
from backend.framework.adapters.lambda_events import AUTHORIZER, is_warm_up, require_source, seconds_left
from backend.framework.adapters.lambda_proxy import request_of

log = logging.getLogger(__name__)


SECONDS = 10.0
"""Where nobody says how long the function may run."""


class AuthorizerHandler:
    """A REQUEST authorizer's handler. Put together at the first event, kept for the next."""

    def __init__(self, services: Services | None = None, *, log_to: logging.Handler | None = None) -> None:
        self._services = services
        self._log_to = log_to
        self._ready = False

    def __call__(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """The policy that lets a token's owner through. `Refused` for a bad token; others are the gateway's 500.

        A warm-up is answered with `{"warmup": true}`; an event of another source fails with `UnsupportedEvent`.
        """
        if is_warm_up(event):
            self._put_together()
            return {"warmup": True}
        require_source(AUTHORIZER, event)
        tokens = self._put_together().tokens
        try:
            ours = own_resources(request_of(event, None).base_url)
            with Budget.of(seconds_left(context, SECONDS)).reserve(ANSWER).active():
                claims = tokens.claims(read_authorization(event), {ID, ACCESS}, resources=ours)
        except Unauthorized:
            log.info("token refused")
            raise Refused from None
        return allow_stage(claims["sub"], event["methodArn"])

    def _put_together(self) -> Services:
        if self._services is None:
            self._services = Services(Settings.from_env())
        if not self._ready:
            configure_logging(self._services.settings.log_level, self._log_to)
            self._ready = True
        return self._services


lambda_handler = AuthorizerHandler()
