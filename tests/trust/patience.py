"""Timeouts of the service shrunk by a factor, so that a cell of the kind `hang` takes two seconds and not five.

They are scaled where urllib3 takes them, below boto3 and the service's own pools; nothing of the service is known here.
"""

from typing import Any

from urllib3 import Timeout


def install(factor: float) -> None:
    original = Timeout.__init__

    def scale(value: Any) -> Any:
        return value * factor if isinstance(value, int | float) else value

    def shrunk(self: Timeout, *given: Any, **named: Any) -> None:
        original(self, *map(scale, given), **{name: scale(value) for name, value in named.items()})

    Timeout.__init__ = shrunk  # type: ignore[method-assign]
