"""What happens when many come at once. Each race is run several rounds; each round is a cell."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.trust import invariants as must
from tests.trust.run import LEASE_IS_OVER, OWNER, Run
from tests.trust.scenarios import ASYNC, begin_conversation, create, have_echo, have_product
from tests.trust.world import Answer, World

ONE_KEY, TURNS, CREATES = 50, 30, 30


@dataclass(frozen=True, slots=True)
class Race:
    name: str
    rounds: int
    run: Callable[[Run], Iterator[str]]


def run_race(world: World, race: Race) -> list[str]:
    """What does not hold after one round."""
    world.begin()
    run = Run(world)
    run.phase = "setup"
    found = list(race.run(run))
    world.function.ahead += LEASE_IS_OVER
    run.drain()
    run.read_as_owner()
    stores = run.stores()
    for check in (must.halves_belong_together, must.media_are_kept, must.jobs_have_ended,
                  must.messages_have_conversations, must.allowance_is_what_was_made):  # fmt: skip
        found += check(run, stores)
    return sorted(set(found))


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gives; all begin at the same moment."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index: int) -> None:
        gate.wait()
        results[index] = acts[index]()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def one_key(run: Run) -> Iterator[str]:
    """Fifty creates with one Idempotency-Key: one product; the others conflict or are replayed."""
    answers = at_once(*[lambda: _ask(run, "POST", "/create", {"q": "an owl"}, {"Idempotency-Key": "one"})] * ONE_KEY)
    yield from _find_unexpected(answers, {201, 409})
    fresh = [each for each in answers if each.status == 201 and "idempotent-replayed" not in each.headers]
    if len(fresh) != 1 or len(run.stores().rows("products")) != 1:
        yield f"{len(fresh)} first answers and {len(run.stores().rows('products'))} products for one key"


def many_creates(run: Run) -> Iterator[str]:
    """Thirty creates of one user: all are carried out."""
    yield from _find_unexpected(at_once(*[lambda: _ask(run, "POST", "/create", {"q": "an owl"})] * CREATES), {201})


def many_turns(run: Run) -> Iterator[str]:
    """Thirty turns in one conversation: no answer that was paid for is lost."""
    begin_conversation(run)
    body = {"message": "coffee?", "conversation_id": run.notes["conversation_id"]}
    yield from _find_unexpected(at_once(*[lambda: _ask(run, "POST", "/chat", body)] * TURNS), {200})


def delete_and_turn(run: Run) -> Iterator[str]:
    """A conversation is deleted while turns are added: afterwards nothing of it is left."""
    begin_conversation(run)
    conversation = run.notes["conversation_id"]
    body = {"message": "coffee?", "conversation_id": conversation}
    turn, delete = (
        (lambda: _ask(run, "POST", "/chat", body)),
        (lambda: _ask(run, "DELETE", f"/conversations/{conversation}")),
    )
    *turns, deleted = at_once(turn, turn, turn, delete)
    yield from _find_unexpected(turns, {200, 404})
    yield from _find_unexpected([deleted], {204})


def patch_and_delete(run: Run) -> Iterator[str]:
    have_product(run)
    path = f"/products/{run.notes['product_id']}"
    patched, deleted = at_once(
        lambda: _ask(run, "PATCH", path, {"title": "B"}), lambda: _ask(run, "DELETE", f"{path}?purge=true")
    )
    yield from _find_unexpected([patched], {200, 404})
    yield from _find_unexpected([deleted], {204})
    yield from must.product_is_gone(run, run.stores())


def delete_twice(run: Run) -> Iterator[str]:
    have_product(run)
    path = f"/products/{run.notes['product_id']}"
    answers = at_once(*[lambda: _ask(run, "DELETE", f"{path}?purge=true")] * 4)
    yield from _find_unexpected(answers, {204, 404})
    yield from must.product_is_gone(run, run.stores())


def patch_both_halves(run: Run) -> Iterator[str]:
    """Product and listing are changed by eight at once: no change that was answered is lost."""
    have_product(run)
    product, listing = f"/products/{run.notes['product_id']}", f"/listings/{run.notes['listing_id']}"
    acts = [
        lambda: _ask(run, "PATCH", product, {"title": "Changed"}),
        lambda: _ask(run, "PATCH", listing, {"price_cents": 77}),
    ]
    yield from _find_unexpected(at_once(*acts * 4), {200, 409})
    stores = run.stores()
    if stores.rows("products")[0]["title"] != "Changed" or stores.rows("listings")[0]["price_cents"] != 77:
        yield "a change that was answered is not kept"


def delete_echo_and_save(run: Run) -> Iterator[str]:
    have_echo(run)
    echo = run.notes["upload"]["echo_id"]
    told = {"emotion": "calm", "timestamp": "2025-06-25T15:00:00Z"}
    saved, deleted = at_once(
        lambda: _ask(run, "POST", f"/echoes?echo_id={echo}", told), lambda: _ask(run, "DELETE", f"/echoes/{echo}")
    )
    yield from _find_unexpected([saved], {201, 409, 404})
    yield from _find_unexpected([deleted], {204})


def one_message_two_workers(run: Run) -> Iterator[str]:
    """The queue delivers a message twice at once: one product."""
    create(headers=ASYNC)(run)
    run.take_messages()
    message = run.messages[0]
    runs = [Run(run.world, messages=[message]) for _ in range(3)]
    at_once(*[each.deliver for each in runs])
    run.messages = [message] if all(each.messages for each in runs) else []
    run.world.function.ahead += LEASE_IS_OVER
    run.drain()
    if len(run.stores().rows("products")) != 1:
        yield f"{len(run.stores().rows('products'))} products for one message"


RACES: tuple[Race, ...] = (
    Race("fifty creates with one key", 3, one_key),
    Race("thirty creates of one user", 2, many_creates),
    Race("thirty turns in one conversation", 2, many_turns),
    Race("turns while their conversation is deleted", 10, delete_and_turn),
    Race("a change while its product is deleted", 10, patch_and_delete),
    Race("four deletions of one product", 5, delete_twice),
    Race("changes of both halves of an offer", 5, patch_both_halves),
    Race("an echo saved while it is deleted", 5, delete_echo_and_save),
    Race("one message for three workers", 5, one_message_two_workers),
)
BY_RACE = {each.name: each for each in RACES}


def _ask(run: Run, method: str, path: str, body: Any = None, headers: Any = None) -> Answer:
    return run.world.call(method, path, body, user=OWNER, headers=headers)


def _find_unexpected(answers: Sequence[Answer], expected: set[int]) -> Iterator[str]:
    others = sorted({each.status for each in answers} - expected)
    for status in others:
        error = next((each.json or {}).get("error", "") for each in answers if each.status == status)
        yield f"{status} {error} among the answers"
