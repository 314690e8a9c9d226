"""The gate on instructions: what it lets through, what it counts, and where it has nothing to compare with."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.callgrind import count_instructions
from benchmarks.gate import BASELINE, GateError, find_baseline_commit, find_growth, make_ratios, report
from benchmarks.instructions import Count

KINDS = ("ping", "status", "bad chat", "404", "20 items")
PROGRAM = """
import os
os.getppid()
for _ in range({turns}):
    [].append(1)
os.getppid()
"""
# a laptop may lack valgrind; .ci/run installs it, and there these tests have to run
needs_valgrind = pytest.mark.skipif(
    shutil.which("valgrind") is None and "CI" not in os.environ, reason="valgrind is not installed"
)


@pytest.mark.parametrize(("growth", "status"), [(0.0, 0), (-0.2, 0), (0.029, 0), (0.031, 1), (0.04, 1)])
def test_three_percent_pass_and_more_do_not(growth: float, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    baseline = {"import": 1.2, "1,000 warm requests": 9.0}
    assert report("3.11.7, GCC 12.2.0", baseline, {**baseline, "import": 1.2 * (1 + growth)}) == status
    assert ("make gate ARGS=--write" in capsys.readouterr().out) == bool(status)


@pytest.mark.parametrize("grown", ["imported", "first", "warm"])
def test_each_part_is_gated(grown: str) -> None:
    """4 % more in the import, in the first answer, or in one kind of warm request five times that."""
    floor, product = _count(1.0), _count(2.0)
    baseline = make_ratios(floor, product, product)
    more = {
        "imported": Count(int(product.imported * 1.04), product.first, product.warm),
        "first": Count(product.imported, int(product.first * 1.04), product.warm),
        "warm": Count(product.imported, product.first, {**product.warm, "404": product.warm["404"] * 1.2}),
    }[grown]
    assert find_growth(baseline, make_ratios(floor, product, product)) == []
    assert find_growth(baseline, make_ratios(floor, more, more)) != []


def test_a_slower_floor_is_no_growth() -> None:
    """Another processor or build changes both."""
    baseline = make_ratios(_count(1.0), _count(2.0), _count(2.0))
    assert find_growth(baseline, make_ratios(_count(1.2), _count(2.4), _count(2.4))) == []


@pytest.mark.long
@needs_valgrind
def test_a_count_is_the_same_twice_and_shows_four_percent(tmp_path: Path) -> None:
    first, again, more = (_counted(tmp_path, turns) for turns in (100_000, 100_000, 104_000))
    assert again == pytest.approx(first, rel=0.001)
    assert more / first == pytest.approx(1.04, rel=0.005)


def test_figures_need_the_history(tmp_path: Path) -> None:
    """In a shallow clone each commit seems to have changed every file: the gate would compare it with itself."""
    origin = tmp_path / "origin"
    _git(tmp_path, "init", "-q", str(origin))
    for message in ("first", "second"):
        (origin / "file").write_text(message)
        _git(origin, "add", ".")
        _git(origin, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", message)
    with pytest.raises(GateError, match="never committed"):
        find_baseline_commit(origin)
    (origin / BASELINE).parent.mkdir()
    (origin / BASELINE).write_text("{}")
    _git(origin, "add", ".")
    _git(origin, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "figures")
    assert find_baseline_commit(origin) == _git(origin, "rev-parse", "HEAD")
    _git(tmp_path, "clone", "-q", "--depth", "1", f"file://{origin}", "shallow")
    with pytest.raises(GateError, match="no history"):
        find_baseline_commit(tmp_path / "shallow")


def _count(scale: float) -> Count:
    warm = dict.fromkeys(KINDS, 1e5 * scale)
    return Count(int(5e8 * scale), int(1e8 * scale), warm)


def _counted(folder: Path, turns: int) -> int:
    file = folder / "program.py"
    file.write_text(PROGRAM.format(turns=turns))
    (counted,) = count_instructions([sys.executable, "-S", str(file)], {}, root=folder)
    return counted


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()
