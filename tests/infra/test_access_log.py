"""The access log's format: whatever API Gateway puts into it, a line is JSON."""

import json
import re

import pytest

from tests.infra.stack import Stack

VARIABLE = re.compile(r"\$context(?:\.\w+)+")
MISSING = "-"
"""What API Gateway writes for a variable that has no value."""
GOOD = {
    "$context.requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    "$context.extendedRequestId": "Fv1RQG8_PHcFbOg=",
    "$context.xrayTraceId": "1-67891233-abcdef012345678912345678",
    "$context.requestTimeEpoch": "1764547200123",
    "$context.identity.sourceIp": "2001:db8::1",
    "$context.authorizer.claims.sub": "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0",
    "$context.authorizer.principalId": "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0",
    "$context.httpMethod": "POST",
    "$context.path": "/dev/products/prd_01%22%5C%0A",
    "$context.resourcePath": "/{proxy+}",
    "$context.protocol": "HTTP/1.1",
    "$context.status": "201",
    "$context.responseLength": "1024",
    "$context.responseLatency": "612",
    "$context.integration.latency": "600",
    "$context.integration.status": "201",
    "$context.integration.integrationStatus": "200",
    "$context.authorizer.latency": "12",
    "$context.authorizer.status": "200",
    "$context.wafResponseCode": "WAF_ALLOW",
    "$context.error.responseType": "MISSING_AUTHENTICATION_TOKEN",
}
"""Values as they come, of the variables that hold no free text: ids, numbers, names of AWS's, an encoded path. Those
with an error's message are not among them: they may hold quotes and line ends.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html"""
COGNITO = dict.fromkeys(["$context.authorizer.principalId", "$context.error.responseType"], MISSING)
OURS = dict.fromkeys(["$context.authorizer.claims.sub", "$context.error.responseType"], MISSING)
REFUSED = {name: MISSING for name in GOOD if name.startswith(("$context.authorizer", "$context.integration"))}


@pytest.fixture(scope="session")
def access_format(small: Stack) -> str:
    (settings,) = small.values("module.api.aws_api_gateway_stage.this")["access_log_settings"]
    return str(settings["format"])


def write_line(access_format: str, values: dict[str, str]) -> dict[str, str]:
    line: dict[str, str] = json.loads(VARIABLE.sub(lambda match: values[match[0]], access_format))
    return line


def test_only_variables_without_free_text_are_logged(access_format: str) -> None:
    """And each of them, so that the values above are those of the format."""
    assert set(VARIABLE.findall(access_format)) == set(GOOD)


@pytest.mark.parametrize("missing", [{}, COGNITO, OURS, REFUSED, dict.fromkeys(GOOD, MISSING)])
def test_a_line_is_json(access_format: str, missing: dict[str, str]) -> None:
    """With an IdToken, at /mcp, refused, and with nothing known at all. One line, and each value is a text."""
    line = write_line(access_format, {**GOOD, **missing})
    assert "\n" not in access_format
    assert all(isinstance(value, str) and value for value in line.values())


@pytest.mark.parametrize("missing", [{name: MISSING} for name in GOOD])
def test_any_value_may_be_missing(access_format: str, missing: dict[str, str]) -> None:
    """Each by itself."""
    assert MISSING in write_line(access_format, {**GOOD, **missing}).values()


@pytest.mark.parametrize("missing", [COGNITO, OURS])
def test_a_line_names_the_caller(access_format: str, missing: dict[str, str]) -> None:
    """Cognito's authorizer tells claims, ours a principal: one of the two is the user."""
    line = write_line(access_format, {**GOOD, **missing})
    assert {line["caller"], line["principal"]} == {GOOD["$context.authorizer.claims.sub"], MISSING}
