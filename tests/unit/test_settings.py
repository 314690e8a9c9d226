"""backend/bootstrap/config.py: the environment, read once and judged whole."""

import re
from pathlib import Path
from typing import Any

import pytest

from backend.adapters.bedrock.families import checks
from backend.bootstrap import config
from backend.bootstrap.config import ConfigurationError, Settings

NEEDED = {
    "AWS_REGION": "us-west-2",
    "S3_BUCKET_UPLOADS": "uploads-bucket",
    "S3_BUCKET_ASSETS": "assets-bucket",
    "DDB_TABLE_PRODUCTS": "products",
    "DDB_TABLE_LISTINGS": "listings",
    "DDB_TABLE_USERS": "users",
    "DDB_TABLE_JOBS": "jobs",
    "DDB_TABLE_CONVERSATIONS": "conversations",
    "DDB_TABLE_MESSAGES": "messages",
    "DDB_TABLE_ECHOES": "echoes",
    "DDB_TABLE_REQUESTS": "requests",
    "DDB_TABLE_SHORT_LIVED": "short-lived",
    "COGNITO_USER_POOL_ID": "us-west-2_AbC123",
    "COGNITO_CLIENT_ID": "client1",
    "SQS_QUEUE_JOBS": "https://sqs.us-west-2.amazonaws.com/123456789012/jobs",
}
PROMISED = """
    AWS_REGION STAGE ENV CORS_ALLOW_ORIGINS BEDROCK_TEXT_MODEL_ID BEDROCK_TEXT_FALLBACK_IDS BEDROCK_IMAGE_MODEL_ID
    BEDROCK_IMAGE_REGION BEDROCK_RESTYLE_MODEL_ID BEDROCK_GUARDRAIL_ID LLM_TEMPERATURE LLM_TOP_P LLM_STREAMING
    LLM_CACHE_PROMPT S3_BUCKET_UPLOADS S3_BUCKET_ASSETS
    S3_BUCKET_PUBLIC DDB_TABLE_PRODUCTS DDB_TABLE_LISTINGS DDB_TABLE_USERS DDB_TABLE_JOBS DDB_TABLE_CONVERSATIONS
    DDB_TABLE_MESSAGES DDB_TABLE_ECHOES COGNITO_USER_POOL_ID COGNITO_CLIENT_ID KIE_API_KEY KIE_BASE_URL KIE_MODEL
    MAX_AUDIO_FILE_SIZE RATE_LIMIT_REQUESTS RATE_LIMIT_WINDOW DAILY_GENERATIONS AUTH_BYPASS LOG_LEVEL
""".split()
EXAMPLE = Path(__file__).parents[2] / ".env.example"


def settings(**changes: str) -> Settings:
    return Settings.from_env({**NEEDED, **changes})


def refused(environ: dict[str, str]) -> str:
    with pytest.raises(ConfigurationError) as raised:
        Settings.from_env(environ)
    return str(raised.value)


def test_what_is_needed_is_enough() -> None:
    """The rest has defaults that suit a start."""
    read = settings()
    assert (read.region, read.stage, read.log_level) == ("us-west-2", "dev", "INFO")
    assert (read.cors_origins, read.text_fallbacks, read.guardrail) == ((), (), None)
    assert (read.auth_bypass, read.cache_prompt) == (False, False)
    assert (read.rate_limit_requests, read.rate_limit_window) == (100, 60)


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_variable_is_named(name: str) -> None:
    """Absent and empty alike: one message with the name."""
    without = {key: value for key, value in NEEDED.items() if key != name}
    for environ in (without, {**without, name: ""}):
        message = refused(environ)
        assert f"{name} is missing" in message
        assert "\n" not in message


