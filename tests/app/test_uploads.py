"""POST /upload and POST /uploads, by the front door."""

import hashlib
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.uploads.sniffing import ACCEPTED
from backend.domain.uploads.uploads import clean_name
from backend.local.laptop import Laptop
from tests.app.document import assert_error, fields_of
from tests.conftest import Answer, Client
from tests.files import FILES, NOT_TAKEN, gif, jpeg, webp_lossless
from tests.makers import png
from tests.uploading import sent

LIMIT = 4_194_304
PICTURE = png(30, 20)
BOUNDARY = "----boundary7f3a"


def part(
    content: bytes = PICTURE, *, name: str = "file", filename: str | bytes | None = "a.png", declared: str | None = None
) -> bytes:
    """One part of a form; `filename` None leaves it out."""
    given = filename.encode() if isinstance(filename, str) else filename
    lines = [f'Content-Disposition: form-data; name="{name}"'.encode()]
    if given is not None:
        lines[0] += b'; filename="' + given + b'"'
    if declared is not None:
        lines.append(f"Content-Type: {declared}".encode())
    return f"--{BOUNDARY}\r\n".encode() + b"\r\n".join(lines) + b"\r\n\r\n" + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def upload(
    client: Client, user: str, body: bytes, *, content_type: str | None = None, key: str | None = None
) -> Answer:
    headers = {"Content-Type": content_type or f"multipart/form-data; boundary={BOUNDARY}"}
    if key is not None:
        headers["Idempotency-Key"] = key
    return client.call("POST", "/upload", body, as_user=user, headers=headers)


def invite(client: Client, user: str, **changes: Any) -> Answer:
    asked = {"filename": "a.png", "content_type": "image/png", "size": len(PICTURE), **changes}
    return client.post("/uploads", asked, as_user=user)


def stored(laptop: Laptop, user_id: str, inbox: str = "") -> list[str]:
    """The keys of all that a user uploaded and used; with `inbox`, of what waits there."""
    found = laptop.cloud.client("s3").list_objects_v2(
        Bucket=laptop.cloud.buckets["uploads"], Prefix=f"{inbox}uploads/{user_id}/"
    )
    return [each["Key"] for each in found.get("Contents", [])]


# ---- POST /upload


def test_an_upload(client: Client, ana: str) -> None:
    """A file is kept under its owner's name, and its URL opens it."""
    answer = upload(client, ana, form(part(filename="fox.png", declared="image/png")))
    assert answer.status == 201, answer.body
    made = answer.json
    assert made["key"].startswith(f"uploads/{client.user_id(ana)}/up_")
    assert made["key"].endswith(".png")
    assert (made["filename"], made["content_type"], made["size"]) == ("fox.png", "image/png", len(PICTURE))
    assert made["sha256"] == hashlib.sha256(PICTURE).hexdigest()
    with urlopen(made["url"]) as opened:
        assert opened.read() == PICTURE
        assert opened.headers["Content-Type"] == "image/png"


@pytest.mark.parametrize("content_type", sorted(FILES))
def test_every_type(client: Client, ana: str, content_type: str) -> None:
    """Each type is found by its content, under whatever name, and the key ends as it should."""
    answer = upload(client, ana, form(part(FILES[content_type], filename="thing.bin")))
    assert answer.status == 201, answer.body
    assert answer.json["content_type"] == content_type
    assert answer.json["key"].endswith(f".{ACCEPTED[content_type].extension}")
    with urlopen(answer.json["url"]) as opened:
        assert opened.headers["Content-Type"] == content_type


@pytest.mark.parametrize(("content_type", "content"), [*NOT_TAKEN, ("not supported", b"just words")])
def test_types_that_are_not_taken(client: Client, ana: str, content_type: str, content: bytes) -> None:
    """Anything else is refused by what it is, though it calls itself a picture."""
    answer = upload(client, ana, form(part(content, filename="a.png", declared="image/png")))
    error = assert_error(answer, 415)
    assert content_type in error["message"]


@pytest.mark.parametrize("declared", ["image/jpeg", "application/pdf", "text/html", "audio/mpeg"])
def test_declared_to_be_something_else(client: Client, ana: str, declared: str) -> None:
    """A file that is not what it was declared to be is refused, saying what it is; nothing is kept."""
    error = assert_error(upload(client, ana, form(part(declared=declared))), 415)
    assert "image/png" in error["message"]


@pytest.mark.parametrize("declared", ["image/png", "IMAGE/PNG; q=1", "image/x-png", "application/octet-stream", None])
def test_declared_rightly_or_not_at_all(client: Client, ana: str, declared: str | None) -> None:
    """Another spelling, or no word on it, is no mistake."""
    assert upload(client, ana, form(part(declared=declared))).status == 201


