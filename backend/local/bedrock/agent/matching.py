"""Which tool a step of a request calls for, by what the tool's name, description and arguments speak of."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backend.local.bedrock.agent.arguments import FilledInput, fill_input, main_argument
from backend.local.bedrock.agent.profiles import ToolArgument, ToolProfile
from backend.local.bedrock.agent.steps import RequestStep
from backend.local.bedrock.agent.vocabulary import ACTIONS, READING, is_plural, meaning, split_name

THRESHOLD = 1.8
"""Below it a request has nothing to do with a tool."""
ASKS_BACK = 4.0
"""Above it a tool fits so well that what it lacks is asked for."""
IN_NAME, IN_FIRST, IN_REST, IN_ARGUMENTS = 3.0, 1.6, 0.8, 0.8
SAME_ACTION, BOTH_READ, OTHER_CHANGE, READS_INSTEAD, DELETES = 2.0, 1.2, -1.0, -2.0, -8.0
NO_PLACE = 0.5
"""For a word that none of a tool's arguments could take."""
CANNOT_FILL, HAS_TO_LOOK_UP = -4.0, -0.7


@dataclass(frozen=True, slots=True)
class ToolMatch:
    tool: ToolProfile
    filled: FilledInput
    score: float


def rank(
    tools: Sequence[ToolProfile], step: RequestStep, later: Sequence[RequestStep], known: list[Any]
) -> list[ToolMatch]:
    """The tools that come into question, the best first; of equals the first that was sent."""
    found = []
    for tool in tools:
        filled = fill_input(tool, step, known)
        score = _relevance(tool, step, later, tools) + filled.evidence
        if score >= THRESHOLD:
            least = THRESHOLD if score >= ASKS_BACK and filled.missing else 0
            score = max(least, score + _feasibility(tool, filled, step, tools, known))
        found.append(ToolMatch(tool, filled, score))
    return sorted((each for each in found if each.score >= THRESHOLD), key=lambda each: -each.score)


def find_provider(
    tools: Sequence[ToolProfile], tool: ToolProfile, argument: ToolArgument, step: RequestStep, known: list[Any]
) -> ToolMatch | None:
    """The tool that gives what another one needs: it names that, or is named by it. It reads, and can be called now."""
    found = []
    nouns = argument.speaks_of - {"id"}
    for each in tools:
        score = 3.0 * (each.name in f"{tool.description} {argument.description}")
        score += 2.0 * (argument.name in each.description) + 2.0 * bool(nouns & {*each.named})
        score += 1.0 * (each.action in ("list", "find"))
        if each is tool or each.changes or score < 2:
            continue
        filled = fill_input(each, step, known)
        if filled.is_complete:
            found.append(ToolMatch(each, filled, score))
    return max(found, key=lambda each: each.score, default=None)


def _relevance(
    tool: ToolProfile, step: RequestStep, later: Sequence[RequestStep], tools: Sequence[ToolProfile]
) -> float:
    content = [key for key in step.speaks_of if key not in READING and not key == tool.action == step.action]
    spoken_of = sum(_weight(key, tools) * _place(tool, key) for key in content)
    spoken_of += IN_ARGUMENTS * sum(_is_kind_of(key, tool, tools) for key in content)
    if not spoken_of and tool.action != step.action:
        return 0.0
    score = spoken_of + _action_fit(tool, step)
    if main_argument(tool) is None and not any(each.is_id and each.required for each in tool.arguments):
        score -= NO_PLACE * sum(not tool.mentions(key) and key.isalpha() for key in content)
    words = {meaning(word): is_plural(word) for word in split_name(tool.name)}
    spoken = {meaning(word): is_plural(word) for word in step.words}
    score += sum(0.5 if words[key] == spoken[key] else -0.3 for key in words.keys() & spoken.keys() - ACTIONS.keys())
    ahead = {key for other in later for key in other.speaks_of} - {*step.speaks_of}
    return score + 0.4 * sum(_weight(key, tools) * tool.mentions(key) for key in ahead)


def _weight(key: str, tools: Sequence[ToolProfile]) -> float:
    """A word that every tool has says little."""
    having = sum(tool.mentions(key) for tool in tools)
    return 1 / math.sqrt(having) if having else 0.0


def _is_kind_of(key: str, tool: ToolProfile, tools: Sequence[ToolProfile]) -> bool:
    """Whether other tools take `key` as an option for what this one is named after: a poster is a kind of product."""
    if tool.mentions(key):
        return False
    return any(key in each.options_named and {*each.named} & {*tool.named} - ACTIONS.keys() for each in tools)


def _place(tool: ToolProfile, key: str) -> float:
    if key in tool.named:
        return IN_NAME
    if key in tool.first:
        return IN_FIRST
    return IN_REST * (key in tool.rest) + IN_ARGUMENTS * (key in tool.asks_for)


def _action_fit(tool: ToolProfile, step: RequestStep) -> float:
    asked = step.action if step.action is not None else "ask"
    if tool.action == "delete" or tool.action == "cancel":
        return SAME_ACTION if asked in ("delete", "cancel") else DELETES
    if tool.action == asked:
        return SAME_ACTION
    if asked in ("delete", "cancel"):
        return READS_INSTEAD
    if asked in READING:
        return BOTH_READ if tool.action in READING else 0.3 if not tool.changes else 2 * OTHER_CHANGE
    if tool.action in READING:
        return READS_INSTEAD
    if asked == "update":
        return 3 * OTHER_CHANGE
    return 0.0 if tool.action in (None, "update") else OTHER_CHANGE


def _feasibility(
    tool: ToolProfile, filled: FilledInput, step: RequestStep, tools: Sequence[ToolProfile], known: list[Any]
) -> float:
    if filled.is_complete:
        return 1.0 if step.refers_back and any(each.is_id and each.required for each in tool.arguments) else 0.0
    provided = all(find_provider(tools, tool, each, step, known) for each in filled.missing)
    return HAS_TO_LOOK_UP if filled.missing and provided else CANNOT_FILL
