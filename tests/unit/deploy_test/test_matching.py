"""IAM's comparisons, held against its user guide."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.local.deploy_test.iam.matching import UnknownConditionError, action_like, arn_like, hold, like

LETTERS = st.text(alphabet="ab:/*?", max_size=8)
PLAIN = st.text(alphabet="ab:/", max_size=8)


def _matches_slowly(pattern: str, value: str) -> bool:
    """What the wildcards mean, spelled out: letter by letter."""
    if not pattern:
        return not value
    if pattern[0] == "*":
        return any(_matches_slowly(pattern[1:], value[at:]) for at in range(len(value) + 1))
    return bool(value) and pattern[0] in ("?", value[0]) and _matches_slowly(pattern[1:], value[1:])


@given(LETTERS, PLAIN)
def test_wildcards(pattern: str, value: str) -> None:
    """A star is any number of characters, a question mark exactly one, everything else itself."""
    assert like(pattern, value) == _matches_slowly(pattern, value)


@given(st.text(max_size=20))
def test_what_has_no_wildcard_is_itself(text: str) -> None:
    """Whatever regular expressions make of it."""
    plain = re.sub(r"[*?]|\$\{", "", text)
    assert like(plain, plain)
    assert not like(plain, plain + "x")


@given(st.lists(st.text(alphabet="ab/", max_size=4), min_size=6, max_size=6), st.text(alphabet="ab:/", max_size=6))
def test_an_arn_is_like_itself_and_like_its_beginning(parts: list[str], rest: str) -> None:
    """However many colons are in its last part."""
    arn = ":".join(parts) + rest
    assert arn_like(arn, arn)
    assert arn_like("*", arn)
    assert arn_like(":".join(parts) + "*", arn)


@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        ("arn:aws:s3:::shop/*", "arn:aws:s3:::shop/a/b:c", True),
        ("arn:aws:s3:::shop/*", "arn:aws:s3:::shop", False),
        ("arn:aws:sqs:*", "arn:aws:sqs:us-west-2:1:jobs", True),
        ("arn:aws:dynamodb:*:1:table/a", "arn:aws:dynamodb:us-west-2:1:table/a", True),
        ("arn:aws:bedrock:*::foundation-model/m", "arn:aws:bedrock:us-west-2::foundation-model/m", True),
        ("arn:aws:bedrock:*::foundation-model/m", "arn:aws:bedrock:us-west-2:1:x::foundation-model/m", False),
        ("arn:aws:logs:r:1:log-group:/aws/lambda/f:*", "arn:aws:logs:r:1:log-group:/aws/lambda/f:log-stream:s", True),
        ("arn:aws:logs:r:1:log-group:/aws/lambda/f:*", "arn:aws:logs:r:1:log-group:/aws/lambda/g:log-stream:s", False),
        ("arn:aws:ssm:r:1:parameter/A", "arn:aws:ssm:r:1:parameter/a", False),
    ],
)
def test_arns(pattern: str, arn: str, expected: bool) -> None:
    """Part by part; names have a case."""
    assert arn_like(pattern, arn) == expected


def test_actions_have_no_case() -> None:
    """`S3:get*` is s3:GetObject."""
    assert action_like("S3:get*", "s3:GetObject")


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"StringEquals": {"kms:ViaService": ["sqs.r", "s3.r"]}}, True),
        ({"StringEquals": {"KMS:viaservice": "s3.r"}}, True),
        ({"StringEquals": {"kms:ViaService": "S3.r"}}, False),
        ({"StringNotEquals": {"kms:ViaService": ["s3.r", "x"]}}, False),
        ({"StringNotEquals": {"missing": "x"}}, True),
        ({"StringEquals": {"missing": "x"}}, False),
        ({"StringEqualsIfExists": {"missing": "x"}}, True),
        ({"StringLike": {"kms:ViaService": "s3.*"}}, True),
        ({"ArnLike": {"arn": "arn:aws:execute-api:*:1:api/*/POST/*"}}, True),
        ({"ArnNotLike": {"arn": "arn:aws:execute-api:*:1:api/*/POST/*"}}, False),
        ({"Bool": {"aws:SecureTransport": "false"}}, False),
        ({"Bool": {"aws:SecureTransport": True}}, True),
        ({"NumericLessThan": {"s3:TlsVersion": "1.2"}}, False),
        ({"NumericLessThan": {"s3:TlsVersion": 1.4}}, True),
        ({"Null": {"missing": "true"}}, True),
        ({"Null": {"arn": "true"}}, False),
        ({"ForAllValues:StringEquals": {"keys": ["a", "b", "c"]}}, True),
        ({"ForAllValues:StringEquals": {"keys": ["a"]}}, False),
        ({"ForAllValues:StringEquals": {"missing": ["a"]}}, True),
        ({"ForAnyValue:StringEquals": {"keys": ["b", "z"]}}, True),
        ({"ForAnyValue:StringEquals": {"missing": ["a"]}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"kms:ViaService": "sqs.r"}}, False),
    ],
)
def test_conditions(conditions: dict[str, dict[str, str]], expected: bool) -> None:
    """Every operator and every key must hold; one of several values is enough."""
    context = {
        "kms:ViaService": "s3.r",
        "aws:SecureTransport": "true",
        "s3:TlsVersion": "1.3",
        "arn": "arn:aws:execute-api:r:1:api/dev/POST/mcp",
        "keys": ("a", "b"),
    }
    assert hold(conditions, context) == expected


@pytest.mark.parametrize("conditions", [{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, {"StringEquals": {"a": "${x}"}}])
def test_what_is_not_known_is_not_guessed(conditions: dict[str, dict[str, str]]) -> None:
    """An operator or a policy variable that is not known here is an error, never a yes or a no."""
    with pytest.raises(UnknownConditionError):
        hold(conditions, {"aws:SourceIp": "10.1.1.1", "a": "b"})
