"""The steps of a run, read off the stacks that its calls were made from: functions of the service, and who called them.

Calls that follow each other and come from the same function are one step of it. Middleware stands for itself only where
it makes a call of its own; what merely hands a call on has no step.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType

from backend.local.console.propagation import Frame
from backend.local.console.records import RecordedCall

_BACKEND = Path(__file__).parents[2]
_MIDDLEWARE, _HANDLERS, _WORKER = "backend/api/middleware/", "backend/api/handlers/", "backend/worker/"
_NO_STEPS = ("backend/domain/shared/", "backend/domain/limits/")
_HANDED_ON = ("__call__", "<listcomp>", "<lambda>", "<genexpr>")


@dataclass(frozen=True, slots=True)
class Site:
    """A function of the service, and the line in it from which it calls on."""

    label: str
    """`rate limit`, `create`, `JobService.run`"""
    where: str
    """`backend/domain/jobs/job_service.py:202`"""


@dataclass(slots=True)
class StepNode:
    site: Site | None
    """None for the run as a whole."""
    code: CodeType | None
    children: "list[StepNode | RecordedCall]" = field(default_factory=list)

    def calls(self) -> Iterator[RecordedCall]:
        for child in self.children:
            if isinstance(child, RecordedCall):
                yield child
            else:
                yield from child.calls()


def read_steps(calls: Sequence[RecordedCall]) -> StepNode:
    """The calls of a run as a tree, in the order in which they were made."""
    root = StepNode(None, None)
    for call in calls:
        node = root
        for code, line in step_frames(call.frames):
            last = node.children[-1] if node.children else None
            if not isinstance(last, StepNode) or last.code is not code:
                last = StepNode(_site(code, line), code)
                node.children.append(last)
            node = last
        node.children.append(call)
    return StepNode(None, None, [_simplify(child) for child in root.children])


def made_by(frames: Sequence[Frame]) -> Site | None:
    """Who decided on a call: the innermost function of the domain, else of the API or the worker."""
    for folder in ("backend/domain/", _HANDLERS, _WORKER, _MIDDLEWARE):
        found = [frame for frame in frames if _file(frame[0]).startswith(folder) and _is_named(frame[0])]
        own = [frame for frame in found if not _file(frame[0]).startswith("backend/domain/shared/")]
        if own or found:
            return _site(*(own or found)[-1])
    return None


def step_frames(frames: Sequence[Frame]) -> list[Frame]:
    """Those that are steps: the handler or the middleware that makes the call, and what the domain does for it."""
    named = [frame for frame in frames if _is_named(frame[0])]
    entry = [at for at, (code, _) in enumerate(named) if _file(code).startswith((_HANDLERS, _WORKER, _MIDDLEWARE))]
    if not entry:
        return []
    begin = entry[-1]
    domain = [frame for frame in named[begin + 1 :] if _is_step(_file(frame[0]))]
    return [named[begin], *domain]


def _simplify(child: StepNode | RecordedCall) -> StepNode | RecordedCall:
    """A step of one call is that call; a step that only has another step goes by its own name."""
    if isinstance(child, RecordedCall):
        return child
    children = [_simplify(each) for each in child.children]
    while len(children) == 1 and isinstance(children[0], StepNode):
        children = children[0].children
    if len(children) == 1:
        return children[0]
    return StepNode(child.site, child.code, children)


def _is_step(file: str) -> bool:
    return file.startswith("backend/domain/") and not file.startswith(_NO_STEPS)


@cache
def _is_named(code: CodeType) -> bool:
    name = code.co_name
    return name not in _HANDED_ON or _file(code).startswith(_MIDDLEWARE)


@cache
def _file(code: CodeType) -> str:
    file = Path(code.co_filename)
    return f"backend/{file.relative_to(_BACKEND).as_posix()}" if file.is_relative_to(_BACKEND) else file.as_posix()


def _site(code: CodeType, line: int) -> Site:
    file = _file(code)
    return Site(_label(code, file), f"{file}:{line}")


def _label(code: CodeType, file: str) -> str:
    if file.startswith(_MIDDLEWARE):
        return Path(file).stem.replace("_", " ")
    outer, _, name = code.co_qualname.rpartition(".")
    name = name.lstrip("_")
    return f"{outer}.{name}" if outer and "<locals>" not in outer else name
