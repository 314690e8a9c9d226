"""Who may use the console: this machine's own page and programs, and nobody else's page."""

from pathlib import Path

import pytest

from backend.local.console.application import SHARED, STATIC
from backend.local.laptop import Laptop
from tests.app.console.conftest import ConsoleClient
from tests.conftest import SETTINGS, Client, start_laptop

FILES = sorted(file.relative_to(STATIC).as_posix() for file in STATIC.rglob("*") if file.is_file())


@pytest.fixture
def host(console: ConsoleClient) -> str:
    return console.laptop.url.removeprefix("http://")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "console.example"},
        {"Host": "127.0.0.1.console.example:80"},
        {"Origin": "https://shop.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    ],
)
@pytest.mark.parametrize("path", ["session", "requests", "tables", "users"])
def test_other_pages_are_refused(console: ConsoleClient, headers: dict[str, str], path: str) -> None:
    """By a name that leads here (DNS rebinding), by their origin, and by what the browser says of them."""
    answer = console.call("GET", f"/console/api/{path}", headers=headers)
    assert answer.status == 403
    assert console.token not in answer.body.decode()
    assert "access-control-allow-origin" not in answer.headers


def test_own_page_and_programs_are_let_in(console: ConsoleClient, host: str) -> None:
    own = {"Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
    assert console.call("GET", "/console/api/requests", headers=own).status == 200
    assert console.call("GET", "/console/api/requests").status == 200
    by_link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert console.call("GET", "/console/", headers=by_link).status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "requests/1/repeat"),
        ("DELETE", "requests"),
        ("PUT", "tables/products/rows"),
        ("DELETE", "tables/products/rows"),
        ("POST", "queues/redrive"),
        ("POST", "users/demo/token"),
        ("PUT", "faults"),
        ("POST", "time"),
    ],
)
@pytest.mark.parametrize("token", [None, "", "x" * 43])
def test_changes_need_the_page_token(console: ConsoleClient, method: str, path: str, token: str | None) -> None:
    headers = {} if token is None else {"X-Console-Token": token}
    assert console.call(method, f"/console/api/{path}", b"{}", headers).status == 403


def test_preflight_of_another_page_gets_no_permission(console: ConsoleClient) -> None:
    headers = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    answer = console.call("OPTIONS", "/console/api/time", headers=headers)
    assert answer.status == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("name", [*FILES, *SHARED])
def test_files_have_types_and_a_closed_policy(console: ConsoleClient, name: str) -> None:
    answer = console.call("GET", f"/console/{'' if name == 'index.html' else name}")
    assert answer.status == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; ")
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/console/../../pyproject.toml", "/console/js/%2e%2e/index.py", "/console/no.js"])
def test_nothing_else_is_served(console: ConsoleClient, path: str) -> None:
    assert console.call("GET", path).status == 404


@pytest.mark.parametrize("path", ["/consoles", "/local/console/", "/console-x/api/session"])
def test_paths_of_the_api_stay_the_apis(console: ConsoleClient, path: str) -> None:
    assert console.call("GET", path).status in (401, 404)


def test_address_without_slash_leads_to_the_page(console: ConsoleClient) -> None:
    answer = console.call("GET", "/console")
    assert (answer.status, answer.headers["location"]) == (308, "/console/")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "nothing", 404), ("POST", "tables", 405), ("GET", "requests/none", 404), ("GET", "tables/none/rows", 404)],
)
def test_what_is_not_there_is_said(console: ConsoleClient, method: str, path: str, status: int) -> None:
    assert console.refusal(method, path)[0] == status


def test_nothing_is_recorded_before_the_first_visit() -> None:
    """Neither is http.client touched, nor anything of the console imported that only a visit needs."""
    with start_laptop(SETTINGS) as fresh:
        client = Client(fresh)
        client.get("/me")
        recorder = fresh.console.recorder
        assert not recorder.on
        assert recorder.requests() == []
        visitor = ConsoleClient(fresh)
        assert visitor.get("requests")["requests"] == []
        answer = client.get("/ping")
        assert [each["request_id"] for each in visitor.get("requests")["requests"]] == [
            answer.headers["x-amzn-requestid"]
        ]


def test_studio_and_api_are_as_before(console: ConsoleClient, laptop: Laptop) -> None:
    assert console.call("GET", "/studio/").status == 200
    assert console.call("GET", "/ping").status == 200


def test_console_lies_where_nothing_is_deployed_from() -> None:
    """The zip and the image leave out backend/local, as test_zip.py and test_dockerfile.py hold; a bucket gets web/."""
    assert Path("backend/local") in STATIC.relative_to(Path(__file__).parents[3]).parents
