"""What `make test` says while it runs."""

import pytest

from tests.progress import Progress


class Terminal:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def write_line(self, line: str) -> None:
        self.lines.append(line)


def report(outcome: str) -> pytest.TestReport:
    return pytest.TestReport("a/test_b.py::test_c", ("a/test_b.py", 1, "test_c"), {}, outcome, None, "call")  # type: ignore[arg-type]


def test_it_says_how_far_it_is_and_what_is_running() -> None:
    """A file once, however many of its tests are running."""
    progress = Progress(Terminal())
    progress.pytest_xdist_node_collection_finished([f"a/test_b.py::test_{number}" for number in range(9)])
    for name in ("a/test_b.py::test_1", "a/test_b.py::test_2", "a/test_d.py::test_3"):
        progress.pytest_runtest_logstart(name)
    progress.pytest_runtest_logstart("a/test_e.py::test_4")
    progress.pytest_runtest_logfinish("a/test_e.py::test_4")
    line = progress.describe()
    assert "1 of 9" in line
    assert line.count("a/test_b.py (0 s)") == line.count("a/test_d.py (0 s)") == 1
    assert "test_e" not in line


@pytest.mark.parametrize(("outcome", "lines"), [("failed", ["  failed: a/test_b.py::test_c"]), ("passed", [])])
def test_a_failure_is_said_at_once(outcome: str, lines: list[str]) -> None:
    """And nothing has a letter of its own."""
    terminal = Terminal()
    hook = Progress(terminal).pytest_report_teststatus(report(outcome))
    next(hook)
    with pytest.raises(StopIteration) as ended:
        hook.send((outcome, outcome[0].upper(), outcome.upper()))
    assert ended.value.value == (outcome, "", outcome.upper())
    assert terminal.lines == lines
