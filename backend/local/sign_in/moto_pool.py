"""The user pool in moto, as the sign-in pages need it: who signs in, and the tokens of that user."""

import contextlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from moto.cognitoidp.models import cognitoidp_backends

from backend.local.moto_state import grants_of, pool_client
from backend.local.sign_in.authorize import OAuthClient
from backend.local.sign_in.codes import Grant

Changing = contextlib.AbstractContextManager[None]


@dataclass(frozen=True, slots=True)
class PasswordChallenge:
    """A user who has to set a new password; `session` continues the sign-in."""

    session: str


@dataclass(frozen=True, slots=True)
class HostedUser:
    username: str
    """As the pool spells it."""


class MotoPool:
    """`changing` keeps others out of moto while tokens are made."""

    def __init__(
        self,
        account: str,
        region: str,
        pool_id: str,
        cognito: Any,
        changing: Callable[[], Changing],
    ) -> None:
        self._account = account
        self._region = region
        self._pool_id = pool_id
        self._cognito = cognito
        self._changing = changing

    def client(self, client_id: str) -> OAuthClient | None:
        """None where there is none, or one that may not use these pages."""
        client = self._pool.clients.get(client_id)
        if client is None or not client.extended_config.get("AllowedOAuthFlowsUserPoolClient"):
            return None
        config = client.extended_config
        return OAuthClient(
            client_id=client.id,
            secret=client.secret if client.generate_secret else None,
            callback_urls=config.get("CallbackURLs") or (),
            logout_urls=config.get("LogoutURLs") or (),
            flows=config.get("AllowedOAuthFlows") or (),
            scopes=config.get("AllowedOAuthScopes") or (),
        )

    @property
    def resources(self) -> Collection[str]:
        """The identifiers of the pool's resource servers."""
        return set(self._pool.resource_servers)

    def check(self, client_id: str, username: str, password: str) -> HostedUser | PasswordChallenge | None:
        """Who this is; None for a wrong name or password."""
        try:
            answer = self._cognito.admin_initiate_auth(
                UserPoolId=self._pool_id,
                ClientId=client_id,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": username, "PASSWORD": password},
            )
        except (self._cognito.exceptions.NotAuthorizedException, self._cognito.exceptions.UserNotFoundException):
            return None
        if answer.get("ChallengeName") == "NEW_PASSWORD_REQUIRED":
            return PasswordChallenge(answer["Session"])
        return HostedUser(self._find_name(username))

    def set_password(self, client_id: str, username: str, session: str, password: str) -> HostedUser | str:
        """Who this is, or why the new password is not taken."""
        errors = self._cognito.exceptions
        try:
            self._cognito.respond_to_auth_challenge(
                ClientId=client_id,
                ChallengeName="NEW_PASSWORD_REQUIRED",
                Session=session,
                ChallengeResponses={"USERNAME": username, "NEW_PASSWORD": password},
            )
        except (
            errors.InvalidPasswordException,
            errors.NotAuthorizedException,
            errors.ResourceNotFoundException,
        ) as error:
            return str(error.response["Error"]["Message"])
        return HostedUser(self._find_name(username))

    def issue(self, grant: Grant) -> dict[str, Any]:
        """The tokens of a grant: an IdToken only for `openid`, and a refresh token that remembers what was granted."""
        with self._changing():
            refresh, origin = self._pool.create_refresh_token(grant.client_id, grant.username)
            grants_of(self._pool)[origin] = (tuple(grant.scopes), grant.resource)
            return {**self._tokens(grant, origin), "refresh_token": refresh}

    def renew(self, client_id: str, refresh_token: str) -> dict[str, Any] | None:
        """New tokens of an earlier grant; with rotation on, a new refresh token, too. None for an invalid one."""
        with self._changing():
            client = pool_client(self._account, self._region, client_id)
            use = self._pool.refresh_tokens.get(refresh_token)
            if client is None or use is None or use[0] != client_id or not client.tokens.accepts(refresh_token):
                return None
            _, username, origin = use
            scopes, resource = grants_of(self._pool).get(origin, (("openid",), None))
            tokens = self._tokens(Grant(client_id, "", username, tuple(scopes), resource=resource), origin)
            rotated = client.tokens.rotate(refresh_token)
            return tokens if rotated is None else {**tokens, "refresh_token": rotated}

    def revoke(self, client_id: str, refresh_token: str) -> None:
        with self._changing():
            use = self._pool.refresh_tokens.get(refresh_token)
            client = pool_client(self._account, self._region, client_id)
            if client is not None and use is not None and use[0] == client_id:
                client.tokens.revoke(refresh_token)

    def user_of(self, access_token: str) -> dict[str, Any] | None:
        """What /oauth2/userInfo says of the user whose token this is, of a sign-in with `openid`; None otherwise."""
        from jose import jwt
        from jose.exceptions import JOSEError

        try:
            claims = jwt.decode(access_token, self._pool.json_web_key.as_dict(private=False), "RS256",
                                options={"verify_aud": False})  # fmt: skip
        except JOSEError:
            return None
        if claims.get("token_use") != "access" or "openid" not in claims.get("scope", "").split():
            return None
        user = self._pool._get_user(claims["username"])
        shown = {each["Name"]: each["Value"] for each in user.attributes if not each["Name"].startswith("custom:")}
        return {**shown, "sub": user.id, "username": user.username}

    @property
    def _pool(self) -> Any:
        return cognitoidp_backends[self._account][self._region].user_pools[self._pool_id]

    def _find_name(self, username: str) -> str:
        return str(self._pool._get_user(username).username)

    def _tokens(self, grant: Grant, origin: str) -> dict[str, Any]:
        pool = self._pool
        user = pool._get_user(grant.username)
        groups = {"cognito:groups": [group.group_name for group in user.groups]} if user.groups else {}
        facts = {"origin_jti": origin, "scope": " ".join(grant.scopes), "version": 2, **groups}
        if grant.resource is not None:
            facts["aud"] = grant.resource
        access, seconds = pool.create_jwt(grant.client_id, grant.username, "access", extra_data=facts)
        pool.access_tokens[access] = (grant.client_id, grant.username)
        tokens = {"access_token": access, "expires_in": seconds, "token_type": "Bearer"}
        if "openid" in grant.scopes:
            told = {
                "origin_jti": origin,
                **pool.get_user_extra_data_by_client_id(grant.client_id, grant.username),
                **groups,
            }
            if grant.nonce is not None:
                told["nonce"] = grant.nonce
            tokens["id_token"], _ = pool.create_jwt(grant.client_id, grant.username, "id", extra_data=told)
            pool.id_tokens[tokens["id_token"]] = (grant.client_id, grant.username)
        return tokens
