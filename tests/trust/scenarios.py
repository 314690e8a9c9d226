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
FORM = {"Content-Type": "multipart/form-data; boundary=b1"}
TOLD = {"emotion": "calm", "timestamp": "2025-06-25T15:00:00Z"}
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
    """Statuses other than 2xx that a repetition after a failure may end with."""
    pictures: int = 0
    texts: int = 0
    """How many paid calls one attempt may make."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """How many rows a success leaves in a table; there are never more."""
    checks: tuple[Check, ...] = ()


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
    run.call("DELETE", f"/products/{run.notes['product_id']}?purge=true")


def patch_listing(run: Run) -> None:
    run.call("PATCH", f"/listings/{run.notes['listing_id']}", {"price_cents": 4321, "status": "inactive"})


def upload(run: Run) -> None:
    run.call("POST", "/upload", PUT_IN_FORM % PICTURE, key=KEY, headers=FORM)


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
    told = {**TOLD, "transcript": "Listen, it is raining."}
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
CREATED: dict[str, Any] = {"pictures": 1, "texts": 1, "rows": ONE_PRODUCT}
DRAWN: dict[str, Any] = {"pictures": 1, "rows": {"jobs": 1}}
KEYED: dict[str, Any] = {"repeat": "always"}
AGAIN: dict[str, Any] = {"repeat": "after-failure"}
DELETED: dict[str, Any] = {**AGAIN, "repeat_ok": frozenset({404})}

SCENARIOS: tuple[Scenario, ...] = (
    Scenario("create", create(), **CREATED),
    Scenario("create-key", create(KEY), **KEYED, **CREATED),
    Scenario("create-card-key", create(KEY, kind="card"), **KEYED, **CREATED),
    Scenario("create-published-key", create(KEY, publish=True), **KEYED, **CREATED),
    Scenario("create-async", create(headers=ASYNC), **CREATED),
    Scenario("create-async-key", create(KEY, headers=ASYNC), **KEYED, **CREATED),
    Scenario("worker-create", deliver, create(headers=ASYNC), **CREATED, checks=(must.job_succeeds,)),
    Scenario("generate-key", generate(KEY), **KEYED, **DRAWN),
    Scenario("worker-generate", deliver, generate(), **DRAWN, checks=(must.job_succeeds,)),
    Scenario("worker-restyle", deliver, order_restyling, **DRAWN, checks=(must.job_succeeds,)),
    Scenario("worker-kie", deliver, restyle_by_kie, rows={"jobs": 1}, checks=(must.job_succeeds, must.one_kie_task)),
    Scenario("interpret", interpret, texts=1, **AGAIN),
    Scenario("design", design, interpret, pictures=1),
    Scenario("chat", chat(), texts=1, checks=(must.turn_is_whole,)),
    Scenario("chat-continued", chat(), begin_conversation, texts=1, checks=(must.turn_is_whole,)),
    Scenario("chat-stream", chat(STREAM), texts=1, checks=(must.turn_is_whole, must.stream_tells_the_outcome)),
    Scenario(
        "patch-product", patch_product, have_product, rows=ONE_PRODUCT, **AGAIN, checks=(must.product_is_changed,)
    ),
    Scenario("delete-product", delete_product, have_product, **DELETED, checks=(must.product_is_gone,)),
    Scenario(
        "patch-listing", patch_listing, have_product, rows=ONE_PRODUCT, **AGAIN, checks=(must.listing_is_changed,)
    ),
    Scenario("upload-key", upload, **KEYED, checks=(must.one_upload,)),
    Scenario("presigned-upload", use_presigned_upload, **KEYED, **DRAWN, checks=(must.one_upload,)),
    Scenario("echo-init", begin_echo, use=use_echo_upload, **KEYED),
    Scenario("echo-save", save_echo, bring_audio, **KEYED, texts=1, rows={"echoes": 1}),
    Scenario("echo-delete", delete_echo, have_echo, **DELETED, checks=(must.echo_is_gone,)),
    Scenario(
        "conversation-delete", delete_conversation, begin_conversation, **DELETED, checks=(must.conversation_is_gone,)
    ),
    Scenario("login", log_in, **AGAIN, checks=(must.tokens_are_given,)),
    Scenario("refresh", refresh, log_in, **AGAIN, repeat_ok=frozenset({401}), checks=(must.tokens_are_given,)),
    Scenario("read-shop", read_shop, have_everything, **AGAIN),
    Scenario("read-own", read_own, have_everything, **AGAIN),
)
BY_NAME = {each.name: each for each in SCENARIOS}
