"""How much a caller may have made in a day."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.local.laptop import Laptop
from tests.app.document import assert_documented, assert_error
from tests.app.models import BRIEF, paid
from tests.conftest import OTHER_SETTINGS, Answer, Client, start_laptop

LIMIT = int(OTHER_SETTINGS["DAILY_GENERATIONS"])


def left(client: Client, user: str) -> int:
    return int(client.get("/me", as_user=user).json["allowance"]["remaining"])


@pytest.fixture(scope="module")
def spent(other_client: Client) -> str:
    """A user who has used everything up."""
    for _ in range(LIMIT):
        assert other_client.post("/design", {"brief": BRIEF}, as_user="spender").status == 200
    return "spender"


def test_a_design_counts(client: Client, ana: str) -> None:
    """A picture is a generation, whether a product comes of it or not."""
    before = left(client, ana)
    client.post("/design", {"brief": BRIEF}, as_user=ana)
    assert left(client, ana) == before - 1


def test_a_refused_request_does_not_count(client: Client, ana: str) -> None:
    """What breaks a rule is refused before anything is counted."""
    before = left(client, ana)
    client.post("/create", {"q": ""}, as_user=ana)
    assert left(client, ana) == before


def test_everyone_has_an_allowance_of_their_own(client: Client, ana: str, ben: str) -> None:
    """The caller's generations are not another user's."""
    before = left(client, ben)
    client.post("/design", {"brief": BRIEF}, as_user=ana)
    assert left(client, ben) == before


def test_an_admin_spends_their_own(client: Client, ana: str) -> None:
    """Who asks is who pays, also when it is made for another."""
    before = left(client, ana)
    client.create("boss-spender", user_id=client.user_id(ana))
    assert left(client, ana) == before


def test_it_ends_at_midnight(client: Client, ana: str) -> None:
    """Days are UTC days."""
    resets_at = datetime.fromisoformat(client.get("/me", as_user=ana).json["allowance"]["resets_at"])
    assert (resets_at.hour, resets_at.minute, resets_at.second, resets_at.utcoffset()) == (0, 0, 0, timedelta(0))
    assert timedelta(0) <= resets_at - datetime.now(UTC) <= timedelta(days=1)


def test_when_it_is_used_up(other_client: Client, other_laptop: Laptop, spent: str) -> None:
    """429 with Retry-After in seconds, and no model is asked."""
    with paid(other_laptop) as calls:
        answer = other_client.post("/create", {"q": "A lighthouse"}, as_user=spent)
    assert_error(answer, 429, "too_many_requests")
    assert_documented("createProduct", answer)
    assert 1 <= int(answer.headers["retry-after"]) <= 86_400
    assert not calls.operations
    assert left(other_client, spent) == 0


def test_the_rest_continues(other_client: Client, spent: str) -> None:
    """Someone without generations left still reads, chats and interprets."""
    assert other_client.get("/products", as_user=spent, owner="me").status == 200
    assert other_client.post("/interpret", {"q": "A lighthouse"}, as_user=spent).status == 200


def test_it_holds_when_many_ask_at_once(other_client: Client, ana: str) -> None:
    """The counter is atomic: of more requests than are left, exactly as many as are left succeed."""
    other_client.token(ana)
    with ThreadPoolExecutor(LIMIT + 3) as pool:
        asked = [pool.submit(other_client.post, "/design", {"brief": BRIEF}, as_user=ana) for _ in range(LIMIT + 3)]
        statuses = sorted(each.result().status for each in asked)
    assert statuses == [200] * LIMIT + [429] * 3


# ---- text


TOKENS = 6000


@pytest.fixture(scope="module")
def frugal() -> Iterator[Client]:
    """A laptop with a small daily allowance of text tokens."""
    with start_laptop({"DAILY_TEXT_TOKENS": str(TOKENS)}) as running:
        yield Client(running)


def tokens_left(client: Client, user: str) -> int:
    return int(client.get("/me", as_user=user).json["text_allowance"]["remaining"])


LONG = {"message": "Tell me more. " * 100, "max_tokens": 4096}
CALLS: dict[str, tuple[str, dict[str, Any], dict[str, str]]] = {
    "interpret": ("/interpret", {"q": "a lighthouse"}, {}),
    "chat": ("/chat", LONG, {}),
    "stream": ("/chat", LONG, {"Accept": "text/event-stream"}),
    "create": ("/create", {"q": "a lighthouse"}, {}),
}


@pytest.mark.parametrize("call", CALLS)
def test_text_has_an_allowance(frugal: Client, ana: str, call: str) -> None:
    """Each way to a text model is charged for what it used, and refused once what it may use does not fit."""
    path, body, headers = CALLS[call]
    before = tokens_left(frugal, ana)
    answers: list[Answer] = []
    assert before == TOKENS
    while not answers or (answers[-1].status < 300 and len(answers) < 30):
        answers.append(frugal.post(path, body, as_user=ana, headers=headers))
        left = tokens_left(frugal, ana)
        assert 0 <= left < before or answers[-1].status == 429
        before = left
    assert len(answers) > 1
    problem = assert_error(answers[-1], 429, "too_many_requests")
    assert f"{TOKENS} tokens" in problem["message"]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 86_400


def test_a_tool_is_charged_too(frugal: Client, ana: str) -> None:
    """What an agent asks by MCP counts as the same call by REST."""
    arguments = {"name": "ask_catalogue", "arguments": {"message": "Hello"}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": arguments}
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25"}
    answer = frugal.post("/mcp", body, as_user=ana, headers=headers)
    assert answer.status == 200, answer.body
    assert tokens_left(frugal, ana) < TOKENS


def test_no_limit_is_shown_as_none(ana: str) -> None:
    """0 turns it off on purpose; then the profile has no such member."""
    with start_laptop({"DAILY_TEXT_TOKENS": "0"}) as running:
        assert "text_allowance" not in Client(running).get("/me", as_user=ana).json
