"""Findings for a person, or for a program."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from rich.markup import escape

from backend.local import show
from backend.local.aws_doctor.findings import AwsFinding, FindingState, all_well

_MARKS = {
    FindingState.OK: "[green]✓[/]",
    FindingState.WARNING: "[yellow]![/]",
    FindingState.UNKNOWN: "[yellow]?[/]",
    FindingState.MISSING: "[red]✗[/]",
}


def show_findings(findings: Sequence[AwsFinding], *, as_json: bool) -> bool:
    """Prints them to standard output; whether nothing that is needed is missing."""
    well = all_well(findings)
    if as_json:
        document = {"ok": well, "findings": [asdict(finding) for finding in findings]}
        show.output.print(json.dumps(document, indent=2), markup=False, soft_wrap=True)
        return well
    for finding in findings:
        _show(finding)
    advice = "Ready for AWS." if well else "Run the commands under ✗ and ask again. Replace words in capitals."
    show.output.print(f"\n{advice}")
    return well


def _show(finding: AwsFinding) -> None:
    said = f"{_MARKS[finding.state]} [bold]{escape(finding.subject)}[/]  {escape(finding.message)}"
    show.output.print(said, soft_wrap=True)
    for command in finding.commands:
        show.output.print(f"    {command}", markup=False, soft_wrap=True)
