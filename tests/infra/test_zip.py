"""The Lambda's zip and its layer: the same bytes each time, small, and whole without anything that they do not carry.

Built for this machine and this interpreter, so that what is in it runs here.
"""

import ast
import base64
import io
import json
import marshal
import os
import platform
import re
import shutil
import struct
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.bootstrap.aws_services import SERVICES
from backend.bootstrap.config import SECRET_SERVICES
from backend.local.laptop import Laptop
from scripts import build_zip, locked, prepare_aws
from tests.app.tokens import id_claims, signed
from tests.conftest import Client
from tests.makers import brief

ROOT = Path(__file__).parents[2]
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
HERE = {"x86_64": "x86_64", "aarch64": "arm64"}.get(platform.machine(), "arm64")
OTHER = "x86_64" if HERE == "arm64" else "arm64"
SHIPPED = "3.13"
"""Lambda's runtime. Where this machine has no such Python the zip has no compiled files."""
ELF = {"x86_64": 0x3E, "arm64": 0xB7}
"""e_machine in the head of a shared object: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html"""
ENTRIES = {
    "backend.api.lambda_function": ("lambda_handler",),
    "backend.api.authorizer": ("lambda_handler",),
    "backend.worker.lambda_function": ("lambda_handler", "dead_letter_handler"),
}
"""What Terraform names as handlers."""
LARGEST, LARGEST_HERE, LARGEST_LAYER = 9_100_000, 9_500_000, 18_000_000
"""Bytes. For x86_64 and Python 3.11 the zip is 0.3 MB larger than as it ships."""
PYC_HEAD = 16
"""Bytes before the code in a compiled file (PEP 552)."""


def build(out: Path, *, root: Path = ROOT, machine: str = HERE, python: str = VERSION, **variables: str) -> Path:
    """The zip; its layer is in the same folder. Where wheels cannot be had the test is skipped, but not in CI."""
    script = root / "scripts/build_zip.py"
    command = [sys.executable, str(script), "--machine", machine, "--python", python, "--out", str(out)]
    done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, check=False)
    # a laptop may be offline; CI has to show that the zip can be built
    if done.returncode == build_zip.UNAVAILABLE and "CI" not in os.environ:
        pytest.skip("the package index that the zip's wheels come from cannot be reached")
    assert done.returncode == 0, done.stderr
    return out / build_zip.FUNCTION.format(machine)


def layer_of(zip_file: Path, machine: str = HERE) -> Path:
    return zip_file.with_name(build_zip.LAYER.format(machine))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("zip"))


@pytest.fixture(scope="module")
def unpacked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As Lambda unpacks it: the files' times are those of the unpacking."""
    # binary wheels cannot be loaded by another system; CI runs Linux, so it never skips
    if platform.system() != "Linux":
        pytest.skip("the zip holds Linux's wheels, which run on Linux only")
    return unpack(built, tmp_path_factory.mktemp("unpacked"))


@pytest.fixture(scope="module")
def layer(built: Path, unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """/opt/python, as a function with the layer has it."""
    return unpack(layer_of(built), tmp_path_factory.mktemp("opt")) / "python"


def unpack(packed: Path, folder: Path) -> Path:
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    return folder


def run(program: str, *path: Path, **variables: str) -> Any:
    """What the program prints as JSON, in an interpreter that sees the standard library and `path` only."""
    found = f"import sys; sys.path[:0] = {[str(each) for each in path]!r}\n"
    command = [sys.executable, "-I", "-S", "-W", "error", "-c", found + program]
    environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **variables}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def packages(*groups: str) -> set[str]:
    lines = locked.requirements(groups)
    return {line.partition("==")[0].replace("-", "_") for line in lines}


def carried(archive: zipfile.ZipFile) -> set[str]:
    """The packages whose metadata the zip has."""
    found = (re.fullmatch(r"(?:python/)?(.+)-[^-/]+\.dist-info/METADATA", name) for name in archive.namelist())
    return {match[1].replace("-", "_") for match in found if match}


