"""What must hold after every cell. Each check yields a sentence for each thing that does not."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.trust.run import Exchange, Run, parse_events
from tests.trust.stores import Row, Stores

if TYPE_CHECKING:
    from tests.trust.scenarios import Scenario

Check = Callable[[Run, Stores], Iterator[str]]
DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
ENDED = ("success", "fail")
ERROR_FIELDS = ("error", "message", "request_id")
NAMED = {
    "product_id": "products", "listing_id": "listings", "conversation_id": "conversations", "job_id": "jobs",
    "task_id": "jobs",
}  # fmt: skip
"""Ids in an answer, and the table in which each has to be found."""


def broken_invariants(run: Run, scenario: "Scenario") -> list[str]:
    """Everything that does not hold now, in the words of the report."""
    stores = run.stores()
    found = [*_general(run, stores, scenario)]
    for check in scenario.checks:
        found += check(run, stores)
    return found


def _general(run: Run, stores: Stores, scenario: "Scenario") -> Iterator[str]:
    for check in GENERAL:
        yield from check(run, stores)
    yield from recovery_succeeds(run, scenario)
    yield from repetition_gives_the_same(run, scenario)
    yield from nothing_is_there_twice(run, stores, scenario)
    yield from paid_once(run, scenario)


# ---- answers


def answers_are_documented(run: Run, stores: Stores) -> Iterator[str]:
    for each in run.in_phase("act", "again", "read", "use"):
        if _process_died(run, each):
            continue
        if each.answer.status not in _documented_statuses(each.method, each.path):
            yield f"undocumented answer: {each}"
        elif each.answer.status >= 400 and not _is_error_shape(each.answer.json):
            yield f"an error that is not of the documented shape: {each}"
        elif each.answer.status == 429 and "retry-after" not in each.answer.headers:
            yield f"429 without Retry-After: {each}"
        if each.phase == "read" and not each.succeeded:
            yield f"the owner cannot read: {each}"


def valid_requests_are_not_refused(run: Run, stores: Stores) -> Iterator[str]:
    """A fault is never the caller's: 4xx says that nothing was done and that the request is to be changed."""
    for each in run.in_phase("act"):
        throttled = run.fault is not None and run.fault.kind == "throttle" and each.answer.status == 429
        if 400 <= each.answer.status < 500 and not throttled:
            yield f"a valid request is refused: {each}"


def named_things_exist(run: Run, stores: Stores) -> Iterator[str]:
    """What a success names is in the stores, unless the caller deleted it."""
    for each in run.in_phase("act", "again"):
        if not each.succeeded or each.method == "GET":
            continue
        for name, value in _find_ids(each.answer.json):
            if name in NAMED and stores.find(NAMED[name], name if name != "task_id" else "job_id", value) is None:
                yield f"success without effect: {each} names {name}, which does not exist"


def recovery_succeeds(run: Run, scenario: "Scenario") -> Iterator[str]:
    again = run.in_phase("again")
    if again and not again[-1].succeeded and again[-1].answer.status not in scenario.repeat_ok:
        yield f"the repetition fails: {again[-1]}"
    for each in run.in_phase("use"):
        if not each.succeeded:
            yield f"what was given cannot be used: {each}"


def repetition_gives_the_same(run: Run, scenario: "Scenario") -> Iterator[str]:
    if scenario.repeat != "always":
        return
    seen: dict[tuple[str, str], set[Any]] = {}
    for each in run.in_phase("act", "again"):
        if each.succeeded:
            ids = frozenset(_find_ids(each.answer.json))
            seen.setdefault((each.method, each.path), set()).add(ids)
    for (method, path), answers in seen.items():
        if len(answers) > 1:
            yield f"{method} {path.partition('?')[0]} with one key names different things"


# ---- stores


def halves_belong_together(run: Run, stores: Stores) -> Iterator[str]:
    for product in stores.rows("products"):
        if product.get("deleting"):
            yield "a deletion is left unfinished"
        elif stores.find("listings", "listing_id", product.get("listing_id")) is None:
            yield "a product without its listing"
    for listing in stores.rows("listings"):
        if stores.find("products", "product_id", listing["product_id"]) is None:
            yield "a listing without its product"


def media_are_kept(run: Run, stores: Stores) -> Iterator[str]:
    owned = {"assets": _owned_assets(stores), "uploads": {echo["audio_key"] for echo in stores.rows("echoes")}}
    for bucket, files in (("assets", stores.assets), ("uploads", stores.uploads)):
        for key in owned[bucket]:
            if key not in files:
                yield f"a missing file in {bucket}"
            elif not files[key].stays:
                yield f"an owned file that a lifecycle rule deletes in {bucket}"
        used = owned[bucket] | {job["order"].get("input_key") for job in stores.rows("jobs")}
        for key, file in files.items():
            if key not in used and file.stays:
                yield f"a file without owner that no lifecycle rule deletes in {bucket}"


