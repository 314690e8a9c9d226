"""The docs page in a browser: signing in, trying an operation, seeing the answer. Its policy must forbid nothing of it.

What a browser says against the policy is in its console, and whatever stands there fails these tests.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from backend.local.laptop import Laptop
from tests.browser.conftest import Arrive, Visitor
from tests.conftest import PASSWORD, SETTINGS, Client, start_laptop
from tests.one_more import with_tides


@pytest.fixture
def reader(arrive: Arrive, laptop: Laptop, client: Client, ana: str) -> Visitor:
    """Somebody before the docs page, not signed in yet."""
    client.token(ana)
    visitor = arrive(f"{laptop.url}/docs")
    visitor.goes_to()
    return visitor


def sign_in(reader: Visitor, name: str) -> None:
    reader.page.fill("#username", name)
    reader.page.fill("#password", PASSWORD)
    reader.page.press("#password", "Enter")
    reader.page.wait_for_selector("#operations-forge-createProduct")


def tried(reader: Visitor, tag: str, operation: str) -> Any:
    """Opens an operation and executes it as the page has it filled in; gives the block with the answer."""
    block = reader.page.locator(f"#operations-{tag}-{operation}")
    block.locator("button.opblock-summary-control").click()
    block.get_by_role("button", name="Execute").click()
    block.locator(".live-responses-table").wait_for()
    return block


def status_in(block: Any) -> str:
    return str(block.locator(".live-responses-table tbody td.response-col_status").first.inner_text()).split()[0]


def test_an_idea_is_tried(reader: Visitor, client: Client, ana: str) -> None:
    """After signing in the example of POST /create makes a product, and its picture is shown above the answer."""
    sign_in(reader, ana)
    block = tried(reader, "forge", "createProduct")
    assert status_in(block) == "201"
    picture = block.locator(".previews img").first
    picture.wait_for()
    reader.page.wait_for_function("image => image.naturalWidth > 0", arg=picture.element_handle())
    assert [item["product"]["kind"] for item in client.get("/products", as_user=ana, owner="me").json["items"]] == [
        "poster"
    ]


def test_a_pasted_token_signs_in(reader: Visitor, client: Client, ana: str) -> None:
    """Who has a token already pastes it, and calls go out with it."""
    reader.page.get_by_text("I have a token already").click()
    reader.page.fill("#token", client.token(ana))
    reader.page.get_by_role("button", name="Use this token").click()
    reader.page.wait_for_selector("#operations-service-getMe")
    block = tried(reader, "service", "getMe")
    assert status_in(block) == "200"
    assert ana in block.locator(".live-responses-table").inner_text()


def test_a_wrong_token_is_refused_in_words(reader: Visitor) -> None:
    """The page says what is wrong and stays where it is."""
    reader.refusals = {401}
    reader.page.get_by_text("I have a token already").click()
    reader.page.fill("#token", "not a token")
    reader.page.get_by_role("button", name="Use this token").click()
    assert "This is no token" in reader.page.locator("#problem").inner_text()


def test_every_operation_stands_there(reader: Visitor, client: Client, ana: str) -> None:
    """The page shows what the document has."""
    sign_in(reader, ana)
    document = json.loads(client.get("/openapi.json", as_user=ana).body)
    wanted = {each["operationId"] for methods in document["paths"].values() for each in methods.values()}
    shown = reader.page.locator(".opblock").evaluate_all("blocks => blocks.map(block => block.id.split('-').pop())")
    assert set(shown) == wanted


def test_an_operation_that_was_just_declared_stands_there(arrive: Arrive, laptop: Laptop, ana: str) -> None:
    """The page has no list of its own: what tests/one_more.py declares can be read about and tried."""
    with with_tides(laptop) as client:
        client.token(ana)
        reader = arrive(f"{client.url}/docs")
        reader.refusals = {401}  # there is no studio in front of this API, which would name a demo user
        reader.goes_to()
        sign_in(reader, ana)
        block = tried(reader, "catalogue", "readTide")
        assert status_in(block) == "200"
        assert "Cartagena" in block.locator(".live-responses-table").inner_text()


def test_signing_out_forgets_the_token(reader: Visitor, ana: str) -> None:
    """The operations are gone, and so is what was kept in the tab."""
    sign_in(reader, ana)
    reader.page.click("#sign-out")
    reader.page.wait_for_selector("#password")
    assert reader.page.evaluate("sessionStorage.length") == 0


# ---- the pool's own sign-in page


class SignInPage:
    """Cognito's hosted pages as a client sees them: a code for who comes, tokens for who can prove to have asked."""

    def __init__(self, reader: Visitor, tokens: dict[str, Any], client_id: str) -> None:
        self.page = SETTINGS["COGNITO_DOMAIN"]
        self.tokens = tokens
        self.client_id = client_id
        self.asked: dict[str, str] = {}
        self.denies = False
        reader.context.route(f"{self.page}/oauth2/authorize?*", self._authorize)
        reader.context.route(f"{self.page}/oauth2/token", self._token)

    def _authorize(self, route: Any) -> None:
        self.asked = dict(parse_qsl(urlsplit(route.request.url).query))
        answer = {"error": "access_denied", "error_description": "Not today"} if self.denies else {"code": "c0de"}
        back = f"{self.asked['redirect_uri']}?{urlencode({**answer, 'state': self.asked['state']})}"
        route.fulfill(status=302, headers={"Location": back})

    def _token(self, route: Any) -> None:
        form = dict(parse_qsl(route.request.post_data))
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        right = {
            "grant_type": "authorization_code",
            "code": "c0de",
            "client_id": self.client_id,
            "redirect_uri": self.asked["redirect_uri"],
        }
        good = proof == self.asked["code_challenge"] and right.items() <= form.items()
        cors = {"Access-Control-Allow-Origin": "*"}
        body = {
            "id_token": self.tokens["IdToken"],
            "access_token": self.tokens["AccessToken"],
            "refresh_token": self.tokens["RefreshToken"],
            "expires_in": self.tokens["ExpiresIn"],
            "token_type": "Bearer",
        }
        route.fulfill(status=200 if good else 400, headers=cors, json=body if good else {"error": "invalid_grant"})


