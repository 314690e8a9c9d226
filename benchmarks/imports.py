"""What a cold start pays in Python: importing the function, each time in a fresh interpreter.

The floor imports what any service of this kind needs: pydantic with one model, json, logging, base64. Times are the
processor's, with compiled modules at hand.
"""

import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Timing
from benchmarks.stand_ins import ENVIRONMENT
from benchmarks.table import show

ROUNDS = 7
ROOT = Path(__file__).parents[1]
PROGRAMS = {
    "floor: pydantic, json, logging": """
import base64, json, logging, re
from pydantic import BaseModel
class Model(BaseModel):
    name: str
""",
    "backend.api.lambda_function": "import backend.api.lambda_function",
    "... and the first answer, to GET /ping": """
import json
from backend.api.lambda_function import lambda_handler
lambda_handler({"httpMethod": "GET", "path": "/ping"}, None)
""",
    "... and the first client of DynamoDB": """
from backend.api.lambda_function import lambda_handler
from backend.bootstrap.config import Settings
from backend.bootstrap.services import Services
Services(Settings.from_env()).tables
""",
}
FRAME = """
import sys, time
before, began = len(sys.modules), time.process_time()
{program}
took, modules = time.process_time() - began, len(sys.modules) - before
import psutil
print(took, modules, "yes" if "boto3" in sys.modules else "no", round(psutil.Process().memory_info().rss / 1e6))
"""


def run() -> None:
    seconds: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    facts: dict[str, list[str]] = {}
    for _ in range(ROUNDS):
        for name, program in PROGRAMS.items():
            took, *facts[name] = _fresh(program)
            seconds[name].append(float(took))
    timings = {name: Timing.of(each) for name, each in seconds.items()}
    first = next(iter(timings.values())).median
    rows = [
        (name, f"{each.median * 1e3:.0f}", f"{each.median / first:.2f}", f"{each.spread:.0%}", *facts[name])
        for name, each in timings.items()
    ]
    show("Import in a fresh interpreter", ("", "ms", "ratio", "noise", "modules", "boto3", "MB resident"), rows)


def _fresh(program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", FRAME.format(program=program)],
        cwd=ROOT,
        env=ENVIRONMENT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.split()


if __name__ == "__main__":
    run()