def _owned_assets(stores: Stores) -> set[str]:
    """Media of products, and of pictures that were generated."""
    keys = {key for product in stores.rows("products") if not product.get("deleting") for key in product["media_keys"]}
    for job in stores.rows("jobs"):
        if job["state"] == "success" and job["kind"] == "generate":
            keys.update(job["result"]["media_keys"])
    return keys


def jobs_have_ended(run: Run, stores: Stores) -> Iterator[str]:
    for job in stores.rows("jobs"):
        if job["state"] not in ENDED:
            yield f"a job is left {job['state']}"


def messages_have_conversations(run: Run, stores: Stores) -> Iterator[str]:
    conversations = {row["conversation_id"] for row in stores.rows("conversations")}
    answered = {row["conversation_id"] for row in stores.rows("messages")}
    if answered - conversations:
        yield "messages without their conversation"
    if conversations - answered:
        yield "a conversation without messages"


def allowance_is_what_was_made(run: Run, stores: Stores) -> Iterator[str]:
    jobs = [job for job in stores.rows("jobs") if job["state"] == "success"]
    designs = [each for each in run.exchanges if each.path == "/design"]
    made = len(jobs)
    if not any(job["kind"] == "design" for job in jobs):
        made += sum(each.succeeded for each in designs)
    if any(_process_died(run, each) for each in designs):
        return  # nobody knows whether it was made
    for used in run.used - {made}:
        yield f"the allowance counts {used} for {made} made"


def nothing_is_there_twice(run: Run, stores: Stores, scenario: "Scenario") -> Iterator[str]:
    """Never more rows than one success leaves, and exactly so many when the caller was told of a success."""
    calls = run.in_phase("act", "again")
    succeeded = bool(calls) and calls[-1].succeeded
    for table, expected in scenario.rows.items():
        found = len(stores.rows(table))
        if found > expected:
            yield f"{found} rows in {table} for {expected}"
        elif found < expected and succeeded:
            yield f"{found} rows in {table} for {expected}, after a success"


GENERAL: tuple[Check, ...] = (
    answers_are_documented,
    valid_requests_are_not_refused,
    named_things_exist,
    halves_belong_together,
    media_are_kept,
    jobs_have_ended,
    messages_have_conversations,
    allowance_is_what_was_made,
)


# ---- money


def paid_once(run: Run, scenario: "Scenario") -> Iterator[str]:
    """One paid call for each attempt. An attempt begins when the caller asks, asks again, or the process was killed."""
    repeated = bool(run.in_phase("again")) and not run.notes.get("act_succeeded")
    attempts = 1 + repeated + (run.fault is not None and run.fault.kind.startswith("kill"))
    for operation, allowed in (("InvokeModel", scenario.pictures), ("Converse", scenario.texts)):
        paid = run.paid(operation)
        if paid > allowed * attempts:
            yield f"{operation} paid {paid} times for {allowed * attempts}"


def one_kie_task(run: Run, stores: Stores) -> Iterator[str]:
    killed = run.fault is not None and run.fault.kind.startswith("kill")
    if len(run.world.kie.tasks) > 1 + killed:
        yield f"{len(run.world.kie.tasks)} KIE tasks made for 1"


# ---- of single scenarios


def job_succeeds(run: Run, stores: Stores) -> Iterator[str]:
    """The queue delivers again, so only what happened at a model may end a job as failed."""
    at_model = (run.struck or "").startswith(("bedrock.", "kie."))
    for job in stores.rows("jobs"):
        error = (job.get("error") or {}).get("error")
        # a picture that was paid for and cannot be stored ends its job: the next delivery would pay for another
        unstored = error == "picture_not_stored" and (run.struck or "").startswith("s3.PutObject ")
        if job["state"] == "fail" and not at_model and not unstored:
            yield f"a store's fault ends the job: {error}"


def turn_is_whole(run: Run, stores: Stores) -> Iterator[str]:
    """Both messages of a turn or neither; both when the caller was told of a success."""
    before = 2 if "conversation_id" in run.notes else 0
    kept = len(stores.rows("messages")) - before
    answer = run.in_phase("act")[-1]
    if kept not in (0, 2):
        yield f"{kept} messages of a turn are kept"
    if answer.succeeded and kept != 2 and "text/event-stream" not in answer.answer.headers.get("content-type", ""):
        yield "a turn that was answered is not kept"


