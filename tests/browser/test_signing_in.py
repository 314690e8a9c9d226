"""The studio's door: in, out, and staying in."""

import json
import time

from backend.local.laptop import Laptop
from tests.browser.conftest import Arrive, Visitor
from tests.conftest import PASSWORD, Client

SESSION = "dreamforge.studio.session"


def test_wrong_password_is_said_in_words(visitor: Visitor, client: Client, ana: str) -> None:
    """A wrong password is reported in plain words, with the request's id; the right one then opens."""
    client.token(ana)
    visitor.refusals = {401}
    visitor.goes_to()
    visitor.page.fill("#username", ana)
    visitor.page.fill("#password", "Not-My-Password-1")
    visitor.page.get_by_role("button", name="Sign in").click()
    problem = visitor.page.get_by_role("alert")
    assert "The name or the password is not right." in problem.inner_text()
    assert len(problem.locator("code").inner_text()) > 20
    visitor.page.fill("#password", PASSWORD)
    visitor.page.press("#password", "Enter")
    visitor.page.wait_for_selector("#idea")


def test_signing_out_leaves_nothing(seller: Visitor) -> None:
    """After signing out the tokens are gone from the browser and the pages are closed."""
    assert seller.page.evaluate(f"sessionStorage.getItem('{SESSION}') !== null")
    seller.page.click("#sign-out")
    seller.page.wait_for_selector("#password")
    assert seller.page.evaluate("sessionStorage.length") == 0
    assert seller.page.evaluate("Object.keys(localStorage).join() + document.cookie") == ""
    seller.goes_to("works")
    seller.page.wait_for_selector("#password")


def test_new_tab_is_signed_in_while_another_is_open(seller: Visitor) -> None:
    """A reload and another tab stay signed in, signing out is for both, and nothing outlives the last tab."""
    seller.goes_to("shop")
    seller.page.reload()
    seller.page.wait_for_selector("#sign-out")
    other = seller.context.new_page()
    other.goto(seller.url)
    other.wait_for_selector("#sign-out")
    assert len(seller.calls("POST", "/auth/login")) == 1
    assert other.evaluate("Object.keys(localStorage).join() + document.cookie") == ""
    other.click("#sign-out")
    seller.page.wait_for_selector("#password")


def test_nothing_outlives_the_last_tab(seller: Visitor) -> None:
    """A tab that opens when all others are closed has to sign in."""
    seller.page.close()
    other = seller.context.new_page()
    other.goto(seller.url)
    other.wait_for_selector("#password")


def test_tabs_share_one_renewal(seller: Visitor) -> None:
    """Cognito rotates the refresh token, so a tab that used an old one would be signed out."""
    other = seller.context.new_page()
    requests: list[str] = []
    other.on("request", lambda request: requests.append(request.url))
    kept = json.loads(seller.page.evaluate(f"sessionStorage.getItem('{SESSION}')"))
    kept["expires_at"] = int(time.time() * 1000) + 60_000
    seller.page.evaluate("([key, value]) => sessionStorage.setItem(key, value)", [SESSION, json.dumps(kept)])
    seller.goes_to("works")
    seller.page.reload()
    seller.sees("The wall is bare.")
    other.goto(f"{seller.url}#/works")
    other.get_by_text("The wall is bare.").wait_for()
    assert len(seller.calls("POST", "/auth/refresh")) == 1
    assert [url for url in requests if url.endswith("/auth/refresh")] == []


def test_token_is_renewed_before_it_expires(seller: Visitor) -> None:
    """A token with a minute to live is renewed once, however many calls want it, before the next call is made."""
    kept = json.loads(seller.page.evaluate(f"sessionStorage.getItem('{SESSION}')"))
    kept["expires_at"] = int(time.time() * 1000) + 60_000
    seller.page.evaluate("([key, value]) => sessionStorage.setItem(key, value)", [SESSION, json.dumps(kept)])
    seller.goes_to("works")
    seller.page.reload()
    seller.sees("The wall is bare.")
    assert len(seller.calls("POST", "/auth/refresh")) == 1
    renewed = json.loads(seller.page.evaluate(f"sessionStorage.getItem('{SESSION}')"))
    assert renewed["expires_at"] > time.time() * 1000 + 600_000
    assert renewed["refresh_token"] != kept["refresh_token"]  # Cognito rotates it


def test_session_that_ended_leads_back_to_the_door(seller: Visitor) -> None:
    """When neither token is good any more, the page says so and asks to sign in."""
    seller.refusals = {401}
    ended = json.dumps({"id_token": "x.y.z", "refresh_token": "old", "expires_at": 0, "username": "ana"})
    seller.page.evaluate("([key, value]) => sessionStorage.setItem(key, value)", [SESSION, ended])
    seller.goes_to("works")
    seller.page.reload()
    seller.page.wait_for_selector("#password")
    seller.page.get_by_text("Your session has ended.").first.wait_for()


def test_first_password_of_ones_own(visitor: Visitor, laptop: Laptop, ana: str) -> None:
    """Whom an admin made signs in with the password given, chooses another, and is in."""
    given = "Given-Password-1"
    laptop.cloud.client("cognito-idp").admin_create_user(
        UserPoolId=laptop.cloud.pool.pool_id, Username=ana, TemporaryPassword=given, MessageAction="SUPPRESS"
    )
    visitor.goes_to()
    visitor.page.fill("#username", ana)
    visitor.page.fill("#password", given)
    visitor.page.press("#password", "Enter")
    visitor.page.fill("#new-password", PASSWORD)
    visitor.page.press("#new-password", "Enter")
    visitor.page.wait_for_selector("#idea")
    assert laptop.cloud.token(ana, PASSWORD)["IdToken"]


def test_language_is_the_browsers_until_another_is_chosen(arrive: Arrive) -> None:
    """Portuguese for a Brazilian browser, English for one we do not speak; a choice lasts over a reload."""
    french = arrive(locale="fr-FR")
    french.goes_to()
    french.sees("Say it. See it printed.")
    visitor = arrive(locale="pt-BR")
    visitor.goes_to()
    visitor.sees("Diga. Veja impresso.")
    visitor.page.select_option("#language", "es")
    visitor.sees("Dilo. Míralo impreso.")
    assert visitor.page.get_attribute("html", "lang") == "es"
    assert visitor.page.title() == "Dilo. Míralo impreso. · DreamForge"
    visitor.page.reload()
    visitor.sees("Dilo. Míralo impreso.")
