"""A journey as docs/agents.md shows it: what was wanted, what was called, what came back."""

import json
import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[3] / "docs" / "agents.md"
BEGIN, END = "<!-- transcript: made by tests/consumers/mcp/run.py --write -->", "<!-- end of transcript -->"
_STEP = re.compile(r"\*\*(.+?)\*\*\n\n`(\w+)`\n\n```json\n(.*?)\n```\n\ngives\n\n```json\n(.*?)\n```", re.DOTALL)

_WORDS = re.compile(r'\[\s*"[^"]*"(,\s*"[^"]*")*\s*\]')
_SIGNED = re.compile(r'(https?://[^?"]+)[?][^"]*')


def write(told: list[dict[str, Any]], client: str, protocol: str) -> None:
    """Puts the journey between the markers of the page."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    head = f"By the {client}, which chose {protocol}; the signatures in URLs are cut off."
    steps = "\n\n".join(_step(each) for each in told)
    PAGE.write_text(f"{before}{BEGIN}\n\n{head}\n\n{steps}\n\n{END}{after}")


def steps_of(page: str) -> list[tuple[str, str, Any, Any]]:
    """What was wanted, the tool, its arguments and its result, of each step that is in a page."""
    between = page.partition(BEGIN)[2].partition(END)[0]
    found = _STEP.findall(between)
    return [(say, tool, json.loads(arguments), json.loads(gives)) for say, tool, arguments, gives in found]


def _step(told: dict[str, Any]) -> str:
    shown = [f"**{told['say']}**", f"`{told['tool']}`", _json(told["arguments"]), "gives", _json(told["gives"])]
    if told["picture"]:
        shown.append(f"and the URL opens: {told['picture']['type']}, {told['picture']['bytes']:,} bytes.")
    return "\n\n".join(shown)


def _json(value: Any) -> str:
    text = _SIGNED.sub(r"\1?...", json.dumps(value, ensure_ascii=False, indent=2))
    return f"```json\n{_WORDS.sub(_on_one_line, text)}\n```"


def _on_one_line(words: re.Match[str]) -> str:
    return " ".join(words[0].split()).replace("[ ", "[").replace(" ]", "]")
