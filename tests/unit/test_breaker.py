"""The circuit breaker."""

from backend.adapters.calls.breaker import Breaker


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(failures=3, cool_down=30, clock=clock)
    for _ in range(3):
        breaker.note_failure()
    return breaker


def test_it_opens_after_failures_in_a_row() -> None:
    """Two failures leave it closed; the third opens it."""
    breaker = Breaker(failures=3, cool_down=30, clock=Clock())
    breaker.note_failure()
    breaker.note_failure()
    assert breaker.lets_through()
    breaker.note_failure()
    assert not breaker.lets_through()


def test_a_success_starts_the_count_again() -> None:
    """Failures count only in a row."""
    breaker = Breaker(failures=2, cool_down=30, clock=Clock())
    breaker.note_failure()
    breaker.note_success()
    breaker.note_failure()
    assert breaker.lets_through()


def test_one_probe_is_let_through_after_the_cool_down() -> None:
    """Half open, the first caller goes ahead and the next does not."""
    clock = Clock()
    breaker = opened(clock)
    clock.now = 30
    assert [breaker.lets_through(), breaker.lets_through()] == [True, False]


def test_a_good_probe_closes_it() -> None:
    """After a probe that succeeds everyone is let through."""
    clock = Clock()
    breaker = opened(clock)
    clock.now = 30
    assert breaker.lets_through()
    breaker.note_success()
    assert [breaker.lets_through(), breaker.lets_through()] == [True, True]


def test_a_bad_probe_opens_it_again() -> None:
    """After a probe that fails it stays open for another cool-down."""
    clock = Clock()
    breaker = opened(clock)
    clock.now = 30
    assert breaker.lets_through()
    breaker.note_failure()
    clock.now = 59
    assert not breaker.lets_through()
    clock.now = 60
    assert breaker.lets_through()
