"""Processes that try cells side by side. Cells of the kind `hang` wait more than they work, in lanes of their own."""

import multiprocessing
import os
import queue
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.queues import Queue
from typing import Any, Literal

from tests.trust.attacks import Attack, attack
from tests.trust.cells import Cell, list_cells, record_calls, try_cell
from tests.trust.races import BY_RACE, run_race
from tests.trust.scenarios import BY_NAME
from tests.trust.world import World

SHRUNK = 0.4
"""What the service's timeouts are multiplied by in the lanes for `hang`."""


@dataclass(frozen=True, slots=True)
class Task:
    kind: Literal["record", "cell", "race", "attacks"]
    id: str
    """Scenario, cell, race with its round, or part of the attacks."""
    what: Any
    """A scenario's name, a `Cell`, a race's name, an `AttackPart`."""

    @property
    def waits(self) -> bool:
        return isinstance(self.what, Cell) and self.what.fault == "hang"


@dataclass(frozen=True, slots=True)
class Outcome:
    task: Task
    broken: tuple[str, ...]
    seconds: float
    cells: tuple[Cell, ...] = ()
    """Of a recorded scenario."""
    attacks: tuple[Attack, ...] = ()


class Lanes:
    """`with Lanes(4) as lanes: for outcome in lanes.run(tasks): ...`"""

    def __init__(self, count: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._tasks: dict[bool, Queue[Task | None]] = {waits: context.Queue() for waits in (False, True)}
        self._outcomes: Queue[Outcome] = context.Queue()
        self._counts = {False: count, True: max(1, count // 2)}
        self._processes = [
            context.Process(
                target=_run_lane, args=(self._tasks[waits], self._outcomes, SHRUNK if waits else 1.0), daemon=False
            )
            for waits, lanes in self._counts.items()
            for _ in range(lanes)
        ]
        for process in self._processes:
            process.start()

    def run(self, tasks: Sequence[Task]) -> Iterator[Outcome]:
        for task in tasks:
            self._tasks[task.waits].put(task)
        for _ in tasks:
            yield self._next()

    def _next(self) -> Outcome:
        while True:
            try:
                return self._outcomes.get(timeout=5)
            except queue.Empty as error:
                if not all(process.is_alive() for process in self._processes):
                    raise RuntimeError("a lane ended before its tasks") from error

    def close(self) -> None:
        for waits, count in self._counts.items():
            for _ in range(count):
                self._tasks[waits].put(None)
        for process in self._processes:
            process.join()

    def __enter__(self) -> "Lanes":
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is not None:
            for process in self._processes:
                process.terminate()
        else:
            self.close()


def _run_lane(tasks: "Queue[Task | None]", outcomes: "Queue[Outcome]", patience: float) -> None:
    with World(patience=patience) as world:
        while (task := _next_task(tasks)) is not None:
            began = time.monotonic()
            try:
                outcome = _carry_out(world, task)
            except Exception:  # noqa: BLE001 (a cell that breaks the rig is a failing cell, and the others go on)
                outcome = Outcome(task, (f"the rig failed: {traceback.format_exc()}",), 0)
            outcomes.put(replace(outcome, seconds=time.monotonic() - began))


def _next_task(tasks: "Queue[Task | None]") -> Task | None:
    """None at the end, also when the process that hands out tasks is gone."""
    parent = os.getppid()
    while os.getppid() == parent:
        with suppress(queue.Empty):
            return tasks.get(timeout=5)
    return None


def _carry_out(world: World, task: Task) -> Outcome:
    match task.kind:
        case "record":
            calls, broken = record_calls(world, BY_NAME[task.what])
            return Outcome(task, tuple(broken), 0, cells=tuple(list_cells(BY_NAME[task.what], calls)))
        case "cell":
            return Outcome(task, tuple(try_cell(world, task.what)), 0)
        case "race":
            return Outcome(task, tuple(run_race(world, BY_RACE[task.what])), 0)
        case "attacks":
            return Outcome(task, (), 0, attacks=tuple(attack(world, task.what)))


def default_lanes() -> int:
    return (os.cpu_count() or 2) + 1
