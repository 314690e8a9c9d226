"""The small API with all that stands around the product's own: caller, rate limit, errors, headers, log line, metrics.

Counters of the rate limit answer from memory; the log line is written to standard error.
"""

from functools import cached_property

from backend.adapters.dynamodb.tables import Tables
from backend.adapters.observability.logs import configure_logging
from backend.api.application import ApiApplication
from backend.api.lambda_function import LambdaHandler
from backend.bootstrap.config import Settings
from backend.bootstrap.services import Services
from backend.framework.routing.operation import operation
from benchmarks.apps import bare
from benchmarks.apps.counters import Counters


class InMemory(Services):
    @cached_property
    def tables(self) -> Tables:
        return Tables(Counters())


OPERATIONS = (
    operation("GET", "/ping", bare.ping, summary="Ping", tag="little", public=True),
    operation("GET", "/status", bare.get_status, summary="Status", tag="little"),
    operation("POST", "/chat", bare.chat, summary="Chat", tag="little"),
    operation("GET", "/items", bare.list_items, summary="List items", tag="little"),
)


class Handler(LambdaHandler):
    def _put_together(self) -> ApiApplication:
        services = InMemory(Settings.from_env())
        configure_logging(services.settings.log_level)
        self._application = ApiApplication(services, OPERATIONS)
        return self._application


handler = Handler()
