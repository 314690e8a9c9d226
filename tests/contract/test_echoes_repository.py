"""Echoes in their table, and the uploads that were promised."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.adapters.dynamodb.echoes import PROMISED_SECONDS, WINDOW, DynamoDBEchoes, id_between
from backend.adapters.dynamodb.key_schemas import KeySchema
from backend.adapters.dynamodb.tables import Rows, Tables
from backend.domain.echoes.models import Emotion, Location, StoredEcho
from backend.domain.echoes.ports import PendingUpload
from backend.domain.shared.errors import Conflict, InvalidPageToken, NotFound
from backend.domain.shared.ids import new_id, new_ids
from tests.makers import NOW, Counting, cursors

MOST = 4
"""Queries that a random echo may cost."""
LONG_AGO = f"ech_01{'0' * 24}"


@pytest.fixture
def echoes(tables: Tables, table_of: Mapping[str, str]) -> DynamoDBEchoes:
    return DynamoDBEchoes(tables, table_of["echoes"], table_of["short_lived"], cursors())


def echo(owner: str, emotion: Emotion = "joy", echo_id: str | None = None, **more: Any) -> StoredEcho:
    echo_id = echo_id or new_id("ech")
    made: dict[str, Any] = {
        "echo_id": echo_id,
        "owner_id": owner,
        "emotion": emotion,
        "timestamp": NOW,
        "filename": "a.webm",
        "tags": [],
        "created_at": NOW,
        "audio_key": f"{owner}/{echo_id}.webm",
        "content_type": "audio/webm",
        "saved_by": "w1",
        **more,
    }
    return StoredEcho.model_validate(made)


def born_at_once(count: int) -> list[StoredEcho]:
    return [echo("ana", echo_id=each) for each in new_ids("ech", count)]


def added(echoes: DynamoDBEchoes, made: StoredEcho) -> None:
    """Saves an echo through all its phases."""
    echoes.promise(PendingUpload(made.echo_id, made.audio_key, made.content_type, 5, made.filename), made.owner_id)
    echoes.start_saving(made)
    echoes.finish_saving(made)


def kept(echoes: DynamoDBEchoes, owner: str, count: int, emotion: Emotion = "joy") -> list[StoredEcho]:
    """The oldest first."""
    made = [echo(owner, emotion, each) for each in new_ids("ech", count)]
    for each in made:
        added(echoes, each)
    return made


# ---- one


def test_gets_what_was_added(echoes: DynamoDBEchoes, owner: str) -> None:
    """Everything comes back as it was, coordinates with their decimals."""
    made = echo(
        owner,
        location=Location(lat=37.5407, lng=-77.436),
        tags=["río", "🦊"],
        transcript="¿Qué tal?",
        detected_mood="calm",
    )
    added(echoes, made)
    assert echoes.get(made.echo_id, owner) == made


@given(lat=st.floats(-90, 90), lng=st.floats(-180, 180))
def test_any_place_can_be_kept(echoes: DynamoDBEchoes, owner: str, lat: float, lng: float) -> None:
    """Also where a coordinate is smaller than DynamoDB's smallest number, whole, or minus nothing."""
    made = echo(owner, location=Location(lat=lat, lng=lng))
    added(echoes, made)
    found = echoes.get(made.echo_id, owner)
    assert found.location is not None
    assert (found.location.lat, found.location.lng) == pytest.approx((lat, lng), abs=1e-7)


def test_an_echo_is_added_once(echoes: DynamoDBEchoes, owner: str) -> None:
    """A second one of the same id is refused and changes nothing."""
    made = echo(owner)
    added(echoes, made)
    with pytest.raises(Conflict):
        echoes.start_saving(echo(owner, "anger", made.echo_id))
    assert echoes.get(made.echo_id, owner) == made


def test_another_s_is_not_found(echoes: DynamoDBEchoes, owner: str) -> None:
    """An echo is found under its owner only."""
    made = echo(owner)
    added(echoes, made)
    with pytest.raises(NotFound):
        echoes.get(made.echo_id, "eve")
    assert echoes.find(made.echo_id, "eve") is None


def test_a_mood_is_added(echoes: DynamoDBEchoes, owner: str) -> None:
    """It joins the echo, which stays as it was."""
    made = echo(owner)
    added(echoes, made)
    echoes.add_mood(made, "hope")
    assert echoes.get(made.echo_id, owner) == made.model_copy(update={"detected_mood": "hope"})


