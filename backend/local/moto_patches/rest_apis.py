"""API Gateway: an API keeps the binary media types that it is made with.

https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRestApi.html
"""

import json
from collections.abc import Callable
from typing import Any

from moto.apigateway.responses import APIGatewayResponse

from backend.local.moto_patches.patching import replace


def apply() -> None:
    replace(APIGatewayResponse, "create_rest_api", _with_binary_types)


def _with_binary_types(original: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def create_rest_api(self: Any) -> Any:
        status, headers, body = original(self)
        made = json.loads(body)
        types = json.loads(self.body or "{}").get("binaryMediaTypes")
        if status != 200 or not types:
            return status, headers, body
        api = self.backend.get_rest_api(made["id"])
        api.binaryMediaTypes = list(types)
        return status, headers, json.dumps(api.to_dict())

    return create_rest_api
