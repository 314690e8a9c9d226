"""Which errors an operation answers with: derived from its properties and from its handler's signature.

| property | statuses |
| --- | --- |
| every operation | 422, 500 |
| not public | those of `authentication_errors`, 401 by default |
| calls are counted | 429 |
| path parameters; ids in query or body | 404 |
| query parameters | 414 |
| a body or a form | 400, 413, 415; 415 alone where the handler gets the whole request |
| `idempotent` | 400, 409 |
| its services, `Raises` in its annotations, its `raises` | those of the errors |
"""

from backend.framework.binding.signature import Binding
from backend.framework.openapi.info import ApiInfo
from backend.framework.routing.operation import Operation

ADDRESS_TOO_LONG = 414
"""Sent by the gateway; such a request does not reach the application."""


def error_statuses(binding: Binding, info: ApiInfo, *, names_things: bool) -> set[int]:
    """`names_things`: a parameter or a field of the body is an id, so that what it names may not exist."""
    operation = binding.operation
    statuses = {500, 422, *operation.also_answers}
    if info.rate_limited and is_counted(operation):
        statuses.add(429)
    if binding.path or names_things:
        statuses.add(404)
    if binding.query:
        statuses.add(ADDRESS_TOO_LONG)
    if binding.body is not None or binding.form:
        statuses |= {400, 413}
    if binding.may_read_body:
        statuses.add(415)
    if operation.idempotent:
        statuses |= {400, 409}
    raised = {*operation.raises, *binding.raises, *(() if operation.public else info.authentication_errors)}
    raised.update(error for service in binding.services for error in info.service_errors(service))
    return statuses | {info.status_of(error) for error in raised}


def is_counted(operation: Operation) -> bool:
    """Calls are counted by caller; without one, those that do more than read."""
    return not operation.public or operation.method != "GET"
