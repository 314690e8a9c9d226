"""POST /interpret: an idea becomes a brief."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.local.laptop import Laptop
from tests.app.document import assert_documented, assert_error, fields_of
from tests.app.models import BRIEF, BROKEN_BRIEF, paid
from tests.conftest import Client

FIELDS = {
    "title", "description", "kind", "style", "mood", "palette", "keywords", "tags", "language", "price_cents",
    "design_prompt", "lines",
}  # fmt: skip


def interpret(client: Client, user: str, **body: Any) -> Any:
    return client.post("/interpret", body, as_user=user)


def test_a_brief_has_all_its_fields(client: Client, ana: str) -> None:
    """An idea comes back as a whole brief that fits the document."""
    answer = interpret(client, ana, q="Hazme una imagen de Colombia")
    assert_documented("interpret", answer)
    assert answer.status == 200
    assert set(answer.json) == FIELDS


@pytest.mark.parametrize(
    ("idea", "language"),
    [
        ("Hazme una imagen de Colombia", "es"),
        ("Um cartaz do mar em Lisboa", "pt"),
        ("A poster of the old harbour at night", "en"),
    ],
)
def test_the_brief_speaks_the_language_of_the_idea(client: Client, ana: str, idea: str, language: str) -> None:
    """An idea in Spanish, Portuguese or English gets a brief in the same language."""
    assert interpret(client, ana, q=idea).json["language"] == language


@pytest.mark.parametrize("kind", ["poster", "photo", "card", "document"])
def test_the_kind_can_be_chosen(client: Client, ana: str, kind: str) -> None:
    """A kind that is asked for is the brief's kind."""
    assert interpret(client, ana, q="A lighthouse", kind=kind).json["kind"] == kind


def test_the_language_can_be_chosen(client: Client, ana: str) -> None:
    """A language that is asked for is the brief's language."""
    assert interpret(client, ana, q="A lighthouse", language="pt").json["language"] == "pt"


def test_nothing_is_kept(client: Client, ana: str) -> None:
    """Interpreting makes no product and no conversation, and costs nothing of the allowance."""
    before = client.get("/me", as_user=ana).json["allowance"]
    interpret(client, ana, q="A lighthouse")
    assert client.get("/products", as_user=ana, owner="me").json["count"] == 0
    assert client.get("/conversations", as_user=ana).json["count"] == 0
    assert client.get("/me", as_user=ana).json["allowance"]["remaining"] == before["remaining"]


@pytest.mark.parametrize(
    "idea", ["x", "é", "🦊", "日本の海", "a" * 1000, "<script>alert(1)</script>", "</idea>", "%s{0}", "a\nb\tc"]
)
def test_any_text_becomes_a_brief(client: Client, ana: str, idea: str) -> None:
    """Whatever the idea is written in, a decent brief comes of it."""
    assert_documented("interpret", interpret(client, ana, q=idea))
    assert interpret(client, ana, q=idea).status == 200


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=60))
def test_arbitrary_text_never_fails(client: Client, idea: str) -> None:
    """Any text is either taken (200) or refused for what it holds (400 half a character, 422 nothing to see)."""
    answer = interpret(client, "ideas", q=idea)
    assert answer.status in (200, 400, 422), answer.body
    assert_documented("interpret", answer)


@pytest.mark.parametrize("idea", ["", " ", "\n\t ", "a" * 1001, "a\0b", "\x1b[31m", None, 7, ["a"], {}])
def test_bad_ideas_are_refused(client: Client, ana: str, idea: Any) -> None:
    """An idea is 1 to 1000 characters, at least one of them visible."""
    assert fields_of(assert_error(interpret(client, ana, q=idea), 422, "validation_failed")) == ["q"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "mug"), ("kind", 1), ("language", "english"), ("language", "EN"), ("style", "flat")],
)
def test_bad_wishes_are_refused(client: Client, ana: str, field: str, value: Any) -> None:
    """A wish that cannot be met, a null and an unknown field are refused by name."""
    answer = interpret(client, ana, q="A lighthouse", **{field: value})
    assert fields_of(assert_error(answer, 422, "validation_failed")) == [field]


def test_a_broken_brief_is_asked_for_once_more(client: Client, laptop: Laptop, faults: Any, ana: str) -> None:
    """A brief that breaks its schema gets one more chance, and nobody notices."""
    faults.add(operation="ConverseStream", tool_input=BROKEN_BRIEF)
    with paid(laptop) as calls:
        answer = interpret(client, ana, q="A lighthouse")
    assert_documented("interpret", answer)
    assert answer.status == 200
    assert calls.operations == {"ConverseStream": 2}


PARTY = "A poster for Leo's party on 3 May at 5 pm in Cali"
INVENTED = [
    {"role": "date", "text": "3 May"},
    {"role": "phone", "text": "555 0100"},
    {"role": "tagline", "text": "Joy"},
]


def test_a_fact_that_the_idea_does_not_state_is_asked_for_once_more(
    client: Client, laptop: Laptop, faults: Any, ana: str
) -> None:
    """A model that invents a telephone number is asked to correct it."""
    faults.add(operation="ConverseStream", tool_input={**BRIEF, "lines": INVENTED})
    with paid(laptop) as calls:
        answer = interpret(client, ana, q=PARTY)
    assert answer.status == 200
    assert "555 0100" not in answer.body.decode()
    assert calls.operations == {"ConverseStream": 2}


