"""Answers in the language of the request, made of what the results of tools say."""

import re
from collections.abc import Sequence
from typing import Any

from backend.local.bedrock.agent.history import History, ToolRun, fields, items, parts
from backend.local.bedrock.agent.profiles import ToolArgument
from backend.local.bedrock.agent.steps import RequestStep, split
from backend.local.bedrock.agent.values import URL
from backend.local.bedrock.agent.vocabulary import ACTIONS, READING, name_meanings
from backend.local.bedrock.wire import JSON
from backend.local.designer.concept import Language
from backend.local.designer.text import shorten

LONGEST_TEXT, MOST_ITEMS = 1_200, 10
_SAID: dict[str, dict[str, str]] = {
    "done": {"es": "Listo", "pt": "Pronto", "en": "Done"},
    "found": {"es": "Encontré {count}", "pt": "Encontrei {count}", "en": "I found {count}"},
    "nothing": {"es": "No encontré nada.", "pt": "Não encontrei nada.", "en": "I found nothing."},
    "failed": {
        "es": "No pude hacerlo: {tool} respondió: {why}",
        "pt": "Não consegui: {tool} respondeu: {why}",
        "en": "I could not do that: {tool} answered: {why}",
    },
    "lacking": {
        "es": "Para eso necesito saber: {what}.",
        "pt": "Para isso preciso saber: {what}.",
        "en": "To do that I need to know: {what}.",
    },
    "absent": {
        "es": "No encontré aquello de lo que hablas ({what}).",
        "pt": "Não encontrei aquilo de que você fala ({what}).",
        "en": "I did not find what you mean ({what}).",
    },
}
_NAME = r"[A-ZÁÉÍÓÚÑÂÊÔÃÕÇ][\w’-]+"
_NAMES = re.compile(rf"[\"“«][^\"”»]*[\"”»]|(?<=\w\s){_NAME}(?:\s+(?:\w{{1,3}}\s+)?{_NAME})*")
_TITLES = ("title", "name", "subject", "username", "headline", "label", "summary", "email")
_ANSWERS = ("answer", "message", "text", "content", "summary", "result", "output", "description", "transcript")


def language_of(request: str) -> Language:
    """By its own words: names and quotations may be in any language."""
    own = _NAMES.sub("", request)
    from backend.local.designer.language import detect  # on first need: it reads the vocabulary

    return detect(own if len(own.split()) > 1 else request)


def results(history: History, steps: Sequence[RequestStep]) -> str:
    """What was done, and what the steps ask to be said."""
    language = language_of(history.request)
    wanted = [found for step in steps if (found := _wanted_line(step, history))]
    if not history.runs:
        return " ".join(wanted)
    last = next((run for run in reversed(history.runs) if not run.failed), history.runs[-1])
    listed = [each for data in last.data for each in items(data)]
    if _is_list(last, listed):
        told = _list(listed, language)
    elif not last.data:
        told = shorten(last.text, LONGEST_TEXT) or f"{_SAID['done'][language]}."
    else:
        told = _entity(history, last, language)
    return " ".join([told, *dict.fromkeys(each for each in wanted if each not in told)])


def failure(history: History) -> str:
    last, language = history.runs[-1], language_of(history.request)
    return _SAID["failed"][language].format(tool=last.name, why=_reason(last))


def lacking(history: History, arguments: Sequence[ToolArgument], *, searched: bool) -> str:
    names = ", ".join(_describe(each) for each in arguments) or "?"
    return _SAID["absent" if searched else "lacking"][language_of(history.request)].format(what=names)


def find_wanted(step: RequestStep, known: Sequence[Any]) -> Any:
    """The value that a step asks for: of `tell me its address` the first URL in the latest result that has one."""
    asked = [key for key in step.speaks_of if key not in ACTIONS]
    for data in known:
        for path, value in fields(data):
            if _is_wanted(asked, path, value):
                return _spell_out(data, path, value)
    return None


def _is_wanted(asked: Sequence[str], path: tuple[str, ...], value: Any) -> bool:
    if not path or value in (None, "") or re.search(r"(^|_)(id|token|key)$", path[-1]):
        return False
    if "address" in asked and isinstance(value, str) and URL.match(value):
        return True
    return bool({*name_meanings(path[-1])} - {"id"} & {*asked}) and {*name_meanings(path[-1])} & {*asked} != set()


def _wanted_line(step: RequestStep, history: History) -> str:
    found = find_wanted(step, history.known) if step.action in (None, "tell", "show") else None
    return "" if found is None else str(found)


