"""A body that is made while it is sent: what is to be done at its end is done once, however it ends."""

from collections.abc import Callable

import pytest

from backend.framework.stream import Parts, Stream


class Log:
    def __init__(self) -> None:
        self.seen: list[str] = []

    def note(self, word: str) -> Callable[[], None]:
        return lambda: self.seen.append(word)

    def parts(self, *made: bytes | Exception) -> Parts:
        try:
            for part in made:
                if isinstance(part, Exception):
                    raise part
                yield part
        finally:
            self.seen.append("finally")

    def stream(self, *made: bytes | Exception, recover: Callable[[Exception], bytes] | None = None) -> Stream:
        inner = Stream(self.parts(*made), recover=recover, on_abandon=self.note("abandoned"))
        return Stream(inner, on_close=self.note("closed"))


@pytest.fixture
def log() -> Log:
    return Log()


def test_it_gives_its_parts(log: Log) -> None:
    """And is closed after the last, before anybody closes it."""
    stream = log.stream(b"a", b"b")
    assert (next(stream), next(stream), log.seen) == (b"a", b"b", [])
    assert (list(stream), log.seen) == ([], ["finally", "closed"])
    stream.close()
    assert log.seen == ["finally", "closed"]


def test_closed_before_its_end(log: Log) -> None:
    """`on_abandon` comes first, then the generator's `finally`, then `on_close`."""
    stream = log.stream(b"a", b"b")
    next(stream)
    stream.close()
    assert log.seen == ["abandoned", "finally", "closed"]
    assert list(stream) == []


def test_closed_before_its_first_part(log: Log) -> None:
    """A generator that has not begun has nothing to clean up, and does not keep the rest from being done."""
    stream = log.stream(b"a")
    stream.close()
    assert log.seen == ["abandoned", "closed"]
    assert list(stream) == []


def test_an_error_that_becomes_the_last_part(log: Log) -> None:
    """It ended by itself: nobody left."""
    stream = log.stream(b"a", KeyError("x"), recover=lambda error: repr(error).encode())
    assert (next(stream), next(stream)) == (b"a", b"KeyError('x')")
    stream.close()
    assert log.seen == ["finally", "closed"]
    assert list(stream) == []


def test_an_error_that_does_not(log: Log) -> None:
    stream = log.stream(KeyError("x"))
    with pytest.raises(KeyError):
        next(stream)
    assert log.seen == ["finally", "closed"]
    assert list(stream) == []


def test_closing_may_fail(log: Log) -> None:
    """What comes after it is done all the same, and once."""

    def fail() -> None:
        raise RuntimeError

    stream = Stream(Stream(log.parts(b"a"), on_abandon=fail), on_close=log.note("closed"))
    with pytest.raises(RuntimeError):
        stream.close()
    stream.close()
    assert log.seen == ["closed"]
