"""Quotas that decide whether the service can work: Lambda's concurrency, Bedrock's requests per minute."""

import re
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from backend.local.aws_doctor import commands
from backend.local.aws_doctor.findings import AwsFinding, FindingState
from backend.local.aws_doctor.inventory import Inventory, is_profile, model_of
from backend.local.aws_doctor.models import error_code

LEAST_CONCURRENCY = 50
"""A new account has 10 for all its functions: a few slow pictures in the worker would leave the API none."""
WANTED_CONCURRENCY = 1_000
CONCURRENCY_QUOTA = "L-B99A9384"
LEAST_REQUESTS = 10
"""A minute. One creation asks the text model once or twice."""
WANTED_REQUESTS = 100


def check_concurrency(inventory: Inventory) -> AwsFinding:
    subject, region = "Lambda concurrency", inventory.region
    try:
        limit = inventory.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    except ClientError as error:
        return AwsFinding(
            subject, FindingState.UNKNOWN, f"cannot be read ({error_code(error)}). Allow lambda:GetAccountSettings."
        )
    if limit >= LEAST_CONCURRENCY:
        return AwsFinding(subject, FindingState.OK, f"{limit} in {region}")
    return AwsFinding(
        subject,
        FindingState.MISSING,
        f"{limit} in {region}; at least {LEAST_CONCURRENCY} are needed, or the worker can starve the API.",
        (commands.request_quota("lambda", CONCURRENCY_QUOTA, WANTED_CONCURRENCY, region),),
    )


def check_requests(model_ids: tuple[str, ...], inventory: Inventory) -> Iterator[AwsFinding]:
    """Bedrock's quota of each text model, where one can be found by the model's name."""
    subject = "Bedrock requests per minute"
    try:
        pages = inventory.client("service-quotas").get_paginator("list_service_quotas").paginate(ServiceCode="bedrock")
        quotas = [quota for page in pages for quota in page["Quotas"]]
    except ClientError as error:
        said = f"cannot be read ({error_code(error)}). Allow servicequotas:ListServiceQuotas."
        yield AwsFinding(subject, FindingState.UNKNOWN, said)
        return
    for model_id in model_ids:
        name = inventory.models.get(model_of(model_id), {}).get("modelName")
        quota = _quota(model_id, name, quotas) if name else None
        if quota is None:
            said = f"AWS names no such quota for {model_id}; see the tokens per minute."
            yield AwsFinding(subject, FindingState.UNKNOWN, said, (commands.list_bedrock_quotas(inventory.region),))
        else:
            yield _judge(f"{subject} of {model_id}", quota, inventory.region)


def _judge(subject: str, quota: Any, region: str) -> AwsFinding:
    value = int(quota["Value"])
    if value >= LEAST_REQUESTS:
        return AwsFinding(subject, FindingState.OK, f"{value}")
    command = commands.request_quota("bedrock", quota["QuotaCode"], WANTED_REQUESTS, region)
    return AwsFinding(subject, FindingState.MISSING, f"{value}; at least {LEAST_REQUESTS} are needed.", (command,))


def _quota(model_id: str, name: str, quotas: list[Any]) -> Any | None:
    """`Cross-region model inference requests per minute for Anthropic Claude Sonnet 4.5 V1` for `us.` and its like."""
    prefix = model_id.rpartition("/")[2].partition(".")[0]
    kind = "On-demand" if not is_profile(model_id) else "Global cross-region" if prefix == "global" else "Cross-region"
    # "Claude Sonnet 4" is not "Claude Sonnet 4.5".
    wanted = re.compile(rf"{kind} .*requests per minute for .*{re.escape(name)}(?![.\d])(?: V\d+)?", re.IGNORECASE)
    return next((quota for quota in quotas if wanted.fullmatch(quota["QuotaName"])), None)