def stream_tells_the_outcome(run: Run, stores: Stores) -> Iterator[str]:
    """`end` when the turn was kept; `error` when nothing was."""
    answer = run.in_phase("act")[-1]
    if not answer.succeeded or _process_died(run, answer):
        return
    last = parse_events(answer.answer.body)[-1][0]
    kept = len(stores.rows("messages"))
    if last == "error" and kept:
        yield "the stream ends with `error` although the turn is kept"
    if last == "end" and not kept:
        yield "the stream ends with `end` although the turn is not kept"
    if last not in ("end", "error"):
        yield f"the stream breaks off after `{last}`"


def product_is_changed(run: Run, stores: Stores) -> Iterator[str]:
    row = stores.find("products", "product_id", run.notes["product_id"]) or {}
    yield from _find_missing_changes(run, row, {"title": "Another title", "tags": ["sea"], "status": "active"})


def listing_is_changed(run: Run, stores: Stores) -> Iterator[str]:
    row = stores.find("listings", "listing_id", run.notes["listing_id"]) or {}
    yield from _find_missing_changes(run, row, {"price_cents": 4321, "status": "inactive"})


def _find_missing_changes(run: Run, row: Row, wanted: Mapping[str, Any]) -> Iterator[str]:
    wrong = [name for name, value in wanted.items() if row.get(name) != value]
    if wrong and run.in_phase("act", "again")[-1].succeeded:
        yield f"a change that was answered is not kept: {', '.join(wrong)}"


def product_is_gone(run: Run, stores: Stores) -> Iterator[str]:
    # a print whose change came too late waits for the lifecycle rule: its write may have been carried out all the same
    kept = [key for key, file in stores.assets.items() if file.stays]
    if stores.rows("products") or stores.rows("listings") or kept:
        yield "something is left of a deleted product"


def echo_is_gone(run: Run, stores: Stores) -> Iterator[str]:
    if stores.rows("echoes") or stores.uploads:
        yield "something is left of a deleted echo"


def conversation_is_gone(run: Run, stores: Stores) -> Iterator[str]:
    if stores.rows("conversations") or stores.rows("messages"):
        yield "something is left of a deleted conversation"


def one_upload(run: Run, stores: Stores) -> Iterator[str]:
    kept = [key for key, file in stores.uploads.items() if not file.waits]  # a form's own upload stays for some days
    if len(kept) != 1:
        yield f"{len(kept)} uploaded files for 1"


def tokens_are_given(run: Run, stores: Stores) -> Iterator[str]:
    last = run.in_phase("act", "again")[-1]
    if not last.succeeded:
        return
    token = (last.answer.json or {}).get("id_token", "")
    if run.world.call("GET", "/me", headers={"Authorization": token}).status != 200:
        yield "a success without tokens that work"


# ---- helpers


def _process_died(run: Run, each: Exchange) -> bool:
    """Whether the process that should have answered was killed."""
    killed = run.fault is not None and run.fault.kind.startswith("kill")
    return killed and each.phase == "act" and each.answer.status in (0, 502, 504)


def _is_error_shape(body: Any) -> bool:
    return isinstance(body, dict) and all(
        isinstance(body.get(each), str) for each in ("error", "message", "request_id")
    )


def _find_ids(body: Any) -> Iterator[tuple[str, str]]:
    """The ids in an answer: `("product_id", "prd_01K...")`."""
    if isinstance(body, dict):
        for name, value in body.items():
            if name.endswith("_id") and name not in ("request_id", "user_id", "owner_id") and isinstance(value, str):
                yield name, value
            else:
                yield from _find_ids(value)
    elif isinstance(body, list):
        for each in body:
            yield from _find_ids(each)


def _documented_statuses(method: str, path: str) -> frozenset[int]:
    bare = path.partition("?")[0]
    return next((found for pattern, found in _operations()[method] if pattern.fullmatch(bare)), frozenset())


@cache
def _operations() -> dict[str, list[tuple[re.Pattern[str], frozenset[int]]]]:
    """For each method the paths as patterns, those without parameters first, and the statuses they can answer with."""
    found: dict[str, list[tuple[re.Pattern[str], frozenset[int]]]] = {}
    paths = json.loads(DOCUMENT.read_text())["paths"]
    for path in sorted(paths, key=lambda each: each.count("{")):
        pattern = re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path))
        for method, operation in paths[path].items():
            statuses = frozenset(int(status) for status in operation.get("responses", {}) if status.isdigit())
            found.setdefault(method.upper(), []).append((pattern, statuses))
    return found
