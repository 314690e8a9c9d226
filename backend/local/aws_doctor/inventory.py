"""What Bedrock has in a region, for this account."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config

_CONFIG = Config(connect_timeout=5, read_timeout=60, retries={"total_max_attempts": 2, "mode": "standard"})
_PROFILE = re.compile(r"(?:[a-z]{2}(?:-gov)?|apac|global)\.(?P<model>[a-z0-9-]+\..+)")
ELSEWHERE = ("us-west-2", "us-east-1", "us-east-2", "eu-central-1", "eu-west-1", "ap-northeast-1")
"""Where a model is looked for that the configured region does not have."""


@dataclass(frozen=True)
class Inventory:
    region: str
    session: boto3.Session

    @cached_property
    def bedrock(self) -> Any:
        return self.client("bedrock")

    @cached_property
    def models(self) -> dict[str, Any]:
        """Id -> summary, as ListFoundationModels gives it."""
        return {each["modelId"]: each for each in self.bedrock.list_foundation_models()["modelSummaries"]}

    @cached_property
    def profiles(self) -> frozenset[str]:
        """Ids of the inference profiles that AWS defines."""
        pages = self.bedrock.get_paginator("list_inference_profiles").paginate(typeEquals="SYSTEM_DEFINED")
        return frozenset(each["inferenceProfileId"] for page in pages for each in page["inferenceProfileSummaries"])

    def profiles_of(self, model: str) -> list[str]:
        return sorted(profile for profile in self.profiles if model_of(profile) == model)

    def client(self, service: str) -> Any:
        return self.session.client(service, region_name=self.region, config=_CONFIG)


def model_of(model_id: str) -> str:
    """`us.amazon.nova-pro-v1:0`, or an ARN that ends in it -> `amazon.nova-pro-v1:0`."""
    name = model_id.rpartition("/")[2]
    profile = _PROFILE.fullmatch(name)
    return profile["model"] if profile else name


def is_profile(model_id: str) -> bool:
    return _PROFILE.fullmatch(model_id.rpartition("/")[2]) is not None