# ---- the same bytes


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """The same commit in another folder, with other times, and where new files are for their owner only."""
    before = os.umask(0o077)
    tree = tmp_path / "a folder with a longer name"
    for name in ("poetry.lock", "scripts", *build_zip.OURS):
        source, target = ROOT / name, tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(source, target)
    for each in tree.rglob("*.py"):
        os.utime(each, (0, 1_000_000_000))
    for each in tree.rglob("*.sh"):
        each.chmod(0o700)
    yield tree
    os.umask(before)


def find_machines(archive: zipfile.ZipFile) -> set[int]:
    """Of the shared objects in it, the e_machine in their heads."""
    objects = [name for name in archive.namelist() if name.endswith(".so")]
    return {struct.unpack_from("<H", archive.read(name), 18)[0] for name in objects}


@pytest.mark.deploy
def test_two_builds_are_the_same_bytes(elsewhere: Path, tmp_path: Path) -> None:
    """As it ships, for the other machine: another folder, umask, time zone, locale and hash seed make no difference."""
    built = build(tmp_path / "here", machine=OTHER, python=SHIPPED)
    changed = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    again = build(tmp_path / "there", root=elsewhere, machine=OTHER, python=SHIPPED, **changed)
    for one, other, largest in (
        (built, again, LARGEST),
        (layer_of(built, OTHER), layer_of(again, OTHER), LARGEST_LAYER),
    ):
        with zipfile.ZipFile(one) as first, zipfile.ZipFile(other) as second:
            assert first.namelist() == second.namelist()
            assert [n for n in first.namelist() if first.read(n) != second.read(n)] == []
            assert find_machines(first) == {ELF[OTHER]}
        assert one.read_bytes() == other.read_bytes()
        assert one.stat().st_size < largest


# ---- what is in it


@pytest.mark.long
def test_they_are_small_and_of_their_machine(built: Path) -> None:
    """Small enough, and every shared object in them is for the machine that was asked for."""
    for packed, largest in ((built, LARGEST_HERE), (layer_of(built), LARGEST_LAYER)):
        assert packed.stat().st_size < largest
        with zipfile.ZipFile(packed) as opened:
            assert find_machines(opened) == {ELF[HERE]}


def test_the_layer_has_the_group_imaging_and_nothing_else(built: Path) -> None:
    """What the zip has is not in it again, and all is where Lambda's Python looks: https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html"""
    with zipfile.ZipFile(layer_of(built)) as archive:
        names, packed = archive.namelist(), carried(archive)
    assert packed == packages("imaging") - packages("main")
    assert {name.partition("/")[0] for name in names} == {"python"}
    assert [name for name in names if name.endswith((".c", ".1"))] == []


def test_it_has_the_main_group_and_nothing_else(built: Path) -> None:
    """Of packages those of the main group; of our code what runs in Lambda."""
    with zipfile.ZipFile(built) as archive:
        names, packed = set(archive.namelist()), carried(archive)
    assert packed == packages("main")
    floors = {name.split("/")[1] for name in names if name.startswith("backend/") and name.count("/") > 1}
    assert floors - {"__pycache__"} == set(build_zip.PACKAGES)
    assert not [name for name in names if name.startswith(("tests/", "scripts/", "moto", "uvicorn"))]


