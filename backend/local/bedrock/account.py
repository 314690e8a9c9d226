"""The AWS account that the stand-in plays: what it may use, and how much of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from backend.local.bedrock.models import AS_OF


@dataclass(frozen=True, slots=True)
class Account:
    """By default one that may use every active model."""

    today: date = AS_OF
    """Decides which models are Legacy and which have reached their end of life."""
    legacy_in_use: frozenset[str] = frozenset()
    """Ids of Legacy models that it has used in the last 30 days; others are refused."""
    without_agreement: frozenset[str] = frozenset()
    """Ids of models whose offer it has not accepted."""
    use_case_submitted: bool = True
    """Anthropic's form: once for an account."""
    lambda_concurrency: int = 1_000
    """Concurrent executions of all functions in a region; a new account starts with 10."""
    requests_per_minute: Mapping[str, float] = field(default_factory=dict)
    """Model id -> Bedrock's quota; others have 1,000."""
