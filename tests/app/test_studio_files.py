"""The studio's files as the laptop serves them, and what must be true of them wherever they lie."""

import re
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from backend.local.laptop import Laptop
from backend.local.studio import FOLDER, TYPES
from tests.conftest import Answer, Client
from tests.time_limits import scaled

FIRST_PAGE_BYTES = 120_000
"""What is loaded until one can order a print: page, styles, pictures, the modules that the forge and the sign-in need,
and of the languages the longest. Other pages load their modules when they are first visited."""
ALL_BYTES = 200_000
"""The same for somebody who visits every page."""
IMPORT = re.compile(r'^import [^;]*?from "(\.[^"]+)";', re.MULTILINE)
WORDS = re.compile(r'"([a-z0-9.:]+)": "((?:[^"\\]|\\.)*)"')
FILES = sorted(file for file in FOLDER.rglob("*") if file.is_file())


def raw(laptop: Laptop, method: str, path: str, headers: dict[str, str] | None = None) -> Answer:
    """A path to the letter: no client on the way tidies it up."""
    parts = urlsplit(laptop.url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=scaled(10))
    try:
        connection.request(method, path, headers=headers or {})
        response = connection.getresponse()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
    finally:
        connection.close()


@pytest.mark.parametrize(("path", "location"), [("/studio", "studio/"), ("/local/studio", "studio/")])
def test_address_without_slash_leads_to_the_page(laptop: Laptop, path: str, location: str) -> None:
    """The page's own addresses are relative, so it needs the slash; with a stage in front as well."""
    answer = raw(laptop, "GET", path)
    assert (answer.status, answer.headers["location"]) == (308, location)
    assert raw(laptop, "GET", f"{path}/").body == (FOLDER / "index.html").read_bytes()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(FOLDER).as_posix())
def test_each_file_has_its_type_and_the_policy(laptop: Laptop, file: Path) -> None:
    """Nothing is left for the browser to guess, and no token is needed."""
    answer = raw(laptop, "GET", f"/studio/{file.relative_to(FOLDER).as_posix()}")
    assert (answer.status, answer.body) == (200, file.read_bytes())
    assert answer.headers["content-type"] == TYPES[file.suffix]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-cache"


def test_policy_is_closed(laptop: Laptop) -> None:
    """Scripts and styles only from here, connections only to API and store, no frames, no HTML from strings."""
    policy = dict(
        part.split(" ", 1) for part in raw(laptop, "GET", "/studio/").headers["content-security-policy"].split("; ")
    )
    store = laptop.cloud.endpoint
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["font-src"] == "'self'"
    assert policy["connect-src"] == f"'self' {store}"
    assert policy["img-src"] == f"'self' blob: {store}"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"


def test_unchanged_file_is_not_sent_again(laptop: Laptop) -> None:
    """304 for who has it, 200 for who has another."""
    tag = raw(laptop, "GET", "/studio/css/base.css").headers["etag"]
    again = raw(laptop, "GET", "/studio/css/base.css", {"If-None-Match": tag})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert raw(laptop, "GET", "/studio/css/base.css", {"If-None-Match": '"another"'}).status == 200


@pytest.mark.parametrize(
    "path",
    ["/studio/../pyproject.toml", "/studio/%2e%2e/pyproject.toml", "/studio/..%2fpyproject.toml",
     "/studio//etc/passwd", "/studio/css/../../README.md", "/studio/css", "/studio/css/", "/studio/no.js",
     "/studio/%00", "/studio/..%5c..%5cpyproject.toml"],
)  # fmt: skip
def test_no_path_leads_out_of_the_folder(laptop: Laptop, path: str) -> None:
    """What is not among the files is 404, however it is written."""
    answer = raw(laptop, "GET", path)
    assert answer.status == 404
    assert b"[project]" not in answer.body


def test_head_and_other_methods(laptop: Laptop) -> None:
    """HEAD is GET without the body; nothing can be sent here."""
    head = raw(laptop, "HEAD", "/studio/")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) == (FOLDER / "index.html").stat().st_size
    posted = raw(laptop, "POST", "/studio/")
    assert (posted.status, posted.headers["allow"]) == (405, "GET, HEAD")


def test_api_is_not_shadowed(client: Client) -> None:
    """A path that only begins alike goes to the API."""
    assert client.get("/studios").status in (401, 403, 404)
    assert client.get("/ping").json == {"status": "ok"}


def imported(*names: str) -> set[Path]:
    """The modules that are loaded with these: whatever they import at their top, and what that imports."""
    found: set[Path] = set()
    left = [FOLDER / "js" / name for name in names]
    while left:
        module = left.pop()
        if module not in found:
            found.add(module)
            left += [(module.parent / name).resolve() for name in IMPORT.findall(module.read_text())]
    return found


def test_small() -> None:
    """The first page takes less than 120 kB, and all pages less than 200 kB, fonts aside, without any packing."""
    sizes = {file: file.stat().st_size for file in FILES if file.parent.name != "fonts"}
    words = max(size for file, size in sizes.items() if file.parent.name == "words")
    modules = imported("main.js", "views/forge.js", "views/signin.js")
    assert FOLDER / "js/i18n.js" in modules
    assert FOLDER / "js/views/talk.js" not in modules
    first = sum(size for file, size in sizes.items() if file.suffix != ".js" or file in modules) + words
    assert first < FIRST_PAGE_BYTES
    assert sum(size for file, size in sizes.items() if file.parent.name != "words") + words < ALL_BYTES


def test_asks_nobody_else() -> None:
    """No file names another host, but for XML's name of SVG; fonts carry their licences."""
    for file in FILES:
        if file.suffix in (".html", ".css", ".js"):
            urls = set(re.findall(r"https?://[^\s\"'`;)]+", file.read_text()))
            allowed = {
                "http://www.w3.org/2000/svg",
                "http://127.0.0.1:*",
                "https://abc.execute-api.us-east-1.amazonaws.com/dev/products",
            }
            assert urls <= allowed, file
    families = {file.name.split("-")[0] for file in FILES if file.suffix == ".woff2"}
    assert {family for family in families if not list((FOLDER / "fonts").glob(f"{family}*.OFL.txt"))} == set()


class Inline(HTMLParser):
    """Scripts, styles and handlers that are in the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [name for name in names if name == "style" or name.startswith("on")]


def test_nothing_inline() -> None:
    """The policy forbids it, so the page has none."""
    page = Inline()
    page.feed((FOLDER / "index.html").read_text())
    assert page.found == []


@pytest.mark.parametrize("language", ["es", "pt"])
def test_languages_say_the_same_things(language: str) -> None:
    """Every text is there in every language, with the same facts in it, and none is left over."""
    english = dict(WORDS.findall((FOLDER / "js/words/en.js").read_text()))
    other = dict(WORDS.findall((FOLDER / f"js/words/{language}.js").read_text()))
    assert len(english) > 150
    assert english.keys() == other.keys()
    facts = re.compile(r"\{\w+\}")
    assert [key for key in english if sorted(facts.findall(english[key])) != sorted(facts.findall(other[key]))] == []


def test_every_text_is_used() -> None:
    """No text is kept for nothing. Keys made from parts are known by their first part."""
    code = "".join(file.read_text() for file in FILES if file.suffix == ".js" and file.parent.name != "words")
    parts = (*re.findall(r"`([a-z.]+)\$\{", code), "left.", "seconds.", "minutes.", "works.found.")
    english = dict(WORDS.findall((FOLDER / "js/words/en.js").read_text()))
    assert [key for key in english if f'"{key}"' not in code and not key.startswith(parts)] == []
