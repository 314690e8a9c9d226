"""backend/local/cloud.py: the laptop cloud, as boto3, browsers and a restart see it."""

import base64
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from botocore.exceptions import ClientError

from backend.adapters.dynamodb.key_schemas import read_tables
from backend.bootstrap.config import Settings
from backend.local.cloud import Cloud
from backend.local.demo import DEMO_PASSWORD
from backend.local.gateway import Gateway, PoolKeys
from backend.local.moto_front import ACCESS_KEY, SECRET_KEY
from backend.local.s3.refusal import S3RefusedError
from backend.local.s3.sigv4 import Signer, check_presigned
from backend.local.snapshot import SnapshotError
from tests.time_limits import scaled

PNG = b"\x89PNG\r\n\x1a\n picture"
ORIGIN = "https://app.example.com"
NESTED = {
    "product_id": {"S": "prd_1"},
    "n": {"N": "12.50"},
    "tags": {"L": [{"S": "a"}, {"M": {"deep": {"L": [{"BOOL": True}, {"NULL": True}]}}}]},
    "set": {"SS": ["x", "y"]},
    "raw": {"B": b"\x00\xff"},
    "raws": {"BS": [b"\x00", b"\xff"]},
    "in": {"M": {"raw": {"B": b"\x01"}}},
    "empty": {"M": {}},
}


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def code(self) -> str:
        """The Code of an S3 error."""
        return self.body.decode().partition("<Code>")[2].partition("</Code>")[0]


