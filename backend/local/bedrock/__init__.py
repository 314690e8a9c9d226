"""Bedrock Runtime on the laptop: the service's own wire protocol over HTTP, the offline designer in place of a model.

    with BedrockStandIn() as bedrock:
        client = boto3.client("bedrock-runtime", endpoint_url=bedrock.url, ...)

`faults` makes it fail the way the service fails; `calls` counts what would have been paid for. Both also answer over
HTTP, at `/_faults` and `/_calls`.
"""

from backend.local.bedrock.faults import Call, Fault, FaultList
from backend.local.bedrock.mind import Mind, OfflineMind, Passage, Picture
from backend.local.bedrock.server import BedrockStandIn

__all__ = ["BedrockStandIn", "Call", "Fault", "FaultList", "Mind", "OfflineMind", "Passage", "Picture"]
