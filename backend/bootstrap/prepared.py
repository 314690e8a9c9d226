"""The file that `scripts/prepare_aws.py` makes: descriptions of AWS, and regular expressions that botocore compiles.

To import botocore and urllib3 compiles 90, which is a fifth of what the first client costs. Here they are compiled when
the zip is built, as .pyc files are. `re` asks its cache first, so that is where they are put. What a pattern is
compiled to depends on the version of Python alone: with another one than that of the file the cache stays as it is. The
layout is that of `re/__init__.py` and `re/_compiler.py` in CPython 3.11 to 3.14. Nothing of botocore is imported here.
"""

import _sre  # type: ignore[import-not-found]
import gc
import marshal
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PREPARED = Path(__file__).with_name("aws.marshal")
VERSION = f"{sys.implementation.cache_tag} {_sre.MAGIC}"
Compiled = tuple[Any, int, list[Any]]
"""A pattern, the flags that it is asked for with, and the arguments of `_sre.compile` without the pattern."""


def read_prepared(file: Path = PREPARED) -> dict[str, Any] | None:
    """The content of the file, with its patterns at hand for what is imported next; None where there is no file."""
    if not file.exists():
        return None
    content: dict[str, Any] = marshal.loads(file.read_bytes())  # noqa: S302 - our own file, as a .pyc is  # nosec B302
    if content["python"] == VERSION:
        _put_into_cache(marshal.loads(content["patterns"]))  # noqa: S302  # nosec B302
    return content


@contextmanager
def pause_collection() -> Iterator[None]:
    """Importing makes objects that stay: looking for garbage among them finds none and takes time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _put_into_cache(compiled: Sequence[Compiled]) -> None:
    for pattern, asked, (flags, code, groups, names, indexes) in compiled:
        made = _sre.compile(pattern, flags, code, groups, names, tuple(indexes))
        re._cache[type(pattern), pattern, asked] = made  # type: ignore[attr-defined]


@contextmanager
def record_compiled(compiled: list[Compiled]) -> Iterator[None]:
    """Adds what is compiled meanwhile, in a form that marshal takes."""
    compiler: Any = re._compiler  # type: ignore[attr-defined]
    compile_pattern, compile_code = compiler.compile, _sre.compile

    def take_pattern(pattern: Any, flags: int = 0) -> Any:
        def take_code(pattern: Any, final: int, code: list[int], groups: int, names: Any, indexes: Any) -> Any:
            made = [int(final), [int(each) for each in code], groups, dict(names), list(indexes)]
            compiled.append((pattern, int(flags), made))
            return compile_code(pattern, final, code, groups, names, indexes)

        _sre.compile = take_code
        try:
            return compile_pattern(pattern, flags)
        finally:
            _sre.compile = compile_code

    compiler.compile = take_pattern
    try:
        yield
    finally:
        compiler.compile = compile_pattern