def call(url: str, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
    """As a browser would: the URL as it is and no signature in the headers."""
    target = urlsplit(url)
    connection = http.client.HTTPConnection(target.netloc, timeout=scaled(10))
    try:
        connection.request(
            method, f"{target.path}?{target.query}" if target.query else target.path, body, headers or {}
        )
        return Answer(connection.getresponse())
    finally:
        connection.close()


def form(fields: dict[str, str], file: bytes, filename: str = "f.png") -> tuple[bytes, dict[str, str]]:
    """A multipart body and its headers, the file last, as S3 wants it."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    disposition = f'Content-Disposition: form-data; name="file"; filename="{filename}"'
    parts.append(disposition.encode() + b"\r\nContent-Type: text/html\r\n\r\n" + file)
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return body, {"Content-Type": "multipart/form-data; boundary=edge"}


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with Cloud.start(cors_origins=[ORIGIN]) as started:
        yield started


@pytest.fixture(scope="module")
def s3(cloud: Cloud) -> Any:
    return cloud.client("s3")


@pytest.fixture(scope="module")
def dynamodb(cloud: Cloud) -> Any:
    return cloud.client("dynamodb")


@pytest.fixture
def key(s3: Any, cloud: Cloud) -> str:
    """A picture in the assets bucket."""
    name = f"assets/ana/generated/póster {uuid.uuid4().hex}.png"
    s3.put_object(Bucket=cloud.buckets["assets"], Key=name, Body=PNG, ContentType="image/png")
    return name


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one item and one object, to be copied and harmed."""
    path = tmp_path_factory.mktemp("kept") / "data"
    with Cloud.start(path) as cloud:
        cloud.client("dynamodb").put_item(TableName=cloud.tables["users"], Item={"user_id": {"S": "1"}})
        cloud.client("s3").put_object(Bucket=cloud.buckets["assets"], Key="a", Body=PNG)
    return path


class TestFurniture:
    def test_environment(self, cloud: Cloud) -> None:
        """The variables are those the service's own settings ask for."""
        settings = Settings.from_env(cloud.environment())
        assert settings.user_pool == cloud.pool.pool_id
        assert settings.table_short_lived == "dreamforge-local-short-lived"

    def test_everything_is_on_loopback(self, cloud: Cloud) -> None:
        """Nothing listens to the outside."""
        assert cloud.endpoint.startswith("http://127.0.0.1:")
        assert cloud.pool.jwks_url.startswith(cloud.endpoint)

    def test_process_environment_is_left_alone(self) -> None:
        """Starting a cloud sets no variable of this process."""
        before = dict(os.environ)
        Cloud.start().close()
        assert dict(os.environ) == before

    def test_foreign_settings_do_not_reach_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A proxy, or a profile that does not exist here, changes nothing."""
        monkeypatch.setenv("AWS_PROFILE", "work")
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        with Cloud.start() as cloud:
            assert cloud.token("demo", DEMO_PASSWORD)

    @pytest.mark.parametrize("key", sorted(read_tables()))
    def test_tables(self, cloud: Cloud, dynamodb: Any, key: str) -> None:
        """Each table has the keys, indexes and TTL that tables.json names, and is paid per request."""
        shape = read_tables()[key]
        table = dynamodb.describe_table(TableName=cloud.tables[key])["Table"]
        keys = {part["KeyType"]: part["AttributeName"] for part in table["KeySchema"]}
        assert (keys["HASH"], keys.get("RANGE")) == (shape["hash_key"], shape.get("range_key"))
        assert {index["IndexName"] for index in table.get("GlobalSecondaryIndexes", [])} == set(shape["indexes"])
        assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
        ttl = dynamodb.describe_time_to_live(TableName=cloud.tables[key])["TimeToLiveDescription"]
        assert ttl.get("AttributeName") == shape.get("ttl")

    @pytest.mark.parametrize("role", ["uploads", "assets"])
    def test_private_buckets(self, cloud: Cloud, s3: Any, role: str) -> None:
        """Private buckets are versioned, shut to the public, and encrypted with the one key."""
        bucket = cloud.buckets[role]
        (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        key_arn = rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"]
        alias = cloud.client("kms").describe_key(KeyId="alias/dreamforge-local")["KeyMetadata"]
        assert (key_arn, rule["BucketKeyEnabled"]) == (alias["Arn"], True)
        assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
        assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())

    def test_objects_are_encrypted(self, cloud: Cloud, s3: Any, key: str) -> None:
        """An object that asks for nothing is encrypted with the bucket's key."""
        assert s3.head_object(Bucket=cloud.buckets["assets"], Key=key)["ServerSideEncryption"] == "aws:kms"

    def test_another_region(self) -> None:
        """A cloud elsewhere works alike, signing in included."""
        with Cloud.start(region="eu-west-1") as cloud:
            assert cloud.pool.pool_id.startswith("eu-west-1_")
            assert cloud.token("demo", DEMO_PASSWORD)["IdToken"]

    def test_clouds_keep_apart(self, cloud: Cloud, dynamodb: Any) -> None:
        """A second cloud starts empty, and ending it takes nothing from the first."""
        dynamodb.put_item(TableName=cloud.tables["users"], Item={"user_id": {"S": "kept"}})
        bucket = cloud.buckets["assets"]
        cloud.client("s3").put_object(Bucket=bucket, Key="kept", Body=b"1")
        with Cloud.start() as second:
            assert second.client("dynamodb").scan(TableName=second.tables["users"])["Count"] == 0
            second.client("s3").put_object(Bucket=second.buckets["assets"], Key="kept", Body=b"2")
        assert dynamodb.get_item(TableName=cloud.tables["users"], Key={"user_id": {"S": "kept"}})["Item"]
        assert cloud.client("s3").get_object(Bucket=bucket, Key="kept")["Body"].read() == b"1"

    def test_motos_own_api_is_closed(self, cloud: Cloud) -> None:
        """No web page can reset the cloud."""
        assert call(f"{cloud.endpoint}/moto-api/reset", "POST").status == 404


class TestUsers:
    def test_demo_user_passes_the_authorizer(self, cloud: Cloud) -> None:
        """A demo user's IdToken passes the gateway's authorizer, with email and groups."""
        pool = PoolKeys(cloud.pool.issuer, cloud.pool.jwks_url, cloud.pool.client_id)
        token = cloud.token("boss", DEMO_PASSWORD)["IdToken"]
        with Gateway(lambda e, c: {"body": json.dumps(e["requestContext"]["authorizer"])}, pool=pool) as gateway:
            claims = json.loads(call(gateway.url, headers={"Authorization": token}).body)["claims"]
        assert (claims["email"], claims["cognito:username"]) == ("boss@example.com", "boss")
        assert sorted(claims["cognito:groups"].split(",")) == ["admin", "seller"]

    def test_access_tokens_do_not_pass(self, cloud: Cloud) -> None:
        """The authorizer wants the IdToken."""
        pool = PoolKeys(cloud.pool.issuer, cloud.pool.jwks_url, cloud.pool.client_id)
        token = cloud.token("demo", DEMO_PASSWORD)["AccessToken"]
        with Gateway(lambda e, c: {}, pool=pool) as gateway:
            assert call(gateway.url, headers={"Authorization": token}).status == 401

    def test_ensure_user_twice(self, cloud: Cloud) -> None:
        """Ensuring a user again sets the password again and keeps who they are."""
        cloud.ensure_user("eva", "First-Pass-1", "eva@example.com")
        cloud.ensure_user("eva", "Second-Pass-2", "eva@example.com", ("seller",))
        assert cloud.token("eva", "Second-Pass-2")["IdToken"]
        with pytest.raises(ClientError, match="NotAuthorized"):
            cloud.token("eva", "First-Pass-1")

    @pytest.mark.parametrize(
        "password", ["Short-1", "no-upper-case-1", "NO-LOWER-CASE-1", "No-Digits-Here", "NoSymbols123"]
    )
    def test_password_policy(self, cloud: Cloud, password: str) -> None:
        """Ten characters with upper, lower, digit and symbol."""
        with pytest.raises(ClientError, match="InvalidPassword"):
            cloud.ensure_user("weak", password, "weak@example.com")

    def test_unknown_users_are_not_told_apart(self, cloud: Cloud) -> None:
        """A wrong password and an unknown user get one answer."""
        found = []
        for username in ("demo", "nobody"):
            with pytest.raises(ClientError) as caught:
                cloud.token(username, "Wrong-Pass-123")
            found.append(caught.value.response["Error"])
        assert found[0] == found[1] == {"Code": "NotAuthorizedException", "Message": "Incorrect username or password."}

    def test_flows_the_client_was_not_given(self, cloud: Cloud) -> None:
        """Only password and refresh token sign in: moto's SRP would take any password."""
        with pytest.raises(ClientError, match="USER_SRP_AUTH is not enabled for the client"):
            cloud.client("cognito-idp").initiate_auth(
                ClientId=cloud.pool.client_id,
                AuthFlow="USER_SRP_AUTH",
                AuthParameters={"USERNAME": "demo", "SRP_A": "00"},
            )

    def test_temporary_password(self, cloud: Cloud) -> None:
        """A user made by an admin is asked for a password of their own."""
        cognito = cloud.client("cognito-idp")
        cognito.admin_create_user(UserPoolId=cloud.pool.pool_id, Username="new", TemporaryPassword="Temp-Pass-12")
        asked = {"USERNAME": "new", "PASSWORD": "Temp-Pass-12"}
        answer = cognito.initiate_auth(
            ClientId=cloud.pool.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=asked
        )
        assert answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"

    def test_refresh(self, cloud: Cloud) -> None:
        """A refresh token gives a new IdToken."""
        refresh = cloud.token("demo", DEMO_PASSWORD)["RefreshToken"]
        answer = cloud.client("cognito-idp").get_tokens_from_refresh_token(
            ClientId=cloud.pool.client_id, RefreshToken=refresh
        )
        assert answer["AuthenticationResult"]["IdToken"]


class TestDynamoDB:
    def test_one_of_fifty_conditional_puts_wins(self, cloud: Cloud) -> None:
        """Of fifty at once that say "if it is not there", exactly one writes."""
        client = cloud.client("dynamodb")
        start, wins = threading.Barrier(50), []

        def put(number: int) -> None:
            start.wait()
            try:
                client.put_item(
                    TableName=cloud.tables["short_lived"],
                    Item={"key": {"S": "race"}, "by": {"N": str(number)}},
                    ConditionExpression="attribute_not_exists(#k)",
                    ExpressionAttributeNames={"#k": "key"},
                )
                wins.append(number)
            except client.exceptions.ConditionalCheckFailedException:
                pass

        threads = [threading.Thread(target=put, args=(n,)) for n in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(wins) == 1

    @pytest.fixture
    def busy_threads(self) -> Iterator[None]:
        """Threads take turns so often that moto alone would lose updates."""
        before = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        yield
        sys.setswitchinterval(before)

    def test_counters_lose_nothing(self, cloud: Cloud, busy_threads: None) -> None:
        """Forty additions from each of eight threads make 320."""
        client = cloud.client("dynamodb")

        def add() -> None:
            for _ in range(40):
                client.update_item(
                    TableName=cloud.tables["short_lived"],
                    Key={"key": {"S": "count"}},
                    UpdateExpression="ADD n :one",
                    ExpressionAttributeValues={":one": {"N": "1"}},
                )

        threads = [threading.Thread(target=add) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        item = client.get_item(TableName=cloud.tables["short_lived"], Key={"key": {"S": "count"}})["Item"]
        assert item["n"] == {"N": "320"}

    def test_transactions_are_all_or_nothing(self, cloud: Cloud, dynamodb: Any) -> None:
        """A failed condition cancels the whole transaction and says which part it was."""
        new = {"TableName": cloud.tables["products"], "Item": {"product_id": {"S": "never"}}}
        taken = {
            "TableName": cloud.tables["users"],
            "Item": {"user_id": {"S": "taken"}},
            "ConditionExpression": "attribute_not_exists(user_id)",
        }
        dynamodb.put_item(TableName=cloud.tables["users"], Item=taken["Item"])
        with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as caught:
            dynamodb.transact_write_items(TransactItems=[{"Put": new}, {"Put": taken}])
        reasons = [reason["Code"] for reason in caught.value.response["CancellationReasons"]]
        assert reasons == ["None", "ConditionalCheckFailed"]
        assert "Item" not in dynamodb.get_item(TableName=cloud.tables["products"], Key={"product_id": {"S": "never"}})


class TestPresigned:
    @pytest.fixture
    def url(self, s3: Any, cloud: Cloud, key: str) -> str:
        parameters = {
            "Bucket": cloud.buckets["assets"],
            "Key": key,
            "ResponseContentType": "image/x-test",
            "ResponseContentDisposition": 'inline; filename="a b+c.png"',
        }
        return str(s3.generate_presigned_url("get_object", parameters, ExpiresIn=60))

    def test_get(self, url: str) -> None:
        """A presigned URL opens in a browser, with the type and disposition it asks for."""
        answer = call(url)
        assert (answer.status, answer.body) == (200, PNG)
        assert answer.headers["Content-Type"] == "image/x-test"
        assert answer.headers["Content-Disposition"] == 'inline; filename="a b+c.png"'

    def test_range(self, url: str) -> None:
        """A range of a presigned object can be had."""
        answer = call(url, headers={"Range": "bytes=1-3"})
        assert (answer.status, answer.body) == (206, b"PNG")

    @pytest.mark.parametrize(
        "change",
        [
            lambda url: url.replace("p%C3%B3ster", "poster"),
            lambda url: url.replace("x-test", "html"),
            lambda url: url + "&versionId=null",
            lambda url: url.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"),
            lambda url: url.replace("X-Amz-Signature=", "X-Amz-Signature=0"),
        ],
    )
    def test_changed(self, url: str, change: Callable[[str], str]) -> None:
        """Any change to the URL breaks the signature."""
        changed = change(url)
        assert changed != url
        answer = call(changed)
        assert (answer.status, answer.code) == (403, "SignatureDoesNotMatch")

    def test_other_method(self, url: str) -> None:
        """A URL for GET is not one for PUT, DELETE or HEAD."""
        for method in ("PUT", "DELETE", "HEAD"):
            assert call(url, method).status == 403

    def test_expired(self, url: str) -> None:
        """After its time a URL is refused."""
        target = urlsplit(url)
        host = [("Host", target.netloc)]
        asked = (Signer(ACCESS_KEY, SECRET_KEY), "GET", target.path, parse_qsl(target.query), host)
        check_presigned(*asked, datetime.now(UTC) + timedelta(seconds=58))
        with pytest.raises(S3RefusedError, match="Request has expired"):
            check_presigned(*asked, datetime.now(UTC) + timedelta(seconds=61))

    @pytest.mark.parametrize(
        ("name", "value", "code"),
        [
            ("X-Amz-Credential", "other/20260101/us-west-2/s3/aws4_request", "InvalidAccessKeyId"),
            ("X-Amz-Credential", "local", "AuthorizationQueryParametersError"),
            ("X-Amz-Expires", "700000", "AuthorizationQueryParametersError"),
            ("X-Amz-Expires", "soon", "AuthorizationQueryParametersError"),
            ("X-Amz-Date", "yesterday", "AuthorizationQueryParametersError"),
            ("X-Amz-Date", "20990101T000000Z", "AccessDenied"),
            ("X-Amz-Algorithm", "MD5", "AuthorizationQueryParametersError"),
            ("X-Amz-SignedHeaders", "", "AuthorizationQueryParametersError"),
            ("X-Amz-Signature", "\xe9", "SignatureDoesNotMatch"),
        ],
    )
    def test_nonsense(self, url: str, name: str, value: str, code: str) -> None:
        """Broken parameters are refused by name, never a server error."""
        target = urlsplit(url)
        query = {key: values[0] for key, values in parse_qs(target.query).items()} | {name: value}
        answer = call(target._replace(query=urlencode(query)).geturl())
        assert answer.code == code
        assert answer.status in {400, 403}

    @pytest.mark.parametrize("query", [True, False])
    def test_bearer_token(self, url: str, query: bool) -> None:
        """A client that sends the API's token to S3 as well is refused, as it would be at AWS."""
        answer = call(url if query else url.partition("?")[0], headers={"Authorization": "Bearer abc"})
        assert (answer.status, answer.code) == (400, "InvalidArgument")

    def test_put(self, s3: Any, cloud: Cloud) -> None:
        """A presigned PUT takes what it was signed for, type and length included."""
        parameters = {
            "Bucket": cloud.buckets["uploads"],
            "Key": "up/1.png",
            "ContentType": "image/png",
            "ContentLength": len(PNG),
        }
        url = s3.generate_presigned_url("put_object", parameters, ExpiresIn=60)
        assert call(url, "PUT", PNG, {"Content-Type": "text/html"}).status == 403
        assert call(url, "PUT", PNG + b"more", {"Content-Type": "image/png"}).status == 403
        assert call(url, "PUT", PNG, {"Content-Type": "image/png", "x-amz-acl": "public-read"}).status == 403
        assert call(url, "PUT", PNG, {"Content-Type": "image/png"}).status == 200
        stored = s3.get_object(Bucket=cloud.buckets["uploads"], Key="up/1.png")
        assert (stored["ContentType"], stored["Body"].read()) == ("image/png", PNG)


class TestAnonymous:
    @pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "POST"])
    def test_private(self, cloud: Cloud, key: str, method: str) -> None:
        """Without a signature nothing in a private bucket can be had or changed."""
        assert call(f"{cloud.endpoint}/{cloud.buckets['assets']}/a", method).status == 403

    def test_private_listing(self, cloud: Cloud) -> None:
        """Nor can it be listed."""
        answer = call(f"{cloud.endpoint}/{cloud.buckets['assets']}")
        assert (answer.status, answer.code) == (403, "AccessDenied")

    def test_public(self, cloud: Cloud, s3: Any) -> None:
        """What is in the public bucket can be read by anybody, not written and not listed."""
        s3.put_object(Bucket=cloud.buckets["public"], Key="index.html", Body=b"hi", ContentType="text/html")
        url = f"{cloud.endpoint}/{cloud.buckets['public']}"
        answer = call(f"{url}/index.html")
        assert (answer.status, answer.body, answer.headers["Content-Type"]) == (200, b"hi", "text/html")
        assert call(f"{url}/index.html", "PUT", b"no").status == 403
        assert call(url).status == 403


class TestCors:
    def test_preflight(self, cloud: Cloud) -> None:
        """A browser of an allowed origin may upload."""
        asked = {
            "Origin": ORIGIN,
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "content-type, x-amz-meta-a",
        }
        answer = call(f"{cloud.endpoint}/{cloud.buckets['uploads']}/a", "OPTIONS", headers=asked)
        assert answer.status == 200
        assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert "PUT" in answer.headers["Access-Control-Allow-Methods"]
        assert answer.headers["Access-Control-Allow-Headers"] == "content-type, x-amz-meta-a"

    @pytest.mark.parametrize(
        "asked", [{"Origin": "https://evil.test"}, {"Access-Control-Request-Method": "DELETE"}, {"Origin": ""}]
    )
    def test_refused_preflight(self, cloud: Cloud, asked: dict[str, str]) -> None:
        """Another origin, another method, or no origin: 403."""
        headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "PUT"} | asked
        assert call(f"{cloud.endpoint}/{cloud.buckets['uploads']}/a", "OPTIONS", headers=headers).status == 403

    @pytest.mark.parametrize(("origin", "allowed"), [(ORIGIN, ORIGIN), ("https://evil.test", None)])
    def test_answers(self, cloud: Cloud, s3: Any, key: str, origin: str, allowed: str | None) -> None:
        """Answers, refusals among them, name the allowed origin only."""
        parameters = {"Bucket": cloud.buckets["assets"], "Key": key}
        url = s3.generate_presigned_url("get_object", parameters, ExpiresIn=60)
        assert call(url, headers={"Origin": origin}).headers["Access-Control-Allow-Origin"] == allowed
        assert call(url + "0", headers={"Origin": origin}).headers["Access-Control-Allow-Origin"] == allowed


