"""Services that handlers name by type."""

from typing import Any

from backend.framework.application import Application
from backend.framework.request import Request
from backend.framework.routing.operation import operation


class Clock:
    def read(self) -> int:
        return 7


def get_time(clock: Clock) -> dict[str, int]:
    """The time."""
    return {"time": clock.read()}


def test_a_service_is_asked_for_once_when_it_is_first_needed() -> None:
    """One that cannot be made yet is asked for again: it may be set up, or reachable, by then."""
    asked: list[type] = []

    def provide(kind: type) -> Any:
        asked.append(kind)
        if len(asked) == 1:
            raise LookupError("not yet")
        return Clock()

    route = operation("GET", "/time", get_time, summary="s", tag="t", public=True)
    application = Application([route], services=[Clock], provide=provide)
    assert asked == []
    statuses = [application(Request("GET", "/time")).status for _ in range(3)]
    assert (statuses, asked) == ([500, 200, 200], [Clock, Clock])
