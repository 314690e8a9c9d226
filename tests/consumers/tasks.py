"""Ten requests, each carried out by the laptop's model with the tools of /mcp: `python -m tests.consumers.tasks` writes
the transcript into docs/agents.md; tests/app/test_tasks.py compares.
"""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import boto3

from backend.local.laptop import Laptop
from tests.consumers.tools import ROOT
from tests.time_limits import scaled

PAGE = ROOT / "docs" / "agents.md"
BEGIN, END = "<!-- tasks: made by tests/consumers/tasks.py -->", "<!-- end of tasks -->"
REQUESTS = (
    "Who am I, and how many pictures may I still make today?",
    "make a poster of Medellín for 25 dollars, publish it, tell me its address",
    "¿Qué hay en venta por menos de 30 dólares?",
    'Change the title of my poster of Medellín to "City of Eternal Spring"',
    "Cambia el precio de mi póster City of Eternal Spring a 30 dólares",
    "Quanto custa o pôster de jazz?",
    "Show me 2 delivered orders",
    "Draw a brief of a lighthouse in a storm",
    "Dame un eco de alegría",
    "Borra mi póster City of Eternal Spring",
)
LONGEST = 160
"""Characters of an input that are shown."""
MODEL = "us.anthropic.claude-sonnet-4-6"
USER, PASSWORD = "seller", "Correct-Horse-9-Battery"
_OPEN = build_opener(ProxyHandler({})).open
_CHANGING = (
    (r"https?://[^\s\"?]+/(\w+?)_[0-9A-Z]{26}\.(\w+)(\?[^\s\",]+)?", r"http://.../\1.\2?..."),
    (r"\b([a-z]+)_[0-9A-HJKMNP-TV-Z]{26}\b", r"\1_..."),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "..."),
    (r"\b\d{4}-\d\d-\d\dT[\d:.]+Z", "..."),
)
"""What differs from run to run: addresses, ids, times."""


def transcript() -> str:
    """All ten, as they are in the page."""
    settings = {"RATE_LIMIT_REQUESTS": "1000000", "DAILY_GENERATIONS": "200"}  # whatever the environment says
    with Laptop.start(settings=settings, log_to=logging.NullHandler()) as laptop:
        laptop.cloud.ensure_user(USER, PASSWORD, "seller@example.com")
        session = _Session(laptop)
        text = "\n\n".join("\n".join(session.carry_out(request)) for request in REQUESTS)
    for pattern, fixed in _CHANGING:
        text = re.sub(pattern, fixed, text)
    return text


def shown() -> str:
    """What the page says."""
    return PAGE.read_text().partition(BEGIN)[2].partition(END)[0].strip()


class _Session:
    def __init__(self, laptop: Laptop) -> None:
        self._url = f"{laptop.url}/mcp"
        self._token = laptop.cloud.token(USER, PASSWORD)["AccessToken"]
        self._model: Any = boto3.client("bedrock-runtime", endpoint_url=laptop.bedrock.url)
        self._tools = [
            {
                "toolSpec": {
                    "name": t["name"],
                    "description": t["description"],
                    "inputSchema": {"json": t["inputSchema"]},
                }
            }
            for t in self._ask("tools/list", {})["tools"]
        ]

    def carry_out(self, request: str) -> Iterator[str]:
        """The request, a line for each call, and the answer."""
        yield f"**{request}**\n"
        messages: list[Any] = [{"role": "user", "content": [{"text": request}]}]
        while True:
            asked = {"modelId": MODEL, "messages": messages, "toolConfig": {"tools": self._tools}}
            message = self._model.converse(**asked)["output"]["message"]
            block = message["content"][0]
            if "toolUse" not in block:
                yield f"\n> {block['text']}"
                return
            use = block["toolUse"]
            result = self._ask("tools/call", {"name": use["name"], "arguments": use["input"]})
            failed = result.get("isError", False)
            written = json.dumps(use["input"], ensure_ascii=False)
            shortened = f"{written[:LONGEST]}..." if len(written) > LONGEST else written
            yield f"- `{use['name']}` `{shortened}`{' (refused)' if failed else ''}"
            content = [{"text": each["text"]} for each in result["content"] if each["type"] == "text"]
            given = {"toolUseId": use["toolUseId"], "content": content, "status": "error" if failed else "success"}
            messages += [message, {"role": "user", "content": [{"toolResult": given}]}]

    def _ask(self, method: str, params: Any) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        with _OPEN(Request(self._url, body, headers), timeout=scaled(60)) as answer:
            return json.load(answer)["result"]


def main() -> None:
    page = PAGE.read_text()
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{transcript()}\n\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    main()
