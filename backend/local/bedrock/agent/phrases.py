"""Texts taken out of a step of a request: what a poster is to show, which city, what a title is to be."""

import re

from backend.local.bedrock.agent.profiles import ToolArgument
from backend.local.bedrock.agent.steps import RequestStep
from backend.local.bedrock.agent.values import without_money
from backend.local.bedrock.agent.vocabulary import WORD, meaning
from backend.local.designer.text import fold

_CAPITAL = r"[A-ZÁÉÍÓÚÑÂÊÔÃÕÇ][\w’'-]*"
_PLACE = re.compile(
    rf"\b(?:in|en|em|at|for|de|of|no|na|para|near|from)\s+((?:{_CAPITAL})(?:\s+(?:de\s+|do\s+|da\s+|del\s+)?{_CAPITAL})*)"
)
_NAMED = re.compile(rf"(?<=\s)({_CAPITAL}(?:\s+{_CAPITAL})*)")
_EXPRESSION = re.compile(r"[\d(][\d\s.,()+*/×÷^%-]*(?:(?:of|de)\s+\d[\d.,]*|[\d)])")
_CONNECTOR = re.compile(r"^\s*(?:(?:to|as|a|al|para|por|como|with|con|com|named|called)\s+|[:=]\s*)", re.IGNORECASE)
_LEADING = re.compile(r"^(?:for|por|about|sobre|acerca de|that|que|up|out|to|a cerca de)\s+", re.IGNORECASE)
_SPOKEN = {meaning(word) for word in ("message", "text", "content", "body", "subject", "title")}
_RENAMED = re.compile(
    r"\b(?:renam\w*|renombr\w*|renome\w*|call\w*|llam\w*|cham\w*|titled|titulad[oa])\b", re.IGNORECASE
)
_SAYING = re.compile(
    r"\b(?:saying|that says|which says|que diga|que dice|diciendo|dizendo|que diz|with the text)\b[:\s]*(.+)$",
    re.IGNORECASE,
)


def main_text(argument: ToolArgument, step: RequestStep) -> str | None:
    """What the step is about, in its own words, as far as the argument asks for it."""
    about = f"{argument.name} {argument.description}".lower()
    if argument.speaks_of & {"city", "country"} or re.search(r"\b(city|town|place|location)\b", argument.name):
        return place_in(step.text)
    if "expression" in about or "arithmetic" in about:
        found = _EXPRESSION.search(step.text)
        return found[0].strip() if found else None
    if (saying := _SAYING.search(step.text)) and argument.speaks_of & _SPOKEN:
        return saying[1].strip(" \"'“”«».")
    if argument.speaks_of & {"message", "ask"} or "question" in about or "want to know" in about:
        return step.text
    if argument.speaks_of & {*_SPOKEN, "name"} and step.quotations:
        return step.quotations[0]
    if step.quotations and re.match(r"[\"“«'‘]", step.matter):
        return step.quotations[0]
    if step.refers_back:
        return None
    text = without_money(_LEADING.sub("", step.matter)).strip(" .!?¡¿")
    return text or None


def mentioned_text(argument: ToolArgument, step: RequestStep) -> str | None:
    """`change the title to Sunset` -> Sunset for `title`; None where the step names no value for the argument."""
    if argument.speaks_of & {"city"} and (place := place_in(step.text)):
        return place
    for word in WORD.finditer(step.text):
        renamed = argument.speaks_of & {"title", "name"} and _RENAMED.fullmatch(word.group())
        if renamed or meaning(word.group()) in argument.speaks_of:
            rest = step.text[word.end() :]
            rest = re.sub(r"^\s+(?:it|lo|la|o|a)\b(?=\s)", "", rest) if renamed else rest
            value = _value_after(rest, free=bool(renamed))
            if value:
                return value
    return None


def mentioned_list(argument: ToolArgument, step: RequestStep) -> list[str] | None:
    """`with the tags sea, night and boat` -> ["sea", "night", "boat"] for `tags`."""
    for word in WORD.finditer(step.text):
        if meaning(word.group()) in argument.speaks_of:
            rest = _CONNECTOR.sub("", step.text[word.end() :]).strip(" :=")
            parts = [part.strip(" \"'“”«».") for part in re.split(r",|\s+(?:and|y|e)\s+", rest)]
            return [part for part in parts if part] or None
    return None


def place_in(text: str) -> str | None:
    found = [*_PLACE.findall(text), *_NAMED.findall(text)]
    return found[0].strip() if found else None


def _value_after(rest: str, *, free: bool) -> str | None:
    """What is quoted, or stands after `to`, `a`, `:` or `=`."""
    quoted = re.match(r"\s*(?:\S+\s+){0,4}?[\"“«'‘]([^\"”»'’]+)[\"”»'’]", rest)
    if quoted:
        return quoted[1]
    rest = re.sub(r"^\s+(?:of|de|do|da|del)\s+(?:\S+\s+){1,6}?(?=(?:to|a|para|por|as|como)\s)", " ", rest)
    connected = _CONNECTOR.match(rest)
    if not connected and not (free and re.match(rf"\s+{_CAPITAL}", rest)):
        return None
    value = rest[connected.end() if connected else 0 :].strip(" .!?¡¿\"'“”«»")
    return value if value and fold(value) not in ("me", "mi") else None
