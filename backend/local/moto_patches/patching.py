"""How moto is patched: loudly when it is not what it was."""

from collections.abc import Callable
from typing import Any


class FidelityError(RuntimeError):
    """moto has changed where it is patched: somebody has to look whether the patch is still needed."""


def replace(owner: type, name: str, make: Callable[[Any], Any]) -> None:
    """Puts `make(original)` in the place of a method or property, which has to be there."""
    original = owner.__dict__.get(name)
    if original is None:
        raise FidelityError(f"{owner.__module__}.{owner.__name__} has no {name} of its own any more")
    setattr(owner, name, make(original))


def add(owner: type, name: str, method: Callable[..., Any]) -> None:
    """Gives a class a method that it must not have yet."""
    if hasattr(owner, name):
        raise FidelityError(f"{owner.__module__}.{owner.__name__} has a {name} of its own now: drop the patch")
    setattr(owner, name, method)
