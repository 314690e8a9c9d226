"""The kinds of value that fields hold, each with the rule that the OpenAPI document states for it."""

import re
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from backend.domain.shared.money import CURRENCIES

_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
_BIDI = r"\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates: in a label they make what is shown another text than what is there."""
_BLANK = (
    r"\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180e\u2000-\u200f\u2028\u2029\u202f\u205f-\u2065"
    r"\u206a-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
"""Beyond ASCII: white space, and what shows nothing, such as zero-width characters, fillers and variation selectors."""
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))

# Each is read from left to right without ever going back: the classes before and after a choice share no character.
VISIBLE = rf"^[\t\n\r {_BLANK}{_BIDI}]*[^\x00-\x20\x7f{_BLANK}{_BIDI}][^{_CONTROLS}]*$"
"""Text with at least one visible character, and no control character but tab and line breaks."""
LABEL = rf"^[\t\n\r {_BLANK}]*[^\x00-\x20\x7f{_BLANK}{_BIDI}][^{_CONTROLS}{_BIDI}]*$"
"""The same without a character that turns the direction of the text."""
PRINTABLE = rf"^[^{_CONTROLS}]*$"


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    """When the first text is looked at: it takes milliseconds, and many processes look at none."""
    return re.compile(pattern.removesuffix("$") + r"\Z")


def _whole(value: Any) -> Any:
    """JSON knows one kind of number: 3.0 is the integer 3."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _has_text(value: str) -> str:
    if not _compile(VISIBLE).match(value):
        raise PydanticCustomError("text", "must hold a visible character and no control characters")
    return value


def _is_label(value: str) -> str:
    if not _compile(LABEL).match(value):
        raise PydanticCustomError("text", "must hold a visible character, and none that controls or turns the text")
    return value


def without_bidi(text: str) -> str:
    """A model's title without the characters that would have it refused as a label."""
    return text.translate(_TURNING)


def _no_controls(value: str) -> str:
    if not _compile(PRINTABLE).match(value):
        raise PydanticCustomError("text", "must not hold control characters")
    return value


def _in_use(value: str) -> str:
    if value not in CURRENCIES:
        raise PydanticCustomError("currency", "must be a currency of ISO 4217")
    return value


IntegralFloat = BeforeValidator(_whole)
NonBlank = AfterValidator(_has_text)
NoControls = AfterValidator(_no_controls)
PRINTABLE_SCHEMA: dict[str, Any] = {"pattern": PRINTABLE}
"""What the document says of a field with `NoControls`, as its `json_schema_extra`."""


def text(maximum: int, description: str = "") -> Any:
    """`Annotated[str, *text(80)]`: 1..maximum characters, at least one of them visible."""
    return (
        Field(
            min_length=1, max_length=maximum, description=description or None, json_schema_extra={"pattern": VISIBLE}
        ),
        NonBlank,
    )


def label(maximum: int, description: str = "") -> Any:
    """`Annotated[str, *label(80)]`: as `text`, for what stands as a title before others."""
    told: dict[str, Any] = {"pattern": LABEL}
    field = Field(min_length=1, max_length=maximum, description=description or None, json_schema_extra=told)
    return field, AfterValidator(_is_label)


Cents = Annotated[int, Field(ge=0, le=100_000_000, description="Money in minor units of the currency."), IntegralFloat]
Currency = Annotated[
    str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217 code.", examples=["USD"]), AfterValidator(_in_use)
]
Hex = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$", description="A colour.", examples=["#FCD116"])]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2}$", description="ISO 639-1 code.", examples=["es"])]
Timestamp = Annotated[str, Field(description="ISO 8601, UTC, milliseconds.", examples=["2026-11-21T12:34:56.789Z"])]
Word = Annotated[str, *text(40)]
LARGEST_SEED = 2_147_483_646
"""What every family of image models takes: Stability's up to 4294967294, where 0 asks for any; Amazon's up to this."""
Seed = Annotated[
    int,
    Field(ge=1, le=LARGEST_SEED, description="The same seed draws the same again; another seed, another picture."),
    IntegralFloat,
]
UserId = Annotated[
    str, Field(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_.@+=,-]+$", description="Cognito's `sub`.")
]


ID_PATTERNS = {
    prefix: rf"^{prefix}_[0-9A-HJKMNP-TV-Z]{{26}}$"
    for prefix in ("prd", "lst", "req", "conv", "msg", "job", "up", "ech")
}
"""The prefix, then 26 characters that sort by time of birth."""


def id_of(prefix: str, noun: str) -> Any:
    """`Annotated[str, id_of("prd", "product")]`"""
    article = "an" if noun[0] in "aeiou" else "a"
    return Field(pattern=ID_PATTERNS[prefix], description=f"Id of {article} {noun}.")


ProductId = Annotated[str, id_of("prd", "product")]
ListingId = Annotated[str, id_of("lst", "listing")]
OrderRequestId = Annotated[str, id_of("req", "order request")]
ConversationId = Annotated[str, id_of("conv", "conversation")]
MessageId = Annotated[str, id_of("msg", "message")]
