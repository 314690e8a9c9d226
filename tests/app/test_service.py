"""The operations that say whether the service is there and well, and the caller."""

import pytest

from tests.conftest import Client


def test_ping_answers_without_a_token(client: Client) -> None:
    """GET /ping is public and answers with {"status": "ok"}."""
    answer = client.get("/ping")
    assert (answer.status, answer.json) == (200, {"status": "ok"})


def test_status_names_the_caller(client: Client, ana: str) -> None:
    """GET /status has the shape that its callers know, with the caller's name."""
    answer = client.get("/status", as_user=ana)
    assert answer.status == 200
    assert set(answer.json) == {"status", "timestamp", "version", "service", "environment", "user"}
    assert answer.json["user"] == ana


@pytest.mark.parametrize("prefix", ["", "/local"])
def test_the_stage_may_be_in_the_path(client: Client, prefix: str) -> None:
    """The API answers at the stage's URL and at the root, as behind a custom domain; links lead back to the same."""
    answer = client.get(f"{prefix}/")
    assert answer.json["links"]["docs"] == f"{client.url}{prefix}/docs"
