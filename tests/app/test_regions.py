"""The laptop in other regions than its default. The Bedrock stand-in reads the region from each call's signature and
refuses what is not there, so an answer shows that each model was called where it is.
"""

import logging
from collections.abc import Iterator

import pytest

from backend.bootstrap.config import ConfigurationError
from backend.local.laptop import Laptop
from backend.local.region import plan_models
from tests.app.test_jobs import ASYNC, finished
from tests.conftest import Client, start_laptop

NO_FALLBACKS = {"BEDROCK_TEXT_FALLBACK_IDS": ""}
"""Another laptop of the test run has some in the environment, which are for its region."""


@pytest.fixture(scope="module")
def in_the_eu() -> Iterator[Laptop]:
    with start_laptop(NO_FALLBACKS, region="eu-central-1") as laptop:
        yield laptop


def test_an_idea_becomes_a_product_in_the_eu(in_the_eu: Laptop) -> None:
    """The brief by the profile of the EU, the picture in us-west-2, everything kept in eu-central-1."""
    client = Client(in_the_eu)
    created = client.post("/create", {"q": "Hazme una imagen de Colombia"}, as_user="ana", headers=ASYNC)
    assert created.status == 202, created.json
    job = finished(client, created.json["job_id"], "ana", seconds=120)
    assert job["state"] == "success", job
    calls = {call.operation: (call.model, call.status) for call in in_the_eu.bedrock.calls}
    assert calls["ConverseStream"] == ("eu.anthropic.claude-sonnet-4-6", 200)
    assert calls["InvokeModel"] == ("stability.sd3-5-large-v1:0", 200)
    assert in_the_eu.cloud.pool.pool_id.startswith("eu-central-1_")
    settings = in_the_eu.services.settings
    assert (settings.region, settings.image_region) == ("eu-central-1", "us-west-2")


def test_health_asks_the_model_in_its_region(in_the_eu: Laptop) -> None:
    """GET /health counts tokens with the model's own id, in eu-central-1."""
    answer = Client(in_the_eu).get("/health")
    assert (answer.status, answer.json["status"]) == (200, "healthy"), answer.json


def test_pictures_where_no_model_draws_are_refused_at_the_start() -> None:
    """With the region that has the model."""
    with pytest.raises(ConfigurationError, match=r"not available in us-east-1; set BEDROCK_IMAGE_REGION to us-west-2"):
        Laptop.start(region="us-east-1", image_region="us-east-1", log_to=logging.NullHandler())


@pytest.mark.parametrize(
    ("region", "text", "image_region"),
    [
        ("us-west-2", "us.anthropic.claude-sonnet-4-6", "us-west-2"),
        ("us-east-1", "us.anthropic.claude-sonnet-4-6", "us-west-2"),
        ("eu-central-1", "eu.anthropic.claude-sonnet-4-6", "us-west-2"),
        ("ap-northeast-1", "jp.anthropic.claude-sonnet-4-6", "us-west-2"),
    ],
)
def test_models_are_planned_for_a_region(region: str, text: str, image_region: str) -> None:
    """The nearest profile for text; pictures at home where they can be made there."""
    plan = plan_models(region, None, ("anthropic.claude-sonnet-4-6",), "stability.sd3-5-large-v1:0")
    assert (plan.text_models, plan.image_region) == ((text,), image_region)


def test_a_region_that_has_no_such_model_is_refused() -> None:
    """Also one that is misspelt, before anything is started."""
    with pytest.raises(ConfigurationError, match="not available in eu-centarl-1; set AWS_REGION to us-west-2 or"):
        Laptop.start(region="eu-centarl-1")
