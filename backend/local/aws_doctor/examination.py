"""The examination, in the order in which one thing needs the other."""

from collections.abc import Iterator

import boto3
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from backend.adapters.bedrock.families.checks import find_image_limit
from backend.local.aws_doctor import commands
from backend.local.aws_doctor.configuration import Configuration
from backend.local.aws_doctor.findings import AwsFinding, FindingState
from backend.local.aws_doctor.inventory import Inventory
from backend.local.aws_doctor.limits import check_concurrency, check_requests
from backend.local.aws_doctor.models import check_model, error_code

REFUSED_KEYS = {
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "ExpiredTokenException",
    "ExpiredToken",
    "InvalidSignatureException",
}
TEXT, FALLBACKS, IMAGE = "BEDROCK_TEXT_MODEL_ID", "BEDROCK_TEXT_FALLBACK_IDS", "BEDROCK_IMAGE_MODEL_ID"
RESTYLE = "BEDROCK_RESTYLE_MODEL_ID"


def examine(configuration: Configuration) -> list[AwsFinding]:
    """All findings. Without credentials or a listing of models there is nothing more to find."""
    session = boto3.Session()
    text = Inventory(configuration.region, session)
    image = text if configuration.image_region == text.region else Inventory(configuration.image_region, session)
    problem = _no_access(session, text) or (None if image is text else _no_access(session, image))
    if problem:
        return [problem]
    return list(_findings(configuration, text, image))


def _findings(configuration: Configuration, text: Inventory, image: Inventory) -> Iterator[AwsFinding]:
    yield AwsFinding("credentials", FindingState.OK, f"read Bedrock in {text.region}")
    for index, model in enumerate(configuration.text_models):
        yield from check_model(FALLBACKS if index else TEXT, model, text, ask=True)
    yield from check_model(IMAGE, configuration.image_model, image, ask=False)
    if configuration.restyle_model is None:
        yield from _limits(configuration.image_model)
    else:
        yield from check_model(RESTYLE, configuration.restyle_model, image, ask=False)
    yield check_concurrency(text)
    yield from check_requests(configuration.text_models, text)


def _limits(image_model: str) -> Iterator[AwsFinding]:
    limit = find_image_limit(image_model)
    if limit is not None:
        yield AwsFinding(f"{IMAGE}={image_model}", FindingState.WARNING, f"{limit}.")


def _no_access(session: boto3.Session, inventory: Inventory) -> AwsFinding | None:
    subject, sign_in = "credentials", (commands.configure(), commands.sso_login())
    try:
        if session.get_credentials() is None:
            raise NoCredentialsError
        _ = inventory.models, inventory.profiles
    except NoCredentialsError:
        return AwsFinding(subject, FindingState.MISSING, "there are none. Sign in with one of:", sign_in)
    except ClientError as error:
        if error_code(error) in REFUSED_KEYS:
            return AwsFinding(
                subject, FindingState.MISSING, f"AWS refuses them ({error_code(error)}). Sign in again:", sign_in
            )
        said = f"{error_code(error)}: allow bedrock:ListFoundationModels and bedrock:ListInferenceProfiles."
        return AwsFinding(subject, FindingState.MISSING, said)
    except BotoCoreError as error:
        return AwsFinding(
            subject, FindingState.MISSING, f"Bedrock cannot be reached in {inventory.region}: {error}", sign_in
        )
    return None
