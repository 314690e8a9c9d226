"""Changes of an owner's offers that can race with others."""

import time
from collections.abc import Callable
from typing import TypeVar

from backend.domain.products.ports import ProductListing
from backend.domain.shared.backoff import choose_pause
from backend.domain.shared.budget import current
from backend.domain.shared.errors import Conflict, NotFound

MAX_ATTEMPTS = 5
"""How often a change is repeated that raced with another."""
SECONDS_A_CHANGE_NEEDS = 0.2
T = TypeVar("T")
MayAct = Callable[[str], bool]
"""Whether the caller may act for an owner."""


def own(offer: ProductListing, may_act: MayAct, noun: str) -> ProductListing:
    if not may_act(offer.product.owner_id):
        raise NotFound(f"{noun.capitalize()} not found.")
    return offer


def retry_conflicts(change: Callable[[], T]) -> T:
    """A change that raced with another is made again on what that left: it sets fields to given values, or deletes."""
    for attempt in range(1, MAX_ATTEMPTS):
        try:
            return change()
        except Conflict:
            pause = choose_pause(attempt)
            if not current().allows(pause + SECONDS_A_CHANGE_NEEDS):
                raise
            time.sleep(pause)  # those who raced would only meet again
    return change()
