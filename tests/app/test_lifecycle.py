"""What becomes of files after weeks: what nobody used goes, what somebody owns stays."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from backend.local.laptop import Laptop
from tests.app.store import opened
from tests.app.test_echoes import begin, saved, uploaded
from tests.app.test_uploads import form, part, upload
from tests.conftest import SETTINGS, Client, start_laptop

Later = Callable[[int], set[str]]


@pytest.fixture(scope="module")
def laptop() -> Iterator[Laptop]:
    """One of its own: the rules delete what other tests left."""
    with start_laptop(SETTINGS) as running:
        yield running


@pytest.fixture(scope="module")
def client(laptop: Laptop) -> Client:
    return Client(laptop)


@pytest.fixture
def weeks_later(laptop: Laptop) -> Later:
    """Applies every rule of every bucket as of a day in the future."""

    def apply(days: int) -> set[str]:
        removed = laptop.cloud.lifecycle(datetime.now(UTC) + timedelta(days=days))
        return {each.key for removals in removed.values() for each in removals if each.action == "expired"}

    return apply


def test_unused_recordings_vanish_and_saved_ones_stay(client: Client, ana: str, weeks_later: Later) -> None:
    """A recording that never became an echo is deleted after two days; one that did is there for good."""
    echo, unused = saved(client, ana), uploaded(client, ana)
    key = f"{client.user_id(ana)}/{unused}.webm"
    assert f"inbox/{key}" not in weeks_later(1)
    assert f"inbox/{key}" in weeks_later(4)
    assert opened(echo["audio"]["url"]).status == 200
    weeks_later(400)
    assert opened(echo["audio"]["url"]).status == 200


def test_published_pictures_stay(client: Client, ana: str, weeks_later: Later) -> None:
    """A product's files are its own; a design that never became a product is deleted after a week."""
    product = client.post("/create", {"q": "a fox", "kind": "card"}, as_user=ana).json
    brief = client.post("/interpret", {"q": "a lighthouse"}, as_user=ana).json
    design = client.post("/design", {"brief": brief}, as_user=ana).json
    gone = weeks_later(9)
    assert gone >= set(design["media_keys"])
    assert [opened(media["url"]).status for media in design["media"]] == [404] * len(design["media"])
    assert not gone & set(product["design"]["media_keys"])
    assert {opened(media["url"]).status for media in product["design"]["media"]} == {200}


def test_uploads_stay_a_month(client: Client, ana: str, weeks_later: Later) -> None:
    """Long enough to start from, and no longer."""
    key = upload(client, ana, form(part())).json["key"]
    assert key not in weeks_later(29)
    assert key in weeks_later(32)


def test_a_form_that_was_never_used_leaves_nothing(
    client: Client, ana: str, laptop: Laptop, weeks_later: Later
) -> None:
    """Beginning an echo writes no file."""
    key = begin(client, ana).json["key"]
    found = laptop.cloud.client("s3").list_object_versions(
        Bucket=laptop.cloud.buckets["uploads"], Prefix=f"inbox/{key}"
    )
    assert not found.get("Versions")
    weeks_later(3)
