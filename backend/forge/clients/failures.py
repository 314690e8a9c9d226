"""What botocore raises, and what it means. botocore is imported when the first call is made, not before."""

from collections.abc import Mapping
from functools import cache
from typing import Any


@cache
def aws_failures() -> tuple[type[Exception], ...]:
    """What a call through boto3 can raise: an error that AWS answered with, or one on the way there.

    Who reads a streamed answer meets what lies below botocore: urllib3's errors, and frames that are none.
    """
    from botocore.eventstream import ParserError
    from botocore.exceptions import BotoCoreError, ClientError
    from urllib3.exceptions import HTTPError

    return ClientError, BotoCoreError, ParserError, HTTPError


def answer_of(error: Exception) -> Mapping[str, Any]:
    """AWS's answer; empty when the call never got one."""
    return getattr(error, "response", None) or {}


def reason_of(error: Exception) -> str:
    """AWS's code of an error, or the name of the exception of one that AWS never answered.

    In a stream the code of a ThrottlingException is `throttlingException`.
    """
    code = str(answer_of(error).get("Error", {}).get("Code") or type(error).__name__)
    return code[:1].upper() + code[1:]


def timed_out(error: Exception) -> bool:
    return reason_of(error) in ("ModelTimeoutException", "ReadTimeoutError", "ConnectTimeoutError")
