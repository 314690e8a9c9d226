"""Headless Chromium in front of the laptop. Errors in its console and requests to foreign hosts fail a test.

Where the browser, its driver or npm are missing the tests are skipped; with CI set they fail instead.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import pytest

from backend.local.laptop import Laptop
from tests.conftest import PASSWORD, Client
from tests.time_limits import scaled

FOLDER = Path(__file__).parent
NODE = FOLDER.parents[1] / ".cache" / "browser"
PATIENCE_MS = 15_000
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ANSWERED = re.compile(r"the server responded with a status of (\d+)")


def missing(what: str) -> NoReturn:
    """A browser and npm are no Python packages, so a laptop may lack them; CI has them, and there they have to be."""
    if os.environ.get("CI"):
        pytest.fail(f"CI needs {what}")
    pytest.skip(f"needs {what}")


# Of the package, not the session: the driver keeps an event loop in this thread, which other tests must not meet.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        missing("Chromium: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright: poetry install --with browser")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The packages of package.json, installed once into .cache."""
    npm = shutil.which("npm")
    if npm is None:
        missing("npm: install Node.js 20 or newer")
    NODE.mkdir(parents=True, exist_ok=True)
    wanted = (FOLDER / "package.json").read_text()
    stamp = NODE / "installed.json"
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.copy(FOLDER / "package.json", NODE)
        subprocess.run(
            [npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"],
            cwd=NODE, check=True, capture_output=True, timeout=scaled(300),
        )  # fmt: skip
        stamp.write_text(wanted)
    return NODE / "node_modules"


class Visitor:
    """Somebody at the studio. `page` is playwright's; `refusals` are the statuses that this visit is meant to meet;
    with `lost_connections` it may meet broken ones."""

    def __init__(self, context: Any, url: str, *, hosts: set[str]) -> None:
        self.url = url
        self.context = context
        self.refusals: set[int] = set()
        self.lost_connections = False
        self.complaints: list[str] = []
        self.requests: list[Any] = []
        self._hosts = hosts
        context.set_default_timeout(scaled(PATIENCE_MS))
        self.page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        self.page.on("request", self._asked)

    def _heard(self, message: Any) -> None:
        if message.type not in ("error", "warning"):
            return
        if self.lost_connections and "net::ERR_" in message.text:
            return
        status = ANSWERED.search(message.text)
        if status is None or int(status[1]) not in self.refusals:
            self.complaints.append(f"{message.type}: {message.text}")

    def _asked(self, request: Any) -> None:
        self.requests.append(request)
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc not in self._hosts:
            self.complaints.append(f"foreign host: {request.url}")

    def goes_to(self, place: str = "") -> None:
        """`goes_to("works")`: by the address, as a bookmark does."""
        self.page.goto(f"{self.url}#/{place}" if place else self.url)

    def signs_in(self, name: str, password: str = PASSWORD) -> None:
        self.goes_to()
        self.page.fill("#username", name)
        self.page.fill("#password", password)
        self.page.press("#password", "Enter")
        self.page.wait_for_selector("#sign-out")

    def sees(self, text: str) -> Any:
        """Waits until a text stands on the page."""
        found = self.page.get_by_text(text).first
        found.wait_for()
        return found

    def calls(self, method: str, path: str) -> list[Any]:
        """The requests made so far of that method whose path ends so."""
        return [each for each in self.requests if each.method == method and urlsplit(each.url).path.endswith(path)]


Arrive = Callable[..., Visitor]


@pytest.fixture
def arrive(chromium: Any, laptop: Laptop) -> Iterator[Arrive]:
    """`arrive(locale="pt-BR")` opens a browser of its own; at the end it must have had nothing to complain of."""
    visitors: list[Visitor] = []

    def come(url: str = "", hosts: tuple[str, ...] = (), **how: Any) -> Visitor:
        at = url or f"{laptop.url}/studio/"
        known = {urlsplit(each).netloc for each in (at, laptop.cloud.endpoint, *hosts)}
        context = chromium.new_context(**{"locale": "en-GB", "viewport": {"width": 1280, "height": 800}, **how})
        visitors.append(Visitor(context, at, hosts=known))
        return visitors[-1]

    yield come
    for each in visitors:
        each.context.close()
    assert [complaint for each in visitors for complaint in each.complaints] == []


@pytest.fixture
def visitor(arrive: Arrive) -> Visitor:
    return arrive()


@pytest.fixture
def seller(visitor: Visitor, client: Client, ana: str) -> Visitor:
    """A visitor who has signed in as this test's own user."""
    client.token(ana)
    visitor.signs_in(ana)
    return visitor