def test_everything_that_is_missing_is_named_at_once() -> None:
    """Nobody has to start thirteen times."""
    message = refused({})
    assert all(name in message for name in NEEDED)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_REGION", "Europe!"),
        ("STAGE", "Prod Stage"),
        ("LOG_LEVEL", "LOUD"),
        ("BEDROCK_TEXT_MODEL_ID", "a model"),
        ("BEDROCK_IMAGE_MODEL_ID", "a model"),
        ("BEDROCK_GUARDRAIL_ID", "g g"),
        ("LLM_TEMPERATURE", "hot"),
        ("LLM_TEMPERATURE", "1.1"),
        ("LLM_TOP_P", "-0.1"),
        ("LLM_TOP_P", "nan"),
        ("LLM_CACHE_PROMPT", "perhaps"),
        ("S3_BUCKET_ASSETS", "Upper_Case"),
        ("S3_BUCKET_PUBLIC", "x"),
        ("DDB_TABLE_JOBS", "a/b"),
        ("COGNITO_USER_POOL_ID", "pool"),
        ("COGNITO_CLIENT_ID", "a client"),
        ("DAILY_GENERATIONS", "0"),
        ("DAILY_GENERATIONS", "many"),
        ("RATE_LIMIT_REQUESTS", "-1"),
        ("RATE_LIMIT_WINDOW", "0"),
        ("AUTH_BYPASS", "maybe"),
    ],
)
def test_a_wrong_variable_is_named_and_its_value_is_not(name: str, value: str) -> None:
    """The message says which variable and what is wrong with it, never what it held: it may be a secret."""
    message = refused({**NEEDED, name: value})
    assert name in message
    if len(value) > 4:
        assert value not in message


def test_several_wrong_ones_are_named_at_once() -> None:
    """Missing and wrong ones in one message."""
    message = refused({**NEEDED, "LLM_TOP_P": "2", "AWS_REGION": "", "DAILY_GENERATIONS": "x"})
    assert all(name in message for name in ("LLM_TOP_P", "AWS_REGION", "DAILY_GENERATIONS"))


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", ()),
        ("https://a.example", ("https://a.example",)),
        (" https://a.example , https://b.example,", ("https://a.example", "https://b.example")),
    ],
)
def test_lists_are_comma_separated(text: str, origins: tuple[str, ...]) -> None:
    """Spaces and empty parts do not count."""
    assert settings(CORS_ALLOW_ORIGINS=text).cors_origins == origins


@pytest.mark.parametrize(
    "model",
    [
        "anthropic.claude-3-5-sonnet-20240620-v1:0",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/abc123",
    ],
)
def test_model_ids_of_all_kinds(model: str) -> None:
    """Ids, inference profiles and ARNs."""
    assert settings(BEDROCK_TEXT_MODEL_ID=model).text_model == model


@pytest.mark.parametrize(
    "model", ["amazon.titan-image-generator-v2:0", "amazon.nova-canvas-v1:0", "stability.sd3-5-large-v1:0"]
)
def test_image_models_past_and_present(model: str) -> None:
    """Old ids still parse, though their models are gone."""
    assert settings(BEDROCK_IMAGE_MODEL_ID=model).image_model == model


def test_a_tool_that_starts_from_pictures_lifts_the_limit() -> None:
    """Of an image model that draws from words only."""
    limit = settings().image_limit
    assert limit is not None
    assert "BEDROCK_RESTYLE_MODEL_ID" in limit
    assert settings(BEDROCK_RESTYLE_MODEL_ID="us.stability.stable-image-control-sketch-v1:0").image_limit is None


