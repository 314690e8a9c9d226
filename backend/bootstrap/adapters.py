"""The adapters, each made when it is first asked for; its module is imported then, and not before.

Repositories, stores, models and identity: what the services of the domain are put together of.
"""

import logging
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from backend.bootstrap.clients import MODEL_SECONDS, Clients
from backend.bootstrap.config import trace_header

if TYPE_CHECKING:
    from backend.adapters.bedrock.image import BedrockImage
    from backend.adapters.bedrock.restyle import BedrockRestyle
    from backend.adapters.bedrock.text import BedrockText
    from backend.adapters.cognito.cognito import CognitoSignIn
    from backend.adapters.cognito.tokens import CognitoTokenVerifier
    from backend.adapters.dynamodb.conversations import DynamoDBConversations
    from backend.adapters.dynamodb.cursors import Cursors
    from backend.adapters.dynamodb.idempotency import DynamoDBIdempotency
    from backend.adapters.dynamodb.jobs import DynamoDBJobs
    from backend.adapters.dynamodb.product_listings import DynamoDBProductListings
    from backend.adapters.dynamodb.short_lived import DynamoDBCounters
    from backend.adapters.dynamodb.storefront import DynamoDBStorefront
    from backend.adapters.dynamodb.tables import Tables
    from backend.adapters.dynamodb.users import DynamoDBUsers
    from backend.adapters.http.safe_fetch import SafeFetch
    from backend.adapters.kie.kie import Kie
    from backend.adapters.observability.tracing import Tracer
    from backend.adapters.pictures.previews import PillowPreviewMaker
    from backend.adapters.s3.media import S3MediaStore
    from backend.adapters.s3.presigned_post import S3UploadSlots
    from backend.adapters.sqs.queue import SQSJobQueue

log = logging.getLogger(__name__)


