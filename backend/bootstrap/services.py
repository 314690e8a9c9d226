"""The services, each made when it is first asked for; its module is imported then, and not before.

Both Lambdas and the laptop put their services together here; handlers get them by type.
"""

import logging
from collections.abc import Callable, Container, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from backend.bootstrap.clients import MODEL_SECONDS, Clients
from backend.bootstrap.config import trace_header

if TYPE_CHECKING:
    from backend.adapters.bedrock.image import BedrockImage
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
    from backend.domain.catalogue.datasets import Datasets
    from backend.domain.chat.chat import Chat
    from backend.domain.echoes.echo_service import EchoService
    from backend.domain.jobs.creations import Creations
    from backend.domain.jobs.generations import Generations
    from backend.domain.jobs.job_service import JobService
    from backend.domain.limits.allowance import Allowance
    from backend.domain.limits.rate_limit import RateLimit
    from backend.domain.limits.text_allowance import TextAllowance
    from backend.domain.products.pipeline import Forge
    from backend.domain.products.review import ReviewPolicy
    from backend.domain.products.shop import Shop
    from backend.domain.shared.health import Health
    from backend.domain.uploads.uploads import Uploads
    from backend.domain.uploads.url_refresher import PresignedUrlRefresher

log = logging.getLogger(__name__)

CATALOG_KEY = "mock_data/catalog.json"
PROVIDED: Mapping[str, str] = {
    "backend.bootstrap.config.Settings": "settings",
    "backend.domain.jobs.creations.Creations": "creations",
    "backend.domain.products.pipeline.Forge": "forge",
    "backend.domain.jobs.job_service.JobService": "job_service",
    "backend.domain.jobs.generations.Generations": "generations",
    "backend.domain.jobs.ports.JobQueue": "queue",
    "backend.domain.shared.media.MediaStore": "media",
    "backend.domain.shared.media.PreviewMaker": "previews",
    "backend.domain.jobs.ports.Jobs": "jobs",
    "backend.domain.products.shop.Shop": "shop",
    "backend.domain.chat.chat.Chat": "chat",
    "backend.domain.conversations.ports.Conversations": "conversations",
    "backend.domain.echoes.echo_service.EchoService": "echoes",
    "backend.domain.identity.ports.Users": "users",
    "backend.domain.limits.allowance.Allowance": "allowance",
    "backend.domain.limits.text_allowance.TextAllowance": "text_allowance",
    "backend.domain.uploads.uploads.Uploads": "uploaded_files",
    "backend.domain.catalogue.datasets.Datasets": "datasets",
    "backend.domain.identity.ports.SignIn": "cognito",
    "backend.domain.shared.health.Health": "health",
}
"""The types of services that a handler can ask for, and the property of `Services` that has it. By name: a type that
nobody asked for is not imported."""


