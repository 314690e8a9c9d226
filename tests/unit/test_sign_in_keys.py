"""backend/local/sign_in/codes.py: values under keys that nobody guesses, for some seconds."""

import pytest

from backend.local.sign_in.codes import ShortLivedKeys


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(clock: Clock) -> ShortLivedKeys[str]:
    return ShortLivedKeys(300, clock)


def test_a_value_can_be_looked_at_often_and_taken_once(keys: ShortLivedKeys[str]) -> None:
    key = keys.add("ana")
    assert (keys.get(key), keys.get(key), keys.take(key), keys.take(key), keys.get(key)) == (
        "ana", "ana", "ana", None, None,
    )  # fmt: skip


@pytest.mark.parametrize("method", ["get", "take"])
@pytest.mark.parametrize(("seconds", "value"), [(299.9, "ana"), (300, None), (301, None)])
def test_it_is_gone_after_its_time(
    keys: ShortLivedKeys[str], clock: Clock, method: str, seconds: float, value: str | None
) -> None:
    key = keys.add("ana")
    clock.now += seconds
    assert getattr(keys, method)(key) == value


def test_other_keys_give_nothing(keys: ShortLivedKeys[str]) -> None:
    """Two values never have the same key."""
    first, second = keys.add("ana"), keys.add("ana")
    assert first != second
    assert len(first) >= 32
    assert (keys.get(""), keys.take(first + "x")) == (None, None)
