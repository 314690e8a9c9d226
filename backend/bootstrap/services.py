"""The services, each made when it is first asked for. boto3 is imported then, and not before.

Both Lambdas and the laptop put their services together here; handlers get them by type.
"""

import logging
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from backend.adapters.bedrock.image import BedrockImage
from backend.adapters.bedrock.text import BedrockText, TextSettings
from backend.adapters.cognito.cognito import CognitoSignIn
from backend.adapters.cognito.tokens import CognitoTokenVerifier
from backend.adapters.dynamodb.conversations import DynamoDBConversations
from backend.adapters.dynamodb.cursors import Cursors
from backend.adapters.dynamodb.echoes import DynamoDBEchoes
from backend.adapters.dynamodb.idempotency import DynamoDBIdempotency
from backend.adapters.dynamodb.jobs import DynamoDBJobs
from backend.adapters.dynamodb.key_schemas import read_tables, table_keys
from backend.adapters.dynamodb.offers import DynamoDBOffers
from backend.adapters.dynamodb.pictures import DynamoDBPictures
from backend.adapters.dynamodb.shop_window import DynamoDBShopWindow
from backend.adapters.dynamodb.short_lived import DynamoDBCounters
from backend.adapters.dynamodb.sliding_windows import DynamoDBSlidingWindows
from backend.adapters.dynamodb.tables import Tables
from backend.adapters.dynamodb.users import DynamoDBUsers
from backend.adapters.http.safe_fetch import SafeFetch
from backend.adapters.kie.kie import Kie
from backend.adapters.observability.tracing import Tracer
from backend.adapters.pictures.previews import PillowPreviewMaker
from backend.adapters.s3.media import S3MediaStore
from backend.adapters.s3.presigned_post import S3UploadSlots
from backend.adapters.secrets.secrets import Secret
from backend.adapters.sqs.queue import SQSJobQueue
from backend.bootstrap.clients import MODEL_SECONDS, Clients
from backend.bootstrap.config import Settings, trace_header
from backend.domain.catalogue.datasets import Datasets
from backend.domain.chat.chat import Chat
from backend.domain.conversations.ports import Conversations
from backend.domain.echoes.echo_book import EchoBook
from backend.domain.identity.ports import SignIn, Users
from backend.domain.jobs.creations import Creations
from backend.domain.jobs.generations import Generations
from backend.domain.jobs.ports import JobQueue, Jobs
from backend.domain.jobs.workshop import Workshop
from backend.domain.limits.allowance import Allowance
from backend.domain.limits.rate_limit import RateLimit
from backend.domain.limits.text_allowance import TextAllowance
from backend.domain.products.pipeline import Forge
from backend.domain.products.review import ReviewPolicy
from backend.domain.products.shop import Shop
from backend.domain.shared.errors import Invalid
from backend.domain.shared.health import Health
from backend.domain.shared.media import MediaStore, PreviewMaker
from backend.domain.uploads.renewal import Renewal
from backend.domain.uploads.uploads import Uploads

log = logging.getLogger(__name__)

CATALOG_KEY = "mock_data/catalog.json"


