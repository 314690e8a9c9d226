"""The docs page as it is served: what the policy says must be what the page holds, and the page needs nobody else."""

import base64
import gzip
import hashlib
import re
from html.parser import HTMLParser

import pytest

from backend.api.pages import docs_page
from backend.framework.response import Response

GZIP_LIMIT = 520_000
LOADS = {"src", "srcset", "poster", "data", "action", "formaction", "background"}


class Page(HTMLParser):
    """The inline blocks of a page, the addresses that it would load, and everything with an id."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: dict[str, list[str]] = {"script": [], "style": []}
        self.loaded: list[str] = []
        self.event_attributes: list[str] = []
        self.ids: dict[str, dict[str, str | None]] = {}
        self.labelled: set[str | None] = set()
        self._open: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.loaded += [value or "" for name, value in attrs if name in LOADS]
        if tag == "link":
            self.loaded.append(attributes.get("href") or "")
        self.event_attributes += [name for name in attributes if name.startswith("on") or name == "style"]
        if "id" in attributes:
            self.ids[attributes["id"] or ""] = {**attributes, "tag": tag}
        if tag == "label":
            self.labelled.add(attributes.get("for"))
        if tag in self.blocks:
            self._open = tag
            self.blocks[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open:
            self.blocks[self._open][-1] += data


@pytest.fixture(scope="module")
def html() -> str:
    return docs_page("").body.decode()


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def policy_of(response: Response) -> dict[str, set[str]]:
    parts = response.headers["Content-Security-Policy"].split("; ")
    return {name: set(values) for name, *values in (part.split() for part in parts)}


def source_hash(block: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()}'"


@pytest.mark.parametrize("accepted", ["gzip", "br, GZIP", "gzip;q=0.5", "*", "deflate, gzip; q=1.0"])
def test_gzip_for_who_takes_it(accepted: str, html: str) -> None:
    """Anyone who takes gzip gets the packed page, marked as such and no larger than promised."""
    response = docs_page(accepted)
    assert response.status == 200
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.body) < GZIP_LIMIT
    assert gzip.decompress(response.body).decode() == html


@pytest.mark.parametrize("accepted", ["", "br", "identity", "gzip;q=0", "gzip; q=0.0, *", "*;q=0"])
def test_plain_for_everyone_else(accepted: str) -> None:
    """Anyone who does not take gzip gets plain HTML."""
    response = docs_page(accepted)
    assert "Content-Encoding" not in response.headers
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.body.startswith(b"<!doctype html>")


def test_caches_keep_both_apart() -> None:
    """A cache must not hand the packed page to someone who cannot unpack it."""
    assert docs_page("gzip").headers["Vary"] == docs_page("").headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("tag", ["script", "style"])
def test_policy_names_exactly_the_blocks_of_the_page(page: Page, tag: str) -> None:
    """Every inline block may run, by its hash, and nothing else may."""
    policy = policy_of(docs_page("gzip"))
    assert policy[f"{tag}-src"] == {source_hash(block) for block in page.blocks[tag]}
    assert len(page.blocks[tag]) == 2


def test_policy_is_closed_by_default() -> None:
    """What is not named is forbidden: frames, forms, other hosts, eval."""
    policy = policy_of(docs_page(""))
    assert policy["default-src"] == {"'none'"}
    assert policy["connect-src"] == {"'self'"}
    for name in ("frame-ancestors", "base-uri", "form-action"):
        assert policy[name] == {"'none'"}
    assert not {value for values in policy.values() for value in values if value.startswith("'unsafe")}


def test_the_page_may_redeem_a_code_where_one_signs_in() -> None:
    """Where the pool has pages of its own, and there alone."""
    policy = policy_of(docs_page("", "https://sign-in.example"))
    assert policy["connect-src"] == {"'self'", "https://sign-in.example"}


def test_page_needs_no_attributes_that_the_policy_forbids(page: Page) -> None:
    """Inline handlers and style attributes have no hash."""
    assert page.event_attributes == []


def test_page_loads_nothing_from_elsewhere(page: Page) -> None:
    """Markup and styles point to nothing but data: and places in the page itself."""
    urls = re.findall(r"url\(\s*[\"']?([^\"')]*)", "".join(page.blocks["style"]))
    assert [url for url in [*page.loaded, *urls] if not url.startswith(("data:", "#"))] == []
    assert "@import" not in "".join(page.blocks["style"])
    assert not any("sourceMappingURL" in block for blocks in page.blocks.values() for block in blocks)


def test_licence_of_swagger_ui_is_named(html: str) -> None:
    """Apache-2.0 asks for it."""
    assert re.search(r"swagger-ui [0-9.]+, Apache-2\.0", html)


def test_fields_have_labels_and_problems_are_read_out(page: Page) -> None:
    """A screen reader says what each field is for, and what went wrong."""
    fields = {name for name, attributes in page.ids.items() if attributes["tag"] in {"input", "textarea"}}
    assert fields == {"username", "password", "token"} == page.labelled
    assert page.ids["problem"]["role"] == "alert"
    assert page.ids["progress"]["role"] == "status"


def test_tokens_stay_in_the_tab(page: Page) -> None:
    """Our own script keeps the session in sessionStorage and nowhere else."""
    ours = next(block for block in page.blocks["script"] if "dreamforge.session" in block)
    assert "sessionStorage" in ours
    assert "localStorage" not in ours
    assert "document.cookie" not in ours