@pytest.mark.parametrize("of", [lambda built: built, layer_of], ids=["zip", "layer"])
def test_nothing_points_to_where_it_was_built(built: Path, of: Callable[[Path], Path]) -> None:
    """Compiled code knows its file by its name in the zip, and no file holds the path of our folder."""
    with zipfile.ZipFile(of(built)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    compiled = [name for name in content if name.endswith(".pyc")]
    assert len(compiled) == len([name for name in content if name.endswith(".py")])
    codes = {name: marshal.loads(content[name][PYC_HEAD:]) for name in compiled}
    assert {code.co_filename for code in codes.values()} <= set(content)
    assert [name for name, data in content.items() if str(ROOT).encode() in data] == []


def services_asked() -> set[str]:
    """The services that the shipped code makes clients of: by name, and those that a setting may name."""
    asked = set()
    for file in [each for part in build_zip.OURS[1:4] for each in (ROOT / part).rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(func=ast.Attribute(attr="_client" | "client"), args=[ast.Constant(value=str(name)), *_]):
                    asked.add(name)
    return asked | set(SECRET_SERVICES)


def test_botocore_knows_the_services_that_are_asked_and_no_other(built: Path) -> None:
    """Each description that is missing is an error when a client is made; each needless one makes the zip larger."""
    with zipfile.ZipFile(built) as archive:
        described = {match[1] for name in archive.namelist() if (match := re.match(r"botocore/data/([^/]+)/", name))}
    assert described == SERVICES == services_asked()


def test_descriptions_of_aws_are_those_of_the_code(built: Path) -> None:
    """As they are prepared from the working tree, with the botocore of the zip."""
    with zipfile.ZipFile(built) as archive:
        assert archive.read("backend/bootstrap/aws.marshal") == prepare_aws.prepare_apart()


# ---- it runs


@pytest.mark.parametrize("module", sorted(ENTRIES))
def test_an_entry_point_imports_alone(unpacked: Path, module: str) -> None:
    """With the zip only; boto3, the verifier and asyncio wait until they are needed."""
    program = f"""
import json, {module} as entry
assert all(callable(getattr(entry, name)) for name in {ENTRIES[module]!r})
print(json.dumps(sorted(sys.modules)))
"""
    loaded = set(run(program, unpacked))
    assert loaded & {"boto3", "botocore", "jose", "rsa", "urllib3", "asyncio", "http", "multipart"} == set()
    assert {name for name in loaded if name.startswith(("backend.local", "backend.container"))} == set()


def test_the_compiled_files_are_used(unpacked: Path, tmp_path: Path) -> None:
    """With sources that cannot be imported any more, everything still can: nothing is compiled at a cold start."""
    only_compiled = tmp_path / "compiled"
    shutil.copytree(unpacked, only_compiled)
    for source in only_compiled.rglob("*.py"):
        source.write_text("raise SystemError('the source was read')\n")
    program = f"import json, {', '.join(ENTRIES)}; print(json.dumps(True))"
    assert run(program, only_compiled) is True


def test_it_answers(laptop: Laptop, unpacked: Path) -> None:
    """A first event through the deployed handler, with nothing but the zip."""
    program = """
import json, os
from backend.api.lambda_function import lambda_handler
print(json.dumps(lambda_handler({"httpMethod": "GET", "path": "/ping"}, None)))
"""
    answer = run(program, unpacked, **laptop.environment)
    assert (answer["statusCode"], answer["body"]) == (200, '{"status":"ok"}')


CONNECT = """
import json, os
import boto3, botocore
from backend.bootstrap.config import Settings
from backend.bootstrap.services import Services
services = Services(Settings.from_env())
made = {name: services._client(name).meta.endpoint_url for name in json.loads(os.environ["SERVICES"])}
from backend.bootstrap.aws_session import PreparedLoader
assert type(services._session.get_component("data_loader")) is PreparedLoader
print(json.dumps([boto3.__version__, botocore.__version__, boto3.__file__, made]))
"""


def test_its_boto3_is_the_one_that_was_tested(laptop: Laptop, unpacked: Path) -> None:
    """The locked version, from the zip, and with it a client of each service in its region."""
    import boto3
    import botocore

    kept = {name: value for name, value in laptop.environment.items() if not name.startswith("AWS_ENDPOINT_URL")}
    kept["AWS_REGION"] = "us-east-2"  # us-east-1's S3 has no region in its name
    *versions, file, made = run(CONNECT, unpacked, **kept, SERVICES=json.dumps(sorted(SERVICES)))
    assert versions == [boto3.__version__, botocore.__version__]
    assert Path(file).is_relative_to(unpacked)
    assert all(".us-east-2.amazonaws.com" in url for url in made.values()), made
    assert set(made) == SERVICES


SHRINK = """
import json, os
from base64 import b64decode
from backend.adapters.pictures.previews import PillowPreviewMaker
made = [PillowPreviewMaker().make(b64decode(each)) for each in json.loads(os.environ["PICTURES"])]
print(json.dumps([None if each is None else each[8:12].decode() for each in made]))
"""


def pictures(*kinds: str) -> str:
    """One of each kind, as JSON."""
    from PIL import Image

    made = []
    for kind in kinds:
        Image.new("RGB", (70, 60)).save(file := io.BytesIO(), kind)
        made.append(base64.b64encode(file.getvalue()).decode())
    return json.dumps(made)


def test_the_layers_pillow_makes_previews(unpacked: Path, layer: Path) -> None:
    """With the libraries of Pillow that the layer carries: of each kind of picture, and of nothing else."""
    made = run(SHRINK, unpacked, layer, PICTURES=pictures("PNG", "JPEG", "WEBP", "GIF", "TIFF"))
    assert made == ["WEBP"] * 4 + [None]


WITHOUT_LAYER = """
import json, logging, os
lines = []
class Keep(logging.Handler):
    def emit(self, record): lines.append([record.levelname, record.getMessage()])
logging.getLogger().addHandler(Keep())
"""


def test_a_function_without_its_layer_says_so(unpacked: Path) -> None:
    """Each picture is stored without a preview, and an error in the log names the layer."""
    program = WITHOUT_LAYER + SHRINK.replace("print(json.dumps([", "print(json.dumps([lines, [").replace(
        "made]))", "made]]))"
    )
    lines, made = run(program, unpacked, PICTURES=pictures("PNG", "JPEG"))
    assert made == [None, None]
    assert [level for level, _ in lines] == ["ERROR", "ERROR"]
    assert all("layer imaging" in message for _, message in lines)


TYPESET = """
import io, json, os
import fpdf, resvg_py, uharfbuzz as hb
from fontTools import subset
from fontTools.ttLib import TTFont
drawn = bytes(resvg_py.svg_to_bytes(svg_string='<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'))
font = hb.Font(hb.Face(hb.Blob.from_file_path(os.environ["FONT"])))
buffer = hb.Buffer()
buffer.add_str("Colombia")
buffer.guess_segment_properties()
hb.shape(font, buffer)
document = fpdf.FPDF()
document.add_page()
document.add_font("own", fname=os.environ["FONT"])
document.set_font("own")
document.set_text_shaping(True)
document.cell(text="Colombia")
document.image(io.BytesIO(drawn), w=9)
subset.Subsetter().populate(text="C")
files = {name: sys.modules[name].__file__ for name in ("PIL", "fpdf", "fontTools", "resvg_py", "uharfbuzz")}
print(json.dumps([drawn[1:4].decode(), len(buffer.glyph_infos), bytes(document.output())[:5].decode(), files]))
"""


def test_the_layer_draws_shapes_and_typesets(layer: Path) -> None:
    """What the other packages of the group are for, without anything but the layer."""
    font = layer / "typefaces/anton-regular.ttf"
    kind, glyphs, document, files = run(TYPESET, layer, FONT=str(font))
    assert (kind, glyphs, document) == ("PNG", len("Colombia"), "%PDF-")
    assert len(files) == 5
    assert all(Path(file).is_relative_to(layer) for file in files.values())


PRINT = """
import base64, json, os
from backend.adapters.typesetting.typesetter import HarfBuzzTypesetter
from backend.domain.products.brief import Brief
art = base64.b64decode(os.environ["PICTURE"])
made = HarfBuzzTypesetter().typeset(art, Brief.model_validate_json(os.environ["BRIEF"]))
print(json.dumps([made.content[1:4].decode("latin-1"), len(made.content), made.warnings]))
"""


def test_a_print_is_set_with_the_layers_typefaces(unpacked: Path, layer: Path) -> None:
    """In scripts of both directions; a function without the layer gives the picture alone, and says so."""
    from PIL import Image

    Image.new("RGB", (600, 800), "#f3e9dc").save(file := io.BytesIO(), "PNG")
    picture = base64.b64encode(file.getvalue()).decode()
    told = brief(title="Ñandú שלום").model_dump_json()
    kind, size, warnings = run(PRINT, unpacked, layer, PICTURE=picture, BRIEF=told)
    assert (kind, warnings) == ("PNG", [])
    assert size > len(file.getvalue())
    _, size, (warning,) = run(PRINT, unpacked, PICTURE=picture, BRIEF=told)
    assert size == len(file.getvalue())
    assert "could not be set" in warning


def test_both_are_small_enough_for_lambda_unpacked(unpacked: Path, layer: Path) -> None:
    """A function with its layers: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""
    files = [file for folder in (unpacked, layer) for file in folder.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < build_zip.UNZIPPED_LIMIT


AUTHORIZE = """
import json, os
from backend.api.authorizer import lambda_handler
from backend.framework.adapters.authorizer import Refused
from jose.backends.rsa_backend import RSAKey
from jose import jwk
assert jwk.RSAKey is RSAKey, "cryptography is not in the zip, so another backend verifies than in the tests"
arn = "arn:aws:execute-api:us-west-2:123456789012:abc/dev/POST/mcp"
answers = []
for token in json.loads(os.environ["TOKENS"]):
    try:
        event = {"type": "REQUEST", "headers": {"authorization": token}, "methodArn": arn}
        answers.append(lambda_handler(event, None)["principalId"])
    except Refused:
        answers.append(None)
print(json.dumps(answers))
"""


def test_its_authorizer_verifies(client: Client, laptop: Laptop, unpacked: Path, ana: str) -> None:
    """In pure Python, as it ships: a good token passes; one that is changed, foreign or expired does not."""
    good = client.token(ana)
    head, body, signature = good.split(".")
    tokens = [
        good,
        f"{head}.{body}.{signature[:-8]}AAAAAAAA",
        signed(id_claims(laptop, aud="another")),
        signed(id_claims(laptop, exp=1_000_000_000)),
        signed(id_claims(laptop)),
    ]
    answers = run(AUTHORIZE, unpacked, **laptop.environment, TOKENS=json.dumps(tokens))
    assert answers == [client.user_id(ana), None, None, None, id_claims(laptop)["sub"]]


# ---- the list of packages


def test_requirements_name_versions_and_hashes() -> None:
    """One line a package, with a version, and a hash for each of its files in the lock."""
    lines = locked.requirements(["main"])
    assert all(re.fullmatch(r"[a-z0-9._-]+==\S+( ; [^#]+?)?( --hash=sha256:[0-9a-f]{64})+", line) for line in lines)
    assert "boto3" in {line.partition("==")[0] for line in lines}


def test_requirements_follow_what_main_depends_on() -> None:
    """Every direct dependency of pyproject.toml's main group is in the zip's list."""
    named = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    direct = {re.match(r"[a-z0-9-]+", each)[0].replace("-", "_") for each in named}  # type: ignore[index]
    assert direct <= packages("main")


def test_markers_stay_with_their_group(tmp_path: Path) -> None:
    """A package that one group wants on Windows only and another anywhere is wanted anywhere by both together."""
    lock = tmp_path / "poetry.lock"
    lock.write_text(
        """
[[package]]
name = "colorama"
version = "1.0"
groups = ["dev", "local", "main"]
files = [{file = "a.whl", hash = "sha256:00"}]
markers = {dev = "sys_platform == 'win32'", local = "os_name == 'nt'"}
"""
    )
    lines = {group: locked.requirements([group], lock=lock)[0] for group in ("dev", "main")}
    assert lines["dev"] == "colorama==1.0 ; (sys_platform == 'win32') --hash=sha256:00"
    assert lines["main"] == "colorama==1.0 --hash=sha256:00"
    assert "(os_name == 'nt') or (sys_platform == 'win32')" in locked.requirements(["dev", "local"], lock=lock)[0]
    assert locked.requirements(["dev", "main"], lock=lock) == [lines["main"]]


def test_an_unknown_group_is_refused() -> None:
    """By name, with the groups that there are."""
    with pytest.raises(ValueError, match=r"no group contaner; it has .*main"):
        locked.requirements(["contaner"])