class Services(Clients):
    def provide(self, kind: type) -> Any:
        """The service of a type; the types are `PROVIDED`."""
        return PROVIDED[kind](self)

    def connect(self) -> None:
        """Makes every client now instead of when it is first needed."""
        for made in (self.tables, self.media, self.uploads, self.text, self.image, self.cognito, self.queue):
            assert made is not None
        if self.settings.kie_key_secret is not None:
            assert self.kie is not None

    @cached_property
    def tracer(self) -> Tracer:
        return Tracer(self.settings.xray_daemon, header=trace_header)

    @cached_property
    def offers(self) -> DynamoDBOffers:
        settings = self.settings
        return DynamoDBOffers(self.tables, settings.table_products, settings.table_listings, self.cursors)

    @cached_property
    def shop_window(self) -> DynamoDBShopWindow:
        return DynamoDBShopWindow(self.tables, self.settings.table_listings, self.cursors)

    @cached_property
    def conversations(self) -> DynamoDBConversations:
        settings = self.settings
        return DynamoDBConversations(self.tables, settings.table_conversations, settings.table_messages, self.cursors)

    @cached_property
    def users(self) -> DynamoDBUsers:
        return DynamoDBUsers(self.tables, self.settings.table_users)

    @cached_property
    def short_lived(self) -> DynamoDBCounters:
        return DynamoDBCounters(self.tables, self.settings.table_short_lived)

    @cached_property
    def allowance(self) -> Allowance:
        return Allowance(self.short_lived, self.settings.daily_generations)

    @cached_property
    def text_allowance(self) -> TextAllowance:
        return TextAllowance(self.short_lived, self.settings.daily_text_tokens)

    @cached_property
    def rate_limit(self) -> RateLimit:
        windows = DynamoDBSlidingWindows(self.tables, self.settings.table_short_lived)
        return RateLimit(windows, self.settings.rate_limit_requests, self.settings.rate_limit_window)

    @cached_property
    def idempotency(self) -> DynamoDBIdempotency:
        return DynamoDBIdempotency(self.tables, self.settings.table_short_lived)

    @cached_property
    def jobs(self) -> DynamoDBJobs:
        return DynamoDBJobs(self.tables, self.settings.table_jobs, self.cursors)

    @cached_property
    def queue(self) -> SQSJobQueue:
        return SQSJobQueue(self._client("sqs"), self.settings.jobs_queue)

    @cached_property
    def workshop(self) -> Workshop:
        return Workshop(
            self.jobs,
            self.allowance,
            self.text_allowance,
            {"create": lambda: self.creations, "generate": lambda: self.generations},
            release=lambda keys: self.media.release(keys),
        )

    @cached_property
    def creations(self) -> Creations:
        return Creations(self.forge, self.review)

    @cached_property
    def generations(self) -> Generations:
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
    def cursors(self) -> Cursors:
        return Cursors(lambda: self.short_lived.signing_key)

    @cached_property
    def forge(self) -> Forge:
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
    def shop(self) -> Shop:
        return Shop(self.offers, self.shop_window, self.media, self.review)

    @cached_property
    def review(self) -> ReviewPolicy:
        return ReviewPolicy(required=self.settings.review_required)

    @cached_property
    def chat(self) -> Chat:
        return Chat(
            text=self.text,
            conversations=self.conversations,
            offers=self.offers,
            datasets=self.datasets,
            catalog_key=CATALOG_KEY,
        )

    @cached_property
    def echoes(self) -> EchoBook:
        settings = self.settings
        echoes = DynamoDBEchoes(self.tables, settings.table_echoes, settings.table_short_lived, self.cursors)
        return EchoBook(
            echoes, slots=self.slots, uploads=self.uploads, text=self.text, largest=settings.max_audio_file_size
        )

    @cached_property
    def renewal(self) -> Renewal:
        return Renewal(self.media, self.uploads, self.slots)

    @cached_property
    def datasets(self) -> Datasets:
        return Datasets(self.media)

    @cached_property
    def health(self) -> Health:
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
    def text(self) -> BedrockText:
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
    def image(self) -> BedrockImage:
        if self.settings.image_limit is not None:
            log.info("image model has a limit", extra={"advice": self.settings.image_limit})
        client = self._client("bedrock-runtime", seconds=MODEL_SECONDS, region=self.settings.image_region)
        return BedrockImage(client, self.settings.image_model)

    @cached_property
    def media(self) -> S3MediaStore:
        return self._bucket(self.settings.bucket_assets)

    @cached_property
    def previews(self) -> PillowPreviewMaker:
        return PillowPreviewMaker()

    @cached_property
    def uploads(self) -> S3MediaStore:
        return self._bucket(self.settings.bucket_uploads)

    @cached_property
    def slots(self) -> S3UploadSlots:
        return S3UploadSlots(self._s3, self.settings.bucket_uploads)

    @cached_property
    def uploaded_files(self) -> Uploads:
        return Uploads(self.uploads, self.slots)

    @cached_property
    def fetch(self) -> SafeFetch:
        return SafeFetch(allowed_hosts=self.settings.fetch_allowed_hosts)

    @cached_property
    def kie(self) -> Kie:
        settings = self.settings
        if settings.kie_key_secret is not None:
            key: Callable[[], str] = Secret("KIE_API_KEY_SECRET", settings.kie_key_secret, self._client)
        elif settings.kie_key is not None:
            key = settings.kie_key.get_secret_value
        else:
            problem = {"in": "body", "field": "provider", "message": "kie is not set up here"}
            raise Invalid(
                "KIE is not set up here: leave provider out, or set KIE_API_KEY or KIE_API_KEY_SECRET.",
                details=[problem],
            )
        return Kie(settings.kie_base_url, key, settings.kie_model, fetch=self.fetch)

    @cached_property
    def cognito(self) -> CognitoSignIn:
        return CognitoSignIn(self._identity, self.settings.client_id)

    @cached_property
    def tokens(self) -> CognitoTokenVerifier:
        settings = self.settings
        return CognitoTokenVerifier(settings.user_pool, settings.client_id, self._identity.meta.endpoint_url)

    @cached_property
    def tables(self) -> Tables:
        return Tables(self._client("dynamodb"))


PROVIDED: Mapping[type, Callable[[Services], Any]] = {
    Settings: lambda services: services.settings,
    Creations: lambda services: services.creations,
    Forge: lambda services: services.forge,
    Workshop: lambda services: services.workshop,
    Generations: lambda services: services.generations,
    JobQueue: lambda services: services.queue,
    MediaStore: lambda services: services.media,
    PreviewMaker: lambda services: services.previews,
    Jobs: lambda services: services.jobs,
    Shop: lambda services: services.shop,
    Chat: lambda services: services.chat,
    Conversations: lambda services: services.conversations,
    EchoBook: lambda services: services.echoes,
    Users: lambda services: services.users,
    Allowance: lambda services: services.allowance,
    TextAllowance: lambda services: services.text_allowance,
    Uploads: lambda services: services.uploaded_files,
    Datasets: lambda services: services.datasets,
    SignIn: lambda services: services.cognito,
    Health: lambda services: services.health,
}
