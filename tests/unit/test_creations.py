"""A creation's steps, as its job keeps them."""

from types import SimpleNamespace
from typing import Any

from backend.domain.jobs.creations import Creations
from backend.domain.jobs.models import CreateJob
from backend.domain.jobs.requests import CreateRequest
from backend.domain.products.models import Design, DesignPackage
from backend.domain.products.review import ReviewPolicy
from backend.domain.shared.budget import Budget
from backend.domain.shared.meter import Meter
from tests.makers import NOW, brief

WORK = "01KAHZ5D0000000000000000AB"
LISTING = SimpleNamespace(product_id=f"prd_{WORK}", listing_id=f"lst_{WORK}", price_cents=1900, currency="USD")


class WorkStub:
    """A creation in hand; `kept` is what its steps kept."""

    id = WORK

    def __init__(self, **done: Any) -> None:
        times = {"created_at": NOW, "updated_at": NOW}
        order = CreateRequest(q="un gato")
        self.job = CreateJob(job_id=f"job_{WORK}", owner_id="ana", order=order, **times, **done)
        self.budget, self.meter = Budget.of(60), Meter()
        self.kept: list[dict[str, Any]] = []

    def keep(self, **facts: Any) -> None:
        self.kept.append(facts)

    def build_end(self, result: Any) -> Any:
        return {"ended": result}


class ForgeStub:
    """The three steps; `called` are those that were taken."""

    def __init__(self) -> None:
        self.called: list[str] = []
        self.written: Any = None

    def interpret(self, *_: Any, **__: Any) -> Any:
        self.called.append("interpret")
        return brief()

    def design(self, *_: Any, **__: Any) -> Design:
        self.called.append("design")
        return Design(media_keys=["a.png"], media=[], package=DesignPackage(design_prompt="a cat", brief=brief()))

    def offer(self, *_: Any, **__: Any) -> Any:
        return SimpleNamespace(conversation_id=f"conv_{WORK}", offer=SimpleNamespace(listing=LISTING))

    def publish(self, _made: Any, *, also: Any, meter: Meter) -> None:
        self.called.append("publish")
        self.written = also


def made(**done: Any) -> tuple[ForgeStub, WorkStub]:
    forge, work = ForgeStub(), WorkStub(**done)
    creations = Creations(forge, ReviewPolicy(required=False), image=None, inputs=None)  # type: ignore[arg-type]
    creations(work)  # type: ignore[arg-type]
    return forge, work


def test_each_step_is_kept_with_the_next_one_named() -> None:
    """Three writes: the first says that it has begun, the others bring what was made."""
    forge, work = made()
    told = [(facts["step"], facts["progress"], facts.get("paid", False)) for facts in work.kept]
    assert told == [("interpret", 10, False), ("design", 40, True), ("publish", 80, True)]
    assert [{*facts} & {"brief", "design"} for facts in work.kept] == [set(), {"brief"}, {"design"}]
    assert forge.called == ["interpret", "design", "publish"]
    assert forge.written[0]["ended"].product_id == f"prd_{WORK}"


def test_what_is_kept_is_not_made_again() -> None:
    """It continues after the last step that was kept, and writes no progress for the others."""
    forge, work = made(brief=brief())
    assert (forge.called, [facts["step"] for facts in work.kept]) == (["design", "publish"], ["publish"])
