"""Settings: the one reader of the environment.

Each field is one variable, named by its alias; `.env.example` describes them all.
"""

import os
import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    SecretStr,
    ValidationError,
    model_validator,
)

from backend.adapters.bedrock.families.checks import (
    explain_end_of_life,
    find_image_limit,
    find_image_problem,
    find_retired,
    find_text_problem,
)
from backend.adapters.bedrock.families.image import find_image_family
from backend.adapters.secrets.secrets import SENDABLE
from backend.domain.shared.prices import NO_PRICES, Prices, read_prices


class ConfigurationError(RuntimeError):
    """A variable is missing or wrong. The message names each, and no value."""


def _drawable(model: str) -> str:
    find_image_family(model)
    return model


def _split_list(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _sendable(value: SecretStr) -> SecretStr:
    if not SENDABLE.fullmatch(value.get_secret_value()):
        raise ValueError("has characters that no header can carry")
    return value


# A length stands beside its pattern and not in it: `{1,2048}` takes a millisecond to compile at each cold start.
Listed = Annotated[tuple[str, ...], BeforeValidator(_split_list)]
Bucket = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*[a-z0-9]$", min_length=3, max_length=63)]
Table = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$", min_length=3, max_length=255)]
Key = Annotated[SecretStr, AfterValidator(_sendable)]
ModelId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:/-]+$", max_length=2048)]


Region = Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
Origin = Annotated[str, Field(pattern=r"^(\*|https?://[^\s,/]+)$")]

