"""Page tokens."""

import base64
import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backend.adapters.dynamodb.cursors import Cursors
from backend.adapters.dynamodb.short_lived import DynamoDBCounters
from backend.adapters.dynamodb.tables import Tables
from backend.domain.shared.errors import InvalidPageToken
from tests.makers import cursors

TEXT = st.text(max_size=15)
POSITIONS = st.dictionaries(
    TEXT, st.one_of(TEXT, st.integers(), st.none(), st.dictionaries(TEXT, TEXT, max_size=2)), max_size=3
)
SCOPES = st.lists(st.one_of(TEXT, st.integers(), st.none()), max_size=3).map(tuple)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@given(POSITIONS, SCOPES)
def test_opens_what_it_sealed(position: dict[str, Any], scope: tuple[Any, ...]) -> None:
    """A token gives back its position to anyone who has the same scope; it fits into a URL as it is."""
    token = cursors().seal(position, *scope)
    assert token is not None
    assert set(token) <= set(LETTERS)
    assert cursors().open(token, *scope) == position


def test_there_is_no_token_at_the_end() -> None:
    """A list that is over has no token, and no token begins a list."""
    assert cursors().seal(None, "ana") is None
    assert cursors().open(None, "ana") is None


@pytest.mark.parametrize("length", [6, 7, 8], ids=["no rest", "one byte over", "two bytes over"])
def test_refuses_a_token_with_any_letter_changed(length: int) -> None:
    """One other letter anywhere makes it another token; so there is one token for a position, not several."""
    token = cursors().seal({"id": "x" * length}, "ana")
    assert token is not None
    changed = (
        token[:at] + letter + token[at + 1 :]
        for at in range(len(token))
        for letter in LETTERS + "+/= %é"
        if letter != token[at]
    )
    assert [each for each in changed if opens(each)] == []


def opens(token: str) -> bool:
    try:
        cursors().open(token, "ana")
    except InvalidPageToken:
        return False
    return True


@given(st.data())
def test_refuses_a_token_that_was_cut_or_lengthened(data: st.DataObject) -> None:
    """A part of a token, or a token and more, is none."""
    token = cursors().seal({"product_id": "prd_1", "owner_id": "ana"}, "ana")
    assert token is not None
    cut = token[: data.draw(st.integers(0, len(token) - 1))]
    longer = token + data.draw(st.text(LETTERS + "=", min_size=1, max_size=6))
    for changed in (cut, longer):
        with pytest.raises(InvalidPageToken):
            cursors().open(changed, "ana")


@given(SCOPES, SCOPES)
def test_refuses_another_scope(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    """A token of another caller, list or filter is refused, however alike the two look."""
    assume(one != other)
    token = cursors().seal({"id": "x"}, *one)
    with pytest.raises(InvalidPageToken):
        cursors().open(token, *other)


@pytest.mark.parametrize(
    ("one", "other"),
    [(("a", None), ("a", "None")), ((1,), ("1",)), (("a", "b"), ("a,b",)), (("ab", "c"), ("a", "bc")), ((), (None,))],
)
def test_scopes_that_look_alike_differ(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    """No spelling of one scope is that of another."""
    token = cursors().seal({"id": "x"}, *one)
    with pytest.raises(InvalidPageToken):
        cursors().open(token, *other)


def test_refuses_another_key() -> None:
    """Nobody makes a token without the key."""
    token = Cursors(lambda: b"other" * 8).seal({"id": "x"}, "ana")
    with pytest.raises(InvalidPageToken):
        cursors().open(token, "ana")


@given(st.text(max_size=60))
def test_refuses_garbage(garbage: str) -> None:
    """Any text that is no token is refused in the same way, and never with an error of JSON or base64."""
    with pytest.raises(InvalidPageToken):
        cursors().open(garbage, "ana")


@given(st.binary(max_size=60))
def test_refuses_well_formed_garbage(garbage: bytes) -> None:
    """Base64 of anything is refused too."""
    with pytest.raises(InvalidPageToken):
        cursors().open(base64.urlsafe_b64encode(garbage).decode().rstrip("="), "ana")


def test_refuses_a_position_without_a_signature() -> None:
    """The JSON of a position alone, with a made-up signature, opens nothing."""
    forged = b"\0" * 16 + json.dumps({"owner_id": "ben"}).encode()
    with pytest.raises(InvalidPageToken):
        cursors().open(base64.urlsafe_b64encode(forged).decode().rstrip("="), "ana")


def test_the_key_is_asked_for_only_when_needed() -> None:
    """A list of one page costs no look at the key."""
    asked: list[int] = []

    def key() -> bytes:
        asked.append(1)
        return b"k" * 32

    none = Cursors(key)
    assert (none.seal(None, "ana"), none.open(None, "ana"), asked) == (None, None, [])


def test_two_instances_read_each_other_s_tokens(tables: Tables, table_of: dict[str, str]) -> None:
    """All instances sign with the key that lies in the table."""
    one, other = (DynamoDBCounters(tables, table_of["short_lived"]) for _ in range(2))
    token = Cursors(lambda: one.signing_key).seal({"id": "x"}, "ana")
    assert Cursors(lambda: other.signing_key).open(token, "ana") == {"id": "x"}
