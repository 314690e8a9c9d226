"""What policies decide together."""

from typing import Any

from backend.local.deploy_test.iam.policy import AccessRequest, Principal, decide, decide_key, read_policy

ROLE = "arn:aws:iam::1:role/api"
WHO = Principal("arn:aws:sts::1:assumed-role/api/f", role_arn=ROLE)
ASK = AccessRequest("s3:GetObject", "arn:aws:s3:::shop/a")


def policy(*statements: dict[str, Any]) -> Any:
    return read_policy({"Version": "2012-10-17", "Statement": list(statements)}, "a policy")


def allow(action: Any = "s3:GetObject", resource: Any = "arn:aws:s3:::shop/*", **more: Any) -> dict[str, Any]:
    return {"Sid": "S", "Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(**more: Any) -> dict[str, Any]:
    return {"Sid": "No", "Effect": "Deny", "Action": "s3:*", "Resource": "*", **more}


def test_nothing_is_allowed_by_silence() -> None:
    """Without a statement the answer is no, and says that no policy allows it."""
    verdict = decide(ASK, WHO, policy(allow(action="s3:PutObject")))
    assert not verdict.allowed
    assert verdict.why == "no identity-based policy allows the s3:GetObject action"


def test_an_allow_names_the_words_that_were_used() -> None:
    """By which unused words are found."""
    (part,) = decide(ASK, WHO, policy(allow(action=["s3:Put*", "s3:Get*"]))).parts
    assert (part.statement.sid, part.action, part.resource) == ("S", "s3:Get*", "arn:aws:s3:::shop/*")


def test_a_deny_wins() -> None:
    """Wherever it stands: in the role's policy or in the resource's."""
    own = decide(ASK, WHO, policy(allow(), deny()))
    theirs = decide(ASK, WHO, policy(allow()), policy(deny(Principal="*")))
    assert (own.denied, theirs.denied) == (True, True)
    assert "statement No" in own.why


def test_a_condition_that_does_not_hold_takes_the_statement_away() -> None:
    """A deny of plain HTTP leaves what comes by TLS alone."""
    tls_only = policy(deny(Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}}))
    asked = AccessRequest(ASK.action, ASK.resource, {"aws:SecureTransport": "true"})
    assert decide(asked, WHO, policy(allow()), tls_only).allowed


def test_not_action_and_not_resource() -> None:
    """All but these."""
    others = {"Effect": "Allow", "NotAction": "s3:Get*", "NotResource": "arn:aws:s3:::shop/*"}
    assert not decide(ASK, WHO, policy(others)).allowed
    assert decide(AccessRequest("s3:PutObject", "arn:aws:s3:::other/a"), WHO, policy(others)).allowed


def test_a_resource_s_policy_is_for_those_it_names() -> None:
    """The role by its ARN, a service by its name; the account as a whole is no allow."""
    for named, expected in (
        ({"AWS": ROLE}, True),
        ({"AWS": "arn:aws:iam::1:role/other"}, False),
        ({"AWS": "arn:aws:iam::1:root"}, False),
        ({"Service": "lambda.amazonaws.com"}, False),
        ("*", True),
    ):
        assert decide(ASK, WHO, (), policy(allow(Principal=named))).allowed == expected


def test_one_statement_needs_no_list() -> None:
    """As IAM takes it."""
    assert decide(ASK, WHO, read_policy({"Statement": allow()}, "p")).allowed


KEY = "arn:aws:kms:r:1:key/k"
DECRYPT = AccessRequest("kms:Decrypt", KEY, {"kms:ViaService": "s3.r.amazonaws.com"})
TO_ACCOUNT = {"AWS": "arn:aws:iam::1:root"}


def test_a_key_is_used_only_if_its_policy_hands_on_and_the_role_s_allows() -> None:
    """Both are needed: KMS developer guide, "Key policies"."""
    handed = policy(allow("kms:Decrypt", "*", Principal=TO_ACCOUNT))
    mine = policy(allow("kms:Decrypt", KEY))
    assert decide_key(DECRYPT, WHO, mine, handed).allowed
    assert not decide_key(DECRYPT, WHO, mine, policy(allow("kms:Encrypt", "*", Principal=TO_ACCOUNT))).allowed
    assert not decide_key(DECRYPT, WHO, (), handed).allowed


def test_a_key_s_policy_that_names_the_role_is_enough() -> None:
    """Then nothing else is asked."""
    assert decide_key(DECRYPT, WHO, (), policy(allow("kms:*", "*", Principal={"AWS": ROLE}))).allowed


def test_a_key_goes_through_the_services_that_its_policy_names() -> None:
    """kms:ViaService."""
    through = {"StringEquals": {"kms:ViaService": ["sqs.r.amazonaws.com"]}}
    handed = policy(allow("kms:Decrypt", "*", Principal=TO_ACCOUNT, Condition=through))
    verdict = decide_key(DECRYPT, WHO, policy(allow("kms:Decrypt", KEY)), handed)
    assert verdict.why == "no resource-based policy allows the kms:Decrypt action"
