"""Agents of others that run the shop: what they are asked for, and whether it is so afterwards."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from backend.local.shared_environment import shared_variables
from tests.consumers.tools import ROOT, Broken, python_tools, run
from tests.consumers.world import World
from tests.time_limits import scaled

EXAMPLE = ROOT / "examples" / "agent" / "agent.py"
REQUESTS = (
    ("make a poster of Medellín for 25 dollars, publish it, tell me its address", 2500),
    ("Crea un póster de Medellín por 30 dólares, publícalo y dime su dirección", 3000),
)
"""What the example is asked for, and the price in cents of what then is for sale."""
NO_NETWORK = {"HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1"}
"""A proxy that is not there: whatever leaves this machine fails."""
_OPEN = build_opener(ProxyHandler({})).open


def strands(world: World, folder: Path, env: Mapping[str, str]) -> tuple[str, str]:
    """Runs the example as its README says; how many listings it made, and what was said.

    `Broken` unless each is for sale at its price and the address in the answer opens a picture.
    """
    cloud = shared_variables(world.laptop.environment, world.laptop.url) | NO_NETWORK
    token = world.token(env["API_USER"])
    said = ""
    for request, cents in REQUESTS:
        output = run([python_tools("strands") / "python", EXAMPLE, request], cwd=folder, env={**env, **cloud}).output
        _check_picture(output)
        _check_listing(world.laptop.url, token, cents)
        said += output
    return f"{len(REQUESTS)} listings", said


def _check_picture(output: str) -> None:
    addresses = re.findall(r"https?://\S+", output.splitlines()[-1])
    if not addresses:
        raise Broken(f"the agent names no address:\n{output}")
    try:
        with _OPEN(addresses[-1], timeout=scaled(30)) as answer:
            content_type = answer.headers["Content-Type"]
    except OSError as error:
        raise Broken(f"{addresses[-1]} does not open ({error}):\n{output}") from error
    if not content_type.startswith("image/"):
        raise Broken(f"{addresses[-1]} is no picture")


def _check_listing(url: str, token: str, cents: int) -> None:
    asked = Request(f"{url}/listings?min_price_cents={cents}&max_price_cents={cents}", headers={"Authorization": token})
    with _OPEN(asked, timeout=scaled(30)) as answer:
        listed: list[dict[str, Any]] = json.load(answer)["items"]
    if not any("Medellín" in item["title"] for item in listed):
        raise Broken(f"no poster of Medellín is for sale at {cents} cents: {listed}")
