"""Secrets by name, read from the laptop's Parameter Store and Secrets Manager."""

import logging
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from backend.adapters.kie.kie import Kie
from backend.adapters.secrets.secrets import SECONDS, Secret
from backend.bootstrap.config import ConfigurationError, Settings
from backend.bootstrap.services import Services
from backend.domain.shared.errors import StoreUnavailable
from backend.domain.shared.meter import Meter
from backend.local.kie import KieStandIn
from backend.local.laptop import Laptop
from tests.makers import Counting, Mind, Scripted, budget, refused

PLACES = ["ssm", "secretsmanager"]
Put = Callable[[str, str], str]


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def put(laptop: Laptop) -> Put:
    """Keeps a value in a service, under a name of its own, and says where."""

    def put(service: str, value: str) -> str:
        name = f"/dreamforge/test/{secrets.token_hex(6)}"
        client = laptop.cloud.client(service)
        if service == "ssm":
            client.put_parameter(Name=name, Value=value, Type="SecureString")
        else:
            client.create_secret(Name=name, SecretString=value)
        return f"{service}:{name}"

    return put


def replace(laptop: Laptop, place: str, value: str) -> None:
    service, _, name = place.partition(":")
    client = laptop.cloud.client(service)
    if service == "ssm":
        client.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)
    else:
        client.put_secret_value(SecretId=name, SecretString=value)


@pytest.mark.parametrize("service", PLACES)
def test_a_secret_is_read_by_its_name(laptop: Laptop, put: Put, service: str) -> None:
    """Decrypted, from either service."""
    assert Secret("V", put(service, "open-sesame"), laptop.cloud.client)() == "open-sesame"


def test_a_line_break_at_the_end_does_not_count(laptop: Laptop, put: Put) -> None:
    """`echo` and editors leave one."""
    assert Secret("V", put("secretsmanager", "open-sesame\n"), laptop.cloud.client)() == "open-sesame"


@pytest.mark.parametrize("service", PLACES)
def test_a_secret_is_read_when_it_is_first_needed_and_kept(laptop: Laptop, put: Put, service: str) -> None:
    """Not at the start, and not for each call."""
    client = Counting(laptop.cloud.client(service))
    secret = Secret("V", put(service, "open-sesame"), lambda _: client)
    assert client.calls.total() == 0
    assert [secret() for _ in range(3)] == ["open-sesame"] * 3
    assert client.calls.total() == 1


@pytest.mark.parametrize("service", PLACES)
def test_a_secret_that_was_replaced_is_read_again_within_minutes(laptop: Laptop, put: Put, service: str) -> None:
    """A new key works without a new deployment."""
    place, clock = put(service, "old"), Clock()
    secret = Secret("V", place, laptop.cloud.client, clock=clock)
    assert secret() == "old"
    replace(laptop, place, "new")
    clock.now += SECONDS - 1
    assert secret() == "old"
    clock.now += 1
    assert secret() == "new"


@pytest.mark.parametrize("service", PLACES)
def test_a_secret_that_is_not_there(laptop: Laptop, service: str) -> None:
    """The error names the variable: not the place, which is nobody's business."""
    with pytest.raises(StoreUnavailable) as raised:
        Secret("KIE_API_KEY_SECRET", f"{service}:/dreamforge/none", laptop.cloud.client)()
    assert "KIE_API_KEY_SECRET" in raised.value.message
    assert "/dreamforge/none" not in raised.value.message


def test_a_secret_that_may_not_be_read() -> None:
    """Nothing of AWS's answer is passed on."""
    client = Scripted(refused("AccessDeniedException", "arn:aws:iam::1:role/x may not"))
    with pytest.raises(StoreUnavailable) as raised:
        Secret("V", "ssm:/a", lambda _: client)()
    assert "arn" not in raised.value.message


def test_a_failure_is_not_kept(laptop: Laptop, put: Put) -> None:
    """The next call asks again."""
    client = Scripted(refused("AccessDeniedException"), {"Parameter": {"Value": "open-sesame"}})
    secret = Secret("V", "ssm:/a", lambda _: client)
    with pytest.raises(StoreUnavailable):
        secret()
    assert secret() == "open-sesame"


@pytest.mark.parametrize("value", ["open\nsesame", "ábrete", "two words"])
def test_what_no_header_can_carry_is_no_key(laptop: Laptop, put: Put, value: str) -> None:
    """And the error does not say what it was."""
    with pytest.raises(StoreUnavailable) as raised:
        Secret("V", put("secretsmanager", value), laptop.cloud.client)()
    assert value not in str(raised.value)


