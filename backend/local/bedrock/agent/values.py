"""What a request names exactly: sums of money, numbers, addresses, dates, ids."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from backend.local.designer.text import fold

_CURRENCIES = {
    "us$": "USD", "r$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "usd": "USD", "eur": "EUR", "brl": "BRL",
    "cop": "COP", "mxn": "MXN", "gbp": "GBP",
    "dollar": "USD", "dollars": "USD", "dolar": "USD", "dolares": "USD",
    "bucks": "USD", "euro": "EUR", "euros": "EUR", "real": "BRL", "reais": "BRL", "pound": "GBP", "pounds": "GBP",
    "peso": None,
    "pesos": None, "cent": None, "cents": None, "centavo": None, "centavos": None, "centimos": None,
}  # fmt: skip
_CENTS = frozenset({"cent", "cents", "centavo", "centavos", "centimos"})
_AMOUNT = r"\d+(?:[.,]\d+)*"
_MONEY = re.compile(
    rf"(?P<sign>us\$|r\$|\$|€|£|\b(?:usd|eur|brl|cop|mxn|gbp)\b)\s?(?P<after>{_AMOUNT})"
    rf"|(?P<before>{_AMOUNT})\s?(?P<name>€|£|\$|\b(?:usd|eur|brl|cop|mxn|gbp|dollars?|dolar(?:es)?|bucks|euros?"
    r"|rea(?:l|is)|pounds?|pesos?|cents?|centavos?|centimos)\b)"
)
_WITH_PREPOSITION = r"\s*\b(?:for|at|por|a|em|de|to)?\s*(?:only\s|solo\s|so\s)?$"
_NUMBER_WORDS = {
    word: number
    for number, words in enumerate(
        ("", "", "two dos dois duas", "three tres", "four cuatro quatro", "five cinco", "six seis",
         "seven siete sete", "eight ocho oito", "nine nueve nove", "ten diez dez")
    )
    for word in words.split()
}  # fmt: skip
_MOST = re.compile(
    r"\b(?:under|below|less than|at most|up to|cheaper than|menos de|hasta|maximo|por debajo de|ate|abaixo de"
    r"|no mas de)\s*$"
)
_LEAST = re.compile(
    r"\b(?:over|above|more than|at least|from|mas de|desde|minimo|por encima de|mais de|acima de|a partir de"
    r"|pelo menos)\s*$"
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
URL = re.compile(r"https?://[^\s\"'<>)]+")
_ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?\b")
_DAYS = {
    "today": 0, "hoy": 0, "hoje": 0, "tomorrow": 1, "manana": 1, "amanha": 1, "yesterday": -1, "ayer": -1, "ontem": -1,
}  # fmt: skip
_LANGUAGES = {
    "es": "spanish espanol espanhol castellano", "en": "english ingles", "pt": "portuguese portugues",
    "fr": "french frances", "de": "german aleman alemao", "it": "italian italiano", "ja": "japanese japones",
    "zh": "chinese chino chines",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NamedNumber:
    value: float
    start: int
    end: int
    currency: str | None = None
    is_money: bool = False
    bound: str = ""
    """`max` for `under 30 dollars`, `min` for `at least 30`."""

    @property
    def plain(self) -> float:
        return int(self.value) if self.value == int(self.value) else self.value


def numbers_in(text: str) -> list[NamedNumber]:
    """`two posters under $1,500.50` -> 2, and at most 1500.5 USD. Money is in whole units, also of `50 cents`."""
    plain = _same_length_fold(text)
    found = list(_money(plain))
    taken = [range(each.start, each.end) for each in found]
    for match in re.finditer(rf"(?<![\w.-])-?{_AMOUNT}(?![\w-]|\.\d)|\b[a-z]+\b", plain):
        if any(match.start() in span for span in taken):
            continue
        word = match.group()
        if word in _NUMBER_WORDS or not word.isalpha():
            value = _NUMBER_WORDS[word] if word in _NUMBER_WORDS else parse_amount(word)
            found.append(NamedNumber(value, match.start(), match.end(), bound=_read_bound(plain[: match.start()])))
    return sorted(found, key=lambda each: each.start)


def without_money(text: str) -> str:
    """`a poster of Medellín for 25 dollars` -> `a poster of Medellín`"""
    for each in reversed([number for number in numbers_in(text) if number.is_money]):
        before = re.sub(_WITH_PREPOSITION, "", text[: each.start], flags=re.IGNORECASE)
        text = f"{before.rstrip(' ,')} {text[each.end :].lstrip()}".strip()
    return text.strip(" ,")


def dates_in(text: str) -> list[str]:
    today = datetime.now(UTC).date()
    spoken = [_DAYS[word] for word in re.findall(r"[a-z]+", fold(text)) if word in _DAYS]
    return _ISO.findall(text) + [(today + timedelta(days=days)).isoformat() for days in spoken]


def language_in(text: str) -> str | None:
    """The code of the language that a text names: `al inglés` -> en."""
    spoken = set(re.findall(r"[a-z]+", fold(text)))
    return next((code for code, names in _LANGUAGES.items() if spoken & set(names.split())), None)


def currency_in(text: str) -> str | None:
    return next((each.currency for each in numbers_in(text) if each.currency), None)


def parse_amount(written: str) -> float:
    """`1,500.50`, `1.500,50` -> 1500.5; `12,5` -> 12.5; `1.500` -> 1500."""
    marks = [mark for mark in written if mark in ".,"]
    if not marks:
        return float(written)
    last = written.rfind(marks[-1])
    if len(set(marks)) == 1 and (len(marks) > 1 or len(written) - last == 4):
        return float(written.replace(marks[0], ""))
    whole = written[:last].replace(".", "").replace(",", "")
    return float(f"{whole}.{written[last + 1 :]}")


def _money(plain: str) -> Iterator[NamedNumber]:
    for match in _MONEY.finditer(plain):
        named = match["sign"] or match["name"]
        value = parse_amount(match["after"] or match["before"])
        value = value / 100 if named in _CENTS else value
        bound = _read_bound(plain[: match.start()])
        yield NamedNumber(value, match.start(), match.end(), _CURRENCIES[named], is_money=True, bound=bound)


def _read_bound(before: str) -> str:
    return "max" if _MOST.search(before) else "min" if _LEAST.search(before) else ""


def _same_length_fold(text: str) -> str:
    """Folded letter by letter, so that places in it are places in the text."""
    return "".join(folded if len(folded := fold(letter)) == 1 else letter for letter in text)