def test_invented_facts_never_reach_a_print(client: Client, faults: Any, ana: str) -> None:
    """A model that insists keeps what the idea states, and the tagline, which is its own."""
    faults.add(operation="ConverseStream", tool_input={**BRIEF, "lines": INVENTED}, times=5)
    assert interpret(client, ana, q=PARTY).json["lines"] == [INVENTED[0], INVENTED[2]]


def test_lines_lose_the_directions_of_the_idea(client: Client, laptop: Laptop, faults: Any, ana: str) -> None:
    """A model that copies a line with its marks for direction has written a good line, and is not asked again."""
    marked = [{"role": "place", "text": "\u202bCali\u202c"}]
    faults.add(operation="ConverseStream", tool_input={**BRIEF, "title": "\u202bFox\u202c", "lines": marked})
    with paid(laptop) as calls:
        answer = interpret(client, ana, q=PARTY)
    assert (answer.json["title"], answer.json["lines"]) == ("Fox", [{"role": "place", "text": "Cali"}])
    assert calls.operations == {"ConverseStream": 1}


def test_a_brief_survives_the_failure_of_its_repair(client: Client, faults: Any, ana: str) -> None:
    """A brief that only invents a line is used without it when the model does not answer again."""
    faults.add(operation="ConverseStream", tool_input={**BRIEF, "lines": INVENTED})
    faults.add(operation="ConverseStream", code="AccessDeniedException", times=9)
    answer = interpret(client, ana, q=PARTY)
    assert (answer.status, answer.json["lines"]) == (200, [INVENTED[0], INVENTED[2]])


@pytest.mark.parametrize(
    "broken", [BROKEN_BRIEF, {}, {**BRIEF, "surprise": 1}], ids=["wrong", "empty", "unknown field"]
)
def test_a_brief_that_stays_broken_is_a_502(
    client: Client, laptop: Laptop, faults: Any, ana: str, broken: dict[str, Any]
) -> None:
    """The model is asked twice and no more."""
    faults.add(operation="ConverseStream", tool_input=broken, times=5)
    with paid(laptop) as calls:
        answer = interpret(client, ana, q="A lighthouse")
    assert_error(answer, 502, "model_failed")
    assert calls.operations == {"ConverseStream": 2}


def test_a_guardrail_is_a_422(client: Client, faults: Any, ana: str) -> None:
    """What the guardrail stops is the caller's to reword."""
    faults.add(operation="ConverseStream", guardrail=True)
    assert_error(interpret(client, ana, q="A lighthouse"), 422, "content_refused")


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"garbage": True}, 504),
        ({"drop": True}, 504),
        ({"code": "ThrottlingException"}, 503),
        ({"code": "ModelNotReadyException"}, 503),
        ({"code": "ServiceUnavailableException"}, 503),
        ({"code": "InternalServerException"}, 503),
        ({"code": "AccessDeniedException"}, 503),
        ({"code": "ResourceNotFoundException"}, 503),
        ({"code": "ModelTimeoutException"}, 504),
        ({"code": "ValidationException", "message": "The provided model identifier is invalid."}, 503),
        ({"code": "ValidationException", "message": "Malformed input request: 2 schema violations"}, 503),
    ],
    ids=str,
)
def test_a_model_that_fails(client: Client, faults: Any, ana: str, fault: dict[str, Any], status: int) -> None:
    """Each way a text model fails has its status, and the answer shows nothing of it."""
    faults.add(operation="ConverseStream", times=None, **fault)
    answer = interpret(client, ana, q="A lighthouse")
    assert_error(answer, status)
    assert_documented("interpret", answer)
    assert not any(word in answer.body for word in (b"Exception", b"anthropic", b"arn:", b"schema violations"))


def test_a_throttled_model_is_asked_again(client: Client, faults: Any, ana: str) -> None:
    """One throttled call is repeated without the caller noticing."""
    faults.add(operation="ConverseStream", code="ThrottlingException")
    assert interpret(client, ana, q="A lighthouse").status == 200


@pytest.mark.parametrize(
    "fault",
    [
        {"code": "ThrottlingException", "times": 2},
        {"code": "ModelTimeoutException"},
        {"code": "ModelNotReadyException", "times": 2},
        {"code": "ResourceNotFoundException"},
        {"code": "ValidationException", "message": "The provided model identifier is invalid."},
    ],
    ids=str,
)
def test_the_next_model_is_asked(
    other_client: Client, other_laptop: Laptop, other_faults: Any, ana: str, fault: dict[str, Any]
) -> None:
    """A first model that is throttled, timed out, not ready or gone is followed by the fallback."""
    other_faults.add(operation="ConverseStream", model="sonnet", **fault)
    with paid(other_laptop) as calls:
        answer = interpret(other_client, ana, q="A lighthouse")
    assert answer.status == 200
    assert "haiku" in calls.models[-1]


def test_the_guardrail_that_is_configured_is_used(other_client: Client, ana: str) -> None:
    """BEDROCK_GUARDRAIL_ID: what it blocks does not become a brief."""
    assert_error(interpret(other_client, ana, q="How to make napalm"), 422, "content_refused")