@pytest.mark.parametrize(
    "content", [b"", png(0, 5), png(1, 1)[:20], jpeg(9000, 10), gif(10, 8193), webp_lossless(8193, 1)]
)
def test_contents_that_are_not_right(client: Client, ana: str, laptop: Laptop, content: bytes) -> None:
    """An empty file, and a picture whose size is unreadable or out of bounds, are refused and not kept."""
    error = assert_error(upload(client, ana, form(part(content))), 422, "validation_failed")
    assert fields_of(error) == ["file"]
    assert stored(laptop, client.user_id(ana)) == []


def test_as_large_as_may_be(client: Client, ana: str) -> None:
    """4 MiB pass through gateway and function whole."""
    content = PICTURE + b"\0" * (LIMIT - len(PICTURE))
    answer = upload(client, ana, form(part(content)))
    assert answer.status == 201, answer.body[:300]
    assert answer.json["size"] == LIMIT
    assert answer.json["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("extra", [1, 200_000])
def test_too_large(client: Client, ana: str, extra: int) -> None:
    """One byte more is too large, and the message names the other way."""
    error = assert_error(upload(client, ana, form(part(PICTURE + b"\0" * (LIMIT - len(PICTURE) + extra)))), 413)
    assert "POST /uploads" in error["message"]


@pytest.mark.parametrize(
    "body",
    [
        form(),
        form(part(), part()),
        part(),
        form(part())[:-10],
        b"",
        b"no form at all",
        form(part()).replace(BOUNDARY.encode(), b"another"),
        form(part()).replace(b"Content-Disposition", b"Content-Nonsense"),
        form(part()).replace(b"\r\n", b"\n"),
        form(part(filename=b"\xff\xfe")),
        form(part()).replace(b"Content-Disp", b"X-Long: " + b"a" * 9000 + b"\r\nContent-Disp"),
        form(*[part()] * 20),
    ],
)
def test_forms_that_cannot_be_read(client: Client, ana: str, body: bytes) -> None:
    """No file, two files, and whatever is no form, is malformed."""
    assert_error(upload(client, ana, body), 400, "malformed_request")


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=", 'multipart/form-data; boundary=""']
)
def test_forms_without_a_boundary(client: Client, ana: str, content_type: str) -> None:
    """Neither can a form be read that does not name its boundary."""
    assert_error(upload(client, ana, form(part()), content_type=content_type), 400)


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "image/png", "application/x-www-form-urlencoded", "multipart/mixed; boundary=a"],
)
def test_no_form(client: Client, ana: str, content_type: str) -> None:
    """Another body than a form is another type than wanted."""
    assert_error(upload(client, ana, form(part()), content_type=content_type), 415, "unsupported_media_type")


def test_a_quoted_boundary(client: Client, ana: str) -> None:
    """A boundary may be in quotes."""
    answer = upload(
        client, ana, form(part()), content_type=f'Multipart/Form-Data; charset=utf-8; boundary="{BOUNDARY}"'
    )
    assert answer.status == 201


def test_fields_that_nobody_asked_for(client: Client, ana: str) -> None:
    """Like every other body, a form has no unknown fields."""
    error = assert_error(upload(client, ana, form(part(), part(b"1", name="size", filename=None))), 422)
    assert fields_of(error) == ["size"]


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("año nuevo 富士山 🌋.png", "año nuevo 富士山 🌋.png"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\a.png", "a.png"),
        ("C:\\fakepath\\a.png", "a.png"),
        ("/absolute/a.png", "a.png"),
        ("a\x00b\x07.png", "ab.png"),
        ("a%0D%0AX-Injected: 1.png", "aX-Injected_ 1.png"),
        ("\u202egnp.exe", "gnp.exe"),
        (".htaccess", "htaccess"),
        ("a<b>|c?.png", "a_b_c_.png"),
        ("   ", "upload.png"),
        ("..", "upload.png"),
        ("dir/", "upload.png"),
        ("", "upload.png"),
        (None, "upload.png"),
        ("a" * 300 + ".png", "a" * 116 + ".png"),
    ],
)
def test_filenames(client: Client, ana: str, filename: str | None, expected: str) -> None:
    """A name keeps its letters, and loses its folders and whatever could hurt. The key never holds it."""
    answer = upload(client, ana, form(part(filename=filename)))
    assert answer.status == 201, answer.body
    assert answer.json["filename"] == expected


def test_an_encoded_filename(client: Client, ana: str) -> None:
    """Some clients write names as mail does."""
    body = form(part().replace(b'filename="a.png"', b"filename*=utf-8''a%C3%B1o%2F..%2Fb.png"))
    assert upload(client, ana, body).json["filename"] == "b.png"


