"""Cells: a scenario, one of its calls, a fault. What cells there are, and how one is tried."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import get_args

from backend.local.faults import Kind, ProxiedCall, ProxyFault
from backend.local.faults.errors import can_conflict
from tests.trust.invariants import broken_invariants
from tests.trust.run import LEASE_IS_OVER, Run, Stopped
from tests.trust.scenarios import BY_NAME, Scenario
from tests.trust.world import World

FAULTS: tuple[Kind, ...] = get_args(Kind)
TRIES = 3
"""How often a cell is begun whose call did not come where the clean run had it: something else went wrong before."""
NOT_OURS = ("s3.PostObject",)
"""Calls that the caller makes and not the service."""


@dataclass(frozen=True, slots=True)
class Cell:
    scenario: str
    fault: Kind
    call: int
    place: str
    """The call's name, and which of that name it is: `dynamodb.UpdateItem jobs#2`."""

    @property
    def id(self) -> str:
        """`create-key | lost | dynamodb.UpdateItem jobs#2`; stays the same when other calls come before it."""
        return f"{self.scenario} | {self.fault} | {self.place}"


def list_cells(scenario: Scenario, calls: Sequence[ProxiedCall]) -> Iterator[Cell]:
    """Every fault at every call of a clean run."""
    for call, place in zip(calls, _name_places(calls), strict=True):
        if call.name.startswith(NOT_OURS):
            continue
        for fault in FAULTS:
            if fault != "conflict" or can_conflict(call.name):
                yield Cell(scenario.name, fault, call.number, place)


def record_calls(world: World, scenario: Scenario) -> tuple[list[ProxiedCall], list[str]]:
    """The calls of an act without faults, and what of the invariants does not hold even then."""
    run = Run(world)
    _carry_out(run, scenario)
    return run.notes["calls"], broken_invariants(run, scenario)


def try_cell(world: World, cell: Cell) -> list[str]:
    """What does not hold after the cell; nothing when it held."""
    scenario = BY_NAME[cell.scenario]
    for _ in range(TRIES):
        run = Run(world, ProxyFault(cell.fault, cell.call))
        _carry_out(run, scenario)
        if run.struck == cell.place.rpartition("#")[0]:
            return sorted(set(broken_invariants(run, scenario)))
    return [f"call {cell.call} is {run.struck or 'never made'}"]


def _carry_out(run: Run, scenario: Scenario) -> None:
    world = run.world
    world.begin()
    scenario.setup(run)
    run.take_messages()
    run.phase, run.paid_before = "act", len(world.bedrock.calls)
    world.proxy.plan.reset(run.fault)
    succeeded = _attempt(run, scenario)
    run.notes["act_succeeded"] = succeeded
    run.struck, run.notes["calls"] = world.proxy.plan.struck, world.proxy.plan.calls
    world.proxy.plan.disarm()
    if run.fault is not None and run.fault.kind.startswith("kill"):
        world.function.renew()
    _recover(run, scenario, succeeded)
    run.read_as_owner()


def _recover(run: Run, scenario: Scenario, succeeded: bool) -> None:
    """What callers and the queue do by themselves when some time has passed."""
    run.world.function.ahead += LEASE_IS_OVER
    if scenario.repeat == "always" or (scenario.repeat == "after-failure" and not succeeded):
        run.phase = "again"
        succeeded = _attempt(run, scenario)
    run.drain()
    if succeeded:
        run.phase = "use"
        with suppress(Stopped):
            scenario.use(run)


def _attempt(run: Run, scenario: Scenario) -> bool:
    try:
        scenario.act(run)
    except Stopped:
        return False
    return True


def _name_places(calls: Sequence[ProxiedCall]) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for call in calls:
        seen[call.name] += 1
        yield f"{call.name}#{seen[call.name]}"
