"""Seeds of pictures that nobody chose one for."""

import hashlib

from backend.domain.shared.fields import LARGEST_SEED


def derive_seed(work: str, number: int = 0) -> int:
    """A seed of the `number`-th picture of some work: a repeated attempt draws the same picture.

    `derive_seed("01JD4QZW0000000000000000AB")` -> 1..LARGEST_SEED
    """
    digest = hashlib.sha256(f"{work}#{number}".encode()).digest()
    return int.from_bytes(digest[:8]) % LARGEST_SEED + 1