def name_of(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


class ProvidedTypes(Container[type]):
    """The types of `PROVIDED`."""

    def __contains__(self, kind: object) -> bool:
        return isinstance(kind, type) and name_of(kind) in PROVIDED


class Services(Clients):
    def provide(self, kind: type) -> Any:
        """The service of a type; the types are `PROVIDED`."""
        return getattr(self, PROVIDED[name_of(kind)])

    def connect(self) -> None:
        """Makes every client now instead of when it is first needed."""
        for made in (self.tables, self.media, self.uploads, self.text, self.image, self.cognito, self.queue):
            assert made is not None
        if self.settings.kie_key_secret is not None:
            assert self.kie is not None

    def load(self) -> None:
        """Makes every client, and every service that a handler can ask for."""
        self.connect()
        for name in (*PROVIDED.values(), "rate_limit", "idempotency", "tokens"):
            getattr(self, name)

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
    def allowance(self) -> "Allowance":
        from backend.domain.limits.allowance import Allowance

        return Allowance(self.short_lived, self.settings.daily_generations)

    @cached_property
    def text_allowance(self) -> "TextAllowance":
        from backend.domain.limits.text_allowance import TextAllowance

        return TextAllowance(self.short_lived, self.settings.daily_text_tokens)

    @cached_property
    def rate_limit(self) -> "RateLimit":
        from backend.adapters.dynamodb.sliding_windows import DynamoDBSlidingWindows
        from backend.domain.limits.rate_limit import RateLimit

        windows = DynamoDBSlidingWindows(self.tables, self.settings.table_short_lived)
        return RateLimit(windows, self.settings.rate_limit_requests, self.settings.rate_limit_window)

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
    def job_service(self) -> "JobService":
        from backend.domain.jobs.job_service import JobService

        return JobService(
            self.jobs,
            self.allowance,
            self.text_allowance,
            {"create": lambda: self.creations, "generate": lambda: self.generations},
            release=lambda keys: self.media.release(keys),
        )

    @cached_property
    def creations(self) -> "Creations":
        from backend.domain.jobs.creations import Creations

        return Creations(self.forge, self.review)

    @cached_property
    def generations(self) -> "Generations":
        from backend.domain.jobs.generations import Generations

        return Generations(
            image=self.image,
            kie=lambda: self.kie,
            fetch=lambda url: self.fetch(url),
            media=self.media,
            previews=self.previews,
            uploads=self.uploads,
            claim=lambda key: self.slots.claim(key, owned=False),
        )

    @cached_property
    def cursors(self) -> "Cursors":
        from backend.adapters.dynamodb.cursors import Cursors

        return Cursors(lambda: self.short_lived.signing_key)

    @cached_property
    def forge(self) -> "Forge":
        from backend.adapters.dynamodb.pictures import DynamoDBPictures
        from backend.domain.products.pipeline import Forge

        return Forge(
            text=self.text,
            image=self.image,
            media=self.media,
            previews=self.previews,
            offers=self.offers,
            conversations=self.conversations,
            pictures=DynamoDBPictures(self.tables, self.settings.table_short_lived),
            stage=self.settings.stage,
        )

    @cached_property
    def shop(self) -> "Shop":
        from backend.domain.products.shop import Shop

        return Shop(self.offers, self.storefront, self.media, self.review)

    @cached_property
    def review(self) -> "ReviewPolicy":
        from backend.domain.products.review import ReviewPolicy

        return ReviewPolicy(required=self.settings.review_required)

    @cached_property
    def chat(self) -> "Chat":
        from backend.domain.chat.chat import Chat

        return Chat(
            text=self.text,
            conversations=self.conversations,
            offers=self.offers,
            datasets=self.datasets,
            catalog_key=CATALOG_KEY,
        )

    @cached_property
    def echoes(self) -> "EchoService":
        from backend.adapters.dynamodb.echoes import DynamoDBEchoes
        from backend.domain.echoes.echo_service import EchoService

        settings = self.settings
        echoes = DynamoDBEchoes(self.tables, settings.table_echoes, settings.table_short_lived, self.cursors)
        return EchoService(
            echoes, slots=self.slots, uploads=self.uploads, text=self.text, largest=settings.max_audio_file_size
        )

    @cached_property
    def renewal(self) -> "PresignedUrlRefresher":
        from backend.domain.uploads.url_refresher import PresignedUrlRefresher

        return PresignedUrlRefresher(self.media, self.uploads, self.slots)

    @cached_property
    def datasets(self) -> "Datasets":
        from backend.domain.catalogue.datasets import Datasets

        return Datasets(self.media)

    @cached_property
    def health(self) -> "Health":
        from backend.adapters.dynamodb.key_schemas import read_tables, table_keys
        from backend.domain.shared.health import Health

        tables = {
            getattr(self.settings, f"table_{table}"): dict.fromkeys(table_keys(table), "health")
            for table in read_tables()
        }
        return Health(
            {
                "tables": lambda: self.tables.reachable(tables),
                "buckets": self._buckets_reachable,
                "model": self._models_usable,
            }
        )

    def _models_usable(self) -> None:
        self.text.reachable()
        self.image.check_usable()

    def _buckets_reachable(self) -> None:
        self.media.reachable()
        self.uploads.reachable()

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
        return BedrockImage(client, self.settings.image_model)

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
    def uploaded_files(self) -> "Uploads":
        from backend.domain.uploads.uploads import Uploads

        return Uploads(self.uploads, self.slots)

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
