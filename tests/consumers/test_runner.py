"""`make consumers`: what counts as a warning, what the table says, and what is missing on a machine."""

import logging
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.consumers import page, snippets
from tests.consumers.__main__ import Row, consume_all, main, table
from tests.consumers.consumer import EXCUSED, Consumer, Outcome
from tests.consumers.consumers import ALL
from tests.consumers.tools import EXAMPLES, HERE, Broken, missing, run
from tests.consumers.world import Calls
from tests.time_limits import scaled

WARNED = (
    "[main] WARN  o.o.codegen.utils.ModelUtils - something is odd",
    "Warning(s) encountered while generating.",
    "x.py:1: DeprecationWarning: old",
    "You have 4 warnings.",
)
SAID = (
    "[main] INFO  o.o.codegen.DefaultGenerator - writing file",
    "✖ 2 problems (2 errors, 0 warnings, 0 infos, 0 hints)",
    "Success: no issues found in 185 source files",
    "writing file models/WarningSign.ts",
)


@pytest.mark.parametrize("line", WARNED)
def test_a_warning_is_counted(line: str) -> None:
    """Whatever the tool calls it."""
    assert Outcome("", f"begun\n{line}\ndone\n").warnings == [line]


@pytest.mark.parametrize("line", SAID)
def test_chatter_is_not_counted(line: str) -> None:
    """Nor is the sentence that there are none."""
    assert Outcome("", f"{line}\n").warnings == []


def test_an_excused_warning_has_its_reason() -> None:
    """It is let through by its words, which are committed with the reason."""
    for words, reason in EXCUSED.items():
        assert reason
        assert Outcome("", f"[main] WARN  {words}").warnings == []


def a_consumer(**facts: object) -> Consumer:
    return Consumer("reader", "1.0", lambda world, folder, env: Outcome("", ""), **facts)  # type: ignore[arg-type]


class SmallWorld:
    """What the runner itself asks of the world."""

    def __init__(self) -> None:
        self.calls = Calls()

    def environment(self, username: str) -> dict[str, str]:
        return {"API_USER": username}


def test_one_that_reads_runs_next_to_one_that_calls() -> None:
    """Each waits for the other; what is called meanwhile is the caller's. Rows stay in order."""
    world, both = SmallWorld(), threading.Barrier(2, timeout=scaled(30))
    record = logging.makeLogRecord({"msg": "request", "operation": "getMe"})

    def meet(there: Any, folder: Path, env: Any) -> Outcome:
        both.wait()
        there.calls.emit(record)
        both.wait()
        return Outcome(env["API_USER"], "")

    called, read = (Consumer(f"two lanes {calls}", "1", meet, calls=calls) for calls in (True, False))
    rows = consume_all([read, called], world)  # type: ignore[arg-type]
    assert [(row.consumer, row.made, row.calls, row.problem) for row in rows] == [
        (read, "consumer-0", 0, ""),
        (called, "consumer-1", 2, ""),
    ]


def test_the_table_says_how_it_went() -> None:
    """A line each, with its verdict at the end."""
    rows = [
        Row(a_consumer(), made="3 modules", calls=7, operations=2, seconds=1.25),
        Row(a_consumer(), warnings=("odd",)),
        Row(a_consumer(), problem="broken"),
        Row(a_consumer(), skipped="not on this machine: java"),
    ]
    head, *lines = table(rows).splitlines()
    assert head.split() == "consumer version generated or listed calls operations warnings seconds".split()
    assert lines[0].split() == ["reader", "1.0", "3", "modules", "7", "2", "0", "1.2", "ok"]
    assert [line.split()[-1] for line in lines[1:]] == ["FAILED", "FAILED", "java"]


def test_a_name_that_nobody_has_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than a table of nothing that is green."""
    monkeypatch.setattr("sys.argv", ["consumers", "nobody"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2


def test_programs_that_are_missing_are_named() -> None:
    """By those that are there, too."""
    assert missing(["sh", "no-such-program"]) == ["no-such-program"]


def test_a_command_that_fails_tells_what_it_said() -> None:
    """With the command, to try it by hand."""
    with pytest.raises(Broken, match=r"(?s)\$ sh -c .*what went wrong"):
        run(["sh", "-c", "echo what went wrong; exit 3"], env=dict(os.environ))


def test_calls_are_counted_by_the_services_log() -> None:
    """A line of a request is a call; other lines are not."""
    calls = Calls()
    log = logging.Logger("a service")
    log.addHandler(calls)
    log.info("request", extra={"operation": "getMe"})
    log.info("job", extra={"operation": "create"})
    assert calls.take() == ["getMe"]
    assert calls.take() == []


def test_every_tool_is_pinned() -> None:
    """To one version, all that comes with it included."""
    for file in (*(HERE / "python/requirements").iterdir(), *EXAMPLES.values()):
        lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
        assert lines
        assert all("==" in line for line in lines), file.name


def test_the_page_names_the_versions_that_are_tried() -> None:
    """The table of docs/clients.md is that of the run: else python -m tests.consumers.page."""
    text = snippets.PAGE.read_text()
    assert text == page.rewrite(text)
    names = [consumer.name for consumer in ALL]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("language", ["python", "ts"])
def test_the_examples_are_short(language: str) -> None:
    """About ten lines, as the page promises; make consumers runs them as they stand."""
    lines = [line for line in snippets.snippet(language).splitlines() if line.strip()]
    assert len(lines) <= 13


def test_a_page_without_its_example_is_an_error(tmp_path: Path) -> None:
    """An example that nobody finds is one that nobody runs."""
    with pytest.raises(AssertionError, match="0 blocks"):
        snippets.snippet("cobol")
