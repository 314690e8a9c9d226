"""From a model identifier and the caller's region to a model, or to the error that Bedrock answers with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backend.local.bedrock import regions
from backend.local.bedrock.account import Account
from backend.local.bedrock.models import MODELS, Model
from backend.local.bedrock.wire import ServiceError, invalid

_ARN = re.compile(
    r"arn:aws[a-z-]*:bedrock:(?P<region>[a-z0-9-]*):\d*:(?P<kind>foundation-model|inference-profile)/(?P<id>.+)"
)
_PROFILE = re.compile(rf"(?P<prefix>{'|'.join(regions.PREFIXES)})\.(?P<id>.+)")

INVALID = "The provided model identifier is invalid."
RETIRED_MESSAGE = (
    "This model version has reached the end of its life. Please refer to the AWS documentation for more details."
)
LEGACY = (
    "Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the "
    "last 30 days. Please upgrade to an active model on Amazon Bedrock"
)
NOT_SUBSCRIBED = (
    "Model access is denied due to IAM user or service role is not authorized to perform the required AWS Marketplace "
    "actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe) to enable access to this model. Refer to "
    "the Amazon Bedrock documentation for further details. Your AWS Marketplace subscription for this model cannot be "
    "completed at this time. If you recently fixed this issue, try again after 2 minutes."
)
NO_USE_CASE = (
    "Model use case details have not been submitted for this account. Fill out the Anthropic use case details form "
    "before using the model. If you have already filled out the form, try again in 15 minutes."
)
"""Messages as AWS sends them; docs/decisions.md names where each was published."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a request is addressed to."""

    model: Model
    prefix: str | None
    """Of the inference profile; None for the model's own id."""


def split(model_id: str, region: str) -> tuple[str | None, str]:
    """`us.amazon.nova-pro-v1:0`, or an ARN that ends in it -> ("us", "amazon.nova-pro-v1:0").

    An ARN of another region is not valid here: it raises ValidationException.
    """
    arn = _ARN.fullmatch(model_id)
    if arn and arn["region"] not in ("", region):
        raise invalid(INVALID)
    name = arn["id"] if arn else model_id
    profile = None if arn and arn["kind"] == "foundation-model" else _PROFILE.fullmatch(name)
    return (profile["prefix"], profile["id"]) if profile else (None, name)


def resolve(model_id: str, region: str, account: Account) -> Target:
    """The model that may be invoked by this id from this region.

    Raises ValidationException where the region does not have it, or has it through profiles only;
    ResourceNotFoundException at the end of its life, and for a Legacy model that the account does not use already;
    AccessDeniedException without an agreement.
    """
    target = locate(model_id, region, account)
    model = target.model
    if target.prefix is None and region not in model.on_demand:
        raise invalid(
            f"Invocation of model ID {model.id} with on-demand throughput isn’t supported. Retry your request with the "
            "ID or ARN of an inference profile that contains this model."
        )
    _check_access(model, account)
    return target


def locate(model_id: str, region: str, account: Account) -> Target:
    """The model by its own id or a profile's, invocable or not. Raises what `resolve` raises for ids that are not."""
    prefix, name = split(model_id, region)
    model = MODELS.get(name)
    if model is None:
        raise invalid(INVALID)
    served = model.regions if prefix is None else model.profiles.get(prefix, regions.NONE)
    if region not in served:
        raise invalid(INVALID)
    if model.is_gone(account.today):
        raise ServiceError("ResourceNotFoundException", RETIRED_MESSAGE)
    return Target(model, prefix)


def _check_access(model: Model, account: Account) -> None:
    if model.is_legacy(account.today) and model.id not in account.legacy_in_use:
        raise ServiceError("ResourceNotFoundException", LEGACY)
    if model.provider == "Anthropic" and not account.use_case_submitted:
        raise ServiceError("ResourceNotFoundException", NO_USE_CASE)
    if model.id in account.without_agreement:
        raise ServiceError("AccessDeniedException", NOT_SUBSCRIBED)


def served_in(region: str, account: Account) -> Iterator[Model]:
    """The models that ListFoundationModels lists there, in the table's order."""
    return (model for model in MODELS.values() if region in model.regions and not model.is_gone(account.today))
