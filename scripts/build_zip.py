"""Builds the Lambda's zip and its layer: `python scripts/build_zip.py [--machine arm64|x86_64] [--python 3.13]`.

The packages of the zip are the main group of poetry.lock, as wheels for the target, each checked against the lock's
hashes. boto3 is among them, though Lambda's runtime has one: what runs is the version that was tested. Of botocore's
descriptions of AWS (28 MB) only those of the services that the code asks go in, and a file that has them prepared; none
of boto3's resources do. The layer has the group `imaging`, in the folder that Lambda's Python looks into: what draws
pictures, and changes seldom.

Same commit, same bytes, wherever and whenever they are built with the same interpreter: files in order, fixed times and
rights, compiled files that name no folder. Compiled files go in when an interpreter of the target's version is on this
machine: without them an import takes 2.5 times as long. They are of the kind that is never compared with its source:
Lambda unpacks with times of its own.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from backend.adapters.typesetting.typefaces import LAYER_PACKAGE  # noqa: E402
from backend.bootstrap.aws_services import SERVICES  # noqa: E402
from scripts.locked import list_packages, requirements  # noqa: E402

DIST = ROOT / "dist"
FUNCTION, LAYER = "dreamforge-{}.zip", "imaging-layer-{}.zip"
"""Names of the files, by machine."""
PACKAGES = ("adapters", "api", "bootstrap", "domain", "framework", "worker")
OURS = (
    "backend/__init__.py",
    *(f"backend/{package}" for package in PACKAGES),
    "infra/modules/dynamodb/tables.json",
    "mock_data/schemas",
)
PLATFORMS = {
    "arm64": ("manylinux_2_28_aarch64", "manylinux2014_aarch64"),
    "x86_64": ("manylinux_2_28_x86_64", "manylinux2014_x86_64"),
}
"""Lambda's runtimes from Python 3.12 on have glibc 2.34 (Amazon Linux 2023)."""
NOT_OF_THE_ZIP = (
    "boto3/data",
    "boto3/examples",
    "botocore/data/**/examples-1.json*",
    "dateutil/zoneinfo/*.tar.gz",
    "ecdsa/test_*.py",
    "pydantic/mypy.py",
    "s3transfer/processpool.py",
    "urllib3/contrib/emscripten",
    "**/*.pyi",
)
"""Descriptions of boto3's resources and examples, which nothing uses; time zones, which the system has; tests; what is
for type checkers, for downloads by several processes, and for browsers."""
TYPEFACES = "backend/adapters/typesetting/fonts"
"""They change seldom, and are in the layer with what sets text in them."""
LAYER_FOLDER = "python"
"""Below /opt, where Lambda unpacks layers, the folder from which its runtime imports."""
NOT_OF_THE_LAYER = (
    *(f"PIL/_{name}.*.so" for name in ("avif", "imagingcms", "imagingft", "imagingmath", "imagingmorph", "imagingtk")),
    *(f"pillow.libs/lib{name}*" for name in ("avif", "brotli", "freetype", "harfbuzz", "lcms2", "png16")),
    "fontTools/**/*.c",
    "share",
)
"""Modules of Pillow for AVIF, fonts, colour profiles and Tk, and the libraries of those modules: 10.4 MB of 21.5, which
neither previews nor PDFs need. Of fontTools the C that was compiled, and the pages of its manual."""
ZIPPED_LIMIT, UNZIPPED_LIMIT = 50_000_000, 250_000_000
"""Bytes that Lambda takes: each file, directly uploaded; and unpacked, a function with its layers."""
TIME = (2020, 1, 1, 0, 0, 0)
UNAVAILABLE = 69
"""The exit status when the wheels cannot be had: EX_UNAVAILABLE of sysexits.h."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Builds the Lambda's zip and its layer.")
    parser.add_argument("--machine", choices=sorted(PLATFORMS), default="arm64")
    parser.add_argument("--python", default="3.13", help="version of Lambda's runtime")
    parser.add_argument("--out", type=Path, default=DIST, help="folder for both")
    wanted = parser.parse_args()
    print(f"  wheels for {wanted.machine}, Python {wanted.python}", flush=True)
    check_operations()
    unpacked = sum(
        build(fill, wanted.out / name.format(wanted.machine), wanted.machine, wanted.python)
        for fill, name in ((fill_function, FUNCTION), (fill_layer, LAYER))
    )
    print(f"  {unpacked / 1e6:.1f} MB unpacked together of {UNZIPPED_LIMIT / 1e6:.0f} that Lambda takes")
    if find_python(wanted.python) is None:
        print("  without .pyc: no interpreter of the target's version is on this machine, so cold starts are slower")
    if unpacked > UNZIPPED_LIMIT:
        sys.exit("The zip and its layer are too large for Lambda.")


def build(fill: Callable[[Path, str, str], None], target: Path, machine: str, python: str) -> int:
    """Writes the file; how many bytes it is unpacked."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Path(folder) / "stage"
        stage.mkdir()
        fill(stage, machine, python)
        compile_all(stage, python)
        pack(stage, target)
        unpacked = sum(file.stat().st_size for file in stage.rglob("*") if file.is_file())
    report(target, unpacked)
    return unpacked


