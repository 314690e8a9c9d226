"""The aws CLI commands that the examination advises. A test compares each with botocore's models of the services."""


def configure() -> str:
    return "aws configure"


def sso_login() -> str:
    return "aws sso login"


def list_models(region: str) -> str:
    return f"aws bedrock list-foundation-models --region {region} --query 'modelSummaries[].modelId'"


def list_profiles(region: str) -> str:
    query = "--query 'inferenceProfileSummaries[].inferenceProfileId'"
    return f"aws bedrock list-inference-profiles --region {region} {query}"


def show_availability(model: str, region: str) -> str:
    return f"aws bedrock get-foundation-model-availability --model-id {model} --region {region}"


def list_offers(model: str, region: str) -> str:
    query = "--query 'offers[].offerToken'"
    return f"aws bedrock list-foundation-model-agreement-offers --model-id {model} --region {region} {query}"


def accept_offer(model: str, region: str) -> str:
    return (
        f"aws bedrock create-foundation-model-agreement --model-id {model} --offer-token OFFER_TOKEN --region {region}"
    )


def submit_use_case(region: str) -> str:
    return f"aws bedrock put-use-case-for-model-access --form-data fileb://use-case.json --region {region}"


def list_bedrock_quotas(region: str) -> str:
    query = "--query 'Quotas[].[QuotaCode,QuotaName,Value]' --output text"
    return f"aws service-quotas list-service-quotas --service-code bedrock --region {region} {query}"


def request_quota(service: str, quota: str, value: int, region: str) -> str:
    return (
        f"aws service-quotas request-service-quota-increase --service-code {service} --quota-code {quota} "
        f"--desired-value {value} --region {region}"
    )
