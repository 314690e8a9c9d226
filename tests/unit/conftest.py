"""Unit tests start nothing: neither the laptop nor its cloud."""

import pytest


@pytest.fixture(scope="session")
def laptop() -> None:
    pytest.fail("a test of the laptop is no unit test; it belongs into tests/app or tests/contract")