@pytest.fixture
def sign_in_page(arrive: Arrive, laptop: Laptop, client: Client, ana: str) -> tuple[Visitor, SignInPage]:
    """Somebody before the docs page of a pool that has pages of its own."""
    client.token(ana)
    visitor = arrive(f"{laptop.url}/docs", hosts=(SETTINGS["COGNITO_DOMAIN"],))
    there = SignInPage(visitor, laptop.cloud.token(ana, PASSWORD), laptop.cloud.pool.client_id)
    visitor.goes_to()
    return visitor, there


def test_the_sign_in_page_signs_in(sign_in_page: tuple[Visitor, SignInPage], ana: str) -> None:
    """With a code that only this tab can redeem; afterwards neither address nor tab holds anything of it."""
    reader, there = sign_in_page
    reader.page.get_by_role("button", name="Use the sign-in page").click()
    reader.page.wait_for_selector("#operations-service-getMe")
    assert there.asked["code_challenge_method"] == "S256"
    assert urlsplit(reader.page.url).query == ""
    assert reader.page.evaluate("sessionStorage.getItem('dreamforge.sign-in')") is None
    block = tried(reader, "service", "getMe")
    assert status_in(block) == "200"
    assert ana in block.locator(".live-responses-table").inner_text()


def test_the_sign_in_page_may_say_no(sign_in_page: tuple[Visitor, SignInPage]) -> None:
    """Its words are shown, and one can begin again."""
    reader, there = sign_in_page
    there.denies = True
    reader.page.get_by_role("button", name="Use the sign-in page").click()
    reader.sees("The sign-in page says: Not today")
    assert reader.page.locator("#login").is_visible()


def test_a_code_that_was_not_asked_for_is_not_redeemed(sign_in_page: tuple[Visitor, SignInPage]) -> None:
    """Somebody else's link signs nobody in."""
    reader, _ = sign_in_page
    reader.page.goto(f"{reader.url}?code=stolen&state=made-up")
    reader.sees("not begun in this tab")
    assert reader.calls("POST", "/oauth2/token") == []


def test_without_such_a_page_none_is_offered(arrive: Arrive, other_laptop: Laptop) -> None:
    """The button is for pools that have one."""
    reader = arrive(f"{other_laptop.url}/docs")
    with reader.page.expect_response(f"{other_laptop.url}/"):
        reader.goes_to()
    reader.page.wait_for_timeout(200)
    assert not reader.page.locator("#hosted").is_visible()