class Adapters(Clients):
    def connect(self) -> None:
        """Makes every client now instead of when it is first needed."""
        for made in (self.tables, self._s3, self.media, self.uploads, self.text, self.image, self.cognito, self.queue):
            assert made is not None
        if self.settings.kie_key_secret is not None:
            assert self.kie is not None

    def forget_secrets(self) -> None:
        """The pool's keys and the secret of a provider, which may have been replaced, are read when they are needed."""
        for name in ("tokens", "kie"):
            self.__dict__.pop(name, None)

    @cached_property
    def tracer(self) -> "Tracer":
        from backend.adapters.observability.tracing import Tracer

        return Tracer(self.settings.xray_daemon, header=trace_header)

    @cached_property
    def offers(self) -> "DynamoDBProductListings":
        from backend.adapters.dynamodb.product_listings import DynamoDBProductListings

        settings = self.settings
        return DynamoDBProductListings(self.tables, settings.table_products, settings.table_listings, self.cursors)

    @cached_property
    def storefront(self) -> "DynamoDBStorefront":
        from backend.adapters.dynamodb.storefront import DynamoDBStorefront

        return DynamoDBStorefront(self.tables, self.settings.table_listings, self.cursors)

    @cached_property
    def conversations(self) -> "DynamoDBConversations":
        from backend.adapters.dynamodb.conversations import DynamoDBConversations

        settings = self.settings
        return DynamoDBConversations(self.tables, settings.table_conversations, settings.table_messages, self.cursors)

    @cached_property
    def users(self) -> "DynamoDBUsers":
        from backend.adapters.dynamodb.users import DynamoDBUsers

        return DynamoDBUsers(self.tables, self.settings.table_users)

    @cached_property
    def short_lived(self) -> "DynamoDBCounters":
        from backend.adapters.dynamodb.short_lived import DynamoDBCounters

        return DynamoDBCounters(self.tables, self.settings.table_short_lived)

    @cached_property
    def idempotency(self) -> "DynamoDBIdempotency":
        from backend.adapters.dynamodb.idempotency import DynamoDBIdempotency

        return DynamoDBIdempotency(self.tables, self.settings.table_short_lived)

    @cached_property
    def jobs(self) -> "DynamoDBJobs":
        from backend.adapters.dynamodb.jobs import DynamoDBJobs

        return DynamoDBJobs(self.tables, self.settings.table_jobs, self.cursors)

    @cached_property
    def queue(self) -> "SQSJobQueue":
        from backend.adapters.sqs.queue import SQSJobQueue

        return SQSJobQueue(self._client("sqs"), self.settings.jobs_queue)

    @cached_property
    def cursors(self) -> "Cursors":
        from backend.adapters.dynamodb.cursors import Cursors

        return Cursors(lambda: self.short_lived.signing_key)

    @cached_property
    def text(self) -> "BedrockText":
        from backend.adapters.bedrock.text import BedrockText, TextSettings

        settings = self.settings
        for line in settings.retired_models:
            log.warning("model is past its end of life", extra={"advice": line})
        chosen = TextSettings(
            models=settings.text_models,
            temperature=settings.temperature,
            top_p=settings.top_p,
            cache_prompt=settings.cache_prompt,
            guardrail=settings.guardrail,
            streaming=settings.streaming,
        )
        return BedrockText(self._client("bedrock-runtime", seconds=MODEL_SECONDS), chosen)

    @cached_property
    def image(self) -> "BedrockImage":
        from backend.adapters.bedrock.image import BedrockImage

        if self.settings.image_limit is not None:
            log.info("image model has a limit", extra={"advice": self.settings.image_limit})
        client = self._client("bedrock-runtime", seconds=MODEL_SECONDS, region=self.settings.image_region)
        return BedrockImage(client, self.settings.image_model, restyler=self._make_restyler(client))

    def _make_restyler(self, client: Any) -> "BedrockRestyle | None":
        if self.settings.restyle_model is None:
            return None
        from backend.adapters.bedrock.restyle import BedrockRestyle
        from backend.adapters.pictures.fitting import fit_picture

        return BedrockRestyle(client, self.settings.restyle_model, fit=fit_picture)

    @cached_property
    def media(self) -> "S3MediaStore":
        return self._bucket(self.settings.bucket_assets)

    @cached_property
    def previews(self) -> "PillowPreviewMaker":
        from backend.adapters.pictures.previews import PillowPreviewMaker

        return PillowPreviewMaker()

    @cached_property
    def uploads(self) -> "S3MediaStore":
        return self._bucket(self.settings.bucket_uploads)

    @cached_property
    def slots(self) -> "S3UploadSlots":
        from backend.adapters.s3.presigned_post import S3UploadSlots

        return S3UploadSlots(self._s3, self.settings.bucket_uploads)

    @cached_property
    def fetch(self) -> "SafeFetch":
        from backend.adapters.http.safe_fetch import SafeFetch

        return SafeFetch(allowed_hosts=self.settings.fetch_allowed_hosts)

    @cached_property
    def kie(self) -> "Kie":
        from backend.adapters.kie.kie import Kie
        from backend.adapters.secrets.secrets import Secret

        settings = self.settings
        if settings.kie_key_secret is not None:
            key: Callable[[], str] = Secret("KIE_API_KEY_SECRET", settings.kie_key_secret, self._client)
        elif settings.kie_key is not None:
            key = settings.kie_key.get_secret_value
        else:
            from backend.domain.shared.errors import Invalid

            problem = {"in": "body", "field": "provider", "message": "kie is not set up here"}
            raise Invalid(
                "KIE is not configured here: leave out provider, or set KIE_API_KEY or KIE_API_KEY_SECRET.",
                details=[problem],
            )
        return Kie(settings.kie_base_url, key, settings.kie_model, fetch=self.fetch)

    @cached_property
    def cognito(self) -> "CognitoSignIn":
        from backend.adapters.cognito.cognito import CognitoSignIn

        return CognitoSignIn(self._identity, self.settings.client_id)

    @cached_property
    def tokens(self) -> "CognitoTokenVerifier":
        from backend.adapters.cognito.tokens import CognitoTokenVerifier

        settings = self.settings
        return CognitoTokenVerifier(settings.user_pool, settings.client_id, self._identity.meta.endpoint_url)

    @cached_property
    def tables(self) -> "Tables":
        from backend.adapters.dynamodb.tables import Tables

        return Tables(self._client("dynamodb"))
