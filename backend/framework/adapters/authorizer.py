"""What a REQUEST authorizer of API Gateway gets and gives.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
"""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """API Gateway turns a message of exactly `Unauthorized` into its 401."""

    def __init__(self) -> None:
        super().__init__("Unauthorized")


def read_authorization(event: Mapping[str, Any]) -> str:
    """The Authorization header; empty where there is none."""
    headers: Mapping[str, str] = event.get("headers") or {}
    return next((value for name, value in headers.items() if name.lower() == "authorization"), "")


def allow_stage(principal: str, method_arn: str) -> dict[str, Any]:
    """`arn:...:api/stage/POST/mcp` -> a policy for the whole stage: it is kept for the token's other calls."""
    stage = "/".join(method_arn.split("/")[:2])
    allowed = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": f"{stage}/*"}
    return {"principalId": principal, "policyDocument": {"Version": "2012-10-17", "Statement": [allowed]}}
