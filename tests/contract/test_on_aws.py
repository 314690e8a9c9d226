"""benchmarks.on_aws reads the REPORT lines of a function from a log group of the laptop cloud."""

import time
from collections.abc import Iterator

import pytest

from backend.local.cloud import Cloud
from backend.local.laptop import in_environment
from benchmarks.on_aws import Report, main, read_report

COLD = (
    "REPORT RequestId: 6f74b457\tDuration: 210.50 ms\tBilled Duration: 522 ms\tMemory Size: 1024 MB\t"
    "Max Memory Used: 81 MB\tInit Duration: 310.75 ms\t\nXRAY TraceId: 1-5\tSegmentId: 1\tSampled: true"
)
WARM = (
    "REPORT RequestId: 6f74b458\tDuration: 3.20 ms\tBilled Duration: 4 ms\tMemory Size: 1024 MB\tMax Memory Used: 83 MB"
)
RESTORED = WARM + "\tRestore Duration: 190.00 ms\tBilled Restore Duration: 12 ms"
GROUP = "/aws/lambda/dreamforge-dev-api"


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with Cloud.start() as running:
        logs = running.client("logs")
        logs.create_log_group(logGroupName=GROUP)
        logs.create_log_stream(logGroupName=GROUP, logStreamName="one")
        now = int(time.time() * 1000)
        lines = [COLD, "START RequestId: 6f74b458", *[WARM] * 3]
        events = [{"timestamp": now + at, "message": line} for at, line in enumerate(lines)]
        logs.put_log_events(logGroupName=GROUP, logStreamName="one", logEvents=events)
        with in_environment(running.environment()):
            yield running


@pytest.mark.parametrize(
    ("line", "report"),
    [
        (COLD, Report(210.5, 81.0, 310.75)),
        (WARM, Report(3.2, 83.0)),
        (RESTORED, Report(3.2, 83.0, 190.0)),
        ("START RequestId: 6f74b458 Duration: 3 ms", None),
    ],
)
def test_a_report_is_read(line: str, report: Report | None) -> None:
    assert read_report(line) == report


@pytest.mark.usefixtures("cloud")
def test_cold_and_warm_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--function", "dreamforge-dev-api"]) == 0
    rows = {cells[1].strip(): [cell.strip() for cell in cells[2:4]] for cells in _cells(capsys.readouterr().out)}
    assert rows["INIT or restore, ms"] == ["1", "310.8"]
    assert rows["first answer after it, ms"] == ["1", "210.5"]
    assert rows["warm answer, ms"] == ["3", "3.2"]


@pytest.mark.usefixtures("cloud")
def test_a_log_without_reports_says_so(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    cloud.client("logs").create_log_group(logGroupName="/aws/lambda/idle")
    assert main(["--function", "idle"]) == 1
    assert "no REPORT line" in capsys.readouterr().err


def _cells(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.splitlines() if line.startswith("|")]
