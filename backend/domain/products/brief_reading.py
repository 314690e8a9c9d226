"""What a text model answered, read as a brief: what is wrong with it, and how it is asked once more."""

import logging
from typing import Any

from pydantic import ValidationError

from backend.domain.products.brief import Brief
from backend.domain.products.facts import find_invented
from backend.domain.products.prompts import repair_text
from backend.domain.shared.fields import without_bidi
from backend.domain.shared.text_model import TextAnswer

log = logging.getLogger(__name__)


def read_brief(tool_input: Any, idea: str) -> tuple[Brief | None, list[str]]:
    """The brief if it fits its schema, and what is wrong with it, a line for each field.

    Title and lines lose the characters for direction that they took from the idea.
    """
    try:
        brief = Brief.model_validate(_without_directions(tool_input))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        return None, [f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in found]
    return brief, [
        f"lines.{at}.text: the idea does not say {word!r}; leave the line out, or write it as the idea does"
        for at, word in find_invented(brief.lines, idea)
    ]


def _without_directions(tool_input: Any) -> Any:
    """What a model answered, its labels without the characters that a label may not have."""
    if not isinstance(tool_input, dict):
        return tool_input
    cleaned = dict(tool_input)
    if isinstance(cleaned.get("title"), str):
        cleaned["title"] = without_bidi(cleaned["title"])
    if isinstance(cleaned.get("lines"), list):
        cleaned["lines"] = [
            {**line, "text": without_bidi(line["text"])}
            if isinstance(line, dict) and isinstance(line.get("text"), str)
            else line
            for line in cleaned["lines"]
        ]
    return cleaned


def leave_out_invented(brief: Brief, idea: str) -> Brief:
    """The brief without the lines that a model still states of its own; a print shows no fact that nobody gave."""
    invented = {at for at, _ in find_invented(brief.lines, idea)}
    if not invented:
        return brief
    log.warning("lines are left out whose words are not in the idea", extra={"count": len(invented)})
    return brief.model_copy(update={"lines": [line for at, line in enumerate(brief.lines) if at not in invented]})


def build_repair(answer: TextAnswer, problems: list[str]) -> dict[str, Any]:
    """The turn that asks again: a failed result for each call of the tool, plain text where it was not called."""
    text = {"text": repair_text(problems)}
    used = [block["toolUse"]["toolUseId"] for block in answer.message["content"] if "toolUse" in block]
    if not used:
        return {"role": "user", "content": [text]}
    results = [{"toolResult": {"toolUseId": each, "content": [text], "status": "error"}} for each in used]
    return {"role": "user", "content": results}