def test_an_image_model_of_no_known_family_is_refused_at_the_start() -> None:
    """A model that nobody knows how to ask stops the start, not the first picture."""
    assert "BEDROCK_IMAGE_MODEL_ID" in refused({**NEEDED, "BEDROCK_IMAGE_MODEL_ID": "meta.llama-draws-v1"})


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        (
            {"AWS_REGION": "us-east-1"},
            ["stability.stable-image-core-v1:1", "us-east-1", "BEDROCK_IMAGE_REGION to us-west-2"],
        ),
        ({"BEDROCK_IMAGE_REGION": "eu-west-1"}, ["BEDROCK_IMAGE_MODEL_ID", "BEDROCK_IMAGE_REGION to us-west-2"]),
        (
            {"AWS_REGION": "eu-central-1", "BEDROCK_IMAGE_REGION": "us-west-2"},
            ["BEDROCK_TEXT_MODEL_ID", "use eu.anthropic.claude-sonnet-4-6 or global.anthropic.claude-sonnet-4-6"],
        ),
        (
            {"BEDROCK_TEXT_MODEL_ID": "anthropic.claude-sonnet-4-6"},
            ["use us.anthropic.claude-sonnet-4-6 or global.anthropic.claude-sonnet-4-6"],
        ),
        (
            {"BEDROCK_TEXT_FALLBACK_IDS": "us.amazon.nova-pro-v1:0,mistral.mistral-small-2402-v1:0"},
            ["BEDROCK_TEXT_FALLBACK_IDS", "mistral.mistral-small-2402-v1:0", "set AWS_REGION to us-east-1"],
        ),
        ({"BEDROCK_IMAGE_MODEL_ID": "us.stability.sd3-5-large-v1:0"}, ["use stability.sd3-5-large-v1:0"]),
        (
            {"BEDROCK_RESTYLE_MODEL_ID": "stability.stable-image-control-structure-v1:0"},
            ["BEDROCK_RESTYLE_MODEL_ID", "use us.stability.stable-image-control-structure-v1:0"],
        ),
        (
            {"BEDROCK_RESTYLE_MODEL_ID": "stability.stable-image-inpaint-v1:0"},
            ["BEDROCK_RESTYLE_MODEL_ID", "stable-image-control, stable-image-style-guide"],
        ),
        ({"BEDROCK_TEXT_MODEL_ID": "mistral.mistral-7b-instruct-v0:2"}, ["cannot call tools"]),
        (
            {"BEDROCK_TEXT_MODEL_ID": "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc"},
            ["an ARN of us-east-1", "called from us-west-2"],
        ),
    ],
)
def test_a_model_that_cannot_be_used_where_it_is_configured_stops_the_start(
    changes: dict[str, str], names: list[str]
) -> None:
    """The message names the variable, and what to set instead."""
    message = refused({**NEEDED, **changes})
    assert all(name in message for name in names), message


@pytest.mark.parametrize(
    "changes",
    [
        {"AWS_REGION": "us-east-1", "BEDROCK_IMAGE_REGION": "us-west-2"},
        {
            "AWS_REGION": "eu-central-1",
            "BEDROCK_IMAGE_REGION": "us-west-2",
            "BEDROCK_TEXT_MODEL_ID": "eu.anthropic.claude-sonnet-4-6",
        },
        {
            "AWS_REGION": "ap-northeast-1",
            "BEDROCK_IMAGE_REGION": "us-west-2",
            "BEDROCK_TEXT_MODEL_ID": "jp.anthropic.claude-sonnet-4-6",
        },
        {
            "AWS_REGION": "sa-east-1",
            "BEDROCK_IMAGE_REGION": "us-west-2",
            "BEDROCK_TEXT_MODEL_ID": "global.anthropic.claude-haiku-4-5-20251001-v1:0",
        },
        {"BEDROCK_TEXT_MODEL_ID": "acme.writer-v1:0"},
        {"BEDROCK_TEXT_MODEL_ID": "arn:aws:bedrock:us-west-2::foundation-model/mistral.mistral-small-2402-v1:0"},
    ],
)
def test_the_pictures_may_be_made_elsewhere(changes: dict[str, str]) -> None:
    """Each geography has its text models; an id that is not known, and an ARN, are taken as they are."""
    assert settings(**changes).image_region == "us-west-2"


def test_pictures_are_made_in_the_services_region_by_default() -> None:
    """Where it has the model."""
    assert settings().image_region == "us-west-2"


def test_what_is_past_its_end_of_life_is_named() -> None:
    """With the day, and what to use instead: for the log."""
    gone = settings(
        BEDROCK_TEXT_FALLBACK_IDS="us.anthropic.claude-sonnet-4-20250514-v1:0",
        BEDROCK_IMAGE_MODEL_ID="amazon.nova-canvas-v1:0",
    ).retired_models
    assert gone == [
        "us.anthropic.claude-sonnet-4-20250514-v1:0 reached its end of life on 2026-10-14; "
        "use anthropic.claude-sonnet-4-6",
        "amazon.nova-canvas-v1:0 reached its end of life on 2026-09-30; use stability.stable-image-core-v1:1",
    ]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"BEDROCK_TEXT_MODEL_ID": "us.anthropic.claude-sonnet-4-20250514-v1:0"}, "BEDROCK_TEXT_MODEL_ID"),
        ({"BEDROCK_IMAGE_MODEL_ID": "amazon.titan-image-generator-v2:0"}, "BEDROCK_IMAGE_MODEL_ID"),
    ],
)
def test_inside_lambda_a_model_is_left(changes: dict[str, str], name: str) -> None:
    """A fallback may be past its end of life, and is skipped; when nothing else is left the service does not start."""
    message = refused({**NEEDED, **changes, "AWS_LAMBDA_FUNCTION_NAME": "api"})
    assert name in message
    assert "end of life" in message
    assert "; use " in message


