"""scripts/lint_web.sh: what it finds in web/, and what it does without npm."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts/lint_web.sh"
# a laptop may lack Node; in CI it has to be there, so the tests run
needs_npm = pytest.mark.skipif(shutil.which("npm") is None and "CI" not in os.environ, reason="npm is missing")


def check(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPT, "check", folder], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "biome.jsonc", tmp_path)
    (tmp_path / "web/js").mkdir(parents=True)
    (tmp_path / "web/js/state.js").write_text("export const state = { seen: new Map() };\n")
    (tmp_path / "web/js/main.js").write_text(
        "const LIMIT = 3;\n\nexport const short = (text) => text.length < LIMIT;\n"
    )
    (tmp_path / "web/main.css").write_text("main {\n  color: red;\n}\n")
    (tmp_path / "web/index.html").write_text("<!doctype html>\n")
    return tmp_path


@needs_npm
def test_a_good_site_passes(site: Path) -> None:
    run = check(site)
    assert run.returncode == 0, run.stdout


@needs_npm
@pytest.mark.parametrize(
    ("file", "added", "problem"),
    [
        ("web/js/main.js", "export const   wide = 1;\n", "Formatter would have printed"),
        ("web/main.css", "p {color: red}\n", "Formatter would have printed"),
        ("web/js/main.js", "export const same = (a, b) => a == b;\n", "noDoubleEquals"),
        ("web/js/main.js", f"// {'x' * 140}\n", "web/js/main.js:4: 143 characters"),
        ("web/index.html", f"<p>{'x' * 140}</p>\n", "web/index.html:2: 147 characters"),
        ("web/js/main.js", "let count = 0;\nexport const next = () => ++count;\n", "belongs into web/js/state.js"),
        ("web/js/main.js", "export const seen = new Set();\n", "belongs into web/js/state.js"),
    ],
)
def test_what_is_wrong_is_found(site: Path, file: str, added: str, problem: str) -> None:
    with (site / file).open("a") as text:
        text.write(added)
    run = check(site)
    assert run.returncode == 1
    assert problem in run.stdout + run.stderr


@pytest.mark.parametrize(("ci", "status"), [("", 77), ("true", 1)])
def test_without_npm(tmp_path: Path, ci: str, status: int) -> None:
    """It says so; in CI that is a failure. `make lint` shows 77 as skipped."""
    for program in ("bash", "dirname"):
        found = shutil.which(program)
        assert found is not None
        (tmp_path / program).symlink_to(found)
    run = check(ROOT, PATH=str(tmp_path), CI=ci)
    assert run.returncode == status
    assert "npm is not on this machine" in run.stdout
