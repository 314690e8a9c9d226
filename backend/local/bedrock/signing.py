"""The region of a request: Bedrock's endpoints are regional, and a stand-in learns which one is meant from SigV4."""

import re

from backend.local.bedrock.wire import ServiceError

_SCOPE = re.compile(r"AWS4-HMAC-SHA256 Credential=[^/ ,]+/\d{8}/(?P<region>[a-z0-9-]+)/bedrock/aws4_request\b")


def signed_region(authorization: str | None) -> str:
    """`AWS4-HMAC-SHA256 Credential=AKIA.../20261128/us-west-2/bedrock/aws4_request, ...` -> `us-west-2`.

    The signature itself is not checked. Without a header, or with the scope of another service, the errors are AWS's.
    """
    if not authorization:
        raise ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token")
    scope = _SCOPE.match(authorization)
    if scope is None:
        raise ServiceError("InvalidSignatureException", "Credential should be scoped to correct service: 'bedrock'.")
    return scope["region"]
