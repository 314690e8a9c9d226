"""Reads a deployed REST API through boto3, and makes a gateway of what it finds. Nothing is taken from our own code."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from backend.local.deploy_test.authorizers import (
    FunctionAuthorizer,
    MethodAuthorizer,
    TokenAuthorizer,
    identity_headers,
)
from backend.local.deploy_test.errors import ProofFailedError
from backend.local.deploy_test.function import DeployedFunction
from backend.local.deploy_test.iam.access_log import AccessLog
from backend.local.deploy_test.iam.facts import Connect
from backend.local.deploy_test.iam.policy import Statement, read_policy
from backend.local.deploy_test.invoker import Invoker
from backend.local.deploy_test.routing import DeployedRouting, Method, Resource
from backend.local.gateway import GatewayResponse, GatewayResponses, PoolKeys, RestApi
from backend.local.gateway.authorizer import Authorizer
from backend.local.gateway.event import Api
from backend.local.gateway.responses import STOCK_TEMPLATE

FunctionAt = Callable[[str], DeployedFunction]
"""Function ARN, with its alias -> the running function."""

_FUNCTION_ARN = re.compile(r"/functions/(?P<arn>arn:[^/]+)/invocations$")
_HEADER = "gatewayresponse.header."
_LONGEST_SECONDS = 29.0


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to be served, in numbers, for people."""

    api_id: str
    stage: str
    resources: int
    public: int
    """Methods that need no authorization."""
    guarded: int