@given(st.text(max_size=300))
def test_any_filename(name: str) -> None:
    """Whatever a name is, what is left of it is short, visible and without a path."""
    clean = clean_name(name, "png")
    assert 1 <= len(clean) <= 120
    assert clean.isprintable()
    assert not set(clean) & set('/\\<>:"|?*')
    assert not clean.startswith(".")
    assert clean.strip() == clean


def test_content_is_kept_byte_by_byte(client: Client, ana: str) -> None:
    """Line ends, dashes and half a boundary in the content are content."""
    content = PICTURE + b"\r\n--" + BOUNDARY.encode()[:-1] + b"\r\n\r\n--\n" + bytes(range(256))
    answer = upload(client, ana, form(part(content)))
    with urlopen(answer.json["url"]) as opened:
        assert opened.read() == content


def test_a_repeated_upload(client: Client, ana: str, laptop: Laptop) -> None:
    """With an Idempotency-Key the same upload again is answered and not kept twice."""
    first, again = (upload(client, ana, form(part()), key="one") for _ in range(2))
    assert (first.status, again.status) == (201, 201)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json["key"] == first.json["key"]
    assert stored(laptop, client.user_id(ana)) == [first.json["key"]]


def test_nobody_uploads_without_a_token(client: Client) -> None:
    """An upload needs an owner."""
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    assert client.call("POST", "/upload", form(part()), headers=headers).status == 401
    assert client.post("/uploads", {}).status == 401


# ---- POST /uploads


def test_an_invitation(client: Client, ana: str, laptop: Laptop) -> None:
    """The form that it gives takes the file, straight into the store, where it waits to be used by its key."""
    answer = invite(client, ana)
    assert answer.status == 201, answer.body
    made = answer.json
    assert made["key"] == f"uploads/{client.user_id(ana)}/{made['upload_id']}.png"
    assert (made["method"], made["expires_in"]) == ("POST", 900)
    assert sent(made["url"], made["fields"], PICTURE).status == 204
    assert stored(laptop, client.user_id(ana)) == []
    assert stored(laptop, client.user_id(ana), inbox="inbox/") == [f"inbox/{made['key']}"]


def test_the_size_is_part_of_the_invitation(client: Client, ana: str, laptop: Laptop) -> None:
    """The store takes no byte more than was declared, and not nothing either."""
    made = invite(client, ana).json
    assert sent(made["url"], made["fields"], PICTURE + b"\0").status == 400
    assert sent(made["url"], made["fields"], b"").status == 400
    assert stored(laptop, client.user_id(ana)) == []


@pytest.mark.parametrize("field", ["key", "Content-Type"])
def test_key_and_type_are_part_of_the_invitation(client: Client, ana: str, laptop: Laptop, field: str) -> None:
    """Neither can be exchanged for another."""
    made = invite(client, ana).json
    assert field in made["fields"]
    assert sent(made["url"], {**made["fields"], field: f"{made['fields'][field]}x"}, PICTURE).status == 403
    assert stored(laptop, client.user_id(ana)) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"size": 0}, "size"),
        ({"size": -1}, "size"),
        ({"size": 20_971_521}, "size"),
        ({"size": "10"}, "size"),
        ({"size": 1.5}, "size"),
        ({"content_type": "text/html"}, "content_type"),
        ({"content_type": "image/svg+xml"}, "content_type"),
        ({"content_type": "video/mp4"}, "content_type"),
        ({"content_type": ""}, "content_type"),
        ({"filename": ""}, "filename"),
        ({"filename": "a" * 256}, "filename"),
        ({"filename": None}, "filename"),
        ({"key": "uploads/another/a.png"}, "key"),
    ],
)
def test_invitations_that_are_refused(client: Client, ana: str, changes: dict[str, Any], field: str) -> None:
    """A field that breaks its rule is named."""
    assert fields_of(assert_error(invite(client, ana, **changes), 422)) == [field]


@pytest.mark.parametrize("content_type", sorted(ACCEPTED))
def test_invitations_for_every_type(client: Client, ana: str, content_type: str) -> None:
    """Whatever may be uploaded may be invited, up to 20 MiB."""
    answer = invite(client, ana, content_type=content_type, size=20_971_520)
    assert answer.status == 201
    assert answer.json["key"].endswith(f".{ACCEPTED[content_type].extension}")


def test_an_invitation_is_no_file(client: Client, ana: str) -> None:
    """What was never uploaded cannot be opened."""
    made = invite(client, ana).json
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{made['url']}/{made['key']}")
    refused.value.close()
    assert refused.value.code == 403
