"""The laptop cloud: Cognito, DynamoDB, S3, KMS and SQS over HTTP on 127.0.0.1, by moto, furnished for DreamForge."""

import os
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import boto3
import botocore.session
from botocore.config import Config

from backend.adapters.dynamodb.key_schemas import read_tables
from backend.local import moto_state, provisioning
from backend.local.closing import Closing
from backend.local.demo import DEFAULT_REGION, DEMO_PASSWORD, DEMO_USERS
from backend.local.dynamodb import DynamoDBFront
from backend.local.dynamodb.expiry import delete_expired
from backend.local.moto_front import ACCESS_KEY, SECRET_KEY, MotoFront
from backend.local.persistence import PersistedCloud, Persistence, open_folder, restore_data
from backend.local.provisioning import Pool, Queue
from backend.local.s3.lifecycle import Removal, apply_lifecycle
from backend.local.serving import LOOPBACK, App
from backend.local.sign_in import SignInPages
from backend.local.sign_in.moto_pool import MotoPool
from backend.local.snapshot import Folder, State

_FIRST_ACCOUNT = 123456789012
_accounts_taken: set[str] = set()
_accounts_lock = threading.Lock()


class Cloud(Closing):
    """A running cloud. Several in one process keep apart: each has an AWS account of its own."""

    def __init__(self, account: str, region: str, watch: Callable[[App], App] = lambda app: app) -> None:
        """Use `start`."""
        self.account = account
        self.region = region
        self.tables = {key: provisioning.table_name(key) for key in read_tables()}
        self.buckets = {role: provisioning.bucket_name(role, account) for role in provisioning.BUCKETS}
        self._closing = ExitStack()
        self._closing.callback(_give_back, account)
        self._front = MotoFront(account, region, watch=watch)
        self._closing.callback(self._front.close)
        self._session = _session(region)
        self._clients = {name: self.client(name) for name in ("kms", "s3", "dynamodb", "cognito-idp", "sqs")}
        self.pool: Pool

    @classmethod
    def start(
        cls,
        data: Path | None = None,
        region: str = DEFAULT_REGION,
        *,
        cors_origins: Sequence[str] = ("*",),
        watch: Callable[[App], App] = lambda app: app,
    ) -> Self:
        """Start empty, or with what the folder `data` holds; what is made from then on is kept there.

        SnapshotError: the folder cannot be used, and why. `cors_origins` may read from and upload to the buckets.
        `watch` puts something before all that answers requests.
        """
        cloud = cls(_take_account(), region, watch)
        try:
            cloud._furnish(data, cors_origins)
        except BaseException:
            cloud.close()
            raise
        return cloud

    @property
    def endpoint(self) -> str:
        """http://127.0.0.1:PORT"""
        return self._front.url

    @property
    def dynamodb(self) -> DynamoDBFront:
        """What stands before moto's DynamoDB; its `faults` can be ordered."""
        return self._front.dynamodb

    def delete_expired(self, now: float) -> dict[str, int]:
        """What DynamoDB's time to live does some time after `now` (Unix seconds): how many rows each table lost."""
        return delete_expired(self._clients["dynamodb"], self.tables.values(), now)

    def environment(self) -> dict[str, str]:
        """The environment variables with which the service finds everything here."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "NO_PROXY": LOOPBACK,
            "STAGE": "local",
            "ENV": "laptop",
            **{f"S3_BUCKET_{role.upper()}": name for role, name in self.buckets.items()},
            **{f"DDB_TABLE_{key.upper()}": name for key, name in self.tables.items()},
            "SQS_QUEUE_JOBS": self.jobs_queue.url,
            "COGNITO_USER_POOL_ID": self.pool.pool_id,
            "COGNITO_CLIENT_ID": self.pool.client_id,
        }

    def client(self, service: str, *, user_agent: str | None = None) -> Any:
        """A boto3 client of this cloud, to set it up or to inspect it. `user_agent` is added to what it says it is."""
        config = Config(
            user_agent_extra=user_agent,
            retries={"total_max_attempts": 1},
            s3={"addressing_style": "path"},
            signature_version="s3v4" if service == "s3" else "v4",
            proxies={},  # not even if the environment names one
        )
        return self._session.client(service, endpoint_url=self.endpoint, config=config)

    def ensure_user(self, username: str, password: str, email: str, groups: tuple[str, ...] = ()) -> None:
        """A confirmed user with that password and in those groups, made if there is none of that name."""
        cognito, pool_id = self._clients["cognito-idp"], self.pool.pool_id
        attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
        try:
            cognito.admin_create_user(
                UserPoolId=pool_id, Username=username, UserAttributes=attributes, MessageAction="SUPPRESS"
            )
        except cognito.exceptions.UsernameExistsException:
            cognito.admin_update_user_attributes(UserPoolId=pool_id, Username=username, UserAttributes=attributes)
        cognito.admin_set_user_password(UserPoolId=pool_id, Username=username, Password=password, Permanent=True)
        for group in groups:
            cognito.admin_add_user_to_group(UserPoolId=pool_id, Username=username, GroupName=group)

    def token(self, username: str, password: str) -> dict[str, Any]:
        """Cognito's AuthenticationResult: IdToken, AccessToken, RefreshToken, ExpiresIn (s), TokenType."""
        answer = self._clients["cognito-idp"].initiate_auth(
            ClientId=self.pool.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )
        result: dict[str, Any] = answer["AuthenticationResult"]
        return result

    def has_messages(self, queue: Queue) -> bool:
        """Whether a queue has something to receive, without a request: pollers look many times a second."""
        return moto_state.has_messages(self.account, self.region, queue.arn.rpartition(":")[2])

    def sign_in(self) -> SignInPages:
        """The pages at which users of the pool sign in; they are to be served."""
        return SignInPages(self.moto_pool())

    def moto_pool(self) -> MotoPool:
        """The pool, to give out tokens without a password."""
        return MotoPool(
            self.account, self.region, self.pool.pool_id, self._clients["cognito-idp"], self._front.turnstile.change
        )

    def allow_sign_in(self, service: str) -> None:
        """Lets the pages of a service at this address sign in, and tokens be for its MCP endpoint."""
        cognito, pool = self._clients["cognito-idp"], self.pool
        provisioning.set_callbacks(cognito, pool.pool_id, pool.client_id, service)
        provisioning.make_resource_servers(cognito, pool.pool_id, service)

    def lifecycle(self, at: datetime) -> dict[str, list[Removal]]:
        """Applies each bucket's lifecycle rules as S3 would have until `at`; bucket role -> what was removed."""
        return {role: apply_lifecycle(self._clients["s3"], name, at) for role, name in self.buckets.items()}

    def close(self) -> None:
        """Save what is to be kept, and stop. Twice does no harm."""
        self._closing.close()

    def _furnish(self, data: Path | None, cors_origins: Sequence[str]) -> None:
        folder, state = self._open(data)
        key_arn = provisioning.make_key(self._clients["kms"])
        ids = provisioning.make_pool(self._clients["cognito-idp"])
        if state is not None:
            key_arn = moto_state.restore_key(self.account, self.region, key_arn, state.key)
            ids = moto_state.restore_pool(self.account, self.region, ids[0], state.pool)
        self.pool = self._pool(*ids)
        self._make_stores(key_arn, cors_origins)
        place = PersistedCloud(self.account, self.region, key_arn, ids[0], self.tables, self.buckets)
        if state is None:
            self._make_demo_users()
        elif folder is not None:
            restore_data(folder, state, place, self._clients["s3"])
        if folder is not None:
            self._closing.callback(Persistence(folder, self._front.turnstile, place).close)

    def _open(self, data: Path | None) -> tuple[Folder | None, State | None]:
        if data is None:
            return None, None
        folder, state = open_folder(data, self.region)
        self._closing.callback(folder.close)
        return folder, state

    def _make_stores(self, key_arn: str, cors_origins: Sequence[str]) -> None:
        for role, name in self.buckets.items():
            private = role != "public"
            provisioning.make_bucket(self._clients["s3"], name, key_arn, region=self.region, private=private)
            provisioning.allow_origins(self._clients["s3"], name, cors_origins)
            provisioning.set_lifecycle(self._clients["s3"], name, role)
        for key, shape in read_tables().items():
            provisioning.make_table(self._clients["dynamodb"], key, shape)
        self.jobs_queue, self.dead_letters = provisioning.make_queues(self._clients["sqs"])

    def _make_demo_users(self) -> None:
        for username, groups in DEMO_USERS.items():
            self.ensure_user(username, DEMO_PASSWORD, f"{username}@example.com", groups)

    def _pool(self, pool_id: str, client_id: str) -> Pool:
        issuer = f"https://cognito-idp.{self.region}.amazonaws.com/{pool_id}"
        return Pool(pool_id, client_id, issuer, f"{self.endpoint}/{pool_id}/.well-known/jwks.json")


def _session(region: str) -> boto3.Session:
    """A session that ignores the user's AWS configuration: no profile and no files."""
    core = botocore.session.Session()
    variables = core.get_component("config_store")
    for name, value in {"profile": None, "config_file": os.devnull, "credentials_file": os.devnull}.items():
        variables.set_config_variable(name, value)
    return boto3.Session(ACCESS_KEY, SECRET_KEY, region_name=region, botocore_session=core)


def _take_account() -> str:
    with _accounts_lock:
        account = next(str(n) for n in range(_FIRST_ACCOUNT, _FIRST_ACCOUNT + 1000) if str(n) not in _accounts_taken)
        _accounts_taken.add(account)
        return account


def _give_back(account: str) -> None:
    with _accounts_lock:
        _accounts_taken.discard(account)
