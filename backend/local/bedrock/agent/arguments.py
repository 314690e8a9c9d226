"""The input of a tool, filled from a step of the request and from the results so far. Nothing is made up here."""

import re
from dataclasses import dataclass, field
from typing import Any

from backend.local.bedrock.agent import values
from backend.local.bedrock.agent.history import fields, items, parts
from backend.local.bedrock.agent.phrases import main_text, mentioned_list, mentioned_text
from backend.local.bedrock.agent.profiles import ToolArgument, ToolProfile
from backend.local.bedrock.agent.steps import RequestStep
from backend.local.bedrock.agent.vocabulary import READING, meaning, meanings, name_meanings, split_name
from backend.local.bedrock.mood import moods
from backend.local.bedrock.wire import JSON
from backend.local.designer.text import fold

_LIMIT = frozenset("limit count top n k size page per quantity number num of items max results how many".split())
_CENTS = re.compile(r"cents|minor units|centavos|c[eé]ntimos", re.IGNORECASE)
_MONEY = re.compile(r"price|money|cost|amount|budget|total|cents", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:not|no|without|sin|sem|nao|don't)\b")
_HEADED = re.compile(r"(?:a|an|the|un|una|el|la|um|uma|o)\s+(\w+)\s+(?:of|de|do|da)\s+", re.IGNORECASE)
_PLAIN = frozenset({"string", "integer", "number"})


@dataclass(slots=True)
class FilledInput:
    input: JSON = field(default_factory=dict)
    missing: list[ToolArgument] = field(default_factory=list)
    """What is required and was not found."""
    evidence: float = 0
    """How much of it the step says."""
    said: set[str] = field(default_factory=set)
    """The arguments of which the step names the value."""
    is_valid: bool = False

    @property
    def is_complete(self) -> bool:
        return self.is_valid and not self.missing


def fill_input(tool: ToolProfile, step: RequestStep, known: list[Any]) -> FilledInput:
    return _Filling(tool, step, known).fill()


class _Filling:
    def __init__(self, tool: ToolProfile, step: RequestStep, known: list[Any]) -> None:
        self._tool = tool
        self._step = step
        self._known = known
        self._made = FilledInput()
        self._numbers = values.numbers_in(step.text)
        self._main = main_argument(tool)
        self._options_said = 0

    def fill(self) -> FilledInput:
        for argument in self._tool.arguments:
            found, worth = self._value(argument)
            if found is None and argument.required and argument.kind in _PLAIN:
                found = self._known_value(argument)
            if found is not None and not self._fits(argument, found):
                found = self._cut(argument, found)
            if found is not None:
                self._made.input[argument.name] = found
                self._made.evidence += worth
                self._made.said |= {argument.name} if worth > 1 else set()
        self._give_rest_the_main_text()
        self._made.missing = [
            each for each in self._tool.arguments if each.required and each.name not in self._made.input
        ]
        self._made.is_valid = self._tool.validator.is_valid(self._made.input)
        return self._made

    def _value(self, argument: ToolArgument) -> tuple[Any, float]:
        """What is to be passed, and how much the step speaks for it; None for nothing."""
        if argument.options:
            return self._option(argument)
        if argument.is_id:
            return self._id(argument)
        if argument.kind in ("integer", "number"):
            return self._number(argument)
        if argument.kind == "boolean":
            return self._boolean(argument)
        if argument.kind == "array":
            return mentioned_list(argument, self._step), 1.5
        if argument.kind == "object":
            return self._object(argument), 0.5
        return self._text(argument)

    def _option(self, argument: ToolArgument) -> tuple[Any, float]:
        if "const" in argument.schema:
            return (argument.schema["const"], 0) if argument.required else (None, 0)
        options = [each for each in argument.options if isinstance(each, str)]
        if "language" in argument.speaks_of:
            language = values.language_in(self._step.text)
            return (language, 1.5) if language in options else (None, 0)
        if "currency" in fold(argument.name):
            currency = values.currency_in(self._step.text)
            return (currency, 0.5) if currency in options else (None, 0)
        spoken = {*self._step.speaks_of}
        scored = [(self._weigh(argument, option, spoken), option) for option in options]
        best = max((weight for weight, _ in scored), default=0)
        chosen = [option for weight, option in scored if weight == best]
        found = chosen[0] if best and len(chosen) == 1 else self._mood(options)
        self._options_said += found is not None
        return found, 1.5 if self._options_said == 1 else 0.5

    def _weigh(self, argument: ToolArgument, option: str, spoken: set[str]) -> int:
        if re.search(rf"(?<![\w:]){re.escape(fold(option))}(?![\w:])", fold(self._step.text)):
            return 4 if len(option) > 2 else 0
        own = {meaning(option), *meanings(option.replace("-", " ").replace("_", " "))}
        if not self._tool.changes and own == {self._step.action}:
            return 0  # `delete my poster`: what is looked for to be deleted is not among the deleted
        return 3 * bool(len(option) > 2 and own <= spoken and not own & READING) or len(
            self._tool.hints(argument, option) & spoken
        )

    def _mood(self, options: list[str]) -> str | None:
        """The option that is a mood of which the step speaks."""
        felt = moods(re.sub(r"(?i)\b(quiero|quisiera|would love|amor[ai]a)\b", "", self._step.text))[:-2]
        named = {moods(option)[0]: option for option in reversed(options) if moods(option)[:-2]}
        return next((named[mood] for mood in felt if mood in named), None)

    def _id(self, argument: ToolArgument) -> tuple[Any, float]:
        pattern = argument.schema.get("pattern")
        for token in re.findall(r"[^\s,;!?\"“”«»()'.]+", self._step.text):
            is_like = re.search(r"\d", token) and len(token) > 2 and (not pattern or re.search(pattern, token))
            if is_like and (argument.required or _is_specific(pattern)):
                return token, 2
        return None, 0

    def _known_value(self, argument: ToolArgument) -> Any:
        """From the results: of the item that the step names, else of the latest."""
        wanted = _key_of(argument.name)
        for data in self._known:
            listed = [item for item in items(data) if any(_is_key(path, wanted) for path, _ in fields(item))]
            for part in [pick_item(listed, self._step)] if listed else [data]:
                for path, value in fields(part):
                    if isinstance(value, str | int) and _is_key(path, wanted) and self._fits(argument, value):
                        return value
        return None

    def _number(self, argument: ToolArgument) -> tuple[Any, float]:
        about = f"{argument.name} {argument.description}"
        bound = (
            "min"
            if re.match(r"min|lowest", argument.name)
            else "max"
            if re.match(r"max(?!_?results)", argument.name)
            else ""
        )
        for number in [each for each in self._numbers if each.is_money and each.bound == bound]:
            if _MONEY.search(about) and not _is_limit(argument):
                value = number.value * 100 if _CENTS.search(about) else number.value
                return (round(value) if argument.kind == "integer" else value), 1.5
        plain = [each for each in self._numbers if not each.is_money]
        if plain and (_is_limit(argument) or argument.speaks_of & {*self._step.speaks_of}):
            return plain[0].plain, 0.7
        return (plain[0].plain, 0.7) if plain and argument.required else (None, 0)

    def _boolean(self, argument: ToolArgument) -> tuple[Any, float]:
        said = argument.speaks_of & {*self._step.speaks_of}
        if not said:
            return (False, 0) if argument.required else (None, 0)
        return not _NEGATED.search(fold(self._step.text)), 1.5

    def _object(self, argument: ToolArgument) -> Any:
        """One of the results that has the shape, or a part of one."""
        return next((part for data in self._known for part in parts(data) if self._fits(argument, part)), None)

    def _text(self, argument: ToolArgument) -> tuple[Any, float]:
        kind = argument.schema.get("format", "")
        if kind == "email" or argument.speaks_of & {"mail"} or argument.name in ("to", "recipient"):
            found = values.EMAIL.findall(self._step.text)
            return (found[0], 1.5) if found else (None, 0)
        if kind in ("date", "date-time") or argument.speaks_of & {"date"}:
            found = values.dates_in(self._step.text)
            return (found[0], 1.5) if found else (None, 0)
        if kind in ("uri", "url", "iri") or re.search(r"url|link|href", argument.name, re.IGNORECASE):
            return self._address(argument)
        if "currency" in fold(argument.name):
            return values.currency_in(self._step.text), 0.5
        if "language" in argument.speaks_of:
            return values.language_in(self._step.text), 1.5
        if argument is self._main:
            return self._without_own_noun(main_text(argument, self._step)), 0.5
        return mentioned_text(argument, self._step), 1.5

    def _without_own_noun(self, text: str | None) -> str | None:
        """`a brief of a lighthouse` -> `a lighthouse` for a tool that is said to make briefs."""
        headed = _HEADED.match(text or "")
        own = {*self._tool.named} | self._tool.first
        return text[headed.end() :] if text and headed and meaning(headed[1]) in own else text

    def _address(self, argument: ToolArgument) -> tuple[Any, float]:
        found = values.URL.findall(self._step.text)
        if found:
            return found[0], 1.5
        known = (
            value
            for data in self._known
            for _, value in fields(data)
            if isinstance(value, str) and values.URL.match(value)
        )
        return (next(known, None) if argument.required else None), 0

    def _give_rest_the_main_text(self) -> None:
        """Further texts that are required (`subject` and `body`) are about the same."""
        for argument in self._tool.arguments:
            plain = argument.required and argument.kind == "string" and not argument.is_id and not argument.options
            if plain and argument.name not in self._made.input and "format" not in argument.schema:
                text = main_text(argument, self._step)
                if text and self._main is not None and self._fits(argument, text):
                    self._made.input[argument.name] = text

    def _fits(self, argument: ToolArgument, value: Any) -> bool:
        return bool(self._tool.validator.evolve(schema=argument.schema).is_valid(value))

    def _cut(self, argument: ToolArgument, value: Any) -> Any:
        """A text within its length; nothing for what does not fit otherwise."""
        shorter = value[: argument.schema.get("maxLength")] if isinstance(value, str) else None
        return shorter if shorter is not None and self._fits(argument, shorter) else None


def pick_item(listed: list[JSON], step: RequestStep) -> JSON | None:
    """The item that the step's words name, `the second` or `the last` one; the first where it names none.

    None where it names something that no item has.
    """
    told = [{*meanings(" ".join(str(value) for _, value in fields(item)))} for item in listed]
    common = set.intersection(*told) if len(told) > 1 else set()
    asked = {key for key in meanings(step.matter) if any(key in each for each in told)} - common
    ordinal = next((at for words, at in _ORDINALS if re.search(words, fold(step.text))), 0)
    if asked:
        best = max(len(asked & each) for each in told)
        listed = [item for item, each in zip(listed, told, strict=True) if len(asked & each) == best]
    elif names_something(step) and not ordinal:
        return None
    return listed[ordinal] if -len(listed) <= ordinal < len(listed) else None


_ORDINALS = (
    (r"\b(second|segund[oa])\b", 1),
    (r"\b(third|tercer[oa]?|terceir[oa])\b", 2),
    (r"\b(oldest|mas antigu[oa]|mais antig[oa])\b", -1),
)


def names_something(step: RequestStep) -> bool:
    """Whether the step has a name of its own, with a capital or in quotation marks: `delete the poster of Quito`."""
    return bool(step.quotations or re.search(r"(?<=\s)[A-ZÁÉÍÓÚÑÂÊÔÃÕÇ]\w+", step.matter))


def main_argument(tool: ToolProfile) -> ToolArgument | None:
    texts = [each for each in tool.arguments if each.kind == "string" and not each.is_id and not each.options]
    required = [each for each in texts if each.required and each.schema.get("format") is None]
    optional = [each for each in texts if re.fullmatch(r"q|query|search|search_term|keywords?|text|term", each.name)]
    own = [each for each in required if not each.speaks_of & {"language", "mail", "date", "currency", "title", "name"}]
    return next(iter([*own, *required, *optional]), None)


def _is_limit(argument: ToolArgument) -> bool:
    return {part.lower() for part in split_name(argument.name)} <= _LIMIT


def _is_specific(pattern: str | None) -> bool:
    """Whether a pattern tells an id from any other word."""
    return pattern is not None and not any(re.search(pattern, word) for word in ("word", "WORD", "a1"))


def _key_of(name: str) -> tuple[str, ...]:
    return tuple(part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", name))


def _is_key(path: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """`product_id`, `productId`, or `id` below `product`; and for a plain `id` any id."""
    if not path:
        return False
    named = _key_of(path[-1])
    if named == wanted:
        return True
    if wanted == ("id",):
        return named[-1:] == ("id",)
    owners = {each for name in path[:-1] for each in name_meanings(name)}
    return named == ("id",) and bool(wanted[:-1]) and (meaning(wanted[0]) in owners or len(path) <= 2)
