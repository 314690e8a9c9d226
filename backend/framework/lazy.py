"""Values that are imported or made when they are first needed, so that a process pays only for what it uses."""

from collections.abc import Callable
from importlib import import_module
from typing import Any


class Lazy:
    """A value that `make` gives when it is first asked for; `name` is what it is called."""

    __slots__ = ("_is_made", "_make", "_value", "name")

    def __init__(self, make: Callable[[], Any], name: str = "") -> None:
        self._make = make
        self._value: Any = None
        self._is_made = False
        self.name = name

    def get(self) -> Any:
        if not self._is_made:
            self._value, self._is_made = self._make(), True
        return self._value


class LazyModule:
    """Stands for a module: `LazyModule("shop.orders").list_orders` is a `Lazy` that imports it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Lazy:
        module = self._name
        return Lazy(lambda: getattr(import_module(module), name), name)


def get_value(given: Any) -> Any:
    """What a `Lazy` stands for; anything else as it is."""
    return given.get() if isinstance(given, Lazy) else given
