"""The whole product, as its Lambda starts; warm requests find tables and files in memory."""

from collections.abc import Callable
from typing import Any

from backend.api.lambda_function import lambda_handler as handler
from benchmarks.apps.events import PRODUCT_EVENTS as EVENTS

__all__ = ["EVENTS", "handler", "warm"]


def warm() -> Callable[[Any, Any], Any]:
    from benchmarks.stand_ins import Handler

    return Handler()
