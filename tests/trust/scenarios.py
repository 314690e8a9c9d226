"""The table of scenarios: what is there before, what is done, how often it may be paid for, and what must hold after.

A scenario's calls are found by a clean run; a cell is one of them broken by one fault.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.files import FILES
from tests.makers import png
from tests.trust import invariants as must
from tests.trust.invariants import Check
from tests.trust.run import Run
from tests.trust.world import PASSWORD
from tests.uploading import sent

PICTURE = png(80, 64)
SOUND = FILES["audio/webm"]
KEY = "trust-1"
STREAM = {"Accept": "text/event-stream"}
ASYNC = {"Prefer": "respond-async"}
PUT_IN_FORM = b'--b1\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n%b\r\n--b1--\r\n'


def nothing(run: Run) -> None:
    """For scenarios that begin with empty stores, or end with the act."""


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    act: Callable[[Run], None]
    setup: Callable[[Run], None] = nothing
    use: Callable[[Run], None] = nothing
    """What the caller does with what it was given; it has to succeed when the act did."""
    repeat: Literal["always", "after-failure", "never"] = "never"
    """When the caller sends the same again. `always` goes with an Idempotency-Key."""
    repeat_ok: frozenset[int] = frozenset()
    """Statuses besides 2xx that a repetition after a failure may end with."""
    pictures: int = 0
    texts: int = 0
    """How many paid calls one attempt may make."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """How many rows a success leaves in a table; there are never more."""
    checks: tuple[Check, ...] = ()


def scenario(name: str, act: Callable[[Run], None], **more: Any) -> Scenario:
    return Scenario(name, act, **more)


# ---- acts and setups


def create(key: str | None = None, headers: Mapping[str, str] | None = None, **body: Any) -> Callable[[Run], None]:
    def act(run: Run) -> None:
        run.call("POST", "/create", {"q": "a quiet harbour at dawn", **body}, key=key, headers=headers)

    return act


def generate(key: str | None = None, **body: Any) -> Callable[[Run], None]:
    def act(run: Run) -> None:
        run.call("POST", "/generate", {"prompt": "a lighthouse in fog", **body}, key=key)

    return act


def deliver(run: Run) -> None:
    run.deliver()


def order_restyling(run: Run) -> None:
    key = run.call(
        "POST", "/upload", PUT_IN_FORM % PICTURE, headers={"Content-Type": "multipart/form-data; boundary=b1"}
    )
    run.call("POST", "/generate", {"prompt": "a lighthouse in fog", "input_key": key["key"]})


def restyle_by_kie(run: Run) -> None:
    run.call("POST", "/generate", {"prompt": "a lighthouse in fog", "provider": "kie"})


def interpret(run: Run) -> None:
    run.notes["brief"] = run.call("POST", "/interpret", {"q": "a quiet harbour at dawn"})


def design(run: Run) -> None:
    run.call("POST", "/design", {"brief": run.notes["brief"]})


def chat(headers: Mapping[str, str] | None = None) -> Callable[[Run], None]:
    def act(run: Run) -> None:
        more = {"conversation_id": run.notes["conversation_id"]} if "conversation_id" in run.notes else {}
        run.call("POST", "/chat", {"message": "Which posters of coffee are there?", **more}, headers=headers)

    return act


def begin_conversation(run: Run) -> None:
    run.notes["conversation_id"] = run.call("POST", "/chat", {"message": "Hello"})["conversation_id"]


def have_product(run: Run) -> None:
    run.notes.update(run.call("POST", "/create", {"q": "a quiet harbour at dawn"})["ids"])


def patch_product(run: Run) -> None:
    path = f"/products/{run.notes['product_id']}"
    run.call("PATCH", path, {"title": "Another title", "tags": ["sea"], "status": "active"})


def delete_product(run: Run) -> None:
    run.call("DELETE", f"/products/{run.notes['product_id']}")


def patch_listing(run: Run) -> None:
    run.call("PATCH", f"/listings/{run.notes['listing_id']}", {"price_cents": 4321, "status": "inactive"})


def upload(run: Run) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b1"}
    run.call("POST", "/upload", PUT_IN_FORM % PICTURE, key=KEY, headers=headers)


def use_presigned_upload(run: Run) -> None:
    asked = {"filename": "a.png", "content_type": "image/png", "size": len(PICTURE)}
    slot = run.call("POST", "/uploads", asked, key=KEY)
    sent(slot["url"], slot["fields"], PICTURE)
    run.call("POST", "/generate", {"prompt": "a lighthouse in fog", "input_key": slot["key"]}, key=KEY + "-b")


def begin_echo(run: Run) -> None:
    asked = {"filename": "rain.webm", "content_type": "audio/webm", "size": len(SOUND)}
    run.notes["upload"] = run.call("POST", "/echoes/init-upload", asked, key=KEY)


def bring_audio(run: Run) -> None:
    begin_echo(run)
    sent(run.notes["upload"]["url"], run.notes["upload"]["fields"], SOUND)


def save_echo(run: Run) -> None:
    told = {"emotion": "calm", "timestamp": "2025-06-25T15:00:00Z", "transcript": "Listen, it is raining."}
    run.call("POST", f"/echoes?echo_id={run.notes['upload']['echo_id']}", told, key=KEY)


def have_echo(run: Run) -> None:
    bring_audio(run)
    save_echo(run)


def use_echo_upload(run: Run) -> None:
    sent(run.notes["upload"]["url"], run.notes["upload"]["fields"], SOUND)
    run.call(
        "POST",
        f"/echoes?echo_id={run.notes['upload']['echo_id']}",
        {"emotion": "calm", "timestamp": "2025-06-25T15:00:00Z"},
    )


def delete_echo(run: Run) -> None:
    run.call("DELETE", f"/echoes/{run.notes['upload']['echo_id']}")


def delete_conversation(run: Run) -> None:
    run.call("DELETE", f"/conversations/{run.notes['conversation_id']}")


def log_in(run: Run) -> None:
    run.notes["tokens"] = run.call("POST", "/auth/login", {"username": "ana", "password": PASSWORD})


def refresh(run: Run) -> None:
    run.call("POST", "/auth/refresh", {"refresh_token": run.notes["tokens"]["refresh_token"]})


def have_everything(run: Run) -> None:
    have_product(run)
    begin_conversation(run)
    have_echo(run)
    run.call("PATCH", f"/products/{run.notes['product_id']}", {"status": "active"})


def read_shop(run: Run) -> None:
    for path in (f"/products/{run.notes['product_id']}", "/products?owner=me", f"/listings/{run.notes['listing_id']}"):
        run.call("GET", path)
    run.call("GET", "/listings?limit=1")


def read_own(run: Run) -> None:
    echo, conversation = run.notes["upload"]["echo_id"], run.notes["conversation_id"]
    for path in ("/me", "/jobs", f"/conversations/{conversation}", "/history", f"/echoes/{echo}", "/echoes/random"):
        run.call("GET", path)
    for path in ("/orders", "/status"):
        run.call("GET", path)


ONE_PRODUCT = {"products": 1, "listings": 1, "conversations": 1, "messages": 2}
CREATED = {"pictures": 1, "texts": 1, "rows": ONE_PRODUCT}

SCENARIOS: tuple[Scenario, ...] = (
    scenario("create", create(), **CREATED),
    scenario("create-key", create(KEY), repeat="always", **CREATED),
    scenario("create-card-key", create(KEY, kind="card"), repeat="always", **CREATED),
    scenario("create-published-key", create(KEY, publish=True), repeat="always", **CREATED),
    scenario("create-async", create(headers=ASYNC), **CREATED),
    scenario("create-async-key", create(KEY, headers=ASYNC), repeat="always", **CREATED),
    scenario("worker-create", deliver, setup=create(headers=ASYNC), checks=(must.job_succeeds,), **CREATED),
    scenario("generate-key", generate(KEY), repeat="always", pictures=1, rows={"jobs": 1}),
    scenario("worker-generate", deliver, setup=generate(), pictures=1, rows={"jobs": 1}, checks=(must.job_succeeds,)),
    scenario("worker-restyle", deliver, setup=order_restyling, pictures=1, rows={"jobs": 1}, checks=(must.job_succeeds,)),
    scenario("worker-kie", deliver, setup=restyle_by_kie, rows={"jobs": 1}, checks=(must.job_succeeds, must.one_kie_task)),
    scenario("interpret", interpret, texts=1, repeat="after-failure"),
    scenario("design", design, setup=interpret, pictures=1),
    scenario("chat", chat(), texts=1, checks=(must.turn_is_whole,)),
    scenario("chat-continued", chat(), setup=begin_conversation, texts=1, checks=(must.turn_is_whole,)),
    scenario("chat-stream", chat(STREAM), texts=1, checks=(must.turn_is_whole, must.stream_tells_the_outcome)),
    scenario("patch-product", patch_product, setup=have_product, repeat="after-failure", rows=ONE_PRODUCT, checks=(must.product_is_changed,)),
    scenario("delete-product", delete_product, setup=have_product, repeat="after-failure", repeat_ok=frozenset({404}), checks=(must.product_is_gone,)),
    scenario("patch-listing", patch_listing, setup=have_product, repeat="after-failure", rows=ONE_PRODUCT, checks=(must.listing_is_changed,)),
    scenario("upload-key", upload, repeat="always", checks=(must.one_upload,)),
    scenario("presigned-upload", use_presigned_upload, repeat="always", pictures=1, rows={"jobs": 1}, checks=(must.one_upload,)),
    scenario("echo-init", begin_echo, repeat="always", use=use_echo_upload),
    scenario("echo-save", save_echo, setup=bring_audio, repeat="always", texts=1, rows={"echoes": 1}),
    scenario("echo-delete", delete_echo, setup=have_echo, repeat="after-failure", repeat_ok=frozenset({404}), checks=(must.echo_is_gone,)),
    scenario("conversation-delete", delete_conversation, setup=begin_conversation, repeat="after-failure", repeat_ok=frozenset({404}), checks=(must.conversation_is_gone,)),
    scenario("login", log_in, repeat="after-failure", checks=(must.tokens_are_given,)),
    scenario("refresh", refresh, setup=log_in, repeat="after-failure", repeat_ok=frozenset({401}), checks=(must.tokens_are_given,)),
    scenario("read-shop", read_shop, setup=have_everything, repeat="after-failure"),
    scenario("read-own", read_own, setup=have_everything, repeat="after-failure"),
)  # fmt: skip
BY_NAME = {each.name: each for each in SCENARIOS}
