"""The session with prepared descriptions sends what stock botocore sends: each operation of the code, in several
regions and environments. Nothing is sent here: a request is taken where it would leave.
"""

import copy
import gzip
import json
import marshal
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import botocore.session
import pytest
from botocore import UNSIGNED, xform_name
from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.loaders import JSONFileLoader, Loader
from botocore.model import ServiceModel, Shape

from backend.adapters.calls.retry import POLICIES
from backend.adapters.dynamodb.items import decode
from backend.bootstrap.aws_services import SERVICES
from backend.bootstrap.aws_session import PreparedLoader, create_session, find_bucket_url, find_endpoint
from backend.bootstrap.clients import Clients
from backend.bootstrap.config import Settings
from backend.bootstrap.prepared import VERSION, read_prepared, record_compiled
from benchmarks.stand_ins import ENVIRONMENT
from scripts.prepare_aws import ROOT, prepare_apart

REGIONS = ("us-west-2", "us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1")
ENVIRONMENTS: dict[str, dict[str, str]] = {
    "plain": {},
    "endpoint": {"AWS_ENDPOINT_URL": "http://127.0.0.1:9699/base"},
    "endpoint of one service": {"AWS_ENDPOINT_URL_DYNAMODB": "https://tables.example.com"},
    "endpoints ignored": {"AWS_ENDPOINT_URL": "http://127.0.0.1:9699", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
    "FIPS": {"AWS_USE_FIPS_ENDPOINT": "true"},
    "dual stack": {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
    "FIPS and dual stack": {"AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true"},
    "retries": {"AWS_RETRY_MODE": "adaptive", "AWS_MAX_ATTEMPTS": "7"},
    "proxy": {"HTTPS_PROXY": "http://proxy.example.com:3128", "NO_PROXY": "s3.us-west-2.amazonaws.com"},
    "session token": {"AWS_SESSION_TOKEN": "a token/of+a role", "AWS_ACCOUNT_ID": "123456789012"},
    "account's endpoint": {"AWS_ACCOUNT_ID": "123456789012", "AWS_ACCOUNT_ID_ENDPOINT_MODE": "preferred"},
    "defaults": {"AWS_DEFAULTS_MODE": "in-region", "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "regional"},
    "checksums": {"AWS_REQUEST_CHECKSUM_CALCULATION": "when_required"},
    "user agent": {"AWS_SDK_UA_APP_ID": "shop", "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13"},
}
ENDPOINTS = {"AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"}
"""With other variables one region says what all do."""
CHANGING = {"X-Amz-Date", "amz-sdk-invocation-id", "Date"}
OPTIONS: dict[str, dict[str, Any]] = {
    "s3": {"signature_version": "s3v4", "s3": {"addressing_style": "virtual"}},
    "cognito-idp": {"signature_version": UNSIGNED},
}


class OwnFiles(JSONFileLoader):  # type: ignore[misc]
    """Reads the files itself: those that a laptop in this process has shared were changed by botocore."""

    def load_file(self, path: str) -> Any:
        kinds = ((".json", open), (".json.gz", gzip.open))
        found = (self._load_file(path + suffix, open_file) for suffix, open_file in kinds)
        return next((content for content in found if content is not None), None)


STOCK = Loader(file_loader=OwnFiles())
"""Kept for all tests: reading the descriptions is what takes long."""


@cache
def read_stock(args: tuple[Any, ...]) -> str:
    return json.dumps(STOCK.load_service_model(*args))


class StockLoader(Loader):  # type: ignore[misc]
    """Each session has descriptions of its own: botocore changes them, S3's paths for one."""

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        return json.loads(read_stock((service_name, type_name, api_version)))


class PreparedClients(Clients):
    def __init__(self, region: str, file: Path) -> None:
        super().__init__(cast(Settings, SimpleNamespace(region=region)))
        self._file = file

    @cached_property
    def _session(self) -> Any:
        return create_session(self.settings.region, read_prepared(self._file))

    def make(self, service: str) -> Any:
        made = {"s3": lambda: self._s3, "cognito-idp": lambda: self._identity}
        return made.get(service, lambda: self._client(service))()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("prepared") / "aws.marshal"
    file.write_bytes(prepare_apart())
    return file


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ENVIRONMENT["AWS_ACCESS_KEY_ID"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", ENVIRONMENT["AWS_SECRET_ACCESS_KEY"])
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    for name in ("AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)


class StockClients:
    """Clients of one session, as ours are: botocore notes in the first of them where the keys came from."""

    def __init__(self, region: str) -> None:
        self._session = botocore.session.Session()
        self._session.register_component("data_loader", StockLoader())
        self._region = region

    def make(self, service: str) -> Any:
        config = Config(
            retries={"mode": "standard", "total_max_attempts": 1},
            max_pool_connections=32,
            **copy.deepcopy(OPTIONS.get(service, {})),  # botocore changes what it is given
        )
        return self._session.create_client(service, self._region, config=config)


def sample(shape: Shape, *, whole: bool, depth: int = 0) -> Any:
    """A value of the shape: with `whole` every member, else the required ones, and tokens that would be random."""
    match shape.type_name:
        case "structure":
            members = {
                name: member
                for name, member in shape.members.items()
                if whole or name in shape.required_members or member.metadata.get("idempotencyToken")
            }
            if getattr(shape, "is_tagged_union", False):
                members = dict(list(shape.members.items())[:1])
            if depth > 6:
                members = {name: member for name, member in members.items() if name in shape.required_members}
            return {name: sample(member, whole=whole, depth=depth + 1) for name, member in members.items()}
        case "list":
            return [sample(shape.member, whole=whole, depth=depth + 1)] if depth < 6 else []
        case "map":
            return {"ñ a": sample(shape.value, whole=whole, depth=depth + 1)} if depth < 6 else {}
        case "string":
            return (shape.enum or ["dreamforge-text/ñ"])[0] if shape.name != "BucketName" else "dreamforge-assets"
        case "boolean":
            return True
        case "integer" | "long":
            return max(1, int(shape.metadata.get("min", 1)))
        case "float" | "double":
            return 0.5
        case "blob":
            return b"content"
        case "timestamp":
            return "2026-11-29T12:00:00Z"
    raise AssertionError(f"no sample of {shape.type_name}")


def take_request(client: Any, operation: str, request: Mapping[str, Any]) -> Any:
    """What would be sent, without what changes from call to call; or how the call fails before."""
    taken: list[Any] = []

    def take(request: Any, **_: Any) -> AWSResponse:
        taken.append(request)
        return AWSResponse(request.url, 500, {}, None)

    client.meta.events.register_first("before-send", take, unique_id="take")
    try:
        getattr(client, operation)(**request)
    except (BotoCoreError, ClientError, AttributeError, TypeError) as error:
        if not taken:
            return type(error).__name__, str(error)
    finally:
        client.meta.events.unregister("before-send", unique_id="take")
    (sent,) = taken
    headers = {name: value for name, value in sent.headers.items() if name not in CHANGING}
    headers = {name: value.decode() if isinstance(value, bytes) else value for name, value in headers.items()}
    # features of the call, as a set: m/E,P,b
    features = re.compile(r"\bm/([\w,+-]+)")
    headers["User-Agent"] = features.sub(lambda m: ",".join(sorted(m[1].split(","))), headers["User-Agent"])
    if "Authorization" in headers:
        headers["Authorization"] = re.sub(r"/\d{8}/|Signature=\w+", "", headers["Authorization"])
    body = sent.body if isinstance(sent.body, bytes | str | None) else sent.body.read()
    return sent.method, sent.url, headers, body


def signed_parts(client: Any) -> Any:
    """Presigned URLs and forms, without their time and signature."""
    bucket = {"Bucket": "dreamforge-assets", "Key": "assets/ana/ñ 1.png"}
    try:
        url = urlsplit(client.generate_presigned_url("get_object", Params=bucket, ExpiresIn=900))
    except BotoCoreError as error:  # a region without FIPS
        return str(error)
    form = client.generate_presigned_post(bucket["Bucket"], bucket["Key"], Conditions=[["content-length-range", 1, 9]])
    query = {name: value for name, value in parse_qsl(url.query) if name not in ("X-Amz-Date", "X-Amz-Signature")}
    fields = {
        name: value for name, value in form["fields"].items() if name not in ("x-amz-date", "x-amz-signature", "policy")
    }
    return url._replace(query=""), query, form["url"], fields


def operations(prepared: Path) -> Iterator[tuple[str, str]]:
    loader = create_session("us-west-2", read_prepared(prepared)).get_component("data_loader")
    for service in sorted(SERVICES):
        for name in loader.load_service_model(service, "service-2")["operations"]:
            yield service, name


@pytest.fixture(scope="module")
def requests(prepared: Path) -> list[tuple[str, str, dict[str, Any]]]:
    """Two for each operation: with the required members, and with all."""
    loader, made = StockLoader(), []
    models = {service: ServiceModel(loader.load_service_model(service, "service-2"), service) for service in SERVICES}
    for service, name in operations(prepared):
        shape = models[service].operation_model(name).input_shape
        for whole in (False, True):
            made.append((service, xform_name(name), sample(shape, whole=whole) if shape is not None else {}))
    return made


@pytest.mark.parametrize("environment", ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_requests_are_those_of_botocore(
    prepared: Path,
    requests: list[tuple[str, str, dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
    environment: Mapping[str, str],
) -> None:
    """Method, URL, headers and body, of every operation, with all members and with the required ones."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    sent, regions = 0, REGIONS if environment.keys() <= ENDPOINTS else REGIONS[:1]
    for region in regions:
        clients, stock_clients = PreparedClients(region, prepared), StockClients(region)
        assert isinstance(clients._session.get_component("data_loader"), PreparedLoader)
        pairs = {service: (clients.make(service), stock_clients.make(service)) for service in sorted(SERVICES)}
        for service, (ours, stock) in pairs.items():
            assert (ours.meta.endpoint_url, ours.meta.partition) == (stock.meta.endpoint_url, stock.meta.partition)
            assert ours.meta.config.retries == stock.meta.config.retries
            proxies = [each._endpoint.http_session._proxy_config._proxies for each in (ours, stock)]
            assert proxies[0] == proxies[1], service
        for service, name, request in requests:
            expected = take_request(pairs[service][1], name, request)
            assert take_request(pairs[service][0], name, request) == expected, (service, name, region)
            sent += len(expected) == 4
        assert signed_parts(pairs["s3"][0]) == signed_parts(pairs["s3"][1])
    assert sent > 0.5 * len(regions) * len(requests), "most samples have to be valid requests"


@pytest.mark.parametrize("environment", ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_a_bucket_is_found_where_a_client_finds_it(
    prepared: Path, monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str]
) -> None:
    """Without a client: in each region, with names that fit into a host and others. Or a client has to be asked."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = set()
    for region in REGIONS:
        session, stock = create_session(region, read_prepared(prepared)), StockClients(region).make("s3")
        for bucket in ("dreamforge-assets", "dreamforge.assets", "Dreamforge_Assets"):
            url = find_bucket_url(session, bucket, find_endpoint(session))
            found.add(url is not None)
            if url is not None:
                asked = {"Bucket": bucket, "Key": "key"}
                assert stock.generate_presigned_url("get_object", Params=asked).partition("?")[0] == f"{url}/key"
    assert found == {not environment.keys() & {*ENDPOINTS, "AWS_DEFAULTS_MODE"}}


def test_every_operation_that_is_repeated_is_prepared(prepared: Path) -> None:
    """The retry layer lists what the code calls."""
    known = {xform_name(name) for _, name in operations(prepared)}
    assert {name for name in POLICIES if not name.startswith("kie ")} <= known


def test_descriptions_are_those_of_botocore(prepared: Path) -> None:
    """Each operation, each shape that it reaches, and each modelled error are the same but for their documentation: so
    answers and errors are read as botocore reads them."""
    loader = create_session("us-west-2", read_prepared(prepared)).get_component("data_loader")
    for service in sorted(SERVICES):
        ours, stock = (each.load_service_model(service, "service-2") for each in (loader, STOCK))
        assert ours["metadata"] == stock["metadata"]
        assert ours["operations"]
        errors = {name for name, shape in stock["shapes"].items() if shape.get("exception")}
        assert errors <= set(ours["shapes"])
        for part in ("operations", "shapes"):
            for name, content in ours[part].items():
                assert content == without_documentation(stock[part][name]), (service, name)
        model = ServiceModel(ours, service)
        for name in model.operation_names:
            operation = model.operation_model(name)
            for shape in filter(None, (operation.input_shape, operation.output_shape, *operation.error_shapes)):
                walk(shape, set())


def without_documentation(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {
            name: "" if name == "documentation" and isinstance(each, str) else without_documentation(each)
            for name, each in node.items()
        }
    return [without_documentation(each) for each in node] if isinstance(node, list) else node


def walk(shape: Shape, seen: set[str]) -> None:
    """Raises where a shape that is referred to is missing."""
    if shape.name in seen:
        return
    seen.add(shape.name)
    members = list(getattr(shape, "members", {}).values())
    members += [getattr(shape, name) for name in ("member", "key", "value") if shape.type_name in ("list", "map")
                and hasattr(shape, name)]  # fmt: skip
    for each in members:
        walk(each, seen)


IMPORT = """
import sys
from pathlib import Path
from backend.bootstrap.prepared import read_prepared, record_compiled
content = read_prepared(Path(sys.argv[1]))
from backend.bootstrap.late_imports import leave_out_imports
leave_out_imports(content)
with record_compiled(compiled := []):
    import backend.adapters.calls.transport
    from backend.bootstrap.aws_session import create_session
    create_session("us-west-2", content).create_client("dynamodb")
print(len(compiled))
"""


def test_patterns_are_compiled_ahead(prepared: Path, tmp_path: Path) -> None:
    """Nothing is compiled at a cold start, with the version of Python that prepared the file; with another all is."""
    other = tmp_path / "aws.marshal"
    other.write_bytes(prepared.read_bytes().replace(VERSION.encode(), b"0" * len(VERSION), 1))
    compiled = []
    for file in (prepared, other):
        environment = {"PYTHONPATH": str(ROOT), "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
        command = [sys.executable, "-W", "error", "-c", IMPORT, str(file)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        compiled.append(int(done.stdout))
    assert compiled[0] == 0
    assert compiled[1] > 50


def test_patterns_are_those_that_re_compiles(prepared: Path) -> None:
    """Flag for flag and code for code, of the whole file."""
    content = marshal.loads(prepared.read_bytes())
    patterns = marshal.loads(content["patterns"])
    compiled: list[Any] = []
    with record_compiled(compiled):
        for pattern, flags, _ in patterns:
            re._compiler.compile(pattern, flags)  # type: ignore[attr-defined]
    assert compiled == patterns


LATE = """
import sys
from pathlib import Path
from backend.bootstrap.late_imports import LATE, leave_out_imports
from backend.bootstrap.prepared import read_prepared
leave_out_imports(read_prepared(Path(sys.argv[1])))
import backend.adapters.calls.transport
from backend.bootstrap.aws_session import create_session
client = create_session("us-west-2", None).create_client("dynamodb")
assert type(sys.modules["urllib3.http2"]).__name__ == "_LateModule", "nothing is left out"
assert "zipfile" not in sys.modules
assert set(LATE) <= set(sys.modules)
import botocore.docs, botocore.retries.adaptive, dateutil.parser, jmespath, urllib3.http2
from botocore.credentials import parse
from botocore.utils import parse_timestamp
assert parse_timestamp("2026-11-30T12:00:00Z").hour == 12
assert parse("Mon, 30 Nov 2026 12:00:00 GMT") == dateutil.parser.isoparse("2026-11-30T12:00:00Z")
assert jmespath.search("a.b", {"a": {"b": 1}}) == 1
assert callable(urllib3.http2.inject_into_urllib3) and callable(urllib3.http2.probe.acquire_and_get)
assert callable(botocore.docs.generate_docs) and callable(botocore.retries.adaptive.register_retry_handler)
assert client.get_paginator("list_tables") and client.get_waiter("table_exists") and client.get_item.__doc__ == ""
try:
    jmespath.nothing
except AttributeError as error:
    print(error)
"""


def test_what_is_imported_late_is_all_there(prepared: Path) -> None:
    """Left out until it is used, and then as it always is: with botocore's own clients, in a process of its own."""
    environment = {"PYTHONPATH": str(ROOT), "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
    command = [sys.executable, "-W", "error", "-c", LATE, str(prepared)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "module 'jmespath' has no attribute 'nothing'\n"


# ---- answers of DynamoDB


ANSWERS: dict[str, dict[str, Any]] = {
    "GetItem": {"Item": {"a": {"S": "ñ"}, "n": {"N": "1.50"}, "b": {"BOOL": False}, "z": {"NULL": True}}},
    "Query": {"Items": [{"l": {"L": [{"S": "x"}, {"M": {"k": {"N": "2"}}}]}}], "Count": 1, "LastEvaluatedKey": None},
    "BatchGetItem": {"Responses": {"t": [{"bytes": {"B": "AAH/"}}]}, "UnprocessedKeys": {}},
    "PutItem": {},
}


@pytest.mark.parametrize("operation", ANSWERS)
def test_answers_of_dynamodb_are_read_as_botocore_reads_them(prepared: Path, operation: str) -> None:
    """Each kind of value, and what is null; items are the same once they are decoded. Errors are botocore's own."""
    clients = PreparedClients("us-west-2", prepared)
    ours, stock = clients.make("dynamodb"), StockClients("us-west-2").make("dynamodb")
    shape = stock.meta.service_model.operation_model(operation).output_shape
    parsers = [each._endpoint._response_parser_factory.create_parser("json") for each in (ours, stock)]
    assert type(parsers[0]) is not type(parsers[1])
    headers = HeadersDict({"x-amzn-RequestId": "id", "Content-Type": "application/x-amz-json-1.0"})
    sent = {"headers": headers, "status_code": 200, "context": {"operation_name": operation}}
    sent["body"] = json.dumps(ANSWERS[operation]).encode()
    read = [decode_items(parser.parse(dict(sent), shape)) for parser in parsers]
    assert read[0] == read[1]
    error = b'{"__type": "com.amazonaws#ConditionalCheckFailedException", "Message": "no"}'
    failed = [parser.parse({**sent, "status_code": 400, "body": error}, shape) for parser in parsers]
    assert failed[0] == failed[1]


def decode_items(answer: dict[str, Any]) -> dict[str, Any]:
    responses = {table: [decode(item) for item in items] for table, items in answer.get("Responses", {}).items()}
    return {**answer, "Items": [decode(item) for item in answer.get("Items", ())], "Responses": responses}


# ---- when botocore's own descriptions are used


def test_another_botocore_is_read_as_it_is(prepared: Path, tmp_path: Path) -> None:
    """A file that was prepared from another version is not used; nor is one that is missing."""
    other = tmp_path / "aws.marshal"
    content = prepared.read_bytes()
    version = botocore.__version__.encode()
    other.write_bytes(content.replace(version, b"0" * len(version), 1))
    for file in (other, tmp_path / "missing"):
        session = create_session("eu-central-1", read_prepared(file))
        assert type(session.get_component("data_loader")) is Loader
        assert session.create_client("dynamodb").meta.endpoint_url == "https://dynamodb.eu-central-1.amazonaws.com"


def test_descriptions_of_the_users_own_come_first(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AWS_DATA_PATH names folders that botocore looks into before its own."""
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    loader = create_session("eu-central-1", read_prepared(prepared)).get_component("data_loader")
    assert type(loader) is Loader
    assert str(tmp_path) in loader.search_paths


def test_a_service_that_is_not_prepared_is_read_from_botocore(prepared: Path) -> None:
    """As for the credentials of a role, which STS gives: at the same endpoint, with the same request."""
    ours = create_session("eu-central-1", read_prepared(prepared)).create_client("sts")
    expected = take_request(StockClients("eu-central-1").make("sts"), "get_caller_identity", {})
    sent = take_request(ours, "get_caller_identity", {})
    assert sent[:2] == expected[:2] == ("POST", "https://sts.eu-central-1.amazonaws.com/")
    assert sent[3] == expected[3]
