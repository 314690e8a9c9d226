"""What a model does next: the conversation so far -> a call of a tool, or something to say.

Nothing is kept between requests. Which steps are done is read from the calls that the conversation shows, by asking of
each what would have been done at that point.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from backend.local.bedrock.agent import answer_text
from backend.local.bedrock.agent.history import History, ToolRun, fields
from backend.local.bedrock.agent.matching import ToolMatch, find_provider, rank
from backend.local.bedrock.agent.profiles import ToolArgument, ToolProfile
from backend.local.bedrock.agent.steps import RequestStep, split
from backend.local.bedrock.agent.vocabulary import READING
from backend.local.bedrock.wire import JSON

MOST_POLLS = 12
MOST_CALLS = 30
_UNFINISHED = re.compile(r"waiting|pending|queued|running|generating|processing|in[_ -]progress|started", re.IGNORECASE)
_PASSING = re.compile(
    r"time.?out|timed out|throttl|too many|rate|unavailable|try (it )?again|busy|overload|50\d", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NextCall:
    tool: ToolProfile
    input: JSON
    looks_up: bool = False
    """It only finds what a later call needs."""


@dataclass(frozen=True, slots=True)
class LackingArgument:
    """A tool that fits and cannot be called, since the request does not say enough."""

    tool: ToolProfile
    arguments: tuple[ToolArgument, ...]
    searched: bool
    """Whether what it needs was looked for, and not found."""


def decide(history: History, tools: Sequence[ToolProfile]) -> NextCall | str | None:
    """The next call; else what to say; None where no tool has anything to do with the request."""
    steps = split(history.request)
    at = _steps_done(history, steps, tools)
    failures = _failures(history.runs)
    if failures:
        other = _another_way(history, steps, at, tools) if failures == 1 else None
        return other or answer_text.failure(history)
    if len(history.runs) >= MOST_CALLS:
        return answer_text.results(history, steps)
    poll = _poll(history, tools)
    if poll is not None:
        return poll
    for index in range(at, len(steps)):
        following = _next(history, steps, index, tools)
        if isinstance(following, LackingArgument):
            return answer_text.lacking(history, following.arguments, searched=following.searched)
        if following is not None and not _was_done(following, history.runs):
            return following
    return answer_text.results(history, steps) if history.runs or _is_answered(steps[0], history) else None


def choose(history: History, tools: Sequence[ToolProfile]) -> ToolProfile:
    """The tool for a request that must call one: the best, or the first where none fits better."""
    following = decide(history, tools)
    if isinstance(following, NextCall):
        return following.tool
    steps = split(history.request)
    at = min(_steps_done(history, steps, tools), len(steps) - 1)
    found = rank(tools, steps[at], steps[at + 1 :], history.known)
    return found[0].tool if found else tools[0]


def _next(
    history: History, steps: Sequence[RequestStep], at: int, tools: Sequence[ToolProfile]
) -> NextCall | LackingArgument | None:
    """What a step needs; None where it only has to be said, or no tool fits it."""
    step, known = steps[at], history.known
    if _is_answered(step, history):
        return None
    found = rank(tools, step, steps[at + 1 :], known)
    if not found:
        return None
    best = found[0]
    if best.filled.is_complete:
        return NextCall(best.tool, best.filled.input)
    for argument in best.filled.missing:
        provider = find_provider(tools, best.tool, argument, step, known)
        call = NextCall(provider.tool, provider.filled.input, looks_up=True) if provider else None
        if call is not None and not _was_done(call, history.runs):
            return call
    searched = any(find_provider(tools, best.tool, each, step, known) for each in best.filled.missing)
    return LackingArgument(best.tool, tuple(best.filled.missing), searched)


def _is_answered(step: RequestStep, history: History) -> bool:
    """Whether the step asks for something that the results say already."""
    asks = step.action is None or step.action in READING
    return (
        asks and (bool(history.runs) or step.refers_back) and answer_text.find_wanted(step, history.known) is not None
    )


def _steps_done(history: History, steps: Sequence[RequestStep], tools: Sequence[ToolProfile]) -> int:
    """The number of steps whose calls have succeeded or need none."""
    at = 0
    for count, run in enumerate(history.runs):
        before = replace(history, runs=history.runs[:count])
        if run.failed or _poll(replace(history, runs=history.runs[: count + 1]), tools) is not None:
            continue
        following = None
        while at < len(steps) and following is None:
            following = _next(before, steps, at, tools)
            at += following is None
        is_lookup = isinstance(following, NextCall) and following.looks_up
        if not (is_lookup and following is not None and _reads(run, following.tool, tools)):
            at += 1
    return min(at, len(steps))


def _reads(run: ToolRun, expected: ToolProfile, tools: Sequence[ToolProfile]) -> bool:
    called = next((tool for tool in tools if tool.name == run.name), None)
    return run.name == expected.name or (called is not None and not called.changes)


def _was_done(call: NextCall, runs: Sequence[ToolRun]) -> bool:
    return any(run.name == call.tool.name and run.input == call.input and not run.failed for run in runs)


def _failures(runs: Sequence[ToolRun]) -> int:
    """How many calls have failed since the last that succeeded."""
    return next((count for count, run in enumerate(reversed(runs)) if not run.failed), len(runs))


def _another_way(
    history: History, steps: Sequence[RequestStep], at: int, tools: Sequence[ToolProfile]
) -> NextCall | None:
    """One other try after a failure: the same again if that may help, without what was refused, or another tool."""
    failed = history.runs[-1]
    tool = next((each for each in tools if each.name == failed.name), None)
    said = f"{failed.text} {failed.data}"
    if tool is None:
        return None
    optional = [each.name for each in tool.arguments if not each.required and each.name in failed.input]
    refused = [name for name in optional if re.search(rf"\b{re.escape(name)}\b", said)]
    rest = {name: value for name, value in failed.input.items() if name not in refused}
    if refused and tool.validator.is_valid(rest):
        return NextCall(tool, rest)
    if _PASSING.search(said):
        return NextCall(tool, failed.input)
    step = steps[min(at, len(steps) - 1)]
    found = rank(tools, step, steps[at + 1 :], history.known)
    return next((_call(each) for each in found if _is_alternative(each, tool, found[0])), None)


def _is_alternative(match: ToolMatch, failed: ToolProfile, best: ToolMatch) -> bool:
    """A tool that does the same kind of thing, and nearly as well."""
    alike = match.tool.action == failed.action or not match.tool.changes
    return match.tool is not failed and match.filled.is_complete and alike and match.score >= 0.6 * best.score


def _call(match: ToolMatch) -> NextCall:
    return NextCall(match.tool, match.filled.input)


def _poll(history: History, tools: Sequence[ToolProfile]) -> NextCall | None:
    """The call that waits for a job, where the last result is one that has not ended."""
    last = history.runs[-1] if history.runs else None
    if last is None or last.failed or not _is_unfinished(last.data):
        return None
    if sum(run.name == last.name and run.input == last.input for run in history.runs) >= MOST_POLLS:
        return None
    told = {path[-1]: value for data in last.data for path, value in fields(data) if path}
    for tool in tools:
        required = [each.name for each in tool.arguments if each.required]
        call = NextCall(tool, {name: told.get(name) for name in required})
        follows = bool(required) and not tool.changes and all(name.endswith(("id", "Id")) for name in required)
        if follows and tool.validator.is_valid(call.input):
            return call
    return None


def _is_unfinished(data: Sequence[Any]) -> bool:
    states = [value for each in data for path, value in fields(each) if path[-1:] in (("state",), ("status",))]
    return bool(states) and isinstance(states[0], str) and bool(_UNFINISHED.fullmatch(states[0]))
