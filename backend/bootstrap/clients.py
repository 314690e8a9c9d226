"""Clients of AWS, each made when it is first asked for. botocore is imported then, and not before."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from backend.bootstrap.config import Settings

if TYPE_CHECKING:
    from backend.adapters.s3.media import S3MediaStore

MODEL_SECONDS, FILE_SECONDS, STORE_SECONDS = 120.0, 20.0, 5.0
"""What an answer may take at most; the budget is mostly less. A model may have all of it: the worker has 110 s."""


class Clients:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def _session(self) -> Any:
        from backend.bootstrap.aws_session import create_session

        return create_session(self.settings.region)

    @cached_property
    def _identity(self) -> Any:
        return self._client("cognito-idp", unsigned=True)

    @cached_property
    def _s3(self) -> Any:
        return self._client("s3", seconds=FILE_SECONDS, signature_version="s3v4", s3={"addressing_style": "virtual"})

    def _bucket(self, name: str) -> "S3MediaStore":
        from backend.adapters.s3.media import S3MediaStore

        credentials = self._session.get_credentials()
        return S3MediaStore(self._s3, name, region=self.settings.region, credentials=credentials)

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
        from botocore import UNSIGNED
        from botocore.config import Config

        from backend.adapters.calls.transport import Limits, use_budget

        config = Config(
            retries={"mode": "standard", "total_max_attempts": 1},
            max_pool_connections=32,
            **({"signature_version": UNSIGNED} if unsigned else {}),
            **options,
        )
        return use_budget(self._session.create_client(name, region, config=config), Limits(answer=seconds))
