"""backend/bootstrap/services.py: the types of services by name, and what gives each."""

from importlib import import_module

import pytest

from backend.bootstrap.services import PROVIDED, ProvidedTypes
from backend.local.laptop import Laptop


@pytest.mark.parametrize("name", PROVIDED)
def test_each_named_type_exists_and_is_what_is_provided(laptop: Laptop, name: str) -> None:
    """Names are not checked by mypy: a service that moved, or a property of another type, is found here."""
    module, _, kind = name.rpartition(".")
    wanted = getattr(import_module(module), kind)
    assert wanted in ProvidedTypes()
    assert wanted in type(laptop.services.provide(wanted)).__mro__


def test_other_types_are_not_provided() -> None:
    assert dict not in ProvidedTypes()
    assert Laptop not in ProvidedTypes()
