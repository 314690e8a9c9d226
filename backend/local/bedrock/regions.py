"""The regions of Bedrock, and from which of them a request may name which kind of inference profile.

Source: ListFoundationModels and ListInferenceProfiles of all regions as published by mirai73/bedrock-models on
2026-08-21. A model's profile of a geography can be called from some regions of that geography only, so the sets have
names of their own.
"""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


NONE: frozenset[str] = frozenset()

US_MAIN = _set("us-east-1 us-east-2 us-west-2")
US_ALL = US_MAIN | {"us-west-1"}
US_AND_CENTRAL_CANADA = US_ALL | {"ca-central-1"}
NORTH_AMERICA = US_AND_CENTRAL_CANADA | {"ca-west-1"}

EU_MAIN = _set("eu-central-1 eu-north-1 eu-west-1 eu-west-3")
EU_SOUTH = _set("eu-south-1 eu-south-2")
EU_ALL = EU_MAIN | EU_SOUTH | _set("eu-central-2 eu-west-2")

APAC = _set("ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3")
JAPAN = _set("ap-northeast-1 ap-northeast-3")
AUSTRALIA = _set("ap-southeast-2 ap-southeast-4 ap-southeast-6")
CANADA = _set("ca-central-1 ca-west-1")

GLOBAL = (
    NORTH_AMERICA
    | EU_ALL
    | APAC
    | JAPAN
    | AUSTRALIA
    | _set("ap-east-2 ap-south-2 ap-southeast-5 ap-southeast-7 af-south-1 il-central-1 mx-central-1 sa-east-1")
)
"""The commercial regions from which profiles named `global.` can be called."""

OPEN_WEIGHTS = (
    _set("ap-northeast-1 ap-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 eu-north-1 eu-west-2 sa-east-1")
    | US_MAIN
)
"""Where Mistral's models of late 2025 are served by their own id."""

DESTINATIONS = {
    "us": US_MAIN,
    "eu": EU_MAIN | EU_SOUTH,
    "apac": APAC | JAPAN,
    "jp": JAPAN,
    "au": _set("ap-southeast-2 ap-southeast-4"),
    "ca": CANADA,
}
"""Where a geography's profiles send requests; the region that they come from is always one. `global` goes anywhere."""

PREFIXES = (*DESTINATIONS, "global")
