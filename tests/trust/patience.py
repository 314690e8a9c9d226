"""Timeouts of boto3 shrunk by a factor, so that a cell of the kind `hang` takes one second and not five.

The service's own timeouts are read and scaled where botocore takes them; nothing of the service is known here.
"""

from typing import Any

from botocore.httpsession import URLLib3Session


def install(factor: float) -> None:
    original = URLLib3Session.__init__

    def shrunk(self: Any, verify: Any = True, proxies: Any = None, timeout: Any = None, **more: Any) -> None:
        if isinstance(timeout, tuple):
            timeout = tuple(each * factor for each in timeout)
        elif timeout is not None:
            timeout *= factor
        original(self, verify, proxies, timeout, **more)

    URLLib3Session.__init__ = shrunk
