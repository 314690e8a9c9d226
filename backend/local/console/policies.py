"""The policies of the functions' roles as Terraform renders them, for the laptop's own tables, buckets and queues.

policies.json has them as they were rendered last (`python scripts/render_policies.py --write`). When infra/ has changed
since, or other models are chosen, they are rendered again in the background, where Terraform is on the machine; that
takes half a minute, and is kept in .cache.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from backend.adapters.dynamodb.key_schemas import read_tables
from backend.local.deploy_test.iam.policy import Statement, read_policy

ROOT = Path(__file__).parents[3]
RENDERED = Path(__file__).with_name("policies.json")
ROLES = ("api", "worker", "dead_letters")
_BUCKETS = ("uploads", "assets", "public")
_MOCKED_ACCOUNT, _MOCKED_REGION = "123456789012", "us-west-2"
"""infra/apps/tests/aws has them in the ARNs that it makes up."""
_SOURCES = ("infra/apps/*.tf", "infra/apps/stages/dev.tfvars", "infra/apps/*.json", "infra/modules/**/*.tf",
            "infra/modules/dynamodb/tables.json", "infra/apps/tests/aws/*", "infra/apps/tests/examples/*")  # fmt: skip

State = Literal["current", "rendering", "outdated"]


class RenderingFailed(Exception):
    """Terraform did not render the stack; the message has its words."""


@dataclass(frozen=True, slots=True)
class LaptopNames:
    """What the laptop has in its ARNs."""

    account: str
    region: str
    tables: Mapping[str, str]
    buckets: Mapping[str, str]
    jobs_queue: str
    dead_letters: str
    key_arn: str


@dataclass(frozen=True)
class RolePolicies:
    """What the roles may do, with the resources' own policies. `version` differs where anything else does."""

    version: str
    roles: Mapping[str, Sequence[Statement]]
    key: Sequence[Statement]
    buckets: Mapping[str, Sequence[Statement]]
    """By the laptop's names."""
    documents: Mapping[str, Mapping[str, Any]]
    """Role -> statement id -> the statement as Terraform writes it."""


def stack_variables(settings: Any) -> dict[str, Any]:
    """The root stack's variables for a service that is set as the laptop's is."""
    models: dict[str, Any] = {
        "text": settings.text_models[0],
        "text_fallbacks": list(settings.text_models[1:]),
        "image": settings.image_model,
        "image_region": settings.image_region,
    }
    if settings.restyle_model is not None:
        models["restyle"] = settings.restyle_model
    if settings.guardrail is not None:
        models["guardrail"] = settings.guardrail
    return {"region": settings.region, "models": models, "kie": {"secret": "ssm:/dreamforge/dev/kie"}}