def test_a_secret_of_bytes_is_no_key() -> None:
    """Secrets Manager also keeps what is no text."""
    client = Scripted({"SecretBinary": b"open-sesame"})
    with pytest.raises(StoreUnavailable):
        Secret("V", "secretsmanager:a", lambda _: client)()


def test_a_secret_is_never_shown(laptop: Laptop, put: Put, caplog: pytest.LogCaptureFixture) -> None:
    """Neither by the thing that holds it, nor in a log of our own, not even at the lowest level."""
    caplog.set_level(logging.DEBUG, logger="backend")
    secret = Secret("V", put("ssm", "open-sesame"), laptop.cloud.client)
    secret()
    shown = [repr(secret), str(secret)]
    shown += [str(record.__dict__) for record in caplog.records if record.name.startswith("backend")]
    assert not any("sesame" in each for each in shown)


# ---- KIE


@pytest.fixture(autouse=True)
def here(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """This laptop's cloud is the one that the environment names, whichever was started last."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", laptop.cloud.endpoint)


@pytest.fixture
def kie() -> Iterator[KieStandIn]:
    with KieStandIn(Mind()) as running:
        yield running


def services_of(laptop: Laptop, kie: KieStandIn, **settings: str) -> Services:
    environment = {**laptop.environment, "KIE_API_KEY": "", "KIE_BASE_URL": kie.url, **settings}
    environment["FETCH_ALLOWED_HOSTS"] = kie.url.partition("://")[2]
    return Services(Settings.from_env(environment))


def create(kie: Kie) -> str:
    return kie.create_task("a lighthouse", aspect_ratio="1:1", resolution="1K", meter=Meter(), budget=budget())


@pytest.mark.parametrize("service", PLACES)
def test_kie_is_asked_with_a_key_that_is_named(laptop: Laptop, kie: KieStandIn, put: Put, service: str) -> None:
    """KIE_API_KEY_SECRET instead of KIE_API_KEY."""
    services = services_of(laptop, kie, KIE_API_KEY_SECRET=put(service, kie.key))
    assert create(services.kie) in kie.tasks


def test_without_its_key_kie_is_not_asked(laptop: Laptop, kie: KieStandIn) -> None:
    """The service starts, and says which variable names what is not there."""
    services = services_of(laptop, kie, KIE_API_KEY_SECRET="ssm:/dreamforge/none")
    with pytest.raises(StoreUnavailable, match="KIE_API_KEY_SECRET"):
        create(services.kie)
    assert kie.calls == []


def test_a_key_that_was_replaced_is_used(laptop: Laptop, kie: KieStandIn) -> None:
    """Each call takes the key as it then is."""
    keys = ["wrong", kie.key]
    client = Kie(kie.url, lambda: keys.pop(0), "flux-2/pro-image-to-image", fetch=lambda _: b"")
    with pytest.raises(Exception, match="KIE does not accept tasks"):
        create(client)
    assert create(client) in kie.tasks


def test_two_keys_are_one_too_many(laptop: Laptop, kie: KieStandIn) -> None:
    """Both variables at once stop the start, and the key is not shown."""
    with pytest.raises(ConfigurationError) as raised:
        services_of(laptop, kie, KIE_API_KEY="open-sesame", KIE_API_KEY_SECRET="ssm:/a")
    assert "KIE_API_KEY and KIE_API_KEY_SECRET" in str(raised.value)
    assert "sesame" not in str(raised.value)


@pytest.mark.parametrize("place", ["/dreamforge/kie", "vault:/a", "ssm:", "ssm:/two words", "open-sesame"])
def test_a_place_that_is_none_stops_the_start(laptop: Laptop, kie: KieStandIn, place: str) -> None:
    """The message names the variable; a key that was put there by mistake is not shown."""
    with pytest.raises(ConfigurationError) as raised:
        services_of(laptop, kie, KIE_API_KEY_SECRET=place)
    assert "KIE_API_KEY_SECRET" in str(raised.value)
    assert "sesame" not in str(raised.value)


def test_a_secret_named_by_its_arn() -> None:
    """Secrets Manager's own names have colons in them."""
    arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:dreamforge/kie-AbCdEf"
    client = Scripted({"SecretString": "open-sesame"})
    services: list[Any] = []

    def connect(service: str) -> Any:
        services.append(service)
        return client

    assert Secret("V", f"secretsmanager:{arn}", connect)() == "open-sesame"
    assert (services, client.requests[0][1]) == (["secretsmanager"], {"SecretId": arn})
