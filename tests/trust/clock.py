"""`time.time` of a process that can be set ahead, so that nobody has to wait for a lease or a lock to run out.

`install` comes before the service is imported: it takes `time.time` as a default argument in many places.
`time.monotonic` and `datetime.now` stay as they are, so timeouts, token expiry and signatures are real.
"""

import time

_real = time.time
_ahead = 0.0


def install() -> None:
    time.time = _shifted


def set_ahead(seconds: float) -> None:
    global _ahead
    _ahead = seconds


def _shifted() -> float:
    return _real() + _ahead
