"""The services, each made when it is first asked for; its module is imported then, and not before.

Both Lambdas and the laptop put their services together here; handlers get them by type.
"""

from collections.abc import Container, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from backend.bootstrap.adapters import Adapters

if TYPE_CHECKING:
    from backend.domain.catalogue.datasets import Datasets
    from backend.domain.chat.chat import Chat
    from backend.domain.echoes.echo_service import EchoService
    from backend.domain.jobs.creations import Creations
    from backend.domain.jobs.generations import Generations
    from backend.domain.jobs.job_service import JobService
    from backend.domain.jobs.variations import Variations
    from backend.domain.limits.allowance import Allowance
    from backend.domain.limits.rate_limit import RateLimit
    from backend.domain.limits.text_allowance import TextAllowance
    from backend.domain.order_requests.service import OrderRequests
    from backend.domain.products.pipeline import Forge
    from backend.domain.products.print_files import PrintFileService
    from backend.domain.products.prints import PrintMaker
    from backend.domain.products.review import ReviewPolicy
    from backend.domain.products.shop import Shop
    from backend.domain.shared.health import Health
    from backend.domain.uploads.input_pictures import InputPictures
    from backend.domain.uploads.uploads import Uploads
    from backend.domain.uploads.url_refresher import PresignedUrlRefresher

CATALOG_KEY = "mock_data/catalog.json"
PROVIDED: Mapping[str, str] = {
    "backend.bootstrap.config.Settings": "settings",
    "backend.domain.jobs.creations.Creations": "creations",
    "backend.domain.products.pipeline.Forge": "forge",
    "backend.domain.jobs.job_service.JobService": "job_service",
    "backend.domain.jobs.generations.Generations": "generations",
    "backend.domain.jobs.variations.Variations": "variations",
    "backend.domain.jobs.ports.JobQueue": "queue",
    "backend.domain.shared.media.MediaStore": "media",
    "backend.domain.shared.media.PreviewMaker": "previews",
    "backend.domain.jobs.ports.Jobs": "jobs",
    "backend.domain.products.shop.Shop": "shop",
    "backend.domain.products.print_files.PrintFileService": "print_files",
    "backend.domain.order_requests.service.OrderRequests": "order_requests",
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


class Services(Adapters):
    def provide(self, kind: type) -> Any:
        """The service of a type; the types are `PROVIDED`."""
        return getattr(self, PROVIDED[name_of(kind)])

    def load(self) -> None:
        """Makes every client, and every service that a handler can ask for."""
        self.connect()
        for name in (*PROVIDED.values(), "rate_limit", "idempotency", "tokens"):
            getattr(self, name)

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
    def job_service(self) -> "JobService":
        from backend.domain.jobs.job_service import JobService

        return JobService(
            self.jobs,
            self.allowance,
            self.text_allowance,
            {
                "create": lambda: self.creations,
                "generate": lambda: self.generations,
                "variations": lambda: self.variations,
            },
            release=lambda keys: self.media.release(keys),
        )

    @cached_property
    def creations(self) -> "Creations":
        from backend.domain.jobs.creations import Creations

        return Creations(self.forge, self.review, self.image, self.input_pictures)

    @cached_property
    def input_pictures(self) -> "InputPictures":
        from backend.domain.uploads.input_pictures import InputPictures

        return InputPictures(
            media=self.media, uploads=self.uploads, claim=lambda key: self.slots.claim(key, owned=False)
        )

    @cached_property
    def generations(self) -> "Generations":
        from backend.domain.jobs.generations import Generations

        return Generations(
            image=self.image,
            kie=lambda: self.kie,
            fetch=lambda url: self.fetch(url),
            media=self.media,
            previews=self.previews,
            inputs=self.input_pictures,
        )

    @cached_property
    def variations(self) -> "Variations":
        from backend.domain.jobs.variations import Variations

        return Variations(lambda: self.forge, self.shop, self.jobs, self.input_pictures)

    @cached_property
    def forge(self) -> "Forge":
        from backend.adapters.dynamodb.pictures import DynamoDBPictures
        from backend.domain.products.pipeline import Forge

        return Forge(
            text=self.text,
            image=self.image,
            media=self.media,
            prints=self.prints,
            offers=self.offers,
            conversations=self.conversations,
            pictures=DynamoDBPictures(self.tables, self.settings.table_short_lived),
            read_input=lambda key: self.input_pictures.read(key),
            stage=self.settings.stage,
        )

    @cached_property
    def shop(self) -> "Shop":
        from backend.domain.products.shop import Shop

        return Shop(self.offers, self.storefront, self.media, self.review, lambda: self.prints)

    @cached_property
    def order_requests(self) -> "OrderRequests":
        from backend.adapters.dynamodb.order_requests import DynamoDBOrderRequests
        from backend.domain.limits.allowance import Allowance
        from backend.domain.order_requests.service import REQUESTS_A_DAY, OrderRequests

        requests = DynamoDBOrderRequests(self.tables, self.settings.table_requests, self.cursors)
        allowance = Allowance(self.short_lived, REQUESTS_A_DAY, what="order requests")
        return OrderRequests(requests, self.shop, allowance)

    @cached_property
    def prints(self) -> "PrintMaker":
        from backend.adapters.typesetting.typesetter import HarfBuzzTypesetter
        from backend.domain.products.prints import PrintMaker

        return PrintMaker(HarfBuzzTypesetter(), self.media, self.previews)

    @cached_property
    def print_files(self) -> "PrintFileService":
        from backend.adapters.print_files.maker import PdfPrintFileMaker
        from backend.domain.products.print_files import PrintFileService

        return PrintFileService(self.shop, self.media, PdfPrintFileMaker())

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
    def uploaded_files(self) -> "Uploads":
        from backend.domain.uploads.uploads import Uploads

        return Uploads(self.uploads, self.slots)
