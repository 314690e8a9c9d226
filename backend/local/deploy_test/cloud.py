"""An empty cloud for Terraform to fill: moto and the Bedrock stand-in, with IAM before both."""

import os
import threading
from contextlib import ExitStack
from typing import Any

import boto3
from botocore.config import Config

from backend.local import moto_patches
from backend.local.bedrock import BedrockStandIn
from backend.local.closing import Closing
from backend.local.demo import DEFAULT_REGION
from backend.local.deploy_test.iam.access_log import AccessLog
from backend.local.deploy_test.iam.enforcer import IamEnforcer
from backend.local.deploy_test.iam.facts import Facts
from backend.local.deploy_test.iam.sessions import Keyring, Session, Sessions
from backend.local.moto_front import ACCESS_KEY, SECRET_KEY, MotoFront
from backend.local.serving import LOOPBACK
from backend.local.sign_in import SignInPages
from backend.local.sign_in.moto_pool import MotoPool

ACCOUNT = "210987654321"
"""None of those that `Cloud` takes, so that both can run in one process."""


class EmptyCloud(Closing):
    """An account with nothing in it. The owner's keys may do everything, a role's what its policies say."""

    def __init__(self, region: str = DEFAULT_REGION) -> None:
        moto_patches.apply()
        self.account = ACCOUNT
        self.region = region
        self.access_log = AccessLog()
        self.facts = Facts(self.client, self.account, self.region)
        self.sessions = Sessions(self.client)
        self.enforcer = IamEnforcer(self.sessions, self.facts, self.access_log)
        self._keyring = Keyring(ACCESS_KEY, SECRET_KEY)
        self._keyring.sessions = self.sessions
        self._made: dict[tuple[str, str], Any] = {}
        self._making = threading.RLock()
        with ExitStack() as starting:
            self._front = MotoFront(
                self.account,
                self.region,
                signer=self._keyring,
                signed_by=self._signed_by,
                guard=self.enforcer.before_moto,
            )
            starting.callback(self._front.close)
            self.bedrock = starting.enter_context(_GuardedBedrock(self.enforcer).serve())
            self._closing = starting.pop_all()

    @property
    def endpoint(self) -> str:
        """http://127.0.0.1:PORT"""
        return self._front.url

    def environment(self) -> dict[str, str]:
        """How a program finds this cloud, and none of the user's own AWS configuration."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": self.bedrock.url,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "NO_PROXY": LOOPBACK,
            "no_proxy": LOOPBACK,
        }

    def owner_environment(self) -> dict[str, str]:
        """The same with the owner's keys, for Terraform."""
        keys = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}
        return {**self.environment(), **keys, "AWS_REGION": self.region, "AWS_DEFAULT_REGION": self.region}

    def client(self, service: str, session: Session | None = None) -> Any:
        """A boto3 client with the owner's keys, or with a role's; made once."""
        keys = (session.access_key, session.secret_key, session.token) if session else (ACCESS_KEY, SECRET_KEY, None)
        with self._making:
            if (service, keys[0]) not in self._made:
                self._made[service, keys[0]] = boto3.Session().client(
                    service,
                    region_name=self.region,
                    endpoint_url=self.endpoint,
                    aws_access_key_id=keys[0],
                    aws_secret_access_key=keys[1],
                    aws_session_token=keys[2],
                    config=_CONFIG,
                )
            return self._made[service, keys[0]]

    def sign_in(self, pool_id: str) -> SignInPages:
        """The pages of that pool's domain; they are to be served."""
        cognito = self.client("cognito-idp")
        return SignInPages(MotoPool(self.account, self.region, pool_id, cognito, self._front.turnstile.change))

    def close(self) -> None:
        self._closing.close()

    def _signed_by(self, environ: dict[str, Any]) -> str | None:
        access_key = self._keyring.take_signer()
        session = self.sessions.get(access_key) if access_key else None
        if session and "X-Amz-Signature=" not in environ["QUERY_STRING"]:
            environ["HTTP_X_AMZ_SECURITY_TOKEN"] = session.token  # of a form, whose policy the keyring has read
        return access_key


_CONFIG = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, proxies={})


class _GuardedBedrock(BedrockStandIn):
    def __init__(self, enforcer: IamEnforcer) -> None:
        super().__init__()
        self._guarded = enforcer.before_bedrock(super().wsgi)

    def wsgi(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"].startswith("/_"):  # its own controls: not Bedrock's
            return super().wsgi(environ, start_response)
        return self._guarded(environ, start_response)
