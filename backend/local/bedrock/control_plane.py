"""Bedrock's control plane: which models and inference profiles a region has, and what the account may use."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from urllib.parse import unquote

from backend.local.bedrock import regions
from backend.local.bedrock.account import Account
from backend.local.bedrock.catalogue import locate, served_in, split
from backend.local.bedrock.models import LEGACY_PERIOD, MODELS, Family, Model
from backend.local.bedrock.wire import JSON, ServiceError, invalid

ACCOUNT_ID = "123456789012"
_LAUNCHED = datetime(2025, 1, 1, tzinfo=UTC)
_PAGE = 100
TOOLS = (Family.STABILITY_CONTROL, Family.STABILITY_GUIDE)


class ControlPlane:
    """Answers by path, in the shapes of `botocore`'s service `bedrock`."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def answer(self, path: str, query: dict[str, str], region: str) -> JSON | None:
        """None for a path that is not its own."""
        collection, _, name = path.removeprefix("/").partition("/")
        model_id = unquote(name)
        if collection == "foundation-models":
            return self._model(model_id, region) if model_id else self._models(query, region)
        if collection == "foundation-model-availability" and model_id:
            return self._availability(model_id, region)
        if collection == "inference-profiles":
            return self._profile(model_id, region) if model_id else self._profiles(query, region)
        return None

    def _models(self, query: dict[str, str], region: str) -> JSON:
        modality, provider = query.get("byOutputModality"), query.get("byProvider")
        kind = query.get("byInferenceType")
        found = [self._details(model, region) for model in served_in(region, self._account)]
        return {
            "modelSummaries": [
                each
                for each in found
                if (modality is None or modality in each["outputModalities"])
                and (provider is None or provider.casefold() == each["providerName"].casefold())
                and (kind is None or kind in each["inferenceTypesSupported"])
            ]
        }

    def _model(self, model_id: str, region: str) -> JSON:
        return {"modelDetails": self._details(locate(model_id, region, self._account).model, region)}

    def _details(self, model: Model, region: str) -> JSON:
        is_text = model.family is Family.TEXT
        return {
            "modelArn": f"arn:aws:bedrock:{region}::foundation-model/{model.id}",
            "modelId": model.id,
            "modelName": model.name,
            "providerName": model.provider,
            "inputModalities": ["TEXT", "IMAGE"] if model.family in TOOLS else ["TEXT"],
            "outputModalities": ["TEXT" if is_text else "IMAGE"],
            "responseStreamingSupported": is_text,
            "customizationsSupported": [],
            "inferenceTypesSupported": ["ON_DEMAND"] if region in model.on_demand else ["INFERENCE_PROFILE"],
            "modelLifecycle": self._lifecycle(model),
        }

    def _lifecycle(self, model: Model) -> JSON:
        if model.end_of_life is None or not model.is_legacy(self._account.today):
            return {"status": "ACTIVE"}
        legacy = model.end_of_life - LEGACY_PERIOD
        return {"status": "LEGACY", "endOfLifeTime": _instant(model.end_of_life), "legacyTime": _instant(legacy)}

    def _availability(self, model_id: str, region: str) -> JSON:
        model = MODELS.get(split(model_id, region)[1])
        if model is None:
            raise invalid("The provided model identifier is invalid.")
        has_agreement = model.id not in self._account.without_agreement
        is_entitled = self._account.use_case_submitted or model.provider != "Anthropic"
        is_here = region in model.regions and not model.is_gone(self._account.today)
        return {
            "modelId": model.id,
            "agreementAvailability": {"status": _availability(has_agreement)},
            "authorizationStatus": "AUTHORIZED",
            "entitlementAvailability": _availability(is_entitled and has_agreement),
            "regionAvailability": _availability(is_here),
        }

    def _profiles(self, query: dict[str, str], region: str) -> JSON:
        if query.get("type", "SYSTEM_DEFINED") != "SYSTEM_DEFINED":
            return {"inferenceProfileSummaries": []}
        found = [_profile(prefix, model, region) for prefix, model in self._profiles_in(region)]
        start, size = int(query.get("nextToken", "0")), int(query.get("maxResults", _PAGE))
        page: JSON = {"inferenceProfileSummaries": found[start : start + size]}
        return page | ({"nextToken": str(start + size)} if start + size < len(found) else {})

    def _profile(self, profile_id: str, region: str) -> JSON:
        prefix, name = split(profile_id, region)
        for each, model in self._profiles_in(region):
            if (each, model.id) == (prefix, name):
                return _profile(each, model, region)
        raise ServiceError("ResourceNotFoundException", "The provided inference profile was not found.")

    def _profiles_in(self, region: str) -> Iterator[tuple[str, Model]]:
        for model in served_in(region, self._account):
            yield from ((prefix, model) for prefix, sources in model.profiles.items() if region in sources)


def _profile(prefix: str, model: Model, region: str) -> JSON:
    name = f"{prefix}.{model.id}"
    destinations = regions.DESTINATIONS.get(prefix, frozenset({""})) | {region}
    label = "Global" if prefix == "global" else prefix.upper()
    return {
        "inferenceProfileName": f"{label} {model.provider} {model.name}",
        "description": f"Routes requests to {model.name}.",
        "createdAt": _LAUNCHED.isoformat(),
        "updatedAt": _LAUNCHED.isoformat(),
        "inferenceProfileArn": f"arn:aws:bedrock:{region}:{ACCOUNT_ID}:inference-profile/{name}",
        "models": [
            {"modelArn": f"arn:aws:bedrock:{each}::foundation-model/{model.id}"} for each in sorted(destinations)
        ],
        "inferenceProfileId": name,
        "status": "ACTIVE",
        "type": "SYSTEM_DEFINED",
    }


def _availability(holds: bool) -> str:
    return "AVAILABLE" if holds else "NOT_AVAILABLE"


def _instant(day: date) -> str:
    return datetime.combine(day, time(), UTC).isoformat()
