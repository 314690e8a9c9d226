"""`dreamforge trace`: the waterfall of a request in a terminal."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from rich.console import Console
from rich.table import Table
from rich.text import Text

from backend.local.client import ApiClient, ApiError

JSON = dict[str, Any]
LANE = 24
_COLOURS = {"dynamodb": "blue", "s3": "green", "bedrock": "red", "kie": "red", "sqs": "magenta", "cognito": "magenta"}
_WIDE = 110
NOTHING = "Nothing is recorded yet. The recorder is on from now: send a request, then ask again."


def read_request(url: str, request_id: str | None) -> JSON:
    """What the console tells of a request; of the latest without an id. `ApiError` where there is none."""
    client = ApiClient(url)
    if request_id is None:
        requests = client.call("GET", "/console/api/requests").content.get("requests", [])
        if not requests:
            raise ApiError("There is no request to show.", NOTHING)
        request_id = str(requests[-1]["number"])
    try:
        return client.call("GET", f"/console/api/requests/{quote(request_id, safe='')}").content
    except ApiError as error:
        if " answers 404 " in str(error):
            raise ApiError(f"Request {request_id} is not among the last 500 that were recorded.", NOTHING) from None
        raise


def print_waterfall(request: JSON, to: Console) -> None:
    """Head, rows, what it wrote, and what it consumed."""
    status = "no answer" if request["status"] is None else str(request["status"])
    head = Text.assemble(
        (status, _tone(request["status"])),
        f" {request['method']} {request['path']}",
        (f"  {_ms(request['ms'])}", "dim"),
        (f"  {request['operation'] or ''}  {request['caller'] or ''}", "dim"),
    )
    to.print(head)
    to.print(Text(f"request {request['request_id'] or '-'}  trace {request['trace_id']}", style="dim"))
    if request["rights"]["state"] != "current":
        to.print(Text(request["rights"]["text"], style="yellow"))
    to.print(_rows(request, wide=to.width >= _WIDE))
    for line in _effects(request):
        to.print(line)
    to.print(_sum_line(request["consumed"]))
    if request["denied"]:
        to.print(Text(f"{request['denied']} calls are denied on AWS", style="red"))


def _rows(request: JSON, *, wide: bool) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for name in ("what", "resource", "right"):
        table.add_column(name, overflow="ellipsis", no_wrap=True, max_width=44 if wide else 34)
    table.add_column("ms", justify="right", no_wrap=True)
    if wide:
        table.add_column("when", no_wrap=True, width=LANE)
    whole = max(request["length"] or 0.0, request["ms"] or 0.0, 0.1)
    for row in request["rows"]:
        lane = [_bar(row, whole)] if wide else []
        table.add_row(_name(row), Text(row.get("resource", ""), style="dim"), _right(row), _ms(row["ms"]), *lane)
    return table


def _name(row: JSON) -> Text:
    text = Text("  " * row["depth"])
    if row["kind"] != "call":
        return text.append(row["label"], style="bold" if row["kind"] != "step" else "")
    text.append(row["service"], style=_COLOURS.get(row["service"], "")).append(f" {row['action']}")
    if row["attempt"] > 1:
        text.append(f" try {row['attempt']}", style="yellow")
    if row["fault"]:
        text.append(f" fault: {row['fault']}", style="yellow")
    if row["failed"]:
        text.append(f" {row['error']}", style="dim" if row["expected"] else "red")
    return text


def _right(row: JSON) -> Text:
    rights = row.get("rights")
    if rights is None:
        return Text("")
    if rights["verdict"] == "denied":
        return Text("denied on AWS", style="red")
    if rights["verdict"] == "not needed":
        return Text("-", style="dim")
    names = dict.fromkeys(each["statement"].rpartition(" ")[2] for each in rights["permissions"])
    return Text(", ".join(names), style="green")


def _bar(row: JSON, whole: float) -> Text:
    begin = min(LANE - 1, int(LANE * row["at"] / whole))
    length = max(1, min(LANE - begin, round(LANE * (row["ms"] or 0.0) / whole)))
    thin = row["kind"] in ("run", "step")
    return Text(" " * begin).append(("─" if thin else "━") * length, style=_COLOURS.get(row.get("service", ""), ""))


def _effects(request: JSON) -> Iterator[Text]:
    verbs = {"put": "wrote", "update": "changed", "delete": "deleted", "upload": "stored", "send": "sent"}
    for each in request["effects"]:
        yield Text.assemble((f"{verbs[each['kind']]:<8}", "dim"), f"{each['store']}: {each['name']}")


def _sum_line(used: JSON) -> Text:
    told = [
        f"{used['calls']} calls",
        f"{used['read_units']:g} read units",
        f"{used['write_units']:g} write units",
        f"{used['s3_reads'] + used['s3_writes']} S3 requests",
        f"{used['input_tokens']} + {used['output_tokens']} tokens",
        f"{used['pictures']} pictures",
    ]
    if used["dollars"] is not None:
        told.append(f"${used['dollars']:.6f} where prices are known")
    return Text(", ".join(told), style="bold")


def _ms(value: float | None) -> str:
    return "…" if value is None else f"{value:,.1f} ms"


def _tone(status: int | None) -> str:
    if status is None or status >= 500:
        return "red"
    return "yellow" if status >= 400 else "green"