def _is_list(run: ToolRun, listed: Sequence[JSON]) -> bool:
    """Whether a result is a list of things that have names, or an object around one that says little more."""
    if listed and not any(
        _first(each, _TITLES) or any(path[-1].endswith("id") for path, _ in fields(each)) for each in listed
    ):
        return False
    for data in run.data:
        listed = items(data)
        around = data.keys() if isinstance(data, dict) else []
        if isinstance(data, list) or (
            any(isinstance(data[name], list) for name in around) and (listed or len(around) < 6)
        ):
            titled = any(name in around for name in (*_TITLES, *_ANSWERS))
            return not titled
    return False


def _list(listed: Sequence[JSON], language: str) -> str:
    if not listed:
        return _SAID["nothing"][language]
    told = "; ".join(filter(None, (_item(each) for each in listed[:MOST_ITEMS])))
    return f"{_SAID['found'][language].format(count=len(listed))}: {told}."


def _item(item: JSON) -> str:
    """`Jazz (19.00 USD, active)`"""
    title = _first(item, _TITLES) or next((str(value) for _, value in fields(item) if value not in (None, "")), "")
    extra = [each for each in (_price(item), _first(item, ("status", "state"))) if each]
    return f"{title} ({', '.join(extra)})" if extra else title


def _entity(history: History, last: ToolRun, language: str) -> str:
    """What the last call was about: named by it, or by the results before it that have the same id."""
    own = list(last.data)
    for data in own:
        said = _first_of(data, _ANSWERS) if isinstance(data, dict) else ""
        if said and not _first_of(data, ("title", "name", "status", "state")):
            return shorten(said, LONGEST_TEXT)
    title = _first(own, ("title", "name")) or _title_of([*last.input.values()], history.known)
    price = next(filter(None, map(_price, own)), "")
    address = next((value for _, value in fields(own) if isinstance(value, str) and URL.match(value)), "")
    facts = [f"“{title}”" if title else "", price, _first(own, ("status", "state")), "" if title else address]
    told = ", ".join(each for each in facts if each)
    if not told:
        told = ", ".join(f"{path[-1]}: {value}" for path, value in fields(own[0]) if _is_worth_telling(path, value))
    if told and not any(step.action in ACTIONS and step.action not in READING for step in split(history.request)):
        return f"{told}."
    return f"{_SAID['done'][language]}: {told}." if told else f"{_SAID['done'][language]}."


def _is_worth_telling(path: tuple[str, ...], value: Any) -> bool:
    return bool(path) and value is not True and not re.search(r"(^|_)(id|token|key)$", path[-1])


def _title_of(ids: Sequence[Any], known: Sequence[Any]) -> str:
    """The title of the smallest thing in the results that has one of these ids."""
    named = [part for data in known for part in parts(data) if any(value in ids for _, value in fields(part) if value)]
    titles = [(len(list(fields(part))), title) for part in named if (title := _first(part, ("title", "name")))]
    return min(titles, default=(0, ""))[1]


def _first(value: Any, names: Sequence[str]) -> str:
    """The first text under one of these names, in the order of the names."""
    told = list(fields(value))
    return next(
        (str(each) for name in names for path, each in told if path[-1:] == (name,) and each not in (None, "")), ""
    )


def _first_of(value: JSON, names: Sequence[str]) -> str:
    """The same at the top of an object alone."""
    return next((value[name] for name in names if isinstance(value.get(name), str) and value[name]), "")


def _price(value: Any) -> str:
    """`{"price_cents": 2500, "currency": "USD"}` -> `25.00 USD`"""
    currency = _first(value, ("currency",))
    for path, each in fields(value):
        if path and re.search(r"(price|total|amount)_cents$", path[-1]) and isinstance(each, int):
            return f"{each / 100:.2f} {currency}".strip()
        if path and path[-1] in ("price", "total", "amount", "cost") and isinstance(each, int | float | str):
            return f"{each} {currency}".strip()
    return ""


def _spell_out(data: Any, path: tuple[str, ...], value: Any) -> Any:
    return _price(data) if "cents" in path[-1] else value


def _reason(run: ToolRun) -> str:
    """The words of an error, without its JSON."""
    told = [_first(data, ("message", "detail", "reason", "error")) for data in run.data]
    details = [
        f"{_first(each, ('field', 'loc'))}: {_first(each, ('message', 'msg'))}"
        for data in run.data
        for each in items(data)
    ]
    return shorten(" ".join([*filter(None, told), *details]) or run.text or "?", 400)


def _describe(argument: ToolArgument) -> str:
    return f"{argument.name} ({argument.description.rstrip('.')})" if argument.description else argument.name