def fill_function(stage: Path, machine: str, python: str) -> None:
    install(stage, requirements(["main"]), machine, python)
    for service in (stage / "botocore/data").iterdir():
        if service.is_dir() and service.name not in SERVICES:
            shutil.rmtree(service)
    leave_out(stage, NOT_OF_THE_ZIP)
    copy_ours(stage)
    prepare_aws(stage, python)


def fill_layer(stage: Path, machine: str, python: str) -> None:
    """What the zip has as well is not in it: the function's own folder comes first on its path."""
    packages = stage / LAYER_FOLDER
    install(packages, requirements(["imaging"], without=list_packages(["main"])), machine, python)
    leave_out(packages, NOT_OF_THE_LAYER)
    shutil.copytree(ROOT / TYPEFACES, packages / LAYER_PACKAGE)


def install(target: Path, lines: Sequence[str], machine: str, python: str) -> None:
    """Puts the wheels' content into the folder; nothing is built on this machine."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "requirements.txt"
        listed.write_text("\n".join(lines))
        command = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps"]
        command += ["--require-hashes", "--only-binary=:all:", "--no-compile"]
        command += [option for platform in PLATFORMS[machine] for option in ("--platform", platform)]
        command += ["--python-version", python, "--implementation", "cp", "--target", str(target), "-r", str(listed)]
        if subprocess.run(command, check=False).returncode != 0:
            print("The wheels of poetry.lock could not be had: is the package index reachable?", file=sys.stderr)
            sys.exit(UNAVAILABLE)
    leave_out(target, ("*.dist-info/RECORD", "*.dist-info/direct_url.json", "bin"))


def leave_out(folder: Path, patterns: Iterable[str]) -> None:
    for needless in [found for pattern in patterns for found in folder.glob(pattern)]:
        shutil.rmtree(needless) if needless.is_dir() else needless.unlink()


def check_operations() -> None:
    """Handlers are imported at their first request, so that a mistake in one is to be found now."""
    command = "from backend.api import application, routes; application.check_operations(routes.OPERATIONS)"
    subprocess.run([sys.executable, "-c", command], cwd=ROOT, check=True)


def copy_ours(stage: Path) -> None:
    for name in OURS:
        source, target = ROOT / name, stage / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            left_out = shutil.ignore_patterns("__pycache__", ".*", "*~", Path(TYPEFACES).name)
            shutil.copytree(source, target, ignore=left_out)
        else:
            shutil.copyfile(source, target)


def prepare_aws(stage: Path, python: str) -> None:
    """With the botocore of the zip and the target's version of Python, which the prepared file is tied to."""
    command = [
        find_python(python) or sys.executable,
        "-B",
        str(ROOT / "scripts/prepare_aws.py"),
        str(stage),
        str(stage),
    ]
    subprocess.run(command, check=True)


def compile_all(stage: Path, python: str) -> None:
    """Compiles with the target's own version, where it is on this machine."""
    interpreter = find_python(python)
    if interpreter is not None:
        command = [interpreter, "-m", "compileall", "-q", "-s", str(stage), "--invalidation-mode", "unchecked-hash"]
        subprocess.run([*command, str(stage)], check=True, env={**os.environ, "PYTHONHASHSEED": "0"})


def find_python(version: str) -> str | None:
    if f"{sys.version_info.major}.{sys.version_info.minor}" == version:
        return sys.executable
    found = subprocess.run([ROOT / "scripts/find_python.sh", version], capture_output=True, text=True, check=False)
    return found.stdout.strip() if found.returncode == 0 else None


def pack(stage: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(path for path in stage.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(stage).as_posix(), TIME)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())


def report(target: Path, unpacked: int) -> None:
    packed = target.stat().st_size
    named = target.relative_to(ROOT) if target.is_relative_to(ROOT) else target
    print(f"  {named}: {packed / 1e6:.1f} MB of {ZIPPED_LIMIT / 1e6:.0f} that Lambda takes,")
    print(f"  {unpacked / 1e6:.1f} MB unpacked, sha256 {digest(target)[:16]}")
    if packed > ZIPPED_LIMIT:
        sys.exit(f"{target.name} is too large for Lambda.")


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