class TestPostPolicy:
    @pytest.fixture
    def post(self, s3: Any, cloud: Cloud) -> dict[str, Any]:
        found: dict[str, Any] = s3.generate_presigned_post(
            cloud.buckets["uploads"],
            "up/${filename}",
            Fields={"Content-Type": "image/png", "x-amz-meta-by": "ana"},
            Conditions=[
                ["starts-with", "$Content-Type", "image/"], {"x-amz-meta-by": "ana"}, ["content-length-range", 5, 100],
            ],
            ExpiresIn=60,
        )  # fmt: skip
        return found

    def send(self, post: dict[str, Any], file: bytes = PNG, **changes: str) -> Answer:
        body, headers = form(post["fields"] | changes, file)
        return call(post["url"], "POST", body, headers)

    def test_upload(self, post: dict[str, Any], s3: Any, cloud: Cloud) -> None:
        """A form that keeps its policy stores the file with the form's type and metadata."""
        assert self.send(post).status == 204
        stored = s3.get_object(Bucket=cloud.buckets["uploads"], Key="up/f.png")
        assert (stored["ContentType"], stored["Metadata"]) == ("image/png", {"by": "ana"})
        assert stored["Body"].read() == PNG

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"Content-Type": "text/html"}, "AccessDenied"),
            ({"Content-Type": "image/png,text/html"}, "AccessDenied"),
            ({"key": "other/place"}, "AccessDenied"),
            ({"x-amz-meta-by": "eva"}, "AccessDenied"),
            ({"acl": "public-read"}, "AccessDenied"),
            ({"x-amz-signature": "0" * 64}, "SignatureDoesNotMatch"),
            ({"x-amz-credential": "other/20260101/us-west-2/s3/aws4_request"}, "InvalidAccessKeyId"),
            ({"policy": base64.b64encode(b'{"conditions":[]}').decode()}, "SignatureDoesNotMatch"),
        ],
    )
    def test_broken_policy(self, post: dict[str, Any], changes: dict[str, Any], code: str) -> None:
        """What the policy does not allow is refused, and extra fields are too."""
        answer = self.send(post, **changes)
        assert (answer.status, answer.code) == (403, code)

    @pytest.mark.parametrize(("size", "code"), [(4, "EntityTooSmall"), (101, "EntityTooLarge")])
    def test_size(self, post: dict[str, Any], size: int, code: str) -> None:
        """The size has to be within the policy's range."""
        answer = self.send(post, b"x" * size)
        assert (answer.status, answer.code) == (400, code)

    def test_other_bucket(self, post: dict[str, Any], cloud: Cloud) -> None:
        """A policy for one bucket does not open another."""
        elsewhere = post | {"url": f"{cloud.endpoint}/{cloud.buckets['assets']}"}
        assert self.send(elsewhere).code == "AccessDenied"

    def test_expired(self, s3: Any, cloud: Cloud) -> None:
        """After its time a policy is refused."""
        post = s3.generate_presigned_post(cloud.buckets["uploads"], "late", ExpiresIn=-1)
        answer = self.send(post)
        assert (answer.status, answer.code) == (403, "AccessDenied")
        assert b"Policy expired" in answer.body

    def test_no_file(self, post: dict[str, Any]) -> None:
        """A form without a file, or without a body that is a form, is 400."""
        answer = call(post["url"], "POST", b"nothing", {"Content-Type": "multipart/form-data; boundary=edge"})
        assert (answer.status, answer.code) == (400, "InvalidArgument")

    def test_success_status(self, s3: Any, cloud: Cloud) -> None:
        """The form chooses how success is reported."""
        fields = {"success_action_status": "201"}
        post = s3.generate_presigned_post(cloud.buckets["uploads"], "a&b", Fields=fields, Conditions=[fields])
        answer = self.send(post)
        assert answer.status == 201
        assert b"<Key>a&amp;b</Key>" in answer.body


