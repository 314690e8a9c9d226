"""Facts that their form tells: dates, clock times, prices, telephone numbers, addresses of the net; in any language.

Boda, sábado 14 de febrero a las 7pm, tel. 300 555 1234 -> date 8..27, time 34..37, phone 44..56
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from backend.domain.products.brief import Role
from backend.local.designer.lexicon.tables import MARKS
from backend.local.designer.phrasing import alternate, flatten

FEWEST_DIGITS, FEWEST_LABELLED_DIGITS, MOST_DIGITS = 7, 5, 15


@dataclass(frozen=True, slots=True)
class Mark:
    """A fact in a text: what it is, and the half-open range of characters that says it."""

    role: Role
    start: int
    end: int


def find_marks(text: str) -> list[Mark]:
    """The facts that the form of a text tells, in order; no two share a character."""
    plain = flatten(text)
    taken = bytearray(len(text))
    found: list[Mark] = []
    for role, start, end in _candidates(plain):
        if start < end and not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(Mark(role, start, end))
    return sorted(found, key=lambda mark: mark.start)


def _candidates(plain: str) -> Iterator[tuple[Role, int, int]]:
    """Every place that looks like a fact, the surest kinds first."""
    for role, pattern in _patterns():
        for match in pattern.finditer(plain):
            if role != "phone" or _may_be_phone(match):
                group = "fact" if "fact" in pattern.groupindex else 0
                yield role, match.start(group), match.end(group)


def _may_be_phone(match: re.Match[str]) -> bool:
    number = match["number"]
    digits = sum(character.isdigit() for character in number)
    fewest = FEWEST_LABELLED_DIGITS if match["label"] else FEWEST_DIGITS
    years = re.fullmatch(r"(?:1[5-9]|20)\d\d\s*[-–—/.\s]+\s*(?:1[5-9]|20)\d\d", number.strip())
    thousands = re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number.strip()) and not match["label"]
    return fewest <= digits <= MOST_DIGITS and not years and not thousands


@cache
def _patterns() -> tuple[tuple[Role, re.Pattern[str]], ...]:
    return tuple((role, re.compile(pattern)) for role, pattern in _write_patterns())


def _write_patterns() -> Iterator[tuple[Role, str]]:
    yield "detail", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    yield "detail", r"https?://[^\s,;]*[\w/]|www\.[^\s,;]*[\w/]"
    yield (
        "detail",
        r"(?<![\w@.])[a-z\d][\w-]*(?:\.[\w-]+)*\.(?:com|org|net|es|co|mx|br|pt|ar|cl|pe|uk|io|app|shop|store|info|edu"
        r"|gov|us|fr|de|it|eu|tv|cat|online|club|art|cafe|dev|ai|ru|jp|in|ch|nl)(?:\.[a-z]{2})?(?:/[^\s,;]*[\w/])?(?!\w)",
    )
    yield "detail", r"(?<!\w)@[\w](?:[\w.]*\w)?"
    yield from _dates()
    yield from _prices()
    yield (
        "phone",
        rf"(?:(?<!\w)(?P<label>(?:{alternate(MARKS.telephones)})(?:\s+(?:{alternate(MARKS.telephones)}|al|a|to|on|no"
        r"|por|is|es|e|us|me|:))*)[\s.:]*)?(?P<fact>(?P<number>(?<![\w#.,/$€£])[+(]?\d[\d\s().–-]*\d))(?![\w%/:]|[.,]\d)",
    )
    yield from _times()


def _dates() -> Iterator[tuple[Role, str]]:
    months, short = alternate(MARKS.months), alternate((*MARKS.months, *MARKS.short_months))
    weekdays = alternate(MARKS.weekdays)
    near = alternate((*MARKS.weekdays, *MARKS.short_weekdays))
    every = alternate(MARKS.every)
    parts = alternate(MARKS.parts_of_day)
    ordinal = "first|second|third|last|other|1st|2nd|3rd|primer|segundo|tercer|ultimo|primeiro|terceiro|primeira|ultima"
    year = r"(?:(?:,?\s+|,?\s+del?\s+|\s+do\s+|\s+of\s+|\s*[-/.]\s*)(?:19|20)\d\d(?!\d)(?:\s*г\.?)?)"
    day = r"(?:[0-3]?\d(?:st|nd|rd|th|º|°|ª|ro|er|\.)?(?!\d))"
    joints = r"y|e|al?|ate|ao|to|and|bis|et|au|und|hasta|until|through"
    to = rf"(?:\s*(?:[-–—&/,]|\b(?:{joints})\b)\s*(?:el\s+|o\s+|dia\s+|the\s+)?)"
    of = r"\s*(?:de|of|do|di|en|em|\.|/|-)?\s*"
    day_month = rf"{day}(?:{to}{day})*{of}(?<!\w)(?:{short})(?!\w)\.?"
    clock = r"[\d:%]|\s*(?:am|pm|h|hs|hrs|o'clock|uhr)\b"
    month_day = rf"(?<!\w)(?:{short})\.?\s+(?:the\s+)?{day}(?:{to}(?:(?:{short})\.?\s+)?{day})*(?!{clock})"
    article = rf"(?:(?:the|el|dia|den|le|y\s+(?:{near})|and\s+(?:{near})|e\s+(?:{near}))\s+)?"
    named = rf"(?:(?<!\w)(?:{near})\.?,?\s+{article})?"
    each = rf"(?:(?<!\w)(?:{every})\s+(?=(?:{near})(?!\w)))?(?:(?<!\w)dia\s+(?=\d))?"
    until = r"(?:(?<!\w)(?:hasta|ate|until|till|bis)\s+(?:el\s+|o\s+|a\s+|the\s+)?)?"
    named = rf"{until}{each}{named}(?:{day}{to}(?:{near})\s+(?=\d))?"
    yield (
        "date",
        rf"{named}(?<![\w.,:])(?:{day_month}{year}?(?:{to}(?:{near}\s+)?{day_month}{year}?)*|{month_day}{year}?)",
    )
    yield "date", rf"{named}(?<!\w){month_day}{year}?"
    yield (
        "date",
        r"(?:(?:19|20)\d\d\s*年\s*)?\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?(?:\s*[-–~至]\s*(?:\d{1,2}\s*月)?\s*\d{1,2}\s*[日号])?|(?:(?:19|20)\d\d\s*년\s*)?\d{1,2}\s*월(?:\s*\d{1,2}\s*일)?",
    )
    yield (
        "date",
        rf"{named}(?<![\w.,/-])(?:(?:19|20)\d\d-[01]?\d-[0-3]?\d|[0-3]?\d([/.-])[0-3]?\d\1(?:(?:19|20)?\d\d))(?![\d/]|[-.]\d)",
    )
    yield "date", r"(?<!\w)dia\s+[0-3]?\d/[01]?\d(?![\d/])"
    yield "date", r"(?<!\w)[0-3]?\d\s+thang\s+[01]?\d(?!\d)"
    yield (
        "date",
        r"(?:(?<=el\s)|(?<=dia\s)|(?<=on\s)|(?<=em\s)|(?<=,\s)|(?<=date\s)|(?<=fecha\s)|(?<=data\s)|(?<=day\s)|(?<=:\s))[0-3]?\d/[01]?\d(?![\d/.]|\s*(?:taza|cup|kg|kilo|lit|cuch|xic|tbsp|tsp|lb|libra|pound|pint|of\b|de\b))",
    )
    yield "date", rf"(?<!\w)(?:{near})\.?,?\s+[0-3]?\d/[01]?\d(?![\d/])"
    yield (
        "date",
        rf"(?<!\w)(?:(?:{every})\s+)?(?:{weekdays})\s+[0-3]?\d\s+(?:as|to|a)\s+\d{{1,2}}\s?(?:h\d*|hrs|horas|am|pm)?(?![\w:])",
    )
    yield (
        "date",
        rf"(?<!\w)(?:{weekdays}),?\s+(?:the\s+|dia\s+)?[0-3]?\d(?:st|nd|rd|th|º)?(?![\w:/%]|[.,:]\d|\s*(?:am|pm|a\.m|p\.m|h|hs|hrs|horas|{alternate(MARKS.currencies)})\b|\s+(?:{parts})(?!\w))(?:{to}(?:{weekdays})?\s*[0-3]?\d(?:st|nd|rd|th|º)?(?![\w:/%]))?",
    )
    yield (
        "date",
        rf"{until}(?<!\w)(?:(?:{every})\s+)?(?:(?:{ordinal})\s+)?(?:(?:{weekdays})|(?:{near})(?={to}(?:{near})(?!\w)))(?!\w)(?:{to}(?:{near})(?!\w)\.?)*"
        r"(?:\s+(?:nights?|mornings?|afternoons?|evenings?|a noite|de manha|a tarde)(?!\w))?"
        rf"(?:\s+(?:(?:de|of|in|en|em)\s+(?:{months})|of\s+(?:the|every|each)\s+month|de\s+cada\s+mes|do\s+mes|de\s+mes)(?!\w))?",
    )
    yield "date", rf"(?<!\w)(?:{months})(?!\w){year}"
    yield "date", rf"(?<!\w)(?:{months})\s*[-–]\s*(?:{months})(?!\w){year}?"
    yield (
        "date",
        rf"(?:(?<=en\s)|(?<=em\s)|(?<=in\s)|(?<=during\s))(?:{months})(?!\w)(?:\s+(?:y|e|and|to|a)\s+(?:{months})(?!\w))?",
    )
    yield "date", r"(?<!\w)(?:1[5-9]|20)\d\d\s*[-–—]\s*(?:1[5-9]|20)\d\d(?!\w)"
    yield "date", rf"(?<!\w)(?:{alternate(MARKS.relative)})(?!\w)"


def _prices() -> Iterator[tuple[Role, str]]:
    codes = "usd|eur|cop|mxn|gbp|ars|clp|brl|pen|inr|chf"
    symbol = rf"(?:us\$|r\$|mx\$|col\$|a\$|c\$|s/\.?|[$€£¥₹₩₽₺₪₴฿]|(?<!\w)(?:{codes})(?=\s?\d))"
    after = rf"(?:[$€£¥₹₩₽₺₪₴฿円元]|(?:{alternate(MARKS.currencies)})(?!\w))"
    unit = r"(?:\s?(?:mil|k)(?!\w))?"
    number = r"\d+(?:[.,']\d+)*"
    yield (
        "price",
        rf"(?:{symbol}\s?{number}{unit}(?:\s*(?:usd|cop|mxn|ars|clp|pesos|dolares|eur)(?!\w))?(?:\s*(?:[-–]|to|a|-)\s*{symbol}?\s?{number}{unit}(?!\w))?)",
    )
    yield (
        "price",
        rf"(?<![\w.,]){number}(?:\s*(?:[-–]|to|a)\s*{number})?{unit}\s?(?:de\s+)?{after}(?!\w)(?:\s?/\s?[a-z]+)?",
    )
    yield (
        "price",
        r"(?<![\w.,])\d{1,3}(?:[.,]\d+)?\s?%(?:\s*(?:off|de\s+descuento|de\s+desconto|dto\.?|discount|desconto|descuento)(?!\w))?",
    )
    yield "price", r"(?<![\w.,])\d{1,3}(?:[.,]\d{3})*\s?mil(?!\w)"


def _times() -> Iterator[tuple[Role, str]]:
    hour = r"(?:[01]?\d|2[0-4])"
    half = r"(?:a\.\s?m\.?|p\.\s?m\.?|[πμ]\.\s?μ\.?|am|pm|hrs?\.?|hs|horas|uhr|heures?|o'clock|h)"
    clock = rf"(?:(?<![\w.,:]){hour}(?:[:.h]\s?[0-5]\d(?:\s?{half}(?!\w))?|\s?{half}(?!\w))(?!\d))"
    loose = rf"(?:(?<![\w.,:]){hour}(?:[:.][0-5]\d)?(?![\w%€$£/]|[.,:]\d))"
    spoken = rf"(?:(?<!\w)(?:{alternate(MARKS.hours)})(?!\w))"
    noon = rf"(?:(?<!\w)(?:{alternate(MARKS.noons)})(?!\w))"
    joints = r"al?|as|ate|to|till?|until|hasta|bis|e|y|and"
    to = rf"(?:\s*(?:[-–—/]|\b(?:{joints})\b)\s*(?:las?\s+|as\s+|a\s+las?\s+|o\s+)?)"
    part = rf"(?:[\s,]*(?:{alternate(MARKS.parts_of_day)})(?!\w))*"
    daytime = alternate(each for each in MARKS.parts_of_day if each.startswith(("de la", "da ", "in the", "del ")))
    any_time = rf"(?:{clock}|{noon}|{loose}|{spoken})"
    length = r"(?!\s*(?:horas|hours|hrs)\s+(?:de|of)\b)"
    since = r"(?:(?<!\w)(?:a\s+partir\s+(?:de\s+las?|das?|del?)|desde\s+las?)\s+)?"
    yield "time", rf"{since}(?:{loose}{to})?{clock}{length}{part}(?:{to}(?:{clock}|{noon}){part})*"
    yield (
        "time",
        r"\d{1,2}[:時点时](?:\d{1,2}分?|半)?|(?:下午|上午|晚上|午後|午前|오후|오전)\s*\d{1,2}\s*[:點点時时시](?:\s*\d{1,2}\s*[分분]?|半)?",
    )
    start = (
        r"(?:a\s+las?|desde\s+las?|de\s+las?|hasta\s+las?|a\s+partir\s+de\s+las?|las|as|a\s+partir\s+das|das|de"
        r"|ate\s+as|at|from|until|till|around|um|alle|ore|om)"
    )
    yield (
        "time",
        rf"(?<!\w){start}\s+(?P<fact>{any_time}{part}{to}{any_time}{part})(?!\s*(?:a[nñ]os|years|people|personas|pessoas|kg|km|cm|m|meses|months|dias|days|semanas|weeks|horas|hours|de\s+(?:{alternate(MARKS.months)}))(?!\w))",
    )
    yield (
        "time",
        rf"(?<!\w)(?P<fact>(?:a\s+las?|desde\s+las?|hasta\s+las?|a\s+partir\s+de\s+las?|as|a\s+partir\s+das|ate\s+as|at)\s+(?:{loose}|{spoken}){part})(?!\s*(?:anos|years|[\w'-]*\d|de\s+(?:{alternate(MARKS.months)})))(?!\s+[a-z]+s\b)",
    )
    yield (
        "time",
        rf"(?<!\w)(?:{spoken}|{loose})(?:[\s,]+(?:{daytime})(?!\w))+",
    )
    yield "time", rf"(?<!\w)(?:ore|om|kl|godz)\.?\s+{loose}"
    yield "time", rf"(?<=\s){noon}"
    yield "time", r"(?<!\w)[0-4]\d-?[0-5]\d(?:\s?hrs|\s?h)(?!\w)"
