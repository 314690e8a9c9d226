"""For everybody, and from everywhere: accessibility, keyboards, other origins, types."""

import logging
import subprocess
from pathlib import Path
from typing import Any

import pytest

from backend.local.laptop import Laptop
from backend.local.serving import Serving
from tests.browser.conftest import FOLDER, Arrive, Visitor
from tests.conftest import PASSWORD, Client
from tests.makers import png

SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
SERIOUS = {"serious", "critical"}
AXE = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"


def violations(visitor: Visitor, axe: str) -> list[str]:
    visitor.page.evaluate(axe)
    found = visitor.page.evaluate(AXE)
    return [
        f"{each['id']}: {node['html'][:120]} {node.get('failureSummary', '')[:200]}"
        for each in found
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_axe_finds_no_serious_problem(
    arrive: Arrive, client: Client, ana: str, node_modules: Path, tmp_path: Path, scheme: str, size: str
) -> None:
    """On every page, in light and dark, large and small; and nothing is wider than the screen."""
    axe = (node_modules / "axe-core" / "axe.min.js").read_text()
    made = client.create(ana, q="A birthday card with a whale", kind="card", publish=True)["ids"]
    others = client.create("a-seller-of-prints", publish=True)["ids"]
    (tmp_path / "photo.png").write_bytes(png(320, 240))
    visitor = arrive(color_scheme=scheme, viewport=SIZES[size], reduced_motion="reduce")
    page = visitor.page
    visitor.refusals = {404}
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = violations(visitor, axe)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name} is {overflow} px wider than the screen"

    visitor.goes_to()
    page.wait_for_selector("#password")
    look("door")
    visitor.signs_in(ana)
    look("forge")
    visitor.goes_to(f"works/{made['product_id']}")
    page.wait_for_selector(".proof img")
    look("product")
    page.fill("#title", "Another title")
    page.get_by_role("link", name="My prints").first.click()
    page.get_by_role("dialog").wait_for()
    look("dialog")
    page.keyboard.press("Escape")
    page.reload()
    page.get_by_role("button", name="Delete this print").click()
    page.get_by_role("button", name="Undo").wait_for()
    look("undo")
    visitor.goes_to("bin")
    page.wait_for_selector(".print img")
    look("bin")
    page.get_by_role("button", name="Bring back").click()
    page.wait_for_selector("#title")
    visitor.goes_to("works")
    page.wait_for_selector(".print img")
    look("works")
    visitor.goes_to("shop")
    page.wait_for_selector(".print img")
    look("shop")
    visitor.goes_to(f"shop/{others['listing_id']}")
    page.fill("#message", "Two, please.")
    look("offer")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Sent").wait_for()
    visitor.goes_to("requests/sent")
    page.wait_for_selector(".requests li")
    look("requests sent")
    client.post(f"/listings/{made['listing_id']}/requests", {"message": "One, please."}, as_user="a-buyer-of-prints")
    visitor.goes_to("requests")
    page.wait_for_selector(".requests textarea")
    look("requests")
    visitor.goes_to("talk")
    page.fill("#question", "¿Qué pósteres de café hay?")
    page.press("#question", "Enter")
    page.wait_for_selector(".sources")
    look("talk")
    visitor.goes_to("restyle")
    page.set_input_files("#photo", tmp_path / "photo.png")
    look("restyle")
    page.fill("#wish", "as a woodcut")
    page.get_by_role("button", name="Restyle it").click()
    page.wait_for_selector("img[alt='After']")
    look("restyled")
    visitor.goes_to("works/prd_00000000000000000000000000")
    page.get_by_role("alert").wait_for()
    look("problem")
    assert {name: each for name, each in found.items() if each} == {}


def test_keyboard_alone(visitor: Visitor, client: Client, ana: str) -> None:
    """One can skip to the page, sign in, choose a kind and print without a mouse; the focus is where the news is."""
    client.token(ana)
    visitor.goes_to()
    page = visitor.page
    page.wait_for_selector("#password")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(ana)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#idea")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.keyboard.press("Tab")
    page.keyboard.type("A quiet lake")
    for _ in range(5):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".proof img[alt^='The print']")
    assert visitor.calls("POST", "/create")[0].post_data_json == {"q": "A quiet lake", "kind": "photo"}


def test_another_origin(arrive: Arrive, tmp_path: Path) -> None:
    """As on AWS: the page lies in a bucket at another origin, with a policy that names the API, under its stage."""
    folder = tmp_path / "site"
    with Serving(static(folder)) as bucket:
        settings = {"CORS_ALLOW_ORIGINS": bucket.url}
        with Laptop.start(log_to=logging.NullHandler(), settings=settings) as laptop:
            client = Client(laptop)
            client.token("ana")
            api = f"{laptop.url}/local"
            publish = FOLDER.parents[1] / "scripts" / "publish_studio.sh"
            subprocess.run(
                [publish, "--only-build", folder],
                check=True,
                capture_output=True,
                env={
                    "PATH": "/usr/local/bin:/usr/bin:/bin",
                    "API_URL": api,
                    "STORE_URLS": laptop.cloud.endpoint,
                    "REGION": "us-east-1",
                    "CLIENT_ID": laptop.cloud.pool.client_id,
                },
            )
            visitor = arrive(f"{bucket.url}/studio/index.html", hosts=(api, laptop.cloud.endpoint))
            visitor.signs_in("ana")
            visitor.page.fill("#idea", "A quiet lake")
            visitor.page.get_by_role("button", name="Print it").click()
            visitor.page.wait_for_selector(".proof img[alt^='The print']")
            with visitor.page.expect_download():
                visitor.page.get_by_role("button", name="Download PNG").click()
            (tmp_path / "photo.png").write_bytes(png(320, 240))
            visitor.goes_to("restyle")
            visitor.page.set_input_files("#photo", tmp_path / "photo.png")
            visitor.page.fill("#wish", "as a woodcut")
            visitor.page.get_by_role("button", name="Restyle it").click()
            visitor.page.wait_for_selector("img[alt='After']")
            visitor.goes_to("talk")
            visitor.page.fill("#question", "¿Qué pósteres de café hay?")
            visitor.page.press("#question", "Enter")
            visitor.page.wait_for_selector(".sources")


def static(folder: Path) -> Any:
    """A bucket: files by their keys, and nothing else."""
    types = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json",
             ".svg": "image/svg+xml", ".webp": "image/webp", ".woff2": "font/woff2"}  # fmt: skip

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        file = folder / environ["PATH_INFO"].removeprefix("/studio/")
        if not file.is_file():
            start_response("404 Not Found", [("Content-Length", "0")])
            return [b""]
        content = file.read_bytes()
        start_response("200 OK", [("Content-Type", types[file.suffix]), ("Content-Length", str(len(content)))])
        return [content]

    return app


def test_types(node_modules: Path) -> None:
    """The JSDoc types of the studio's modules hold, strictly."""
    tsc = node_modules / "typescript" / "bin" / "tsc"
    done = subprocess.run(["node", tsc, "-p", FOLDER / "tsconfig.json"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