class TestKeptData:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "data"

    def test_everything_is_there_again(self, folder: Path) -> None:
        """Items, objects, users, tokens, keys and ids are the next day what they were."""
        with Cloud.start(folder) as cloud:
            cloud.client("dynamodb").put_item(TableName=cloud.tables["products"], Item=NESTED)
            cloud.client("s3").put_object(
                Bucket=cloud.buckets["assets"], Key="a/ñ &.png", Body=PNG, ContentType="image/png",
                Metadata={"by": "ana"}, Tagging="kind=poster&x=a%3Db%20c", CacheControl="max-age=5",
            )  # fmt: skip
            cloud.ensure_user("ana", "Una-Clave-1", "ana@example.com", ("seller",))
            before = self.look(cloud)
            refresh = cloud.token("ana", "Una-Clave-1")["RefreshToken"]
            secret = cloud.client("kms").encrypt(KeyId="alias/dreamforge-local", Plaintext=b"s")["CiphertextBlob"]
        with Cloud.start(folder) as cloud:
            assert self.look(cloud) == before
            assert cloud.client("kms").decrypt(CiphertextBlob=secret)["Plaintext"] == b"s"
            asked = {"ClientId": cloud.pool.client_id, "RefreshToken": refresh}
            assert cloud.client("cognito-idp").get_tokens_from_refresh_token(**asked)

    def look(self, cloud: Cloud) -> dict[str, Any]:
        """What a caller can see of everything that was made."""
        user = cloud.client("cognito-idp").admin_get_user(UserPoolId=cloud.pool.pool_id, Username="ana")
        groups = cloud.client("cognito-idp").admin_list_groups_for_user(UserPoolId=cloud.pool.pool_id, Username="ana")
        place = {"Bucket": cloud.buckets["assets"], "Key": "a/ñ &.png"}
        stored = cloud.client("s3").get_object(**place)
        token = cloud.token("ana", "Una-Clave-1")["IdToken"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(token + "==="))
        key = {"product_id": {"S": "prd_1"}}
        return {
            "pool": (cloud.pool.pool_id, cloud.pool.client_id),
            "user": [user["UserAttributes"], user["UserCreateDate"], user["UserStatus"]],
            "groups": [group["GroupName"] for group in groups["Groups"]],
            "claims": {name: claims[name] for name in ("sub", "iss", "aud", "email")},
            "item": cloud.client("dynamodb").get_item(TableName=cloud.tables["products"], Key=key)["Item"],
            "object": [stored[name] for name in ("ContentType", "Metadata", "CacheControl", "LastModified", "ETag")],
            "body": stored["Body"].read(),
            "tags": cloud.client("s3").get_object_tagging(**place)["TagSet"],
            "key": cloud.client("kms").describe_key(KeyId="alias/dreamforge-local")["KeyMetadata"]["Arn"],
        }

    def test_deleted_stays_deleted(self, folder: Path) -> None:
        """What was deleted does not come back, nor do its contents stay in the folder."""
        with Cloud.start(folder) as cloud:
            place = {"Bucket": cloud.buckets["assets"], "Key": "gone"}
            cloud.client("s3").put_object(Body=b"old", **place)
            cloud.client("s3").delete_object(**place)
            cloud.client("s3").put_object(Bucket=cloud.buckets["assets"], Key="again", Body=b"1")
            cloud.client("s3").put_object(Bucket=cloud.buckets["assets"], Key="again", Body=b"2")
        with Cloud.start(folder) as cloud:
            listed = cloud.client("s3").list_objects_v2(Bucket=cloud.buckets["assets"])["Contents"]
            assert [entry["Key"] for entry in listed] == ["again"]
            assert cloud.client("s3").get_object(Bucket=cloud.buckets["assets"], Key="again")["Body"].read() == b"2"
        assert len(list((folder / "objects").iterdir())) == 1

    def test_a_changed_demo_password_stays(self, folder: Path) -> None:
        """The demo users are made once, not every time."""
        with Cloud.start(folder) as cloud:
            cloud.ensure_user("demo", "Other-Pass-12", "demo@example.com")
        with Cloud.start(folder) as cloud:
            assert cloud.token("demo", "Other-Pass-12")

    def test_only_the_owner_can_read_it(self, kept: Path) -> None:
        """The folder holds passwords."""
        assert kept.stat().st_mode & 0o077 == 0
        assert (kept / "state.jsonl").stat().st_mode & 0o077 == 0

    def test_kill_9(self, folder: Path) -> None:
        """A killed server loses the last seconds at most, and leaves the folder usable."""
        program = (
            "import sys, time; from pathlib import Path; from backend.local.cloud import Cloud\n"
            "cloud = Cloud.start(Path(sys.argv[1]))\n"
            "put = cloud.client('dynamodb').put_item\n"
            "put(TableName=cloud.tables['users'], Item={'user_id': {'S': 'early'}})\n"
            "print('made', flush=True); time.sleep(600)"
        )
        process = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE)
        with process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"made\n"
            until = time.monotonic() + scaled(10)
            while '"early"' not in (folder / "state.jsonl").read_text() and time.monotonic() < until:
                time.sleep(0.05)
            process.send_signal(signal.SIGKILL)
        with Cloud.start(folder) as cloud:
            found = cloud.client("dynamodb").get_item(TableName=cloud.tables["users"], Key={"user_id": {"S": "early"}})
            assert "Item" in found

    def test_two_servers(self, folder: Path) -> None:
        """A second server on the same folder is refused, and told who has it; the first continues."""
        with Cloud.start(folder) as cloud:
            with pytest.raises(SnapshotError, match=rf"in use by another DreamForge \(process {os.getpid()}\)"):
                Cloud.start(folder)
            assert cloud.token("demo", DEMO_PASSWORD)

    @pytest.mark.parametrize(
        ("damage", "message"),
        [
            (lambda text: text[: len(text) // 2], r"state\.jsonl: line \d+ is no record"),
            (lambda text: "\n".join(text.splitlines()[:-1]), r"state\.jsonl: its end is missing"),
            (lambda text: text.replace('"version":1', '"version":9'), r"state\.jsonl: it is of version 9"),
            (lambda text: "", r"state\.jsonl: its end is missing"),
            (lambda text: '{"what":"header"}\n', r"state\.jsonl: it was not written by DreamForge"),
            (lambda text: "[1]\n", r"state\.jsonl: line 1 is no record"),
            (lambda text: text.replace('"what":"item"', '"what":"thing"'), r"state\.jsonl: line \d+ is no record"),
            (lambda text: text.replace('"table":"users"', '"table":"wishes"'), r"table 'wishes'"),
        ],
    )
    def test_damaged(self, folder: Path, kept: Path, damage: Callable[[str], str], message: str) -> None:
        """A damaged file is named, with what to do, and left as it is."""
        shutil.copytree(kept, folder)
        state = folder / "state.jsonl"
        state.write_text(damage(state.read_text()))
        before = state.read_bytes()
        with pytest.raises(SnapshotError, match=message):
            Cloud.start(folder)
        assert state.read_bytes() == before

    def test_missing_contents(self, folder: Path, kept: Path) -> None:
        """A missing or changed object file is named."""
        shutil.copytree(kept, folder)
        (content,) = (folder / "objects").iterdir()
        content.write_bytes(b"else")
        with pytest.raises(SnapshotError, match="its contents have changed"):
            Cloud.start(folder)
        content.unlink()
        with pytest.raises(SnapshotError, match="cannot be read"):
            Cloud.start(folder)

    def test_foreign_folder(self, tmp_path: Path) -> None:
        """A folder with other things in it is not touched."""
        (tmp_path / "thesis.txt").write_text("mine")
        with pytest.raises(SnapshotError, match="not DreamForge's"):
            Cloud.start(tmp_path)
        assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]

    def test_no_folder_at_all(self, tmp_path: Path) -> None:
        """A file cannot be a folder."""
        (tmp_path / "file").write_text("")
        with pytest.raises(SnapshotError, match="cannot be made or written"):
            Cloud.start(tmp_path / "file")

    def test_another_region(self, folder: Path, kept: Path) -> None:
        """Data of one region is not opened in another: the pool's id and issuer hold it."""
        shutil.copytree(kept, folder)
        with pytest.raises(SnapshotError, match="kept in the region us-west-2"):
            Cloud.start(folder, region="eu-west-1")