_SIGN_IN_DOMAIN = r"^(https://[a-z0-9.-]+|http://(localhost|127\.0\.0\.1)(:[0-9]+)?)$"


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=False)

    region: Annotated[Region, Field(alias="AWS_REGION")]
    stage: Annotated[str, Field(alias="STAGE", pattern=r"^[a-z0-9-]+$", max_length=32)] = "dev"
    environment: Annotated[str, Field(alias="ENV", max_length=64)] = "dev"
    cors_origins: Annotated[tuple[Origin, ...], BeforeValidator(_split_list), Field(alias="CORS_ALLOW_ORIGINS")] = ()
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], Field(alias="LOG_LEVEL")] = "INFO"

    text_model: Annotated[ModelId, Field(alias="BEDROCK_TEXT_MODEL_ID")] = "us.anthropic.claude-sonnet-4-6"
    text_fallbacks: Annotated[
        tuple[ModelId, ...], BeforeValidator(_split_list), Field(alias="BEDROCK_TEXT_FALLBACK_IDS")
    ] = ()
    image_model: Annotated[ModelId, AfterValidator(_drawable), Field(alias="BEDROCK_IMAGE_MODEL_ID")] = (
        "stability.stable-image-core-v1:1"
    )
    image_region_set: Annotated[Region | None, Field(alias="BEDROCK_IMAGE_REGION")] = None
    guardrail: Annotated[str | None, Field(alias="BEDROCK_GUARDRAIL_ID", pattern=r"^[A-Za-z0-9:/-]+(@[A-Z0-9]+)?$")] = (
        None
    )
    """`id` or `id@version`; the version is DRAFT when it is left out."""
    temperature: Annotated[float, Field(alias="LLM_TEMPERATURE", ge=0, le=1)] = 0.3
    top_p: Annotated[float, Field(alias="LLM_TOP_P", ge=0, le=1)] = 0.8
    streaming: Annotated[bool, Field(alias="LLM_STREAMING")] = True
    cache_prompt: Annotated[bool, Field(alias="LLM_CACHE_PROMPT")] = False

    prices: Annotated[Prices, PlainValidator(read_prices), Field(alias="MODEL_PRICES")] = NO_PRICES
    """US dollars, by the beginning of a model's id."""

    bucket_uploads: Annotated[Bucket, Field(alias="S3_BUCKET_UPLOADS")]
    bucket_assets: Annotated[Bucket, Field(alias="S3_BUCKET_ASSETS")]
    bucket_public: Annotated[Bucket | None, Field(alias="S3_BUCKET_PUBLIC")] = None

    table_products: Annotated[Table, Field(alias="DDB_TABLE_PRODUCTS")]
    table_listings: Annotated[Table, Field(alias="DDB_TABLE_LISTINGS")]
    table_users: Annotated[Table, Field(alias="DDB_TABLE_USERS")]
    table_jobs: Annotated[Table, Field(alias="DDB_TABLE_JOBS")]
    table_conversations: Annotated[Table, Field(alias="DDB_TABLE_CONVERSATIONS")]
    table_messages: Annotated[Table, Field(alias="DDB_TABLE_MESSAGES")]
    table_echoes: Annotated[Table, Field(alias="DDB_TABLE_ECHOES")]
    table_short_lived: Annotated[Table, Field(alias="DDB_TABLE_SHORT_LIVED")]

    jobs_queue: Annotated[str, Field(alias="SQS_QUEUE_JOBS", pattern=r"^https?://[^ ]+$")]
    """The queue's URL."""

    user_pool: Annotated[str, Field(alias="COGNITO_USER_POOL_ID", pattern=r"^[a-z0-9-]+_[A-Za-z0-9]+$")]
    client_id: Annotated[str, Field(alias="COGNITO_CLIENT_ID", pattern=r"^[A-Za-z0-9_+]+$", max_length=128)]
    sign_in_domain: Annotated[str | None, Field(alias="COGNITO_DOMAIN", pattern=_SIGN_IN_DOMAIN)] = None
    """The pool's hosted sign-in pages, where there are any. Plain http only on the machine itself."""

    kie_key: Annotated[Key | None, Field(alias="KIE_API_KEY")] = None
    kie_key_secret: Annotated[
        str | None, Field(alias="KIE_API_KEY_SECRET", pattern=r"^(ssm|secretsmanager):[A-Za-z0-9/_+=.@:-]+$")
    ] = None
    """Where the key is kept: `ssm:/dreamforge/dev/kie` or `secretsmanager:dreamforge/dev/kie`."""
    kie_base_url: Annotated[str, Field(alias="KIE_BASE_URL", pattern=r"^https?://[^/?#@ ]+(/[^?# ]*)?$")] = (
        "https://api.kie.ai"
    )
    kie_model: Annotated[ModelId, Field(alias="KIE_MODEL")] = "flux-2/pro-image-to-image"
    fetch_allowed_hosts: Annotated[Listed, Field(alias="FETCH_ALLOWED_HOSTS")] = ()
    """`host:port` of stand-ins on a laptop, which pictures are fetched from whatever their address."""

    rate_limit_requests: Annotated[int, Field(alias="RATE_LIMIT_REQUESTS", ge=1)] = 100
    rate_limit_window: Annotated[int, Field(alias="RATE_LIMIT_WINDOW", ge=1, le=86_400)] = 60
    """Seconds."""
    daily_generations: Annotated[int, Field(alias="DAILY_GENERATIONS", ge=1)] = 200
    daily_text_tokens: Annotated[int, Field(alias="DAILY_TEXT_TOKENS", ge=0)] = 500_000
    """0 turns the limit off."""
    max_audio_file_size: Annotated[int, Field(alias="MAX_AUDIO_FILE_SIZE", ge=1, le=5_368_709_120)] = 10_485_760
    """Bytes; S3 takes 5 GiB in one upload."""
    review_required: Annotated[bool, Field(alias="REVIEW_REQUIRED")] = False
    """Whether an admin has to publish what others made."""
    auth_bypass: Annotated[bool, Field(alias="AUTH_BYPASS")] = False
    function_name: Annotated[str | None, Field(alias="AWS_LAMBDA_FUNCTION_NAME")] = None
    xray_daemon: Annotated[
        str | None, Field(alias="AWS_XRAY_DAEMON_ADDRESS", pattern=r"^[^ ]+:[0-9]+( [^ ]+:[0-9]+)?$")
    ] = None
    """`host:port`, or `tcp:host:port udp:host:port`."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Reads `os.environ`, or the mapping given. An empty variable counts as missing.

        Raises `ConfigurationError` with one message that names every variable that is missing or wrong.
        """
        given = {name: value for name, value in (os.environ if environ is None else environ).items() if value != ""}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise ConfigurationError(_explain(error)) from None

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
        return find_image_limit(self.image_model)

    @property
    def retired_models(self) -> list[str]:
        """What is configured and past its end of life, with what to use instead: a line for each."""
        return [explain_end_of_life(*each) for each in find_retired([*self.text_models, self.image_model])]

    @model_validator(mode="after")
    def _text_models_are_where_they_are_called(self) -> "Settings":
        for model in self.text_models:
            problem = find_text_problem(model, self.region)
            if problem is not None:
                name = "BEDROCK_TEXT_MODEL_ID" if model == self.text_model else "BEDROCK_TEXT_FALLBACK_IDS"
                raise ValueError(f"{name}: {problem}")
        return self

    @model_validator(mode="after")
    def _image_model_is_where_it_is_called(self) -> "Settings":
        problem = find_image_problem(self.image_model, self.image_region)
        if problem is not None:
            raise ValueError(f"BEDROCK_IMAGE_MODEL_ID: {problem}")
        return self

    @model_validator(mode="after")
    def _a_model_is_left(self) -> "Settings":
        """Ids past their end of life parse, and a fallback may be one; inside Lambda something has to be left."""
        if self.function_name is None:
            return self
        gone = {"BEDROCK_TEXT_MODEL_ID": self.text_models, "BEDROCK_IMAGE_MODEL_ID": (self.image_model,)}
        for name, models in gone.items():
            retired = find_retired(models)
            if len(retired) == len(models):
                raise ValueError(f"{name}: {explain_end_of_life(*retired[0])}")
        return self

    @model_validator(mode="after")
    def _bypass_only_on_a_laptop(self) -> "Settings":
        if not self.auth_bypass:
            return self
        if self.function_name is not None:
            raise ValueError("AUTH_BYPASS: it lets everyone in, so it is refused inside Lambda; unset it")
        if not self._is_named_laptop():
            raise ValueError("AUTH_BYPASS: it lets everyone in, so it needs STAGE=local or STAGE=dev; unset it")
        return self

    def _is_named_laptop(self) -> bool:
        """Whether STAGE was set, and to a stage of a laptop. Its default says nothing about where this runs."""
        return "stage" in self.model_fields_set and self.stage in ("local", "dev")

    @model_validator(mode="after")
    def _one_kie_key(self) -> "Settings":
        if self.kie_key is not None and self.kie_key_secret is not None:
            raise ValueError("KIE_API_KEY and KIE_API_KEY_SECRET: which of the two is meant? Unset one")
        return self

    @model_validator(mode="after")
    def _stand_ins_only_on_a_laptop(self) -> "Settings":
        if self.fetch_allowed_hosts and self.function_name is not None:
            raise ValueError("FETCH_ALLOWED_HOSTS: it opens the inside, so it is refused inside Lambda; unset it")
        if self.fetch_allowed_hosts and not self._is_named_laptop():
            raise ValueError("FETCH_ALLOWED_HOSTS: it opens the inside, so it needs STAGE=local or STAGE=dev; unset it")
        if not all(re.fullmatch(r"[A-Za-z0-9.-]+:[0-9]{1,5}", each) for each in self.fetch_allowed_hosts):
            raise ValueError("FETCH_ALLOWED_HOSTS: each is a host and a port, such as 127.0.0.1:9100")
        host = self.kie_base_url.partition("://")[2].partition("/")[0]
        if self.kie_base_url.startswith("http://") and host not in self.fetch_allowed_hosts:
            raise ValueError("KIE_BASE_URL: the key would travel in the clear; it must begin with https://")
        return self


def trace_header() -> str | None:
    """X-Ray's header of the invocation under way, which Lambda sets anew for each one where tracing is on."""
    return os.environ.get("_X_AMZN_TRACE_ID")


def _explain(error: ValidationError) -> str:
    problems = []
    for problem in error.errors(include_url=False, include_input=False):
        name = str(problem["loc"][0]) if problem["loc"] else ""
        reason = "is missing" if problem["type"] == "missing" else problem["msg"].removeprefix("Value error, ")
        problems.append(f"{name} {reason}".strip())
    return "DreamForge cannot start: " + "; ".join(problems) + ". See .env.example."
