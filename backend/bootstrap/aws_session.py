"""The one session of botocore, made cheap for a cold start.

botocore reads a service's description as JSON, 300 kB of it for DynamoDB, and looks through its data folder for it. In
the zip and the image a prepared file has the same content, less operations that nothing calls and texts for people:
see `scripts/prepare_aws.py`. Requests and endpoints are those of stock botocore;
tests/contract/test_aws_requests.py compares them.
"""

import marshal
from pathlib import Path
from typing import Any

import botocore
from botocore.credentials import CredentialResolver, EnvProvider
from botocore.handlers import BUILTIN_HANDLERS, REGISTER_FIRST, REGISTER_LAST
from botocore.loaders import Loader
from botocore.session import Session

from backend.bootstrap.aws_services import CREDENTIAL_SERVICES, SERVICES


class _Session(Session):  # type: ignore[misc]
    def _register_builtin_handlers(self, events: Any) -> None:
        """Those for any service, and for the services above: botocore renames and inspects each of its 127."""
        register = {None: events.register, REGISTER_FIRST: events.register_first, REGISTER_LAST: events.register_last}
        for name, handler, *order in BUILTIN_HANDLERS:
            service = name.split(".")[1] if "." in name else None
            if service is None or service in SERVICES | CREDENTIAL_SERVICES:
                register[order[0] if order else None](name, handler)

    def _create_credential_resolver(self) -> Any:
        """The environment is the first place that botocore looks into; to make the others takes 3 ms."""
        environment = EnvProvider()
        if environment.load() is not None:
            return CredentialResolver([environment])
        return super()._create_credential_resolver()


class PreparedLoader(Loader):  # type: ignore[misc]
    """Gives what the prepared file has, and for anything else reads botocore's own."""

    def __init__(self, prepared: dict[str, Any]) -> None:
        super().__init__()
        self._prepared: dict[str, bytes] = prepared["files"]
        self._latest: dict[str, str] = prepared["latest"]
        self._read: dict[str, Any] = {}

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        """A description as `Loader` gives it, with its extras; the newest where no `api_version` is named."""
        name = f"{service_name}/{api_version or self._latest.get(service_name)}/{type_name}"
        if name in self._prepared:
            return self._load(name)
        return super().load_service_model(service_name, type_name, api_version)

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        if name in self._prepared:
            return self._load(name), f"{self.BUILTIN_DATA_PATH}/{name}"
        data: tuple[Any, str] = super().load_data_with_path(name)
        return data

    def _load(self, name: str) -> Any:
        if name not in self._read:
            self._read[name] = marshal.loads(self._prepared[name])  # noqa: S302 - our own file, as a .pyc is  # nosec B302
        return self._read[name]


def create_session(region: str, prepared: dict[str, Any] | None) -> Session:
    """A session of botocore in the region. What is `prepared` is not used with another version of botocore than it was
    made of, nor with descriptions of the user's own (AWS_DATA_PATH, ~/.aws/models).
    """
    session = _Session()
    session.set_config_variable("region", region)
    own = session.get_config_variable("data_path") or Path(Loader.CUSTOMER_DATA_PATH).exists()
    if prepared is not None and prepared["botocore"] == botocore.__version__ and not own:
        session.register_component("data_loader", PreparedLoader(prepared))
    return session
