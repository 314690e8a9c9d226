"""What the stand-in answers where tools are offered: a call, or words."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from backend.local.bedrock import conversation
from backend.local.bedrock.agent import history, plan
from backend.local.bedrock.agent.arguments import fill_input
from backend.local.bedrock.agent.profiles import ToolProfile, profiles_of
from backend.local.bedrock.agent.schema_fit import UnfitError, fit
from backend.local.bedrock.agent.steps import split
from backend.local.bedrock.model_backend import ModelBackend
from backend.local.bedrock.mood import moods
from backend.local.bedrock.wire import JSON


def tool_call(body: JSON, mind: ModelBackend) -> tuple[str, JSON] | str | None:
    """Name and input of the tool that is called now; or what is said instead; None where the tools do not matter."""
    tools = profiles_of(body["toolConfig"])
    if not tools:
        return None
    messages, choice = body["messages"], body["toolConfig"].get("toolChoice", {})
    read = history.read(messages)
    if "tool" in choice:
        return _force_call(next(tool for tool in tools if tool.name == choice["tool"]["name"]), read, messages, mind)
    if "any" in choice:
        return _force_call(_tagged_tool(tools, messages) or plan.choose(read, tools), read, messages, mind)
    due = _tagged_tool(tools, messages)
    if due is not None and (not read.runs or read.runs[-1].failed):
        return _force_call(due, read, messages, mind)
    following = plan.decide(read, tools)
    return (following.tool.name, following.input) if isinstance(following, plan.NextCall) else following


def facts(schema: JSON, messages: Sequence[JSON], mind: ModelBackend) -> JSON:
    """What is asked for between our own tags, in the form of a schema; without tags, a brief of the first message."""
    known, text = _tagged_facts(messages, mind)
    made: JSON = _fit(schema, known, text)
    return made


def _force_call(
    tool: ToolProfile, read: history.History, messages: Sequence[JSON], mind: ModelBackend
) -> tuple[str, JSON]:
    """Calls the tool whatever the request says: what it lacks is made up."""
    if _is_tagged(messages):
        return tool.name, facts(tool.schema, messages, mind)
    following = plan.decide(read, [tool])
    if isinstance(following, plan.NextCall):
        return tool.name, following.input
    text = read.request or conversation.collect_text(messages[:1])
    filled = fill_input(tool, split(text)[0], read.known)
    invented = mind.brief(text, None, None)
    if {each.name for each in tool.arguments} <= invented.keys():
        return tool.name, _fit(tool.schema, invented, text)
    needed = {each.name: invented[each.name] for each in tool.arguments if each.required and each.name in invented}
    said = {name: value for name, value in filled.input.items() if name not in needed or name in filled.said}
    return tool.name, _fit(tool.schema, {**needed, **said}, text)


def _fit(schema: JSON, known: Mapping[str, Any], text: str) -> JSON:
    try:
        made: JSON = fit(schema, known, text)
    except UnfitError:  # no input fits, as far as can be seen: a model sends what it has
        return {name: value for name, value in known.items() if name in schema.get("properties", {})}
    return made


def _tagged_facts(messages: Sequence[JSON], mind: ModelBackend) -> tuple[Mapping[str, Any], str]:
    spoken = conversation.transcript(messages)
    if spoken is not None:
        mood = moods(spoken)[0]
        return {"mood": mood, "detected_mood": mood}, spoken
    idea = conversation.idea(messages)
    return mind.brief(idea.text, idea.kind, idea.language), idea.text


def _is_tagged(messages: Sequence[JSON]) -> bool:
    text = conversation.collect_text([message for message in messages if message["role"] == "user"])
    return conversation.read_tag("idea", text) is not None or conversation.read_tag("transcript", text) is not None


def _tagged_tool(tools: Sequence[ToolProfile], messages: Sequence[JSON]) -> ToolProfile | None:
    """The tool for which the request is laid out, as our own prompts do: data between tags, and one tool."""
    return tools[0] if len(tools) == 1 and _is_tagged(messages) else None


def new_use(name: str, chosen: JSON) -> JSON:
    return {"toolUse": {"toolUseId": f"tooluse_{secrets.token_urlsafe(16)}", "name": name, "input": chosen}}
