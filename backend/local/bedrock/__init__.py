"""Bedrock Runtime on the laptop: the service's own wire protocol over HTTP, the offline designer in place of a model.

    with BedrockStandIn() as bedrock:
        client = boto3.client("bedrock-runtime", endpoint_url=bedrock.url, ...)

`faults` makes it fail the way the service fails; `calls` counts what would have been paid for. Both also answer over
HTTP, at `/_faults` and `/_calls`. It refuses what the models refuse, by its own tables (`models`, `text_traits`,
`image_bodies`), and takes the region from each request's signature. An `Account` may lack access; a `Pace`
makes the models slow.
"""

from backend.local.bedrock.account import Account
from backend.local.bedrock.faults import BedrockCall, BedrockFault
from backend.local.bedrock.model_backend import ModelBackend, OfflineBackend, Picture, PromptPassage
from backend.local.bedrock.pace import Pace
from backend.local.bedrock.server import BedrockStandIn

__all__ = [
    "Account",
    "BedrockCall",
    "BedrockFault",
    "BedrockStandIn",
    "ModelBackend",
    "OfflineBackend",
    "Pace",
    "Picture",
    "PromptPassage",
]
