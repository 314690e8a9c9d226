"""Prepares botocore's descriptions of AWS: `python scripts/prepare_aws.py PACKAGES CODE`.

PACKAGES is the folder with the botocore that ships, CODE the one with our code, which gets
backend/bootstrap/aws.marshal. Of each service it has the operations that the code names, with the shapes that they
reach, and every modelled error; documentation is empty. The format is marshal's second version: all versions of
Python read it, and the same content has the same bytes. Regular expressions of botocore are in it as well, compiled by
the version of Python that runs this; with another one they are not used.
"""

import ast
import marshal
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CALLED_BY_BOTOCORE = {"CreateBucket", "CreateSession", "HeadBucket"}
"""By its presigned POST, for S3 Express, and when a bucket is in another region."""
ASKED_FOR_CREDENTIALS = {"oidc", "portal.sso", "signin", "sts"}
"""Endpoints of services that botocore itself makes clients of, for roles, and whose descriptions stay as they are."""
KEYS = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_CONFIG_FILE": os.devnull}
RECORD = """
import marshal
from backend.bootstrap.prepared import VERSION, record_compiled
with record_compiled(compiled := []):
    import botocore
    from backend.bootstrap.late_imports import leave_out_imports
    leave_out_imports({"botocore": botocore.__version__})
    import backend.adapters.calls.transport
    from backend.bootstrap.aws_session import create_session
    session = create_session("us-west-2", None)
    for service in ("dynamodb", "s3"):
        session.create_client(service)
sys.stdout.buffer.write(marshal.dumps({"python": VERSION, "patterns": marshal.dumps(compiled, 2)}, 2))
"""
KINDS = ("service-2", "endpoint-rule-set-1")
COMMON = ("_retry", "endpoints", "partitions", "sdk-default-configuration")


def main() -> None:
    packages, code = map(Path, sys.argv[1:])
    sys.path[:0] = [str(packages), str(code)]
    (code / "backend/bootstrap/aws.marshal").write_bytes(prepare(code))


def prepare(code: Path = ROOT) -> bytes:
    """The content of the prepared file, out of the botocore that is imported."""
    import botocore
    from botocore.loaders import Loader

    from backend.bootstrap.aws_services import SERVICES

    loader, names = Loader(include_default_search_paths=False), set(find_names(code))
    loader.search_paths.append(Loader.BUILTIN_DATA_PATH)
    latest = {service: loader.determine_latest_version(service, "service-2") for service in sorted(SERVICES)}
    files: dict[str, Any] = {name: loader.load_data(name) for name in COMMON}
    prefixes = set(ASKED_FOR_CREDENTIALS)
    for service, version in latest.items():
        for kind in KINDS:
            files[f"{service}/{version}/{kind}"] = loader.load_service_model(service, kind, version)
        model = files[f"{service}/{version}/service-2"]
        prefixes.add(model["metadata"]["endpointPrefix"])
        files[f"{service}/{version}/service-2"] = reduce_model(model, names)
    files["endpoints"] = reduce_endpoints(files["endpoints"], prefixes)
    packed = {name: marshal.dumps(copy_plain(content), 2) for name, content in files.items()}
    prepared = {"botocore": botocore.__version__, "latest": latest, "files": packed, **compile_patterns(code)}
    return marshal.dumps(prepared, 2)


def prepare_apart() -> bytes:
    """The same, by a process of its own: what uses botocore changes the descriptions that it was given."""
    program = "import sys; from scripts.prepare_aws import prepare; sys.stdout.buffer.write(prepare())"
    return subprocess.run([sys.executable, "-B", "-c", program], cwd=ROOT, check=True, capture_output=True).stdout


def compile_patterns(code: Path) -> dict[str, Any]:
    """What is compiled until a client of DynamoDB and one of S3 are there, in a process that has nothing compiled."""
    import botocore

    program = f"import sys; sys.path[:0] = {[str(code), str(Path(botocore.__file__).parents[1])]!r}\n{RECORD}"
    done = subprocess.run([sys.executable, "-B", "-c", program], check=True, capture_output=True, env=KEYS)
    found: dict[str, Any] = marshal.loads(done.stdout)
    return found


def find_names(code: Path) -> Iterator[str]:
    """Every name and every text in the code that makes calls: operations are attributes there, or texts."""
    for package in ("adapters", "bootstrap"):
        for file in sorted((code / "backend" / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                match node:
                    case ast.Attribute(attr=name) | ast.Constant(value=str(name)):
                        yield name


def reduce_model(model: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    """The description with the operations that are named, or that botocore calls by itself."""
    from botocore import xform_name

    operations = {
        name: operation
        for name, operation in model["operations"].items()
        if xform_name(name) in names or name in CALLED_BY_BOTOCORE or operation.get("endpointoperation")
    }
    errors = [name for name, shape in model["shapes"].items() if shape.get("exception")]
    kept = set(errors)
    waiting = [*errors, *(name for each in operations.values() for name in find_shapes(each))]
    while waiting:
        name = waiting.pop()
        kept.add(name)
        waiting += [each for each in find_shapes(model["shapes"][name]) if each not in kept]
    shapes = {name: shape for name, shape in model["shapes"].items() if name in kept}
    return {**model, "operations": operations, "shapes": shapes}


def find_shapes(node: Any) -> Iterator[str]:
    """The names of shapes that an operation or a shape refers to."""
    if isinstance(node, Mapping):
        if isinstance(node.get("shape"), str):
            yield node["shape"]
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from find_shapes(each)


def reduce_endpoints(endpoints: Mapping[str, Any], prefixes: set[str]) -> dict[str, Any]:
    partitions = [
        {**each, "services": {name: found for name, found in each["services"].items() if name in prefixes}}
        for each in endpoints["partitions"]
    ]
    return {**endpoints, "partitions": partitions}


def copy_plain(node: Any) -> Any:
    """As marshal takes it, with empty texts instead of those that are written for people."""
    if isinstance(node, Mapping):
        # `documentation` is also the name of a member of some shapes, and then no text
        return {
            name: "" if name == "documentation" and isinstance(each, str) else copy_plain(each)
            for name, each in node.items()
        }
    return [copy_plain(each) for each in node] if isinstance(node, list) else node


if __name__ == "__main__":
    main()
