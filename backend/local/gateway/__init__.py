"""Amazon API Gateway (REST, Lambda proxy integration, Cognito user-pool authorizer) as it behaves, on this machine.

Facts are from the API Gateway developer guide: "Input/Output format of a Lambda function for proxy integration",
"Gateway response types", "Quotas for configuring and running a REST API" and "Important notes".
"""

from backend.local.gateway.authorizer import PoolKeys
from backend.local.gateway.paths import PublicPath
from backend.local.gateway.responses import GatewayResponse, GatewayResponses
from backend.local.gateway.server import Gateway, RestApi

__all__ = ["Gateway", "GatewayResponse", "GatewayResponses", "PoolKeys", "PublicPath", "RestApi"]
