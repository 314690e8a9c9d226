"""Faults to order, the log of calls, and the server itself."""

import http.client
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError

from backend.local.bedrock import BedrockCall, BedrockStandIn
from backend.local.fault_list import FaultsRefused
from backend.local.serving import PortTakenError
from tests.contract.bedrock_standin.conftest import AUTHORIZATION
from tests.time_limits import scaled

CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
TOOLS = {
    "tools": [{"toolSpec": {"name": "brief", "inputSchema": {"json": {"type": "object"}}}}],
    "toolChoice": {"tool": {"name": "brief"}},
}


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("AccessDeniedException", 403),
        ("ValidationException", 400),
        ("ResourceNotFoundException", 404),
        ("ModelTimeoutException", 408),
        ("ModelErrorException", 424),
        ("ThrottlingException", 429),
        ("ModelNotReadyException", 429),
        ("InternalServerException", 500),
        ("ServiceUnavailableException", 503),
    ],
)
def test_typed_errors(standin: BedrockStandIn, ask: Callable[..., Any], client: Any, code: str, status: int) -> None:
    """Each error has the service's status, and boto3 raises it by its class."""
    standin.faults.add(code=code, message="As ordered.")
    with pytest.raises(getattr(client.exceptions, code)) as caught:
        ask()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert caught.value.response["Error"]["Message"] == "As ordered."


def test_a_fault_wears_off(standin: BedrockStandIn, ask: Callable[..., Any]) -> None:
    """After so many times the call succeeds."""
    standin.faults.add(code="ThrottlingException", times=2)
    for _ in range(2):
        with pytest.raises(ClientError):
            ask()
    assert ask()["stopReason"] == "end_turn"


def test_a_permanent_fault(standin: BedrockStandIn, ask: Callable[..., Any]) -> None:
    """`times` null is for all calls."""
    standin.faults.add(code="ThrottlingException", times=None)
    for _ in range(5):
        with pytest.raises(ClientError):
            ask()


def test_a_fault_for_one_operation(
    standin: BedrockStandIn, ask: Callable[..., Any], invoke: Callable[..., Any]
) -> None:
    """Calls of other operations pass it by."""
    standin.faults.add(operation="InvokeModel", code="ModelErrorException")
    assert ask()["stopReason"] == "end_turn"
    with pytest.raises(ClientError):
        invoke("stability.stable-image-core-v1:1", {"prompt": "a"})


def test_a_fault_for_one_model(standin: BedrockStandIn, ask: Callable[..., Any]) -> None:
    """Calls of other models pass it by: what a fallback chain needs."""
    standin.faults.add(model=r"claude-sonnet", code="ThrottlingException", times=None)
    with pytest.raises(ClientError):
        ask()
    assert ask(modelId="amazon.nova-lite-v1:0")["stopReason"] == "end_turn"


def test_delay(standin: BedrockStandIn, ask: Callable[..., Any]) -> None:
    """The answer comes late."""
    standin.faults.add(delay_ms=150)
    started = time.monotonic()
    ask()
    assert time.monotonic() - started >= 0.15


def test_drop(standin: BedrockStandIn, ask: Callable[..., Any]) -> None:
    """The connection closes without an answer."""
    standin.faults.add(drop=True)
    with pytest.raises(ConnectionClosedError):
        ask()
    assert standin.calls[-1] == BedrockCall("Converse", CLAUDE, None, None)


def test_garbage(standin: BedrockStandIn, ask: Callable[..., Any]) -> None:
    """200 with a body that is no JSON: boto3 takes it for an answer without an output."""
    standin.faults.add(garbage=True)
    assert "output" not in ask()


def test_tool_input(standin: BedrockStandIn, ask: Callable[..., Any]) -> None:
    """The tool is called with an input that its schema would not allow."""
    standin.faults.add(tool_input={"title": 3})
    answer = ask("<idea>faro</idea>", toolConfig=TOOLS)
    assert answer["output"]["message"]["content"][0]["toolUse"]["input"] == {"title": 3}


def test_stop_reason(standin: BedrockStandIn, ask: Callable[..., Any]) -> None:
    """The answer ends for another reason."""
    standin.faults.add(stop_reason="content_filtered")
    assert ask()["stopReason"] == "content_filtered"


def test_guardrail(standin: BedrockStandIn, ask: Callable[..., Any]) -> None:
    """The guardrail intervenes whatever was said."""
    standin.faults.add(guardrail=True)
    assert ask()["stopReason"] == "guardrail_intervened"


def test_guardrail_words(standin: BedrockStandIn, ask: Callable[..., Any]) -> None:
    """Or it blocks other words, for as many calls as asked."""
    standin.faults.add(guardrail=["faro"], times=2)
    config = {"guardrailIdentifier": "gr1", "guardrailVersion": "1"}
    assert ask("un barco", guardrailConfig=config)["stopReason"] == "end_turn"
    assert ask("un faro", guardrailConfig=config)["stopReason"] == "guardrail_intervened"


def test_faults_over_http(standin: BedrockStandIn, post: Callable[..., Any], ask: Callable[..., Any]) -> None:
    """PUT replaces them, GET shows what is left."""
    faults = [{"code": "ThrottlingException", "operation": None}, {"drop": True, "times": 3}]
    assert post("/_faults", json.dumps(faults).encode(), "PUT")[0] == 204
    with pytest.raises(ClientError):
        ask()
    assert json.loads(post("/_faults", method="GET")[2]) == [{"drop": True, "times": 3}]


