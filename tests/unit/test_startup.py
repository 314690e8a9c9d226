"""What makes a laptop start sooner changes nothing else."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = """
import gc
gc.disable()
import boto3
from botocore.loaders import JSONFileLoader, Loader
stock = Loader().load_service_model("sqs", "service-2"), Loader().list_available_services("service-2")
from backend.local.startup import resume_collection, share_models
share_models()
first, second = (Loader().load_service_model("sqs", "service-2") for _ in range(2))
assert first is second and first == stock[0]
assert Loader().list_available_services(type_name="service-2") == stock[1]
assert JSONFileLoader().load_file(file_path="/nowhere") is None
assert Loader(extra_search_paths=["/nowhere"]).list_available_services("service-2") == stock[1]
session = boto3.session.Session("a", "b", region_name="us-west-2")
assert session.client("sqs").meta.endpoint_url == "https://sqs.us-west-2.amazonaws.com"
resume_collection()
assert gc.isenabled() and gc.get_freeze_count() > 10_000
frozen = gc.get_freeze_count()
resume_collection()
assert gc.get_freeze_count() == frozen  # in a program that collects nothing is frozen
"""
HEAVY = ("jsonschema", "numpy", "PIL", "resvg_py", "typst", "uharfbuzz", "backend.local.designer", "mcp", "psutil")
"""What a laptop needs at a request, not to start."""


def test_models_are_shared_and_collection_resumes() -> None:
    subprocess.run([sys.executable, "-c", SHARED], cwd=ROOT, check=True)


def test_a_laptop_starts_without_what_requests_need() -> None:
    program = f"import sys, backend.local.laptop; print([n for n in {HEAVY} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
