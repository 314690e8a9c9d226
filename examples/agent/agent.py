"""A shop assistant: a Strands agent whose model is on Bedrock and whose tools are DreamForge's, at /mcp.

    python agent.py "make a poster of Medellín for 25 dollars, publish it, tell me its address"

The environment says where everything is, so the same script runs against a laptop and on AWS: see README.md.
"""

import json
import os
import sys
from urllib.request import Request, urlopen

from strands import Agent
from strands.models import BedrockModel
from strands.tools.mcp import MCPClient

API_URL = os.environ.get("API_URL", "http://127.0.0.1:9000").rstrip("/")
MODEL = os.environ.get("BEDROCK_MODEL_ID", "global.anthropic.claude-sonnet-4-6")
REQUEST = "make a poster of Medellín for 25 dollars, publish it, tell me its address"
RULES = "You run a shop of printed pictures with the tools you have. Do what the seller asks, then answer briefly."


def main() -> None:
    shop = MCPClient(url=f"{API_URL}/mcp", headers={"Authorization": f"Bearer {access_token()}"})
    with shop:
        agent = Agent(model=BedrockModel(model_id=MODEL), tools=shop.list_tools_sync(), system_prompt=RULES)
        agent(" ".join(sys.argv[1:]) or REQUEST)
    sys.stdout.write("\n")


def access_token() -> str:
    """`API_TOKEN`, or what the API gives for `API_USER` and `API_PASSWORD`."""
    if "API_TOKEN" in os.environ:
        return os.environ["API_TOKEN"]
    user = {
        "username": os.environ.get("API_USER", "demo"),
        "password": os.environ.get("API_PASSWORD", "Dream-Forge-2026"),
    }
    asked = Request(f"{API_URL}/auth/login", json.dumps(user).encode(), {"Content-Type": "application/json"})
    with urlopen(asked) as answer:
        return str(json.load(answer)["access_token"])


if __name__ == "__main__":
    main()