@pytest.mark.parametrize(
    ("faults", "hint"),
    [
        ([{"cod": "x"}], "0.cod: Extra inputs are not permitted"),
        ([{"code": "Oops"}], "0.code: Value error, not an error of Bedrock Runtime; there are AccessDenied"),
        ([{"model": "("}], "not a regular expression"),
        ([{"operation": "Chat"}], "0.operation"),
        ([{"times": 0}], "0.times"),
        ([{"delay_ms": -1}], "0.delay_ms"),
        ([{"stop_reason": "bored"}], "not a stop reason"),
        ([{"after_deltas": 1}], "after_deltas needs drop or a code"),
        ([{"after_deltas": 1, "code": "AccessDeniedException"}], "after_deltas needs drop or a code"),
        ([{"after_deltas": 1, "drop": True, "operation": "Converse"}], "is for ConverseStream"),
        ({"code": "ThrottlingException"}, "faults: Input should be a valid list"),
    ],
)
def test_senseless_faults(
    standin: BedrockStandIn, post: Callable[..., Any], faults: dict[str, Any] | list[Any], hint: str
) -> None:
    """They are refused with a reason, and nothing changes."""
    standin.faults.add(drop=True)
    status, _, body = post("/_faults", json.dumps(faults).encode(), "PUT")
    assert status == 400
    assert hint in json.loads(body)["message"]
    assert len(standin.faults.pending()) == 1


def test_faults_that_are_no_json(post: Callable[..., Any]) -> None:
    """Nor is anything else taken for a list."""
    assert post("/_faults", b"{", "PUT")[0] == 400


def test_senseless_fault_in_python() -> None:
    """The same check guards the Python side."""
    with pytest.raises(FaultsRefused, match="Extra inputs"):
        BedrockStandIn().faults.add(cod="x")


def test_calls(standin: BedrockStandIn, ask: Callable[..., Any], post: Callable[..., Any]) -> None:
    """Each call is logged with its operation, model, status and error, and nothing that was said."""
    ask("a secret")
    with pytest.raises(ClientError):
        ask("a secret", messages=[])
    assert standin.calls[-2:] == [
        BedrockCall("Converse", CLAUDE, 200, None),
        BedrockCall("Converse", CLAUDE, 400, "ValidationException"),
    ]
    raw = post("/_calls", method="GET")[2]
    assert json.loads(raw)[-2] == {"operation": "Converse", "model": CLAUDE, "status": 200, "error": None}
    assert b"secret" not in raw


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/"), ("GET", f"/model/{CLAUDE}/converse"), ("POST", "/model/x/fly"), ("POST", "/_calls")],
)
def test_unknown_paths(post: Callable[..., Any], method: str, path: str) -> None:
    """No such operation."""
    status, headers, body = post(path, method=method)
    assert (status, headers["x-amzn-ErrorType"]) == (404, "UnknownOperationException")
    assert "x-amzn-RequestId" in headers
    assert json.loads(body)["message"]


def test_body_too_large(standin: BedrockStandIn) -> None:
    """More than InvokeModel takes is refused without being read."""
    connection = http.client.HTTPConnection(standin.url.removeprefix("http://"), timeout=scaled(10))
    connection.putrequest("POST", f"/model/{CLAUDE}/converse")
    connection.putheader("Content-Length", "25000001")
    connection.putheader("Authorization", AUTHORIZATION)
    connection.endheaders()
    response = connection.getresponse()
    assert (response.status, response.headers["x-amzn-ErrorType"]) == (400, "ValidationException")
    connection.close()


def test_concurrent_calls(standin: BedrockStandIn, ask: Callable[..., Any]) -> None:
    """A fault that befalls three calls befalls three of many at once."""
    standin.faults.add(code="ThrottlingException", times=3)
    outcomes: list[str] = []

    def call() -> None:
        try:
            outcomes.append(ask()["stopReason"])
        except ClientError as error:
            outcomes.append(error.response["Error"]["Code"])

    threads = [threading.Thread(target=call) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (outcomes.count("ThrottlingException"), outcomes.count("end_turn")) == (3, 17)


def test_close_gives_the_port_back(connect: Callable[..., Any]) -> None:
    """After close nobody listens, no thread is left, and closing twice is no mistake."""
    standin = BedrockStandIn().serve()
    url, port = standin.url, int(standin.url.rpartition(":")[2])
    standin.close()
    standin.close()
    with pytest.raises(EndpointConnectionError):
        connect(url).converse(modelId=CLAUDE, messages=[{"role": "user", "content": [{"text": "a"}]}])
    with BedrockStandIn().serve(port) as again:
        assert again.url == url


def test_close_does_not_wait_for_delays(connect: Callable[..., Any]) -> None:
    """An injected delay ends when the stand-in closes."""
    standin = BedrockStandIn().serve()
    standin.faults.add(delay_ms=60_000, code="ModelTimeoutException")
    client = connect(standin.url)
    failed = threading.Event()

    def call() -> None:
        try:
            client.converse(modelId=CLAUDE, messages=[{"role": "user", "content": [{"text": "a"}]}])
        except ClientError:
            failed.set()

    thread = threading.Thread(target=call)
    thread.start()
    while standin.faults.pending():
        time.sleep(0.01)
    standin.close()
    thread.join(scaled(5))
    assert failed.is_set()


def test_port_taken(standin: BedrockStandIn) -> None:
    """A port in use is an error to be caught, not the end of the process."""
    with pytest.raises(PortTakenError, match=r"(?i)in use"):
        BedrockStandIn().serve(int(standin.url.rpartition(":")[2]))


def test_serves_once(standin: BedrockStandIn) -> None:
    """A second serve would leave the first without a way to close."""
    with pytest.raises(RuntimeError):
        standin.serve()


def test_no_address_before_serving() -> None:
    """There is no URL to give yet."""
    with pytest.raises(RuntimeError):
        _ = BedrockStandIn().url