class RestApiReader:
    """Reads the one REST API of an account."""

    def __init__(
        self, connect: Connect, account: str, region: str, endpoint: str, functions: FunctionAt, access_log: AccessLog
    ) -> None:
        self._gateway = connect("apigateway")
        self._lambda = connect("lambda")
        self._account = account
        self._region = region
        self._endpoint = endpoint
        self._functions = functions
        self._access_log = access_log
        self.policies: dict[str, list[Statement]] = {}
        """Function ARN -> the statements of its policy."""

    def read(self) -> tuple[RestApi, Found]:
        described = self._one("REST API", self._gateway.get_rest_apis()["items"])
        api_id = described["id"]
        stage = self._one("stage", self._gateway.get_stages(restApiId=api_id)["item"])
        domain = f"{api_id}.execute-api.{self._region}.amazonaws.com"
        api = Api(stage["stageName"], api_id, self._account, stage["deploymentId"], domain)
        guards = {each["id"]: self._guard(each, api) for each in self._authorizers(api_id)}
        resources = [self._resource(each, api, guards) for each in self._resources(api_id)]
        throttle = stage.get("methodSettings", {}).get("*/*", {})
        served = RestApi(
            DeployedRouting(api, self._region, resources),
            binary_types=described.get("binaryMediaTypes", ()),
            gateway_responses=self._responses(api_id),
            rate=throttle.get("throttlingRateLimit"),
            burst=throttle.get("throttlingBurstLimit", 5000),
        )
        methods = [method for resource in resources for method in resource.methods.values()]
        public = sum(method.guard is None for method in methods)
        return served, Found(api_id, api.stage, len(resources), public, len(methods) - public)

    def _one(self, what: str, found: list[Any]) -> Any:
        if len(found) != 1:
            raise ProofFailedError(f"{len(found)} deployed: {what}", "The root stack is to make exactly one.")
        return found[0]

    def _resources(self, api_id: str) -> list[Any]:
        pages = self._gateway.get_paginator("get_resources").paginate(restApiId=api_id, embed=["methods"])
        return [each for page in pages for each in page["items"]]

    def _authorizers(self, api_id: str) -> list[Any]:
        return list(self._gateway.get_authorizers(restApiId=api_id)["items"])

    # ---- authorizers

    def _guard(self, given: Mapping[str, Any], api: Api) -> MethodAuthorizer:
        headers = identity_headers(given.get("identitySource", ""))
        match given["type"]:
            case "COGNITO_USER_POOLS":
                (pool_arn,) = given["providerARNs"]
                return TokenAuthorizer(Authorizer(self._keys(pool_arn)), headers[0])
            case "REQUEST":
                source = self._execute_arn(api, f"authorizers/{given['id']}")
                invoker = self._invoker(given["authorizerUri"], source)
                return FunctionAuthorizer(invoker, api, headers, float(given.get("authorizerResultTtlInSeconds", 300)))
        raise ProofFailedError(
            f"authorizer {given['name']} is of type {given['type']}", "The proof knows no such type."
        )

    def _keys(self, pool_arn: str) -> PoolKeys:
        pool_id = pool_arn.rpartition("/")[2]
        issuer = f"https://cognito-idp.{self._region}.amazonaws.com/{pool_id}"
        return PoolKeys(issuer, f"{self._endpoint}/{pool_id}/.well-known/jwks.json", None)

    # ---- methods

    def _resource(self, given: Mapping[str, Any], api: Api, guards: Mapping[str, MethodAuthorizer]) -> Resource:
        methods = {
            name: self._method(name, each, given["path"], api, guards)
            for name, each in given.get("resourceMethods", {}).items()
        }
        return Resource(given["id"], given["path"], methods)

    def _method(
        self, name: str, given: Mapping[str, Any], path: str, api: Api, guards: Mapping[str, MethodAuthorizer]
    ) -> Method:
        where = f"{name} {path}"
        integration = given.get("methodIntegration")
        if not integration or integration["type"] != "AWS_PROXY":
            raise ProofFailedError(f"{where} has no Lambda proxy integration", "The proof serves no other kind.")
        if given.get("apiKeyRequired"):
            raise ProofFailedError(f"{where} asks for an API key", "The proof knows none.")
        source = self._execute_arn(api, f"{api.stage}/{'*' if name == 'ANY' else name}{_replace_variables(path)}")
        timeout = min(float(integration.get("timeoutInMillis", 29_000)) / 1000, _LONGEST_SECONDS)
        return Method(self._guard_of(where, given, guards), self._invoker(integration["uri"], source), timeout)

    def _guard_of(
        self, where: str, given: Mapping[str, Any], guards: Mapping[str, MethodAuthorizer]
    ) -> MethodAuthorizer | None:
        match given.get("authorizationType", "NONE"):
            case "NONE":
                return None
            case "COGNITO_USER_POOLS" | "CUSTOM":
                return guards[given["authorizerId"]]
        raise ProofFailedError(
            f"{where} is authorized by {given['authorizationType']}", "The proof knows no such type."
        )

    def _invoker(self, uri: str, source_arn: str) -> Invoker:
        found = _FUNCTION_ARN.search(uri)
        if found is None:
            raise ProofFailedError(f"{uri} names no function", "Use the function's invoke_arn.")
        arn = found["arn"]
        if arn not in self.policies:
            self.policies[arn] = self._policy(arn)
        return Invoker(self._functions(arn), self.policies[arn], source_arn, self._access_log)

    def _policy(self, arn: str) -> list[Statement]:
        """The function's own policy; an alias has one of its own, as AWS keeps them."""
        try:
            document = self._lambda.get_policy(FunctionName=arn)["Policy"]
        except self._lambda.exceptions.ResourceNotFoundException:
            return []
        return read_policy(json.loads(document), f"policy of function {arn.partition(':function:')[2]}")

    def _execute_arn(self, api: Api, rest: str) -> str:
        return f"arn:aws:execute-api:{self._region}:{self._account}:{api.api_id}/{rest}"

    # ---- its own answers

    def _responses(self, api_id: str) -> GatewayResponses:
        given = self._gateway.get_gateway_responses(restApiId=api_id)["items"]
        configured = [each for each in given if not each.get("defaultResponse")]
        return GatewayResponses({each["responseType"]: _response(each) for each in configured})


def _response(given: Mapping[str, Any]) -> GatewayResponse:
    templates = given.get("responseTemplates") or {}
    headers = {
        name.removeprefix(_HEADER): _header(value)
        for name, value in (given.get("responseParameters") or {}).items()
        if name.startswith(_HEADER)
    }
    status = given.get("statusCode")
    return GatewayResponse(templates.get("application/json", STOCK_TEMPLATE), headers, int(status) if status else None)


def _header(value: str) -> str:
    """ "'no-store'" -> "no-store"; what is no literal must be context.requestId, the one variable known here."""
    if value.startswith("'") and value.endswith("'"):
        return value[1:-1]
    if value != "context.requestId":
        raise ProofFailedError(f"a gateway response has the header value {value}", "The proof knows only literals.")
    return value


def _replace_variables(path: str) -> str:
    """ "/docs/{file}" -> "/docs/*" """
    return re.sub(r"\{[^}]+\}", "*", path)
