"""Settings: the one reader of the environment.

Each property is one variable; `.env.example` describes them all.
"""

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from backend.bootstrap.variables import Variable, choice, flag, integer, number, read_list, text, variable
from backend.domain.shared.prices import NO_PRICES, Prices, read_prices

if TYPE_CHECKING:
    from pydantic import SecretStr


class ConfigurationError(RuntimeError):
    """A variable is missing or wrong. The message names each, and no value."""


_region = text("a-z 0-9 -")
_table = text("A-Z a-z 0-9 _.-", shortest=3, longest=255)
_model = text("A-Z a-z 0-9 _.:/-")
SECRET_SERVICES = ("ssm", "secretsmanager")
_web = ("http://", "https://")
KNOWN_GOOD = (("us.anthropic.claude-sonnet-4-6", "us-west-2"), ("stability.stable-image-core-v1:1", "us-west-2"))
"""The default models in the default region, text and image: for them no start needs the catalogue of models."""


def _read_origin(given: str) -> str:
    return given if given == "*" else _read_host(given, _web, "*, or an origin such as https://shop.example.com")


def _read_host(given: str, begins: tuple[str, ...], called: str) -> str:
    host = given.partition("://")[2]
    if not given.startswith(begins) or not host or "/" in host or any(each.isspace() for each in host):
        raise ValueError(f"must be {called}")
    return given


_bucket_text = text("a-z 0-9 .-", shortest=3, longest=63)


def _read_bucket(given: str) -> str:
    if given[0] in ".-" or given[-1] in ".-":
        raise ValueError("must begin and end with a letter or a digit")
    return str(_bucket_text(given))


_domain_text = text("a-z 0-9 .-", begins=("https://",))
_loopback_text = text("0-9", begins=("http://127.0.0.1:", "http://localhost:"))


def _read_domain(given: str) -> str:
    return str((_loopback_text if given.startswith("http://") else _domain_text)(given))


def _read_guardrail(given: str) -> str:
    name, at, version = given.partition("@")
    text("A-Z a-z 0-9 :/-")(name)
    if at and not (version.isascii() and version.isalnum() and version == version.upper()):
        raise ValueError("must be an id, or id@version")
    return given


def _read_pool(given: str) -> str:
    region, _, name = given.rpartition("_")
    if not (name.isascii() and name.isalnum()):
        raise ValueError("must be a region, _ and letters or digits")
    _region(region)
    return given


def _read_key(given: str) -> "SecretStr":
    from pydantic import SecretStr

    if not (given.isascii() and given.isprintable()) or " " in given:
        raise ValueError("has characters that no header can carry")
    return SecretStr(given)


def _read_base_url(given: str) -> str:
    host = given.partition("://")[2].partition("/")[0]
    if not given.startswith(_web) or not host or any(each in given for each in "?# ") or "@" in host:
        raise ValueError("must be a URL such as https://api.example.com, without credentials and query")
    return given


def _read_daemon(given: str) -> str:
    parts = given.split(" ")
    if len(parts) > 2 or not all(part.rpartition(":")[0] and part.rpartition(":")[2].isdigit() for part in parts):
        raise ValueError("must be host:port, or tcp:host:port udp:host:port")
    return given


_SIGN_IN_DOMAIN = r"^(https://[a-z0-9.-]+|http://(localhost|127\.0\.0\.1)(:[0-9]+)?)$"


