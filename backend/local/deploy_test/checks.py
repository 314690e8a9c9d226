"""What the deployed configuration must be, seen from the code that it is for: variables and doors."""

import re
from collections.abc import Iterable, Iterator, Mapping

from backend.api.routes import select_operations
from backend.bootstrap.config import Settings
from backend.local.deploy_test.calling import DeployedAnswer, DeployedCaller

NOT_TERRAFORMS = {
    "AWS_REGION": "Lambda sets it",
    "AWS_LAMBDA_FUNCTION_NAME": "Lambda sets it",
    "AWS_XRAY_DAEMON_ADDRESS": "Lambda sets it",
    "AUTH_BYPASS": "for a laptop",
    "FETCH_ALLOWED_HOSTS": "for a laptop",
    "KIE_API_KEY": "a secret: KIE_API_KEY_SECRET names where it is kept",
}
_PARAMETER = re.compile(r"\{[^}]+\}")


def read_variables() -> set[str]:
    """The environment variables that the code reads and Terraform is to set."""
    return {each.name for each in Settings.variables().values()} - NOT_TERRAFORMS.keys()


def wrong_variables(functions: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """`functions`: name -> environment. What each lacks, and what it is given for nothing."""
    wanted = read_variables()
    for name, environment in sorted(functions.items()):
        for variable in sorted(wanted - environment.keys()):
            yield f"{name}: the variable {variable} is not set"
        for variable in sorted(environment.keys() - wanted):
            why = NOT_TERRAFORMS.get(variable, "the code reads no such variable")
            yield f"{name}: the variable {variable} is set, but {why}"


def wrong_doors(caller: DeployedCaller, *, openapi_public: bool) -> Iterator[str]:
    """Each operation without a token: public ones get to the function, the others are refused by the gateway."""
    operations = select_operations(openapi_public=openapi_public)
    for op in operations:
        path = _PARAMETER.sub("x", op.path)
        kind = "public" if op.public else "tokens" if op.tokens else "guarded"
        yield from _wrong(f"{op.method} {op.path}", kind, caller.call(op.method, path))
    for path in dict.fromkeys(_PARAMETER.sub("x", op.path) for op in operations):
        answer = caller.call("OPTIONS", path, headers={"Origin": "https://shop.example"})
        if answer.by_gateway:
            yield f"OPTIONS {path} is refused by the gateway ({answer.status}): a browser cannot ask first"
    yield from _wrong("GET /nothing/here", "guarded", caller.call("GET", "/nothing/here"))


def _wrong(what: str, kind: str, answer: DeployedAnswer) -> Iterable[str]:
    if kind == "public":
        if answer.by_gateway or answer.status in (401, 403):
            yield f"{what} is public in the router, but the gateway answers {answer.status} without a token"
        return
    if not answer.by_gateway or answer.status != 401:
        yield f"{what} needs a token, but without one the answer is {answer.status}, not the gateway's 401"
    elif "resource_metadata=" not in answer.headers.get("www-authenticate", ""):
        yield f"{what}: the gateway's 401 has no WWW-Authenticate that says where to sign in"
