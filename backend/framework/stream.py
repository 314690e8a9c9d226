"""A body that is made while it is sent."""

from collections.abc import Callable, Generator, Iterator

Parts = Generator[bytes, None, None]


def do_nothing() -> None:
    pass


class Stream(Iterator[bytes]):
    """The parts of a body. The code that takes them closes the stream.

    A generator that was never started does not see itself closed: `finally` is not reached. A stream calls `on_close`
    once in any case: after the last part, after an error, or when it is closed.
    """

    def __init__(
        self,
        parts: "Parts | Stream",
        *,
        recover: Callable[[Exception], bytes] | None = None,
        on_abandon: Callable[[], None] = do_nothing,
        on_close: Callable[[], None] = do_nothing,
    ) -> None:
        """`recover` makes the last part of an error. `on_abandon` is called when it is closed before its end."""
        self._parts = parts
        self._recover = recover
        self._on_abandon = on_abandon
        self._on_close = on_close
        self._is_complete = False
        self._is_closed = False

    def __next__(self) -> bytes:
        try:
            if not self._is_complete:
                return next(self._parts)
        except StopIteration:
            self._is_complete = True
        except Exception as error:
            self._is_complete = True
            if self._recover is not None:
                return self._recover(error)
            self.close()
            raise
        self.close()
        raise StopIteration

    def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        try:
            if not self._is_complete:
                self._is_complete = True
                self._on_abandon()
            self._parts.close()
        finally:
            self._on_close()