class Settings:
    """The environment, read once; it does not change."""

    region: str = variable("AWS_REGION", _region)
    stage: str = variable("STAGE", text("a-z 0-9 -", longest=32), "dev")
    environment: str = variable("ENV", text(longest=64), "dev")
    cors_origins: tuple[str, ...] = variable("CORS_ALLOW_ORIGINS", read_list(_read_origin), ())
    log_level: str = variable("LOG_LEVEL", choice("DEBUG", "INFO", "WARNING", "ERROR"), "INFO")

    text_model: str = variable("BEDROCK_TEXT_MODEL_ID", _model, "us.anthropic.claude-sonnet-4-6")
    text_fallbacks: tuple[str, ...] = variable("BEDROCK_TEXT_FALLBACK_IDS", read_list(_model), ())
    image_model: str = variable("BEDROCK_IMAGE_MODEL_ID", _model, "stability.stable-image-core-v1:1")
    restyle_model: str | None = variable("BEDROCK_RESTYLE_MODEL_ID", _model, None)
    """Makes pictures from pictures, where the image model is; None: the image model does, if it can."""
    image_region_set: str | None = variable("BEDROCK_IMAGE_REGION", _region, None)
    guardrail: str | None = variable("BEDROCK_GUARDRAIL_ID", _read_guardrail, None)
    """`id` or `id@version`; the version is DRAFT when it is left out."""
    temperature: float = variable("LLM_TEMPERATURE", number(0, 1), 0.3)
    top_p: float = variable("LLM_TOP_P", number(0, 1), 0.8)
    streaming: bool = variable("LLM_STREAMING", flag, True)
    cache_prompt: bool = variable("LLM_CACHE_PROMPT", flag, False)

    prices: Prices = variable("MODEL_PRICES", read_prices, NO_PRICES)
    """US dollars, by the beginning of a model's id."""

    bucket_uploads: str = variable("S3_BUCKET_UPLOADS", _read_bucket)
    bucket_assets: str = variable("S3_BUCKET_ASSETS", _read_bucket)
    bucket_public: str | None = variable("S3_BUCKET_PUBLIC", _read_bucket, None)

    table_products: str = variable("DDB_TABLE_PRODUCTS", _table)
    table_listings: str = variable("DDB_TABLE_LISTINGS", _table)
    table_users: str = variable("DDB_TABLE_USERS", _table)
    table_jobs: str = variable("DDB_TABLE_JOBS", _table)
    table_conversations: str = variable("DDB_TABLE_CONVERSATIONS", _table)
    table_messages: str = variable("DDB_TABLE_MESSAGES", _table)
    table_echoes: str = variable("DDB_TABLE_ECHOES", _table)
    table_requests: str = variable("DDB_TABLE_REQUESTS", _table)
    table_short_lived: str = variable("DDB_TABLE_SHORT_LIVED", _table)

    jobs_queue: str = variable("SQS_QUEUE_JOBS", text(begins=_web))
    """The queue's URL."""

    user_pool: str = variable("COGNITO_USER_POOL_ID", _read_pool)
    client_id: str = variable("COGNITO_CLIENT_ID", text("A-Z a-z 0-9 _+", longest=128))
    sign_in_domain: str | None = variable("COGNITO_DOMAIN", _read_domain, None)
    """The pool's hosted sign-in pages, where there are any. Plain http only on the same machine."""

    kie_key: "SecretStr | None" = variable("KIE_API_KEY", _read_key, None)
    kie_key_secret: str | None = variable(
        "KIE_API_KEY_SECRET", text("A-Z a-z 0-9 /_+=.@:-", begins=tuple(f"{each}:" for each in SECRET_SERVICES)), None
    )
    """Where the key is kept: `ssm:/dreamforge/dev/kie` or `secretsmanager:dreamforge/dev/kie`."""
    kie_base_url: str = variable("KIE_BASE_URL", _read_base_url, "https://api.kie.ai")
    kie_model: str = variable("KIE_MODEL", _model, "flux-2/pro-image-to-image")
    fetch_allowed_hosts: tuple[str, ...] = variable("FETCH_ALLOWED_HOSTS", read_list(str), ())
    """`host:port` of stand-ins on a laptop, which pictures are fetched from whatever their address."""

    rate_limit_requests: int = variable("RATE_LIMIT_REQUESTS", integer(1), 100)
    rate_limit_window: int = variable("RATE_LIMIT_WINDOW", integer(1, 86_400), 60)
    """Seconds."""
    daily_generations: int = variable("DAILY_GENERATIONS", integer(1), 200)
    daily_text_tokens: int = variable("DAILY_TEXT_TOKENS", integer(0), 500_000)
    """0 turns the limit off."""
    max_audio_file_size: int = variable("MAX_AUDIO_FILE_SIZE", integer(1, 5_368_709_120), 10_485_760)
    """Bytes; S3 takes 5 GiB in one upload."""
    review_required: bool = variable("REVIEW_REQUIRED", flag, False)
    """Whether an admin has to publish what others made."""
    openapi_public: bool = variable("OPENAPI_PUBLIC", flag, False)
    """Whether /openapi.json needs no token."""
    auth_bypass: bool = variable("AUTH_BYPASS", flag, False)
    function_name: str | None = variable("AWS_LAMBDA_FUNCTION_NAME", text(), None)
    xray_daemon: str | None = variable("AWS_XRAY_DAEMON_ADDRESS", _read_daemon, None)
    """`host:port`, or `tcp:host:port udp:host:port`."""

    def __init__(self, values: Mapping[str, Any], given: frozenset[str]) -> None:
        """`values` by property; `given` are the properties whose variables were set."""
        self.__dict__.update(values, _given=given)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"settings are frozen; make others with with_({name}=...)")

    def with_(self, **changes: Any) -> "Settings":
        """Settings that differ in these properties. They are not checked."""
        values = {name: getattr(self, name) for name in self.variables()}
        return Settings({**values, **changes}, self._given)

    @property
    def _given(self) -> frozenset[str]:
        names: frozenset[str] = self.__dict__["_given"]
        return names

    @classmethod
    def variables(cls) -> dict[str, Variable]:
        """The variable of each property."""
        return {name: each for name, each in vars(cls).items() if isinstance(each, Variable)}

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Reads `os.environ`, or the mapping given. An empty variable counts as missing.

        Raises `ConfigurationError` with one message that names every variable that is missing or wrong.
        """
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        problems: list[str] = []
        given: set[str] = set()
        for name, each in cls.variables().items():
            sent = environ.get(each.name)
            if not sent:
                values[name] = each.default
                if each.required:
                    problems.append(f"{each.name} is missing")
                continue
            given.add(name)
            try:
                values[name] = each.read(sent)
            except ValueError as error:
                problems.append(f"{each.name} {error}")
        settings = cls(values, frozenset(given))
        problems = problems or list(settings._find_problems())
        if problems:
            raise ConfigurationError(f"DreamForge cannot start: {'; '.join(problems)}. See .env.example.")
        return settings

    @property
    def text_models(self) -> tuple[str, ...]:
        """In the order in which they are asked."""
        return (self.text_model, *self.text_fallbacks)

    @property
    def image_region(self) -> str:
        """Where pictures are made: BEDROCK_IMAGE_REGION, else the service's own region."""
        return self.image_region_set or self.region

    @property
    def image_limit(self) -> str | None:
        """What the configured image model cannot do, with what to use instead; None when it does everything."""
        from backend.adapters.bedrock.families.checks import find_image_limit

        return None if self.restyle_model is not None else find_image_limit(self.image_model)

    @property
    def retired_models(self) -> list[str]:
        """What is configured and past its end of life, with what to use instead: a line for each."""
        from backend.adapters.bedrock.families.checks import explain_end_of_life, find_retired

        return [explain_end_of_life(*each) for each in find_retired([*self.text_models, self.image_model])]

    def _find_problems(self) -> Iterator[str]:
        """What is wrong with variables that can be read: one line for each."""
        yield from self._find_model_problems()
        if self.auth_bypass:
            yield from self._find_laptop_problems("AUTH_BYPASS", "disables authentication")
        if self.fetch_allowed_hosts:
            yield from self._find_laptop_problems("FETCH_ALLOWED_HOSTS", "allows private addresses")
        for host, _, port in (each.rpartition(":") for each in self.fetch_allowed_hosts):
            if not host or "/" in host or not (port.isdigit() and len(port) <= 5):
                yield "FETCH_ALLOWED_HOSTS: each is a host and a port, such as 127.0.0.1:9100"
        if self.kie_key is not None and self.kie_key_secret is not None:
            yield "KIE_API_KEY and KIE_API_KEY_SECRET: both are set; unset one"
        host = self.kie_base_url.partition("://")[2].partition("/")[0]
        if self.kie_base_url.startswith("http://") and host not in self.fetch_allowed_hosts:
            yield "KIE_BASE_URL: must begin with https://, or the key would be sent unencrypted"

    def _find_laptop_problems(self, name: str, effect: str) -> Iterator[str]:
        """Of a variable that is for a laptop alone. The default of STAGE says nothing about where this runs."""
        if self.function_name is not None:
            yield f"{name}: it {effect}, so it is refused inside Lambda; unset it"
        elif "stage" not in self._given or self.stage not in ("local", "dev"):
            yield f"{name}: it {effect}, so it needs STAGE=local or STAGE=dev; unset it"

    def _find_model_problems(self) -> Iterator[str]:
        """Models that are not where they are called; and inside Lambda, models that are all past their end of life.

        Ids past their end of life can be read, and a fallback may be one.
        """
        called = [(model, self.region) for model in self.text_models]
        drawn = (self.image_model, self.image_region)
        if self.restyle_model is None and all(each in KNOWN_GOOD for each in (*called, drawn)):
            return
        from backend.adapters.bedrock.families import checks

        for model, region in called:
            if problem := checks.find_text_problem(model, region):
                name = "BEDROCK_TEXT_MODEL_ID" if model == self.text_model else "BEDROCK_TEXT_FALLBACK_IDS"
                yield f"{name}: {problem}"
        try:
            if problem := checks.find_image_problem(self.image_model, self.image_region):
                yield f"BEDROCK_IMAGE_MODEL_ID: {problem}"
            if self.restyle_model is not None and (
                problem := checks.find_restyle_problem(self.restyle_model, self.image_region)
            ):
                yield f"BEDROCK_RESTYLE_MODEL_ID: {problem}"
        except ValueError as error:
            yield str(error)
            return
        if self.function_name is not None:
            gone = {"BEDROCK_TEXT_MODEL_ID": self.text_models, "BEDROCK_IMAGE_MODEL_ID": (self.image_model,)}
            for name, models in gone.items():
                retired = checks.find_retired(models)
                if len(retired) == len(models):
                    yield f"{name}: {checks.explain_end_of_life(*retired[0])}"


def disable_plugins() -> None:
    """For pydantic, before its first model: it reads the metadata of all packages to find them, and there are none."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")


def initialization_type() -> str:
    """How Lambda starts this process: `on-demand`, `provisioned-concurrency`, `snap-start`; empty outside Lambda."""
    return os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE", "")


def trace_header() -> str | None:
    """X-Ray's header of the invocation under way, which Lambda sets for each one where tracing is on."""
    # what `os.environ` wraps: its own `get` raises and catches an error where nothing is set, at each request
    value = os.environ._data.get(b"_X_AMZN_TRACE_ID")  # type: ignore[attr-defined]
    return None if value is None else os.fsdecode(value)