def test_a_mood_brings_nothing_back(echoes: DynamoDBEchoes, owner: str) -> None:
    """An echo that was deleted while the model listened stays deleted."""
    made = echo(owner)
    echoes.add_mood(made, "hope")
    assert echoes.find(made.echo_id, owner) is None


def test_deletes(echoes: DynamoDBEchoes, owner: str) -> None:
    """It is gone, from both lists; doing it again does no harm."""
    made, other = kept(echoes, owner, 2)
    for _ in range(2):
        echoes.finish_deleting(made)
    emotions: tuple[Emotion | None, ...] = (None, "joy")
    for emotion in emotions:
        page = echoes.page(owner, emotion=emotion, limit=5, token=None, asked_by=owner)
        assert page.items == [other]


# ---- promises


def promised(owner: str) -> PendingUpload:
    echo_id = new_id("ech")
    return PendingUpload(echo_id, f"{owner}/{echo_id}.webm", "audio/webm", 5, "señal 🦊.webm")


def test_a_promise_is_remembered(echoes: DynamoDBEchoes, owner: str) -> None:
    """With everything that the upload may be."""
    made = promised(owner)
    echoes.promise(made, owner)
    assert echoes.find_promise(made.echo_id, owner) == made


def test_nothing_was_promised_to_another(echoes: DynamoDBEchoes, owner: str) -> None:
    """An id is good for whom it was made for."""
    made = promised(owner)
    echoes.promise(made, owner)
    for echo_id, asked_by in ((made.echo_id, "eve"), (new_id("ech"), owner)):
        with pytest.raises(NotFound):
            echoes.find_promise(echo_id, asked_by)


def test_a_promise_runs_out(tables: Tables, table_of: Mapping[str, str], owner: str) -> None:
    """After its time it is forgotten, whether DynamoDB has removed it or not."""
    clock = [1_800_000_000.0]
    echoes = DynamoDBEchoes(tables, table_of["echoes"], table_of["short_lived"], cursors(), now=lambda: clock[0])
    made = promised(owner)
    echoes.promise(made, owner)
    clock[0] += PROMISED_SECONDS - 1
    assert echoes.find_promise(made.echo_id, owner) == made
    clock[0] += 2
    with pytest.raises(NotFound):
        echoes.find_promise(made.echo_id, owner)


# ---- lists


@pytest.mark.parametrize(("emotion", "wanted"), [(None, [2, 1, 0, 3]), ("joy", [2, 1, 0]), ("fear", [3]), ("hope", [])])
def test_pages_newest_first(
    echoes: DynamoDBEchoes, counting: Counting, owner: str, emotion: Emotion | None, wanted: list[int]
) -> None:
    """All of an owner's or those of an emotion; a page costs one Query."""
    afraid = kept(echoes, owner, 1, "fear")
    made = [*kept(echoes, owner, 3), *afraid]
    kept(echoes, f"{owner}-other", 2)
    counting.calls.clear()
    page = echoes.page(owner, emotion=emotion, limit=10, token=None, asked_by=owner)
    assert counting.calls == {"query": 1}
    assert page.items == [made[number] for number in wanted]


@pytest.mark.parametrize("emotion", [None, "joy"])
def test_pages_go_on(echoes: DynamoDBEchoes, owner: str, emotion: Emotion | None) -> None:
    """Each echo once, and no token at the end."""
    made = kept(echoes, owner, 5)
    found: list[StoredEcho] = []
    token = None
    for _ in range(3):
        page = echoes.page(owner, emotion=emotion, limit=2, token=token, asked_by=owner)
        found += page.items
        token = page.next_page_token
    assert (found, token) == (made[::-1], None)


def test_a_token_is_for_one_list(echoes: DynamoDBEchoes, owner: str) -> None:
    """A token of another caller's, or of another emotion's list, is refused."""
    kept(echoes, owner, 3)
    token = echoes.page(owner, emotion="joy", limit=1, token=None, asked_by=owner).next_page_token
    asked: list[tuple[Emotion | None, str]] = [(None, owner), ("fear", owner), ("joy", "eve")]
    for emotion, asked_by in asked:
        with pytest.raises(InvalidPageToken):
            echoes.page(owner, emotion=emotion, limit=1, token=token, asked_by=asked_by)


# ---- at random


