"""The Accept header: how welcome a media type is. https://www.rfc-editor.org/rfc/rfc9110#name-accept"""

import re
from typing import NamedTuple

_QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*(?:;|$)")


class Preference(NamedTuple):
    """Compares as the client prefers: by quality, then by how exactly the type is named, then by what comes first."""

    quality: float
    exactness: int
    """2 for `text/html`, 1 for `text/*`, 0 for `*/*`."""
    place: int
    """0 for the first, -1 for the second."""


UNWELCOME = Preference(0.0, 0, 0)


def welcome(accept: str, media_type: str) -> Preference:
    """`welcome("text/*;q=0.5, */*", "text/html")` has the quality 0.5. Without a header everything is welcome."""
    ranges = {media_type: 2, f"{media_type.partition('/')[0]}/*": 1, "*/*": 0}
    found: list[Preference] = []
    for place, each in enumerate((accept.strip() or "*/*").lower().split(",")):
        name, _, parameters = each.strip().partition(";")
        exactness = ranges.get(name.strip())
        if exactness is not None:
            quality = _QUALITY.search(f";{parameters}")
            found.append(Preference(float(quality[1]) if quality else 1.0, exactness, -place))
    return max(found, key=lambda each: each.exactness, default=UNWELCOME)
