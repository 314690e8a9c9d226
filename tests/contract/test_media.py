"""Files in S3, and the URLs that open them."""

import secrets
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.adapters.s3.media import S3MediaStore
from backend.bootstrap.services import Services
from backend.domain.shared.errors import StoreUnavailable
from backend.local.laptop import Laptop
from tests.makers import Scripted, png, refused
from tests.time_limits import scaled

KEYS = [
    "assets/ana/generated/poster_01K.png",
    "a b.png",
    "señal/ñandú.png",
    "富士山/🌋.png",
    "a+b=c&d?e#f%20.png",
    "tilde~dot._-under.png",
    "quote'(paren)*!.png",
    "us-east-1:8c6d-11/ü@x,y.png",
    "a//b/./c/../d.png",
    "/leading.png",
    "trailing/",
    "%2F.png",
    'a\\b|c<d>"e.png',
    "new\nline\ttab.png",
    "probe",
]
TYPES = ["image/png", "application/pdf", "text/plain; charset=utf-8", "image/svg+xml", "audio/mpeg"]
ENDPOINTS = [
    pytest.param("us-east-1", None, "media-bucket", id="us-east-1"),
    pytest.param("eu-west-1", None, "media-bucket", id="eu-west-1"),
    pytest.param("sa-east-1", None, "media-bucket", id="sa-east-1"),
    pytest.param("cn-north-1", None, "media-bucket", id="china"),
    pytest.param("us-gov-west-1", None, "media-bucket", id="gov"),
    pytest.param("eu-west-1", None, "media.with.dots", id="bucket with dots"),
    pytest.param("eu-west-1", "http://127.0.0.1:4566", "media-bucket", id="custom endpoint"),
    pytest.param("us-east-1", "https://store.example.com", "media-bucket", id="custom host"),
    pytest.param("us-east-1", "https://store.example.com/base", "media-bucket", id="custom path"),
]