def test_inside_lambda_one_model_that_is_left_is_enough() -> None:
    """The fallback chain takes a model at its end of life for gone."""
    settings(
        BEDROCK_TEXT_MODEL_ID="us.anthropic.claude-sonnet-4-20250514-v1:0",
        BEDROCK_TEXT_FALLBACK_IDS="us.amazon.nova-pro-v1:0",
        AWS_LAMBDA_FUNCTION_NAME="api",
    )


@pytest.mark.parametrize("name", ["BEDROCK_TEXT_FALLBACK_IDS", "CORS_ALLOW_ORIGINS"])
def test_the_parts_of_a_list_are_judged_too(name: str) -> None:
    """A fallback model or an origin that cannot be one stops the start."""
    assert name in refused({**NEEDED, name: "not one\tof these"})


@pytest.mark.parametrize("stage", ["local", "dev"])
def test_the_bypass_is_for_a_laptop(stage: str) -> None:
    """AUTH_BYPASS works at the stages local and dev."""
    assert settings(AUTH_BYPASS="true", STAGE=stage).auth_bypass is True


@pytest.mark.parametrize("stage", ["prod", "staging", "test", "local-2"])
def test_the_bypass_stops_the_start_elsewhere(stage: str) -> None:
    """At any other stage the service refuses to start and says why."""
    assert "AUTH_BYPASS" in refused({**NEEDED, "AUTH_BYPASS": "true", "STAGE": stage})


@pytest.mark.parametrize("variable", ["AUTH_BYPASS", "FETCH_ALLOWED_HOSTS"])
@pytest.mark.parametrize("stage", [{}, {"STAGE": ""}], ids=["absent", "empty"])
def test_what_is_for_a_laptop_wants_its_stage_named(variable: str, stage: dict[str, str]) -> None:
    """The default of STAGE opens nothing: where this runs, somebody has to have said."""
    value = {"AUTH_BYPASS": "true", "FETCH_ALLOWED_HOSTS": "127.0.0.1:9100"}[variable]
    message = refused({**NEEDED, **stage, variable: value})
    assert variable in message
    assert "STAGE=local" in message


@pytest.mark.parametrize("stage", ["local", "dev"])
def test_the_bypass_stops_the_start_inside_lambda(stage: str) -> None:
    """Whatever the stage is called."""
    message = refused({**NEEDED, "AUTH_BYPASS": "true", "STAGE": stage, "AWS_LAMBDA_FUNCTION_NAME": "api"})
    assert "AUTH_BYPASS" in message
    assert "Lambda" in message


def test_settings_do_not_change() -> None:
    """They are read once."""
    read: Any = settings()
    with pytest.raises(AttributeError, match="frozen"):
        read.stage = "prod"


def test_the_example_names_every_variable() -> None:
    """.env.example documents all that is read and nothing that is not."""
    named = set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", EXAMPLE.read_text(), re.MULTILINE))
    assert named == {each.name for each in Settings.variables().values()}


def test_the_example_is_a_start() -> None:
    """As it stands, the service starts with it."""
    lines = re.findall(r"^([A-Z][A-Z0-9_]+)=(\S*)", EXAMPLE.read_text(), re.MULTILINE)
    assert Settings.from_env(dict(lines)).stage == "dev"


def test_the_example_of_prices_is_a_start() -> None:
    """What is shown in a comment works as well."""
    (text,) = re.findall(r"^# MODEL_PRICES='(.*)'$", EXAMPLE.read_text(), re.MULTILINE)
    assert settings(MODEL_PRICES=text).prices.picture("stability.any") == 0.01


@pytest.mark.parametrize("name", PROMISED)
def test_what_is_promised_can_be_set(name: str) -> None:
    """The variables that callers of the five systems and their operators know."""
    assert name in {each.name for each in Settings.variables().values()}


def test_the_models_that_no_start_checks_are_usable() -> None:
    """They skip the catalogue, which has to find nothing wrong with them."""
    text, image = config.KNOWN_GOOD
    assert checks.find_text_problem(*text) is None
    assert checks.find_image_problem(*image) is None
    assert not checks.find_retired([text[0], image[0]])
    read = settings()
    assert ((read.text_model, read.region), (read.image_model, read.image_region)) == (text, image)
