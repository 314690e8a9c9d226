"""What botocore raises, and what it means. botocore is imported when the first call is made, not before."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from backend.domain.shared.budget import CallFailed, Outcome

THROTTLED = frozenset(
    "ThrottlingException ThrottledException Throttling ProvisionedThroughputExceededException RequestLimitExceeded "
    "TooManyRequestsException RequestThrottled RequestThrottledException SlowDown BandwidthLimitExceeded "
    "ModelNotReadyException ServiceUnavailable ServiceUnavailableException".split()
)
"""Codes of answers that say: not now. What they refuse was not carried out."""
CONFLICTS = frozenset(
    {"TransactionConflictException", "TransactionInProgressException", "ConditionalRequestConflict", "OperationAborted"}
)
CONFLICT_REASONS = frozenset({"TransactionConflict"})
THROTTLE_REASONS = frozenset({"ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"})
"""Why a part of a transaction was not written.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors
"""
CANCELLED = "TransactionCanceledException"
NEVER_SENT = frozenset(
    "EndpointConnectionError ConnectTimeoutError NewConnectionError NameResolutionError ProxyConnectionError "
    "NoCredentialsError PartialCredentialsError CredentialRetrievalError ParamValidationError NoRegionError".split()
)
"""Exceptions of botocore and urllib3 from before a request was sent. Any other without an answer may come after."""


@cache
def aws_error_types() -> tuple[type[Exception], ...]:
    """What a call through boto3 can raise: an error that AWS answered with, or one on the way there.

    Who reads a streamed answer meets what lies below botocore: urllib3's errors, and frames that are none.
    """
    from botocore.eventstream import ParserError
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError
    from urllib3.exceptions import HTTPError

    return ClientError, BotoCoreError, ParserError, ResponseParserError, HTTPError, CallFailed


def outcome_of(error: Exception) -> Outcome:
    """What is known of a call that raised one of `aws_error_types`."""
    if isinstance(error, CallFailed):
        return error.outcome
    code, answer = error_code(error), error_response(error)
    if not answer:
        return Outcome.NOT_DONE if code in NEVER_SENT else Outcome.UNKNOWN
    if code == CANCELLED:
        return _classify_cancellation({reason.get("Code") for reason in answer.get("CancellationReasons", [])})
    if code in THROTTLED:
        return Outcome.THROTTLED
    if code in CONFLICTS:
        return Outcome.CONFLICT
    return Outcome.UNKNOWN if answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 400) >= 500 else Outcome.REFUSED


def _classify_cancellation(codes: set[str]) -> Outcome:
    """A condition that failed will fail again; what met another transaction, or too many calls, may go well."""
    real = codes - {"None", None}
    if not real or real - CONFLICT_REASONS - THROTTLE_REASONS:
        return Outcome.REFUSED
    return Outcome.CONFLICT if real & CONFLICT_REASONS else Outcome.THROTTLED


def error_response(error: Exception) -> Mapping[str, Any]:
    """AWS's answer; empty when the call never got one."""
    return getattr(error, "response", None) or {}


def error_code(error: Exception) -> str:
    """AWS's code of an error, or the name of the exception of one that AWS never answered.

    In a stream the code of a ThrottlingException is `throttlingException`.
    """
    code = str(error_response(error).get("Error", {}).get("Code") or type(error).__name__)
    return code[:1].upper() + code[1:]


def is_lost(error: Exception) -> bool:
    """Whether a call was sent and no answer came that could be understood: it may be carried out, and paid for."""
    return isinstance(error, aws_error_types()) and not error_response(error) and outcome_of(error) is Outcome.UNKNOWN


def timed_out(error: Exception) -> bool:
    return error_code(error) in ("ModelTimeoutException", "ReadTimeoutError", "ConnectTimeoutError", "TimeUp", "CutOff")
