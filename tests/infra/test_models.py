"""Terraform refuses at plan time the models that the service refuses at its start, in the same words.

The root's variables and models.tf are planned alone: they need no provider and lay nothing down.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from backend.adapters.bedrock.families.checks import explain_end_of_life, find_image_problem, find_text_problem
from backend.adapters.bedrock.families.image import find_image_model
from backend.adapters.bedrock.families.text import find_text_model
from backend.local.models import models_text
from tests.families import IMAGE_MODELS, TEXT_MODELS
from tests.infra.stack import require_terraform

APPS = Path(__file__).parents[2] / "infra/apps"
REGIONS = ("us-west-2", "us-east-1", "eu-central-1", "ap-northeast-1")
HAIKU = "anthropic.claude-haiku-4-5-20251001-v1:0"
TEXTS = [
    *(model for model, _ in TEXT_MODELS.values()),
    *(f"{prefix}{HAIKU}" for prefix in ("", "us.", "eu.", "jp.", "global.")),
    "amazon.nova-lite-v1:0",
    "acme.writer-v1:0",
    "arn:aws:bedrock:us-west-2::foundation-model/mistral.mistral-small-2402-v1:0",
    "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/abc",
]
IMAGES = [*(model for model, _ in IMAGE_MODELS.values()), "us.stability.sd3-5-large-v1:0"]
SETTINGS = {"AWS_REGION": "region", "BEDROCK_IMAGE_REGION": "models.image_region"}
"""How Terraform calls what the service's message tells to set."""

Case = Mapping[str, str]


def cases() -> dict[str, Case]:
    """A run's name -> the models and regions that it plans."""
    texts = [{"text": text, "region": region, "image_region": "us-west-2"} for text in TEXTS for region in REGIONS]
    # the text model is one that is taken as it is anywhere
    images = [{"text": "acme.writer-v1:0", "region": region, "image": image} for image in IMAGES for region in REGIONS]
    return {f"case_{at}": case for at, case in enumerate([*texts, *images])}


def expected(case: Case) -> str | None:
    """What the service says of it, with the names of Terraform's variables."""
    if "image" in case:
        problem = find_image_problem(case["image"], case["region"])
        known, model = find_image_model(case["image"])[1], case["image"]
    else:
        problem, model = find_text_problem(case["text"], case["region"]), case["text"]
        known = find_text_model(case["text"])[1]  # type: ignore[assignment]
    if problem is None and known is not None and known.retired:
        problem = explain_end_of_life(model, known)
    if problem is None:
        return None
    for setting, variable in SETTINGS.items():
        problem = problem.replace(f"set {setting} to", f"set {variable} to")
    return f"models.{'image' if 'image' in case else 'text'}: {problem}."


def written(case: Case) -> str:
    models = ", ".join(f"{name} = {json.dumps(value)}" for name, value in case.items() if name != "region")
    return f"region = {json.dumps(case['region'])}\n    models = {{ {models} }}"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What Terraform says to each case that it refuses."""
    require_terraform()
    folder = tmp_path_factory.mktemp("models")
    for name in ("models.json", "variables.tf"):
        shutil.copy(APPS / name, folder)
    # `terraform test` ends at the first failure, so the problems are told instead of failing the precondition
    found = (APPS / "models.tf").read_text().partition('output "models"')[0]
    (folder / "models.tf").write_text(found + 'output "problems" {\n  value = local.model_problems\n}\n')
    runs = [f'run "{name}" {{\n  variables {{\n    {written(case)}\n  }}\n}}' for name, case in cases().items()]
    (folder / "cases.tftest.hcl").write_text('variables {\n  stage = "dev"\n}\n' + "\n".join(runs))
    environment = {name: value for name, value in os.environ.items() if name != "TF_CLI_CONFIG_FILE"}

    def terraform(*arguments: str) -> str:
        command = ["terraform", f"-chdir={folder}", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment).stdout

    terraform("init", "-backend=false")
    printed = terraform("test", "-json", "-verbose").splitlines()
    lines: list[dict[str, Any]] = [json.loads(each) for each in printed if each.startswith("{")]
    states = {each["@testrun"]: each["test_state"] for each in lines if each["type"] == "test_state"}
    assert states.keys() == cases().keys(), [each["@message"] for each in lines if each["@level"] == "error"]
    return {name: "\n".join(state["outputs"]["problems"]["value"]) for name, state in states.items()}


def test_plan_and_service_agree(told: dict[str, str]) -> None:
    """Each model in each region: both take it, or both refuse it with the same advice."""
    assert {name: expected(case) or "" for name, case in cases().items()} == told
    refused = [text for text in told.values() if text]
    assert 20 < len(refused) < len(told) - 20, "the cases do not try both"


def test_the_catalogue_of_terraform_is_the_services() -> None:
    """`make openapi` writes it."""
    assert (APPS / "models.json").read_text() == models_text()


def test_plan_refuses_pictures_where_no_model_draws(tmp_path: Path) -> None:
    """`terraform plan` with the defaults in us-east-1 ends with 1, and says which region to set."""
    require_terraform()
    for name in ("models.json", "variables.tf", "models.tf"):
        shutil.copy(APPS / name, tmp_path)
    environment = {name: value for name, value in os.environ.items() if name != "TF_CLI_CONFIG_FILE"}

    def plan(*variables: str) -> tuple[int, str]:
        given = [part for each in ("stage=dev", *variables) for part in ("-var", each)]
        command = ["terraform", f"-chdir={tmp_path}", "plan", "-no-color", "-input=false", *given]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        return done.returncode, " ".join(done.stderr.replace("│", "").split())

    subprocess.run(["terraform", f"-chdir={tmp_path}", "init"], capture_output=True, check=True, env=environment)
    code, said = plan("region=us-east-1")
    assert code == 1
    problem = "stability.stable-image-core-v1:1 is not available in us-east-1; set models.image_region to us-west-2."
    assert f"models.image: {problem}" in said
    assert plan("region=us-east-1", 'models={image_region="us-west-2"}')[0] == 0
