"""One configured model: is it in its region, alive, open to this account, and does it answer?"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from backend.local.aws_doctor import commands
from backend.local.aws_doctor.findings import AwsFinding, FindingState
from backend.local.aws_doctor.inventory import ELSEWHERE, Inventory, is_profile, model_of


def check_model(variable: str, model_id: str, inventory: Inventory, *, ask: bool) -> Iterator[AwsFinding]:
    """Ends at the first thing that is missing. `ask`: one token is asked for, which is paid."""
    subject = f"{variable}={model_id}"
    if ":application-inference-profile/" not in model_id:
        problem = _absent(subject, model_id, inventory) or _check_access(subject, model_of(model_id), inventory)
        if problem:
            yield problem
            return
        yield from _lifecycle(subject, model_of(model_id), inventory)
    yield (
        _ask(subject, model_id, inventory)
        if ask
        else AwsFinding(
            subject,
            FindingState.OK,
            f"is available in {inventory.region}; it was not asked, because a picture is paid for",
        )
    )


# ---- is it there?


def _absent(subject: str, model_id: str, inventory: Inventory) -> AwsFinding | None:
    model, region = model_of(model_id), inventory.region
    profiles = inventory.profiles_of(model)
    if is_profile(model_id):
        if model_id.rpartition("/")[2] in profiles:
            return None
        return _no_profile(subject, model, profiles, inventory)
    if model not in inventory.models:
        return _unknown_model(subject, model, inventory)
    if "ON_DEMAND" in inventory.models[model]["inferenceTypesSupported"]:
        return None
    advice = f"can only be called through an inference profile in {region}. Use one of: {', '.join(profiles)}."
    return AwsFinding(subject, FindingState.MISSING, advice, (commands.list_profiles(region),))


def _no_profile(subject: str, model: str, profiles: list[str], inventory: Inventory) -> AwsFinding:
    if not profiles:
        return _unknown_model(subject, model, inventory)
    advice = f"{inventory.region} does not have this inference profile. Use one of: {', '.join(profiles)}."
    return AwsFinding(subject, FindingState.MISSING, advice, (commands.list_profiles(inventory.region),))


def _unknown_model(subject: str, model: str, inventory: Inventory) -> AwsFinding:
    """Not listed: at the end of its life, in other regions, or misspelt."""
    region = inventory.region
    advice = (commands.list_models(region), commands.list_profiles(region))
    try:
        inventory.bedrock.get_foundation_model(modelIdentifier=model)
    except ClientError as error:
        if error_code(error) == "ResourceNotFoundException" and "end of its life" in str(error):
            said = "has reached the end of its life. Choose a model that is ACTIVE."
            return AwsFinding(subject, FindingState.MISSING, said, advice)
    else:
        return AwsFinding(subject, FindingState.MISSING, f"cannot be called by this id in {region}.", advice)
    homes = [each for each in ELSEWHERE if each != region and _has(replace(inventory, region=each), model)]
    if homes:
        variable = "BEDROCK_IMAGE_REGION" if subject.startswith(("BEDROCK_IMAGE", "BEDROCK_RESTYLE")) else "AWS_REGION"
        said = f"is not in {region}, but in {', '.join(homes)}. Set {variable}={homes[0]}, or choose another model."
        return AwsFinding(subject, FindingState.MISSING, said, (commands.list_models(homes[0]),))
    return AwsFinding(subject, FindingState.MISSING, f"is not known in {region}. Check the id.", advice)


def _has(inventory: Inventory, model: str) -> bool:
    """False also where another region cannot be read: it is a hint, no more."""
    try:
        return model in inventory.models
    except (ClientError, BotoCoreError):
        return False


# ---- may it be used?


def _check_access(subject: str, model: str, inventory: Inventory) -> AwsFinding | None:
    region = inventory.region
    try:
        found = inventory.bedrock.get_foundation_model_availability(modelId=model)
    except ClientError as error:
        return _unreadable(subject, "bedrock:GetFoundationModelAvailability", error)
    if found["authorizationStatus"] != "AUTHORIZED":
        said = f"is not authorized for this account in {region}. Ask the owner of the organization's policies."
        return AwsFinding(subject, FindingState.MISSING, said, (commands.show_availability(model, region),))
    if found["agreementAvailability"]["status"] != "AVAILABLE":
        said = "needs an agreement with its vendor. Choose an offer token and accept it:"
        return AwsFinding(
            subject,
            FindingState.MISSING,
            said,
            (commands.list_offers(model, region), commands.accept_offer(model, region)),
        )
    if found["entitlementAvailability"] != "AVAILABLE":
        said = "needs a use case: write the form's fields into use-case.json and submit it."
        return AwsFinding(subject, FindingState.MISSING, said, (commands.submit_use_case(region),))
    return None


def _lifecycle(subject: str, model: str, inventory: Inventory) -> Iterator[AwsFinding]:
    lifecycle = inventory.models.get(model, {}).get("modelLifecycle", {})
    if lifecycle.get("status") != "LEGACY":
        return
    ends: Any = lifecycle.get("endOfLifeTime")
    until = f" and ends on {ends:%Y-%m-%d}" if ends else ""
    said = f"is LEGACY{until}. Accounts that do not use it already are refused. Choose a model that is ACTIVE."
    yield AwsFinding(subject, FindingState.WARNING, said, (commands.list_models(inventory.region),))


# ---- does it answer?


def _ask(subject: str, model_id: str, inventory: Inventory) -> AwsFinding:
    messages = [{"role": "user", "content": [{"text": "Hi"}]}]
    try:
        inventory.client("bedrock-runtime").converse(
            modelId=model_id, messages=messages, inferenceConfig={"maxTokens": 1}
        )
    except ClientError as error:
        return _explain_refusal(subject, model_id, inventory, error)
    except BotoCoreError as error:
        return AwsFinding(subject, FindingState.MISSING, f"could not be asked: {error}")
    return AwsFinding(subject, FindingState.OK, f"answers in {inventory.region}")


def _explain_refusal(subject: str, model_id: str, inventory: Inventory, error: ClientError) -> AwsFinding:
    model, region, code = model_of(model_id), inventory.region, error_code(error)
    if code == "ThrottlingException":
        said = "is throttled: the quota of requests or tokens is used up or 0."
        return AwsFinding(subject, FindingState.MISSING, said, (commands.list_bedrock_quotas(region),))
    if code == "AccessDeniedException":
        said = "denies access: the role lacks bedrock:InvokeModel, or the account has no subscription."
        return AwsFinding(subject, FindingState.MISSING, said, (commands.show_availability(model, region),))
    if "use case details" in str(error):
        return AwsFinding(subject, FindingState.MISSING, "needs a use case.", (commands.submit_use_case(region),))
    message = error.response["Error"].get("Message", "")
    return AwsFinding(
        subject, FindingState.MISSING, f"does not answer: {code}: {message}", (commands.list_models(region),)
    )


def _unreadable(subject: str, action: str, error: ClientError) -> AwsFinding:
    said = f"cannot be checked ({error_code(error)}). Allow {action} and ask again."
    return AwsFinding(subject, FindingState.UNKNOWN, said)


def error_code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
