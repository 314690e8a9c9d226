"""Cognito: resource servers can be deleted, protected user pools cannot.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteResourceServer.html
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-deletion-protection.html
"""

from collections.abc import Callable
from typing import Any

from moto.cognitoidp.exceptions import InvalidParameterException, ResourceNotFoundError
from moto.cognitoidp.models import CognitoIdpBackend
from moto.cognitoidp.responses import CognitoIdpResponse
from moto.core.responses import EmptyResult

from backend.local.moto_patches.patching import add, replace

_PROTECTED = (
    "The user pool cannot be deleted because deletion protection is activated. "
    "Deletion protection must be inactivated first."
)


def apply() -> None:
    add(CognitoIdpResponse, "delete_resource_server", _delete_resource_server)
    replace(CognitoIdpBackend, "delete_user_pool", _unless_protected)


def _delete_resource_server(self: Any) -> EmptyResult:
    pool = self.backend.describe_user_pool(self._get_param("UserPoolId"))
    identifier = self._get_param("Identifier")
    if pool.resource_servers.pop(identifier, None) is None:
        raise ResourceNotFoundError(identifier)
    return EmptyResult()


def _unless_protected(original: Callable[[Any, str], None]) -> Callable[[Any, str], None]:
    def delete_user_pool(self: Any, user_pool_id: str) -> None:
        pool = self.describe_user_pool(user_pool_id)
        if pool.extended_config.get("DeletionProtection") == "ACTIVE":
            raise InvalidParameterException(_PROTECTED)
        original(self, user_pool_id)

    return delete_user_pool
