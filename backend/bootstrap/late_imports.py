"""Modules that botocore and urllib3 import for what nothing here does: a cold start leaves them out until then.

They are HTTP/2, documentation of clients for `help`, dates in words, the expressions of paginators, adaptive retries,
and what these import in turn: a fifth of what importing botocore costs. Each is imported empty, and executed when
something of it is asked for. Used with the prepared file only, thus with the botocore that was tested.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import Any

import botocore

_executing = RLock()


class _LateModule(ModuleType):
    """Executed at the first look for what it has not; its submodules are imported without that."""

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("__") and not self._has_submodule(name):
            self.execute()
        try:
            return self.__dict__[name]
        except KeyError:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}") from None

    def execute(self) -> None:
        with _executing:
            if "_execute" in self.__dict__:
                self.__dict__.pop("_execute")(self)
                self.__class__ = ModuleType  # type: ignore[assignment]

    def _has_submodule(self, name: str) -> bool:
        path = self.__dict__.get("__path__")
        return path is not None and PathFinder.find_spec(f"{self.__name__}.{name}", path) is not None


class _NoDocstring(str):
    """In the place of a client's docstrings, whose texts the prepared descriptions do not have."""

    __slots__ = ()

    def __new__(cls, *_: Any, **__: Any) -> "_NoDocstring":
        return super().__new__(cls)


def _late_function(module: str, name: str) -> Callable[..., Any]:
    """Stands for a function or a class of a late module that others import by name, and call."""

    def call(*args: Any, **options: Any) -> Any:
        late = sys.modules[module]
        if isinstance(late, _LateModule):
            late.execute()
        return late.__dict__[name](*args, **options)

    return call


LATE: Mapping[str, Mapping[str, Any]] = {
    "urllib3.http2": {},
    "botocore.docs": {},
    "botocore.docs.docstring": dict.fromkeys(
        ("ClientMethodDocstring", "PaginatorDocstring", "WaiterDocstring"), _NoDocstring
    ),
    "botocore.retries.adaptive": {},
    "dateutil.parser": {"parse": _late_function("dateutil.parser", "parse")},
    "jmespath": {},
}
"""The modules, and what others import of them by name."""


class _LateLoader:
    def __init__(self, execute: Callable[[ModuleType], None]) -> None:
        self._execute = execute

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _LateModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__.update(LATE[module.__name__], _execute=self._execute)


class _LateFinder:
    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in LATE else None
        if spec is not None and spec.loader is not None:
            spec.loader = _LateLoader(spec.loader.exec_module)  # type: ignore[assignment]
        return spec


def leave_out_imports(prepared: Mapping[str, Any] | None) -> None:
    """What is imported already stays. Nothing is left out without the prepared file of this botocore."""
    if prepared is not None and prepared["botocore"] == botocore.__version__ and _LateFinder not in sys.meta_path:
        sys.meta_path.insert(0, _LateFinder)
