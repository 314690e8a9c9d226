"""What a test run says meanwhile, by `pytest -p tests.progress`: how far it is, which files are running, what failed.

A line every few seconds in place of a dot for each test.
"""

import threading
import time
from typing import Any

import pytest

EVERY_SECONDS = 10.0
FILES_SHOWN = 4


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the workers of pytest-xdist print nothing
        config.pluginmanager.register(Progress(config.pluginmanager.get_plugin("terminalreporter")))


class Progress:
    def __init__(self, terminal: Any) -> None:
        self._terminal = terminal
        self._total = self._done = 0
        self._running: dict[str, float] = {}
        self._began = time.monotonic()
        self._ended = threading.Event()

    def pytest_sessionstart(self) -> None:
        threading.Thread(target=self._speak, daemon=True).start()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._total = max(self._total, len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        self._total = max(self._total, len(ids))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._running[nodeid] = time.monotonic()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self._running.pop(nodeid, None)
        self._done += 1

    @pytest.hookimpl(wrapper=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> Any:
        """A failure is said at once; everything else has no letter."""
        category, _, word = yield
        if category in ("failed", "error") and getattr(report, "when", None) != "collect":
            self._terminal.write_line(f"  {category}: {report.nodeid}")
        return category, "", word

    def pytest_sessionfinish(self) -> None:
        self._ended.set()

    def _speak(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            self._terminal.write_line(self._line())

    def _line(self) -> str:
        now = time.monotonic()
        files: dict[str, float] = {}
        for nodeid, began in sorted(dict(self._running).items(), key=lambda each: each[1]):
            files.setdefault(nodeid.partition("::")[0], now - began)
        running = ", ".join(f"{file} ({seconds:.0f} s)" for file, seconds in list(files.items())[:FILES_SHOWN])
        return f"  {now - self._began:4.0f} s  {self._done} of {self._total}  {running or 'preparing'}"
