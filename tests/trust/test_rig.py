"""The rig itself: it holds what holds, and it finds what is broken on purpose."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.tokens import claims_of
from tests.trust import invariants
from tests.trust.attacks import AttackPart, attack
from tests.trust.cells import Cell, list_cells, record_calls, try_cell
from tests.trust.credentials import _tokens_with_odd_claims
from tests.trust.known import Baseline, Known, read_known, write_known
from tests.trust.run import Run
from tests.trust.scenarios import BY_NAME, have_product
from tests.trust.world import World


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with World() as running:
        yield running


@pytest.fixture
def run(world: World) -> Run:
    """A product is there, and the owner has looked."""
    world.begin()
    made = Run(world)
    have_product(made)
    made.read_as_owner()
    return made


def broken(run: Run) -> list[str]:
    stores = run.stores()
    return [sentence for check in invariants.GENERAL for sentence in check(run, stores)]


def test_a_clean_run_holds_and_gives_cells(world: World) -> None:
    calls, found = record_calls(world, BY_NAME["create-key"])
    assert found == []
    cells = list(list_cells(BY_NAME["create-key"], calls))
    assert len(cells) > 10 * len(calls)
    assert len({cell.id for cell in cells}) == len(cells)


@pytest.mark.parametrize("fault", ["kill-before", "kill-after"])
def test_a_killed_process_is_followed_by_another(world: World, fault: str) -> None:
    """Killed at the claim of its key, a create is finished by the request that repeats it."""
    calls, _ = record_calls(world, BY_NAME["create-key"])
    cells = [cell for cell in list_cells(BY_NAME["create-key"], calls) if cell.fault == fault]
    assert try_cell(world, cells[1]) == []


def test_a_call_that_is_never_made_is_no_success(world: World) -> None:
    assert try_cell(world, Cell("login", "error", 99, "sqs.SendMessage#9")) == ["call 99 is never made"]


def test_a_missing_half_is_found(world: World, run: Run) -> None:
    assert broken(run) == []
    key = {"listing_id": {"S": run.notes["listing_id"]}}
    world.clients["dynamodb"].delete_item(TableName=world.cloud.tables["listings"], Key=key)
    assert broken(run) == ["a product without its listing"]


def test_a_wrong_tag_and_a_missing_file_are_found(world: World, run: Run) -> None:
    bucket, key = world.cloud.buckets["assets"], min(run.stores().assets)
    tags = {"TagSet": [{"Key": "state", "Value": "orphan"}]}
    world.clients["s3"].put_object_tagging(Bucket=bucket, Key=key, Tagging=tags)
    assert broken(run) == ["an owned file that a lifecycle rule deletes in assets"]
    world.clients["s3"].delete_object(Bucket=bucket, Key=key)
    assert broken(run) == ["a missing file in assets"]


def test_a_refused_request_and_a_wrong_count_are_found(world: World, run: Run) -> None:
    """A 404 for a product that is there is a broken promise; so is a job that nobody counted."""
    world.clients["dynamodb"].delete_item(
        TableName=world.cloud.tables["jobs"], Key={"job_id": {"S": run.stores().rows("jobs")[0]["job_id"]}}
    )
    assert broken(run) == ["the allowance counts 1 for 0 made"]


def test_attacks_are_refused(world: World) -> None:
    """A few of them by the gateway; the names tell front, credential and target."""
    found = list(attack(world, AttackPart("gateway", 0, 1, sample=40)))
    assert len(found) == 40
    assert all(each.id.startswith("attack | gateway | ") for each in found)
    assert sum(each.broken is None for each in found) > 30


def test_the_baseline_tells_new_failures_and_mended_ones(tmp_path: Path) -> None:
    """`*` stands for any part; what fails only sometimes may hold."""
    known = Baseline({
        "a | lost | x#1": Known("why", False),
        "a | * | y#1": Known("why", False),
        "b | lost | z#1": Known("flaky", True),
    })  # fmt: skip
    outcomes = {"a | lost | x#1": False, "a | lost | y#1": True, "a | hang | y#1": False, "b | lost | z#1": False}
    assert known.surprises(outcomes) == ([], ["a | lost | x#1"])
    assert known.surprises({"c | lost | x#1": True}) == (["c | lost | x#1"], [])


def test_the_baseline_is_written_and_read(tmp_path: Path) -> None:
    """Reasons, comments and patterns that still stand for a failing cell stay; others go."""
    path = tmp_path / "known.txt"
    path.write_text("# head\na | * | y#1 :: by design\n? b | lost | z#1 :: flaky\nc | lost | x#1 :: mended\n")
    write_known({"a | lost | y#1": "new", "b | lost | z#1": "new", "d | lost | x#1": "a reason"}, path)
    assert (
        path.read_text() == "# head\na | * | y#1 :: by design\n? b | lost | z#1 :: flaky\nd | lost | x#1 :: a reason\n"
    )
    assert set(read_known(path).entries) == {"a | * | y#1", "b | lost | z#1", "d | lost | x#1"}


def test_odd_claims_are_odd(world: World) -> None:
    """A token that is meant to have a wrong claim is not the victim's own."""
    good = claims_of(world.tokens("ana")["IdToken"])
    odd = {each.name: each.headers["Authorization"] for each in _tokens_with_odd_claims(good)}
    assert [name for name, header in odd.items() if claims_of(header.removeprefix("Bearer ")) == good] == []