class Held:
    """Tables of one owner's echoes, quick enough to draw from thousands of times."""

    def __init__(self, *echoes: StoredEcho) -> None:
        self._rows = [each.model_dump(mode="json") for each in echoes]

    def query(
        self, table: str, schema: KeySchema, owner: str, *, limit: int, newest_first: bool = True, begin: str = ""
    ) -> Rows:
        found = [row for row in self._rows if row["echo_id"] >= begin]
        found.sort(key=lambda row: str(row["echo_id"]), reverse=newest_first)
        return Rows(found[:limit], found[limit - 1] if len(found) > limit else None)


def drawn(times: int, *made: StoredEcho) -> Counter[str]:
    """How often each came up."""
    echoes = DynamoDBEchoes(Held(*made), "echoes", "short_lived", cursors())  # type: ignore[arg-type]
    return Counter(echoes.random("ana", emotion=None).echo_id for _ in range(times))


@pytest.mark.parametrize("emotion", [None, "joy"])
def test_there_is_nothing_to_choose_from(echoes: DynamoDBEchoes, owner: str, emotion: Emotion | None) -> None:
    """Without echoes, and without any of the emotion."""
    kept(echoes, f"{owner}-other", 1)
    if emotion is not None:
        kept(echoes, owner, 1, "fear")
    with pytest.raises(NotFound):
        echoes.random(owner, emotion=emotion)


def test_any_of_a_few_is_as_likely() -> None:
    """Each of four comes up about a quarter of the time, also after a long silence: 120 of 800 were a miracle."""
    found = drawn(800, echo("ana", echo_id=LONG_AGO), *born_at_once(3))
    assert len(found) == 4
    assert min(found.values()) > 120


def test_an_emotion_is_drawn_from_its_own(echoes: DynamoDBEchoes, owner: str) -> None:
    """With an emotion none but its echoes come up."""
    kept(echoes, owner, 5)
    (afraid,) = kept(echoes, owner, 1, "fear")
    assert {echoes.random(owner, emotion="fear").echo_id for _ in range(10)} == {afraid.echo_id}


@pytest.mark.parametrize("emotion", [None, "joy"])
@pytest.mark.parametrize("count", [1, WINDOW, WINDOW + 1, 3 * WINDOW])
def test_a_draw_costs_the_same_whatever_there_is(
    echoes: DynamoDBEchoes, counting: Counting, owner: str, count: int, emotion: Emotion | None
) -> None:
    """A few Queries of a few rows, with one echo and with many."""
    kept(echoes, owner, count)
    for _ in range(10):
        counting.calls.clear()
        counting.requests.clear()
        echoes.random(owner, emotion=emotion)
        assert set(counting.calls) == {"query"}
        assert counting.calls["query"] <= MOST
        assert all(request["Limit"] <= WINDOW for _, request in counting.requests)


def test_of_many_each_can_come_up() -> None:
    """The first, the last and all between: none is out of reach."""
    made = born_at_once(WINDOW + 5)
    assert set(drawn(2000, *made)) == {each.echo_id for each in made}


def test_those_of_a_busy_moment_are_not_passed_over() -> None:
    """After one echo of long ago come forty at once: what follows the silence is not always the first of them."""
    found = drawn(2000, echo("ana", echo_id=LONG_AGO), *born_at_once(40))
    assert len(found) >= WINDOW
    assert max(found.values()) < 200


def test_what_is_deleted_meanwhile_is_no_failure(dynamodb: Any, table_of: Mapping[str, str], owner: str) -> None:
    """When all older ones go between two Queries, one of those that were read is drawn."""
    names = (table_of["echoes"], table_of["short_lived"], cursors())
    plain = DynamoDBEchoes(Tables(dynamodb), *names)
    made = kept(plain, owner, WINDOW + 2)

    def empty(number: int) -> None:
        if number == 2:
            for each in made:
                plain.finish_deleting(each)

    racing = DynamoDBEchoes(Tables(Counting(dynamodb, {"query": empty})), *names)
    assert racing.random(owner, emotion=None) in made


ULID = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=25, max_size=25).map(lambda text: f"ech_0{text}")


@given(one=ULID, other=ULID)
def test_an_id_between(one: str, other: str) -> None:
    """It is of the same form, and sorts between the two, which may be the same."""
    assert min(one, other) <= id_between(one, other) <= max(one, other)
    assert len(id_between(one, other)) == len(one)
