"""The settings of KIE, and of the hosts that pictures are fetched from."""

import pytest

from backend.bootstrap.config import ConfigurationError, Settings
from backend.bootstrap.services import Services
from backend.domain.shared.errors import Invalid
from tests.unit.test_settings import NEEDED

INSIDE = {"STAGE": "dev", "FETCH_ALLOWED_HOSTS": "127.0.0.1:9100, localhost:80"}


def refused(**changes: str) -> str:
    with pytest.raises(ConfigurationError) as raised:
        Settings.from_env({**NEEDED, **changes})
    return str(raised.value)


def test_kie_is_optional() -> None:
    """Without a key the service starts, and says what is missing when KIE is asked for."""
    settings = Settings.from_env(NEEDED)
    assert settings.kie_base_url == "https://api.kie.ai"
    assert settings.kie_model == "flux-2/pro-image-to-image"
    with pytest.raises(Invalid, match="KIE_API_KEY"):
        _ = Services(settings).kie


def test_the_key_is_never_shown() -> None:
    """Neither the settings nor a complaint about them show the key."""
    assert "sesame" not in repr(Settings.from_env({**NEEDED, "KIE_API_KEY": "open-sesame"}))
    message = refused(KIE_API_KEY="open sesame\r\nX-Injected: 1")
    assert "KIE_API_KEY" in message
    assert "sesame" not in message


@pytest.mark.parametrize("url", ["api.kie.ai", "ftp://api.kie.ai", "https://user@api.kie.ai", "https://api.kie.ai?a=b"])
def test_a_base_url_that_is_none(url: str) -> None:
    """KIE_BASE_URL is a plain URL."""
    assert "KIE_BASE_URL" in refused(KIE_BASE_URL=url)


def test_the_key_does_not_travel_in_the_clear() -> None:
    """http is for the stand-in on a laptop only."""
    assert "KIE_BASE_URL" in refused(KIE_BASE_URL="http://api.kie.ai")
    assert Settings.from_env({**NEEDED, **INSIDE, "KIE_BASE_URL": "http://127.0.0.1:9100"})


def test_allowed_hosts() -> None:
    """On a laptop, stand-ins may be named, each with its port."""
    assert Settings.from_env({**NEEDED, **INSIDE}).fetch_allowed_hosts == ("127.0.0.1:9100", "localhost:80")
    assert Settings.from_env(NEEDED).fetch_allowed_hosts == ()


@pytest.mark.parametrize("other", [{"AWS_LAMBDA_FUNCTION_NAME": "api"}, {"STAGE": "prod"}, {"STAGE": "staging"}])
def test_allowed_hosts_are_for_laptops(other: dict[str, str]) -> None:
    """Elsewhere the service refuses to start and names the variable."""
    assert "FETCH_ALLOWED_HOSTS" in refused(**{**INSIDE, **other})


@pytest.mark.parametrize("hosts", ["127.0.0.1", "http://127.0.0.1:80", "*", "127.0.0.1:port"])
def test_allowed_hosts_are_hosts_and_ports(hosts: str) -> None:
    """Nothing else is understood, least of all a pattern."""
    assert "FETCH_ALLOWED_HOSTS" in refused(STAGE="dev", FETCH_ALLOWED_HOSTS=hosts)