@cache
def signing(
    region: str, endpoint: str | None, bucket: str, token: str | None
) -> tuple[S3MediaStore, Callable[..., str]]:
    """A store whose clock is that of boto3's last URL, and boto3's way to make one with the service's own settings."""
    session = boto3.session.Session("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCY", token, region_name=region)
    style = "virtual" if endpoint is None else "path"
    config = Config(signature_version="s3v4", s3={"addressing_style": style})
    client = session.client("s3", endpoint_url=endpoint, config=config)
    clock = [datetime(2026, 11, 21, tzinfo=UTC)]

    def theirs(key: str, content_type: str, seconds: int) -> str:
        asked = {
            "Bucket": bucket,
            "Key": key,
            "ResponseContentDisposition": "inline",
            "ResponseContentType": content_type,
        }
        url: str = client.generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds)
        (signed_at,) = parse_qs(urlsplit(url).query)["X-Amz-Date"]
        clock[0] = datetime.strptime(signed_at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return url

    store = S3MediaStore(
        lambda: client, bucket, region=region, credentials=session.get_credentials(), now=lambda: clock[0]
    )
    return store, theirs


# ---- presigned URLs


@pytest.mark.parametrize("token", [None, "FwoGZXIvYXdzEBYaD+/=token=="], ids=["user", "session token"])
@pytest.mark.parametrize(("region", "endpoint", "bucket"), ENDPOINTS)
def test_urls_are_boto3_s_own(region: str, endpoint: str | None, bucket: str, token: str | None) -> None:
    """Byte for byte what boto3 makes at the same second, for odd keys and for each kind of endpoint."""
    store, theirs = signing(region, endpoint, bucket, token)
    for key in KEYS:
        expected = theirs(key, "image/png", 900)
        assert store.url(key, "image/png") == expected


@pytest.mark.parametrize("content_type", TYPES)
def test_urls_carry_the_content_type(content_type: str) -> None:
    """Any content type is part of what is signed, as boto3 writes it."""
    store, theirs = signing("eu-west-1", None, "media-bucket", None)
    expected = theirs("a.png", content_type, 60)
    assert store.url("a.png", content_type, seconds=60) == expected


@settings(max_examples=150)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_urls_of_any_key_are_boto3_s_own(key: str) -> None:
    """Any text that S3 takes as a key."""
    store, theirs = signing("eu-west-1", None, "media-bucket", None)
    expected = theirs(key, "image/png", 900)
    assert store.url(key, "image/png") == expected


def test_the_signing_key_follows_day_and_secret() -> None:
    """Kept keys are those of a day, a secret and a region: another day, or renewed credentials, sign again."""
    for region in ("eu-west-1", "us-east-1"):
        for token in (None, "x"):
            store, theirs = signing(region, None, "media-bucket", token)
            assert store.url("a.png", "image/png")  # with the clock of another day
            expected = theirs("a.png", "image/png", 900)
            assert store.url("a.png", "image/png") == expected


# ---- files


@pytest.fixture
def s3(laptop: Laptop) -> Any:
    return laptop.cloud.client("s3")


@pytest.fixture
def bucket(laptop: Laptop) -> str:
    return laptop.cloud.buckets["assets"]


@pytest.fixture
def store(laptop: Laptop, s3: Any, bucket: str) -> S3MediaStore:
    return opened_at(laptop, s3, bucket, lambda: datetime.now(UTC))


def opened_at(laptop: Laptop, s3: Any, bucket: str, now: Callable[[], datetime]) -> S3MediaStore:
    settings = laptop.cloud.environment()
    session = boto3.session.Session(settings["AWS_ACCESS_KEY_ID"], settings["AWS_SECRET_ACCESS_KEY"])
    return S3MediaStore(lambda: s3, bucket, region=laptop.cloud.region, credentials=session.get_credentials(), now=now)


@pytest.fixture
def key() -> str:
    return f"assets/ana/generated/poster_{secrets.token_hex(8)}.png"


def fetched(url: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers in lower case, content."""
    try:
        with urllib.request.urlopen(url, timeout=scaled(5)) as response:
            return response.status, {k.lower(): v for k, v in response.headers.items()}, response.read()
    except HTTPError as error:
        with error:
            return error.code, {}, error.read()


@pytest.mark.parametrize(
    ("ending", "content_type", "kind"),
    [("png", "image/png", "image"), ("pdf", "application/pdf", "document"), ("webm", "audio/webm", "audio")],
)
def test_a_url_opens_the_file(store: S3MediaStore, key: str, ending: str, content_type: str, kind: str) -> None:
    """A browser shows the file in its place, with its own type."""
    key = key.replace("png", ending)
    store.put(key, png(2, 2))
    media = store.show(key)
    status, headers, content = fetched(media.url)
    assert (status, content, media.type, media.key) == (200, png(2, 2), kind, key)
    assert (headers["content-type"], headers["content-disposition"]) == (content_type, "inline")


def test_a_url_with_another_key_is_refused(store: S3MediaStore, key: str) -> None:
    """The signature is for one file."""
    store.put(key, b"mine")
    store.put(f"x{key}", b"other")
    status, _, content = fetched(store.show(key).url.replace("/assets/", "/xassets/"))
    assert (status, b"other" in content) == (403, False)


def test_a_url_expires(laptop: Laptop, s3: Any, bucket: str, key: str) -> None:
    """After its minutes it opens nothing."""
    past = opened_at(laptop, s3, bucket, lambda: datetime.now(UTC) - timedelta(minutes=16))
    past.put(key, b"mine")
    assert fetched(past.show(key).url)[0] == 403


def test_an_odd_key_opens(store: S3MediaStore) -> None:
    """A user id may hold a plus, a comma, an at sign."""
    key = f"assets/ana+b,c@x.es=1/generated/card_{secrets.token_hex(4)}.png"
    store.put(key, b"odd")
    assert fetched(store.show(key).url)[::2] == (200, b"odd")


def test_gets_what_was_put(store: S3MediaStore, key: str) -> None:
    """The content as it was; None for a file that is not there."""
    store.put(key, b"\0\xff")
    assert store.get(key) == b"\0\xff"
    assert store.get(f"no/{key}") is None


def test_knows_what_exists(store: S3MediaStore, key: str) -> None:
    """Without reading it; a store that does not answer is no answer."""
    store.put(key, b"x")
    assert (store.exists(key), store.exists(f"no/{key}")) == (True, False)
    with pytest.raises(StoreUnavailable):
        S3MediaStore(lambda: Scripted(refused("SlowDown")), "b", region="us-east-1", credentials=None).exists(key)


def test_what_is_put_is_typed_and_private(store: S3MediaStore, s3: Any, bucket: str, key: str) -> None:
    """The content type follows the ending; the bucket encrypts with its key; no proxy keeps a copy."""
    store.put(key, b"x")
    head = s3.head_object(Bucket=bucket, Key=key)
    assert (head["ContentType"], head["ServerSideEncryption"]) == ("image/png", "aws:kms")
    assert head["CacheControl"].startswith("private")


def state(s3: Any, bucket: str, key: str) -> str:
    (tag,) = s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]
    assert tag["Key"] == "state"
    return str(tag["Value"])


def test_a_file_is_nobody_s_until_it_is_kept(store: S3MediaStore, s3: Any, bucket: str, key: str) -> None:
    """The tag that a lifecycle rule reads says orphan, and owned once a product has the file."""
    store.put(key, b"x")
    assert state(s3, bucket, key) == "orphan"
    store.keep([key])
    assert state(s3, bucket, key) == "owned"


def test_what_is_gone_cannot_be_kept(store: S3MediaStore, key: str) -> None:
    """A product is not written with a picture that was swept away."""
    with pytest.raises(StoreUnavailable):
        store.keep([key])


def test_deletes_files(store: S3MediaStore, key: str) -> None:
    """They are gone for anyone who asks; one that is gone already is no error, and none is none."""
    other = key.replace(".png", ".pdf")
    store.put(key, b"x")
    store.put(other, b"y")
    url = store.show(key).url
    store.delete([key, other])
    store.delete([key])
    store.delete([])
    assert (store.get(key), store.get(other), fetched(url)[0]) == (None, None, 404)


def test_what_could_not_be_deleted_is_an_error() -> None:
    """S3 answers 200 and names what it left."""
    client = Scripted({"Errors": [{"Key": "a.png", "Code": "AccessDenied"}]})
    with pytest.raises(StoreUnavailable):
        S3MediaStore(lambda: client, "b", region="us-east-1", credentials=None).delete(["a.png"])


def test_lists_the_keys_of_a_folder(store: S3MediaStore, key: str) -> None:
    """Those that begin with the prefix, and no others; none is none."""
    folder = key.removesuffix(".png")
    kept = [f"{folder}/a.png", f"{folder}/b.pdf"]
    for each in (*kept, f"{folder}b.png"):
        store.put(each, b"x")
    assert sorted(store.list_keys(f"{folder}/")) == kept
    assert list(store.list_keys(f"{folder}/c")) == []


def test_long_lists_come_and_go_in_pages() -> None:
    """S3 lists and deletes a thousand at a time."""
    pages = (
        {"Contents": [{"Key": "a"}], "IsTruncated": True, "NextContinuationToken": "next"},
        {"Contents": [{"Key": "b"}], "IsTruncated": False},
    )
    client = Scripted(*pages)
    store = S3MediaStore(lambda: client, "b", region="us-east-1", credentials=None)
    assert list(store.list_keys("")) == ["a", "b"]
    assert [each.get("ContinuationToken") for _, each in client.requests] == [None, "next"]
    client = Scripted({}, {}, {})
    S3MediaStore(lambda: client, "b", region="us-east-1", credentials=None).delete([str(at) for at in range(2001)])
    assert [len(each["Delete"]["Objects"]) for _, each in client.requests] == [1000, 1000, 1]


def test_a_bucket_is_reached(store: S3MediaStore) -> None:
    """The health check passes where the bucket answers."""
    store.reachable()


@pytest.mark.parametrize(
    "failure", [refused("404"), refused("SlowDown"), EndpointConnectionError(endpoint_url="http://secret")]
)
@pytest.mark.parametrize("ask", [lambda s: s.reachable(), lambda s: s.put("a.png", b""), lambda s: s.delete(["a"])])
def test_a_bucket_that_does_not_answer(failure: Exception, ask: Callable[[S3MediaStore], None]) -> None:
    """Missing, busy or cut off: one error that says nothing of where it is."""
    with pytest.raises(StoreUnavailable) as caught:
        ask(S3MediaStore(lambda: Scripted(failure), "b", region="us-east-1", credentials=None))
    assert "secret" not in caught.value.message


def test_a_bucket_that_does_not_answer_is_not_an_empty_one() -> None:
    """`get` answers None for a file that is not there, never for a failure."""
    with pytest.raises(StoreUnavailable):
        S3MediaStore(lambda: Scripted(refused("AccessDenied")), "b", region="us-east-1", credentials=None).get("a.png")


def test_urls_name_the_endpoint_of_their_time(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of the moment in which the clients were made, as the clients do, whatever the environment names later."""
    services = Services(laptop.services.settings)
    services.connect()
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    shown = [each.media.show("assets/ana/x.png").url for each in (services, laptop.services)]
    assert len({urlsplit(url).netloc for url in shown}) == 1


def test_an_expired_file_is_an_orphan_of_today(laptop: Laptop) -> None:
    """Lifecycle rules count from a file's creation: it is another version with the same content and headers."""
    store: S3MediaStore = laptop.services.media
    key, bucket = f"assets/ana/generated/{secrets.token_hex(8)}.png", laptop.services.settings.bucket_assets
    store.put(key, b"picture")
    store.keep([key])
    s3 = laptop.cloud.client("s3")
    before = s3.head_object(Bucket=bucket, Key=key)
    store.expire([key, "assets/ana/generated/gone.png"])
    after = s3.head_object(Bucket=bucket, Key=key)
    assert after["VersionId"] != before["VersionId"]
    assert (after["ContentType"], after["CacheControl"]) == (before["ContentType"], before["CacheControl"])
    assert s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"] == [{"Key": "state", "Value": "orphan"}]
    assert store.get(key) == b"picture"
    store.keep([key])
    assert s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"] == [{"Key": "state", "Value": "owned"}]
