"""An authorizer of type REQUEST, as API Gateway's developer guide has it."""

import json
from typing import Any, cast

import pytest

from backend.local.deploy_test.authorizers import FunctionAuthorizer, identity_headers
from backend.local.deploy_test.instance import InvocationOutcome, failure
from backend.local.deploy_test.invoker import Invoker
from backend.local.gateway.event import Ids, everything
from backend.local.gateway.responses import RefusedError
from tests.unit.deploy_test.test_routing import API, request

ARN = "arn:aws:execute-api:us-west-2:1:abc/dev/POST/mcp"
WITH_TOKEN = [("Authorization", "Bearer t")]


class Function:
    """Stands for the deployed function: answers what it is given, and keeps the events."""

    def __init__(self, answer: InvocationOutcome | None) -> None:
        self.answer = answer
        self.events: list[dict[str, Any]] = []

    def call(self, event: dict[str, Any], request_id: str, trace: str) -> InvocationOutcome | None:
        self.events.append(event)
        return self.answer


def saying(effect: str, resource: str = ARN, **more: Any) -> InvocationOutcome:
    statement = {"Effect": effect, "Action": "execute-api:Invoke", "Resource": resource}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return InvocationOutcome(json.dumps({"principalId": "ana", "policyDocument": policy, **more}).encode())


def admitted(function: Function, headers: Any = WITH_TOKEN, *, arn: str = ARN, times: int = 1, ttl: float = 300) -> Any:
    guard = FunctionAuthorizer(cast(Invoker, function), API, ["Authorization"], ttl)
    for _ in range(times):
        found = guard.admit(request("POST", "/mcp", headers), Ids("r", "e", "t"), everything("/mcp"), arn)
    return found


def refused(function: Function, headers: Any = WITH_TOKEN, **more: Any) -> tuple[str, str | None]:
    with pytest.raises(RefusedError) as error:
        admitted(function, headers, **more)
    return error.value.kind, error.value.message


def test_without_an_identity_source_the_function_is_not_asked() -> None:
    """401 at once."""
    function = Function(saying("Allow"))
    assert refused(function, []) == ("UNAUTHORIZED", "Unauthorized")
    assert function.events == []


def test_allow_hands_on_principal_and_context_as_text() -> None:
    """Numbers and booleans become strings."""
    found = admitted(Function(saying("Allow", context={"a": 1, "b": True, "c": "x"})))
    assert {**found, "integrationLatency": 0} == {
        "principalId": "ana", "integrationLatency": 0, "a": "1", "b": "true", "c": "x"
    }  # fmt: skip


def test_the_function_gets_the_request_without_its_body() -> None:
    """The event of a REQUEST authorizer."""
    function = Function(saying("Allow"))
    admitted(function)
    (event,) = function.events
    assert (event["type"], event["methodArn"], event["httpMethod"], event["path"]) == ("REQUEST", ARN, "POST", "/mcp")
    assert event["headers"]["Authorization"] == "Bearer t"
    assert event["requestContext"]["stage"] == "dev"
    assert "body" not in event


def test_deny_and_no_word_are_told_apart() -> None:
    """Both are 403."""
    assert refused(Function(saying("Deny"))) == (
        "ACCESS_DENIED", "User is not authorized to access this resource with an explicit deny"
    )  # fmt: skip
    assert refused(Function(saying("Allow", ARN + "/other"))) == (
        "ACCESS_DENIED", "User is not authorized to access this resource"
    )  # fmt: skip


def test_exactly_unauthorized_is_401() -> None:
    """Any other failure is the API's own: 500."""
    assert refused(Function(failure("Refused", "Unauthorized")))[0] == "UNAUTHORIZED"
    assert refused(Function(failure("Refused", "unauthorized")))[0] == "AUTHORIZER_FAILURE"
    assert refused(Function(failure("Runtime.ExitError", "exit status 1")))[0] == "AUTHORIZER_FAILURE"


@pytest.mark.parametrize(
    "answer",
    [
        InvocationOutcome(b"null"),
        InvocationOutcome(b'{"principalId": "ana"}'),
        InvocationOutcome(b'{"principalId": "ana", "policyDocument": {}}'),
        saying("Allow", context={"a": ["no", "list"]}),
        None,
    ],
)
def test_an_answer_that_is_malformed_is_500(answer: InvocationOutcome | None) -> None:
    """As is a function that API Gateway may not call (None)."""
    assert refused(Function(answer))[0] == "AUTHORIZER_CONFIGURATION_ERROR"


def test_the_answer_is_kept_by_identity() -> None:
    """For its time to live; not at all with 0."""
    kept, asked_again = Function(saying("Allow")), Function(saying("Allow"))
    admitted(kept, times=3)
    admitted(asked_again, times=3, ttl=0)
    assert (len(kept.events), len(asked_again.events)) == (1, 3)


def test_a_kept_policy_is_held_against_each_request() -> None:
    """A policy for one method lets no other through, kept or not."""
    function = Function(saying("Allow"))
    guard = FunctionAuthorizer(cast(Invoker, function), API, ["Authorization"], 300)
    ids, place = Ids("r", "e", "t"), everything("/mcp")
    guard.admit(request("POST", "/mcp", WITH_TOKEN), ids, place, ARN)
    with pytest.raises(RefusedError):
        guard.admit(request("DELETE", "/mcp", WITH_TOKEN), ids, place, ARN.replace("POST", "DELETE"))
    assert len(function.events) == 1


def test_identity_sources_are_headers() -> None:
    """Others the proof does not read, and says so."""
    assert identity_headers("method.request.header.Authorization, method.request.header.X") == ["Authorization", "X"]
    with pytest.raises(ValueError, match="stageVariables"):
        identity_headers("stageVariables.x")
