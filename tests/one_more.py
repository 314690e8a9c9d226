"""The service with one more operation, which is declared here and nowhere else."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from pydantic import Field

from backend.api.application import ApiApplication
from backend.api.lambda_function import LambdaHandler
from backend.api.routes import OPERATIONS
from backend.bootstrap.services import Services
from backend.domain.identity.caller import Caller
from backend.domain.shared.schemas import Answer
from backend.framework.routing.operation import Operation, operation
from backend.framework.routing.tool import Tool
from backend.local.gateway import Gateway, PoolKeys
from backend.local.laptop import Laptop, public_paths
from tests.conftest import Client


class Tide(Answer):
    harbour: str = Field(description="Where it was asked for.")
    metres: float = Field(description="Above the chart's zero.")
    told_to: str = Field(description="Who asked.")


def read_tide(caller: Caller, harbour: str = "Cartagena") -> Tide:
    """Says how high the water is in a harbour."""
    return Tide(harbour=harbour, metres=0.4, told_to=caller.username)


TIDES = operation("GET", "/tides", read_tide, summary="Read the tide", tag="catalogue", tool=Tool(read_only=True))


class ExtendedHandler(LambdaHandler):
    def __init__(self, services: Services, additional: Operation) -> None:
        super().__init__(services)
        self._additional = additional

    def _put_together(self) -> ApiApplication:
        assert self._services is not None
        self._application = ApiApplication(self._services, (*OPERATIONS, self._additional))
        return self._application


def with_tides(laptop: Laptop) -> AbstractContextManager[Client]:
    return with_operation(laptop, TIDES)


@contextmanager
def with_operation(laptop: Laptop, additional: Operation) -> Iterator[Client]:
    """A client of the laptop's cloud through a gateway of its own, behind which there is one operation more."""
    pool = laptop.cloud.pool
    gateway = Gateway(
        ExtendedHandler(laptop.services, additional),
        pool=PoolKeys(issuer=pool.issuer, jwks_url=pool.jwks_url, client_id=pool.client_id),
        public=public_paths(openapi_public=False),
        stage=laptop.environment["STAGE"],
    )
    with gateway.serve(0):
        client = Client(laptop)
        client.url = gateway.url
        yield client