# ---- a document that needs no token


@pytest.fixture(scope="module")
def open_laptop(laptop: Laptop) -> Iterator[Laptop]:
    assert laptop  # begun before: the settings of a laptop are in the environment of this process
    with start_laptop({**SETTINGS, "OPENAPI_PUBLIC": "true"}) as started:
        yield started


@pytest.fixture
def visitor(arrive: Arrive, open_laptop: Laptop) -> Visitor:
    arrived = arrive(f"{open_laptop.url}/docs", hosts=(SETTINGS["COGNITO_DOMAIN"],))
    arrived.goes_to()
    return arrived


def test_an_open_document_is_shown_before_sign_in(visitor: Visitor, open_laptop: Laptop) -> None:
    """With the form above it; after sign-in an operation can be tried."""
    visitor.page.wait_for_selector("#operations-service-getMe")
    assert visitor.page.locator("#login").is_visible()
    name = "ana-of-the-open-document"
    Client(open_laptop).token(name)
    sign_in(visitor, name)
    visitor.page.wait_for_selector("#login", state="hidden")
    block = tried(visitor, "service", "getMe")
    assert status_in(block) == "200"
    assert name in block.locator(".live-responses-table").inner_text()


def test_a_bad_token_is_refused_although_the_document_is_open(visitor: Visitor) -> None:
    """The page asks an operation that looks at the token."""
    visitor.refusals = {401}
    visitor.page.click("#paste summary")
    claims = base64.urlsafe_b64encode(json.dumps({"exp": 9_999_999_999}).encode()).decode()
    visitor.page.fill("#token", f"e30.{claims}.x")
    visitor.page.get_by_role("button", name="Use this token").click()
    visitor.sees("The API does not take this token")
    assert visitor.page.locator("#login").is_visible()


# ---- reading about operations


def test_the_laptops_demo_user_is_named(visitor: Visitor) -> None:
    """A newcomer on a laptop need not look for it; it does sign in."""
    visitor.page.wait_for_selector("#demo:not([hidden])")
    name, secret = (visitor.page.inner_text(each) for each in ("#demo-user", "#demo-password"))
    visitor.page.fill("#username", name)
    visitor.page.fill("#password", secret)
    visitor.page.press("#password", "Enter")
    visitor.page.wait_for_selector("#login", state="hidden")


def test_groups_come_in_the_order_of_a_newcomer(visitor: Visitor) -> None:
    """What makes something is first, what only operators need last."""
    visitor.page.wait_for_selector("#operations-forge-createProduct")
    groups = visitor.page.locator(".opblock-tag").evaluate_all("all => all.map(each => each.dataset.tag)")
    assert groups[:3] == ["forge", "products", "listings"]
    assert groups[-2:] == ["service", "catalogue"]


def test_operations_are_found_by_their_words(visitor: Visitor) -> None:
    """By path, name, summary and description, not by the group's name alone."""
    visitor.page.wait_for_selector("#operations-forge-createProduct")
    visitor.page.fill(".operation-filter-input", "bin seven days")
    visitor.page.locator(".opblock").nth(5).wait_for(state="detached")
    assert visitor.page.locator("#operations-products-deleteProduct").is_visible()
    visitor.page.fill(".operation-filter-input", "")
    visitor.page.wait_for_selector("#operations-forge-createProduct")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("curl", ["curl -s -X POST", "Authorization: Bearer $TOKEN", '"q":']),
        ("Python", ["import httpx", '"POST"', "json={", '"q": "']),
        ("TypeScript", ["await fetch(", 'method: "POST"', "JSON.stringify({"]),
    ],
)
def test_an_operation_has_samples(visitor: Visitor, language: str, words: list[str]) -> None:
    """As a program makes the call, with the document's own example."""
    block = visitor.page.locator("#operations-forge-createProduct")
    block.locator("button.opblock-summary-control").click()
    block.get_by_text("Samples").click()
    block.get_by_role("button", name=language, exact=True).click()
    text = block.locator(".samples code").inner_text()
    assert [each for each in words if each not in text] == []
    assert f"{urlsplit(visitor.url).netloc}/create" in text
