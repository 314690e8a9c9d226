"""Paths as API Gateway sees them: the stage in front, and which of them need no token."""

from typing import NamedTuple
from urllib.parse import unquote


class PublicPath(NamedTuple):
    """A method and a path that the authorizer leaves alone.

    `PublicPath("GET", "/docs/{file}")` lets through GET /docs/x, not GET /docs/x/y. Method "ANY" is every method,
    and the path "*" is every path: `PublicPath("OPTIONS", "*")` is CORS preflight.
    """

    method: str
    path: str


class PublicPaths:
    """Which requests pass without a token. Looks a path up, segment by segment, in templates parsed once."""

    def __init__(self, paths: "list[tuple[str, str]]") -> None:
        self._everywhere = {method for method, path in paths if path == "*"}
        self._templates = [(method, segments_of(path)) for method, path in paths if path != "*"]

    def allows(self, method: str, path: str) -> bool:
        """`path` is without the stage, percent-encoded as received."""
        if self._everywhere & {method, "ANY"}:
            return True
        segments = segments_of(path)
        return any(on in {method, "ANY"} and _fits(template, segments) for on, template in self._templates)


def segments_of(path: str) -> list[str]:
    """ "/a/b%20c/" -> ["a", "b c"]: API Gateway takes a path with and without a slash at its end for the same."""
    return [unquote(segment) for segment in path.removesuffix("/").split("/")[1:]]


def _fits(template: list[str], segments: list[str]) -> bool:
    return len(template) == len(segments) and all(
        (want.startswith("{") and want.endswith("}") and got != "") or want == got
        for want, got in zip(template, segments, strict=True)
    )


def strip_base_path(path: str, base_path: str | None) -> str | None:
    """What a custom domain's base path mapping leaves of a path; None where the path is not under it.

    With the base path "shop": "/shop/me" -> "/me", "/shop" and "/shop/" -> "/", "/shopping" -> None.
    """
    prefix = f"/{base_path}"
    if not base_path or not (path == prefix or path.startswith(prefix + "/")):
        return None
    return path.removeprefix(prefix) or "/"


def without_stage(path: str, stage: str) -> str:
    """The execute-api URL carries the stage, a custom domain mapped to it does not. With the stage "local":

    "/local/ping" -> "/ping", "/local" -> "/", "/ping" -> "/ping", "/locality" -> "/locality"
    """
    prefix = f"/{stage}"
    if path == prefix:
        return "/"
    return path.removeprefix(prefix) if path.startswith(prefix + "/") else path
