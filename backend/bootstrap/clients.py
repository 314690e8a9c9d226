"""Clients of AWS, each made when it is first asked for. botocore is imported then, and not before."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from backend.bootstrap.config import Settings
from backend.bootstrap.prepared import pause_collection, read_prepared

if TYPE_CHECKING:
    from backend.adapters.s3.media import S3MediaStore

MODEL_SECONDS, FILE_SECONDS, STORE_SECONDS = 120.0, 20.0, 5.0
"""What an answer may take at most; the budget is mostly less. A model may have all of it: the worker has 110 s."""


class Clients:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._made: list[Any] = []

    @cached_property
    def _session(self) -> Any:
        prepared = read_prepared()
        with pause_collection():
            from backend.bootstrap.late_imports import leave_out_imports

            leave_out_imports(prepared)
            import backend.adapters.calls.transport  # noqa: F401 - now, while no garbage is looked for
            from backend.bootstrap.aws_session import create_session

            return create_session(self.settings.region, prepared)

    @cached_property
    def _identity(self) -> Any:
        return self._client("cognito-idp", unsigned=True)

    @cached_property
    def _s3(self) -> Any:
        return self._client("s3", seconds=FILE_SECONDS, signature_version="s3v4", s3={"addressing_style": "virtual"})

    def _bucket(self, name: str) -> "S3MediaStore":
        """URLs are signed without a client of S3: many requests need nothing else of it."""
        session = self._session  # first: it prepares the import of botocore
        from backend.adapters.s3.media import S3MediaStore
        from backend.bootstrap.aws_session import find_bucket_url, find_endpoint

        endpoint = find_endpoint(session)  # now, as a client finds it: the environment may name another later
        return S3MediaStore(
            lambda: self._s3,
            name,
            region=self.settings.region,
            credentials=session.get_credentials(),
            find_url=lambda: find_bucket_url(session, name, endpoint),
        )

    def _client(
        self,
        name: str,
        *,
        seconds: float = STORE_SECONDS,
        unsigned: bool = False,
        region: str | None = None,
        **options: Any,
    ) -> Any:
        """A client that sends each call once, within the budget and in at most `seconds`; `retry` sends it again."""
        session = self._session  # first: it prepares the import of botocore
        from botocore import UNSIGNED
        from botocore.config import Config

        from backend.adapters.calls.transport import Limits, use_budget

        config = Config(
            retries={"mode": "standard", "total_max_attempts": 1},
            max_pool_connections=32,
            **({"signature_version": UNSIGNED} if unsigned else {}),
            **options,
        )
        client = use_budget(session.create_client(name, region, config=config), Limits(answer=seconds))
        self._made.append(client)
        return client

    def open_connections(self) -> None:
        """One for each client that there is, with fresh keys to sign with. A service that is away is not an error."""
        from backend.adapters.calls.transport import open_connection

        credentials = self._session.get_credentials()
        if credentials is not None:
            credentials.get_frozen_credentials()
        for client in self._made:
            open_connection(client)

    def close_connections(self) -> None:
        for client in self._made:
            client.close()