def source_hash(root: Path, variables: Mapping[str, Any]) -> str:
    """SHA-256 of all that the policies are rendered from."""
    found = hashlib.sha256(json.dumps(variables, sort_keys=True).encode())
    for file in sorted({file for pattern in _SOURCES for file in root.glob(pattern)}):
        found.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def render(root: Path, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The policies of the stack in `root`/infra, in the form of policies.json. `RenderingFailed` otherwise."""
    with tempfile.TemporaryDirectory(prefix="dreamforge-policies-") as folder:
        values = Path(folder) / "terraform.tfvars"
        values.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in variables.items()))
        done = subprocess.run(  # noqa: S603 (our own script)
            [root / "scripts/infra.sh", "rendered", "dev", values], capture_output=True, text=True, check=False
        )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    errors = [each["@message"] for each in lines if each.get("@level") == "error"]
    states = [each["test_state"] for each in lines if each.get("type") == "test_state"]
    if done.returncode or errors or not states:
        raise RenderingFailed("\n".join(errors) or done.stderr or "Terraform rendered nothing.")
    resources = {each["address"]: each["values"] for each in _list_resources(states[0]["root_module"])}
    policy = 'module.functions["{}"].aws_iam_role_policy.this'
    return {
        "source": source_hash(root, variables),
        "variables": dict(variables),
        "roles": {role: json.loads(resources[policy.format(role)]["policy"])["Statement"] for role in ROLES},
        "key": json.loads(resources["module.key.aws_kms_key.this"]["policy"]),
        "buckets": {
            name: json.loads(resources[f"module.{name}.aws_s3_bucket_policy.this"]["policy"]) for name in _BUCKETS
        },
    }


def _list_resources(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from _list_resources(child)


def read_rendered(rendered: Mapping[str, Any], names: LaptopNames) -> RolePolicies:
    """What was rendered, with the names of the laptop in place of those that Terraform was given."""
    text = json.dumps({name: rendered[name] for name in ("roles", "key", "buckets")})
    for key in read_tables():
        text = text.replace(f"table/the-{key.replace('_', '-')}-table", f"table/{names.tables[key]}")
    for name in _BUCKETS:
        text = text.replace(f"the-{name}-bucket", names.buckets[name])
    text = text.replace("the-jobs-queue", names.jobs_queue).replace("the-dead-letters-queue", names.dead_letters)
    text = text.replace(f"arn:aws:kms:{_MOCKED_REGION}:{_MOCKED_ACCOUNT}:key/0", names.key_arn)
    text = re.sub(rf"arn:aws:(dynamodb|sqs|ssm):{_MOCKED_REGION}:", rf"arn:aws:\1:{names.region}:", text)
    found = json.loads(text.replace(_MOCKED_ACCOUNT, names.account))
    return RolePolicies(
        version=hashlib.sha256(text.encode()).hexdigest()[:12],
        roles={role: read_policy({"Statement": each}, f"role {role}") for role, each in found["roles"].items()},
        key=read_policy(found["key"], "policy of the KMS key", resource=names.key_arn),
        buckets={
            names.buckets[name]: read_policy(each, f"policy of bucket {name}")
            for name, each in found["buckets"].items()
        },
        documents={role: {each["Sid"]: each for each in listed} for role, listed in found["roles"].items()},
    )


class PolicySource:
    """The policies that hold at the moment. `root` is the checkout whose infra/ is meant."""

    def __init__(self, names: LaptopNames, variables: Mapping[str, Any], root: Path = ROOT) -> None:
        self._names = names
        self._variables = variables
        self._root = root
        self._lock = threading.Lock()
        self._read: dict[str, RolePolicies] = {}
        self._rendering: str | None = None
        self._problem: tuple[str, str] | None = None
        self._stamp: Any = None
        self._hash = ""

    def current(self) -> tuple[RolePolicies, State, str]:
        """The policies, whether they are those of infra/ as it is now, and a sentence about it for the page."""
        wanted = self._source()
        with self._lock:
            if wanted == self._shipped["source"]:
                return self._policies(wanted, self._shipped), "current", "as infra/ renders them"
            kept = self._cache / f"policies-{wanted}.json"
            if wanted in self._read or kept.exists():
                return self._policies(wanted, None), "current", "as infra/ renders them"
            old = self._policies(self._shipped["source"], self._shipped)
            if self._problem is not None and self._problem[0] == wanted:
                return old, "outdated", f"infra/ cannot be rendered, so these are from before: {self._problem[1]}"
            if shutil.which("terraform") is None:
                told = "infra/ or the models have changed since these were rendered, and Terraform is missing here"
                return old, "outdated", told
            if self._rendering != wanted:
                self._rendering = wanted
                threading.Thread(target=self._render, args=(wanted,), name="policies", daemon=True).start()
            return old, "rendering", "infra/ or the models have changed: Terraform renders the policies, half a minute"

    @cached_property
    def _shipped(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(RENDERED.read_text())
        return found

    @property
    def _cache(self) -> Path:
        return self._root / ".cache" / "console"

    def _policies(self, source: str, rendered: Mapping[str, Any] | None) -> RolePolicies:
        if source not in self._read:
            found = rendered or json.loads((self._cache / f"policies-{source}.json").read_text())
            self._read[source] = read_rendered(found, self._names)
        return self._read[source]

    def _source(self) -> str:
        """Hashed again only when a file was written since."""
        files = sorted({file for pattern in _SOURCES for file in self._root.glob(pattern)})
        stamp = [(file, file.stat().st_mtime_ns) for file in files]
        if stamp != self._stamp:
            self._stamp, self._hash = stamp, source_hash(self._root, self._variables)
        return self._hash

    def _render(self, wanted: str) -> None:
        try:
            rendered = render(self._root, self._variables)
        except (RenderingFailed, OSError, KeyError, ValueError) as error:
            with self._lock:
                self._problem, self._rendering = (wanted, str(error)[:2000]), None
            return
        with self._lock:
            self._cache.mkdir(parents=True, exist_ok=True)
            unfinished = self._cache / f".policies-{rendered['source']}.new"
            unfinished.write_text(json.dumps(rendered))
            unfinished.replace(self._cache / f"policies-{rendered['source']}.json")
            self._rendering = None
