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
from botocore.configprovider import ConfiguredEndpointProvider
from botocore.credentials import CredentialResolver, EnvProvider
from botocore.endpoint_provider import EndpointProvider
from botocore.handlers import BUILTIN_HANDLERS, REGISTER_FIRST, REGISTER_LAST
from botocore.hooks import HierarchicalEmitter
from botocore.loaders import Loader
from botocore.session import Session

from backend.bootstrap.aws_services import CREDENTIAL_SERVICES, SERVICES


class _Hooks(HierarchicalEmitter):  # type: ignore[misc]
    def _verify_accept_kwargs(self, func: Any) -> None:
        """botocore's handlers and ours take keyword arguments; to see that, it inspects each for each client."""


class _Session(Session):  # type: ignore[misc]
    def _register_builtin_handlers(self, events: Any) -> None:
        """Those for any service, and for the services above: botocore has 127, and renames each."""
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
    session = _Session(event_hooks=_Hooks())
    session.set_config_variable("region", region)
    own = session.get_config_variable("data_path") or Path(Loader.CUSTOMER_DATA_PATH).exists()
    if prepared is not None and prepared["botocore"] == botocore.__version__ and not own:
        session.register_component("data_loader", PreparedLoader(prepared))
    return session


def find_endpoint(session: Session) -> str | None:
    """The endpoint of S3 that the environment names now; None for AWS's own."""
    if session.get_config_variable("ignore_configured_endpoint_urls"):
        return None
    provider = ConfiguredEndpointProvider(full_config=session.full_config, scoped_config={}, client_name="s3")
    endpoint: str | None = provider.provide()
    return endpoint


def find_bucket_url(session: Session, bucket: str, endpoint: str | None) -> str | None:
    """Where a client of S3 in the session's region would send requests for a bucket, without making one.

    S3's own rules are asked, with what a client would give them. None with settings that a client has to look at: a
    configuration file, FIPS, dual stack, or S3's own.
    """
    unusual = ("s3", "use_fips_endpoint", "use_dualstack_endpoint")
    if any(session.get_config_variable(name) for name in unusual) or session.full_config.get("profiles"):
        return None
    if session.get_config_variable("defaults_mode") != "legacy":
        return None
    loader, region = session.get_component("data_loader"), session.get_config_variable("region")
    rules = EndpointProvider(loader.load_service_model("s3", "endpoint-rule-set-1"), loader.load_data("partitions"))
    asked = {
        "Bucket": bucket,
        "Region": region,
        "UseGlobalEndpoint": region == "us-east-1",
        **dict.fromkeys(("UseFIPS", "UseDualStack", "ForcePathStyle", "Accelerate"), False),
    }
    if endpoint:
        asked["Endpoint"] = endpoint
    url: str = rules.resolve_endpoint(**asked).url
    return url
