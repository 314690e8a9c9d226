"""What the function's process holds after its import and after its first creation, in MB; and the size of its zip.

The process is one of its own, as Lambda's is; AWS is a laptop cloud in this one.
"""

import json
import logging
import subprocess
import sys
from pathlib import Path

from backend.local.laptop import Laptop
from benchmarks.apps.events import event
from benchmarks.table import show

ROOT = Path(__file__).parents[1]
PROGRAM = """
import json, os, sys
def resident():
    pages = int(open("/proc/self/statm").read().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
sent = json.load(sys.stdin)
from backend.api.lambda_function import lambda_handler
imported = resident()
answer = lambda_handler(sent, None)
assert answer["statusCode"] == 201, answer
print(json.dumps({"after the import": imported, "after the first create": resident()}))
"""


def measure(root: Path = ROOT) -> dict[str, float]:
    """MB resident of the checkout at `root`."""
    with Laptop.start(log_to=logging.NullHandler()) as laptop:
        sent = event("POST", "/create", body=json.dumps({"q": "Un afiche de Cartagena de Indias al atardecer"}))
        sent["requestContext"]["authorizer"]["claims"]["aud"] = laptop.services.settings.client_id
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=root,
            env={**laptop.environment, "PYTHONHASHSEED": "0"},
            input=json.dumps(sent),
            check=True,
            capture_output=True,
            text=True,
        )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def find_zip_size() -> float | None:
    """MB of the zip that `make build` wrote last; None where there is none."""
    zips = sorted((ROOT / "dist").glob("dreamforge-*.zip"), key=lambda file: file.stat().st_mtime)
    return zips[-1].stat().st_size / 1e6 if zips else None


def run() -> None:
    rows = [(name, f"{mb:.1f}") for name, mb in measure().items()]
    if size := find_zip_size():
        rows.append(("the zip", f"{size:.2f}"))
    show("Memory and size", ("", "MB"), rows)
