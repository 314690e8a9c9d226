"""The service's settings, and services whose tables and files answer at once from memory."""

import logging
import os
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config

from backend.adapters.dynamodb.items import encode
from backend.adapters.dynamodb.product_listings import listing_row, product_row
from backend.adapters.dynamodb.tables import Tables
from backend.adapters.observability.logs import LineHandler, configure_logging
from backend.adapters.s3.media import S3MediaStore
from backend.api.application import ApiApplication
from backend.api.lambda_function import LambdaHandler
from backend.api.routes import OPERATIONS
from backend.bootstrap.config import Settings
from backend.bootstrap.services import Services
from backend.domain.products.brief import Brief
from backend.domain.products.models import Listing, StoredProduct
from backend.domain.products.ports import ProductListing
from backend.domain.shared.ids import new_id, timestamp
from benchmarks.apps.counters import Counters
from benchmarks.apps.events import CLIENT_ID, OWNER

TABLES = ("PRODUCTS", "LISTINGS", "USERS", "JOBS", "CONVERSATIONS", "MESSAGES", "ECHOES", "REQUESTS", "SHORT_LIVED")
REGION = "us-west-2"
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "AWS_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "AWS_EC2_METADATA_DISABLED": "true",
    "STAGE": "dev",
    "CORS_ALLOW_ORIGINS": "https://shop.example.com",
    "S3_BUCKET_UPLOADS": "dreamforge-uploads",
    "S3_BUCKET_ASSETS": "dreamforge-assets",
    "SQS_QUEUE_JOBS": "https://sqs.us-west-2.amazonaws.com/123456789012/dreamforge-jobs",
    "COGNITO_USER_POOL_ID": "us-west-2_AbCdEfGhI",
    "COGNITO_CLIENT_ID": CLIENT_ID,
    **{f"DDB_TABLE_{name}": f"dreamforge-{name.lower()}" for name in TABLES},
}


class Rows(Counters):
    """DynamoDB with twenty products of one owner in it."""

    def __init__(self) -> None:
        offers = [_offer() for _ in range(20)]
        self.products = [encode(product_row(offer)) for offer in offers]
        self.listings = [encode(listing_row(offer)) for offer in offers]

    def query(self, **_: Any) -> Mapping[str, Any]:
        return {"Items": self.products}

    def batch_get_item(self, *, RequestItems: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"Responses": dict.fromkeys(RequestItems, self.listings)}


class StandIns(Services):
    @cached_property
    def tables(self) -> Tables:
        return Tables(Rows())

    @cached_property
    def media(self) -> S3MediaStore:
        session = boto3.session.Session(
            ENVIRONMENT["AWS_ACCESS_KEY_ID"], ENVIRONMENT["AWS_SECRET_ACCESS_KEY"], region_name=REGION
        )
        config = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
        client = session.client("s3", config=config)
        bucket, credentials = self.settings.bucket_assets, session.get_credentials()
        return S3MediaStore(lambda: client, bucket, region=REGION, credentials=credentials)


class Handler(LambdaHandler):
    """The Lambda handler, whole, with its log lines written to nowhere."""

    def _put_together(self) -> ApiApplication:
        settings = Settings.from_env(ENVIRONMENT)
        nowhere = open(os.devnull, "w")  # noqa: PTH123, SIM115 - open as long as the process
        configure_logging("INFO", LineHandler(logging.INFO, nowhere))
        self._application = ApiApplication(StandIns(settings), OPERATIONS)
        return self._application


def make_rows() -> tuple[dict[str, Any], dict[str, Any]]:
    """A product of `OWNER` and its listing, as they are stored."""
    offer = _offer()
    return product_row(offer), listing_row(offer)


def _offer() -> ProductListing:
    product_id, listing_id, now = new_id("prd"), new_id("lst"), timestamp()
    brief = Brief(
        title="Colombia en flor",
        description="Un póster de la cordillera y sus orquídeas, para quien la echa de menos. " * 2,
        kind="poster",
        style="mid-century",
        mood="alegre",
        palette=["#FCD116", "#003893", "#CE1126", "#F7F2E7", "#1B1B1B"],
        keywords=["orquídea", "montaña", "café", "cóndor"],
        tags=["colombia", "viajes", "poster"],
        language="es",
        price_cents=2500,
        design_prompt="Mountains and orchids in flat shapes, a condor above, morning light from the left. " * 3,
    )
    both = {"product_id": product_id, "listing_id": listing_id, "owner_id": OWNER, "created_at": now, "updated_at": now}
    product = StoredProduct(
        **both,
        title=brief.title,
        description=brief.description,
        kind=brief.kind,
        tags=brief.tags,
        status="active",
        media_keys=[f"assets/{OWNER}/generated/poster_{product_id[4:]}.png"],
        brief=brief,
    )
    return ProductListing(
        product, Listing(**both, price_cents=2500, currency="USD", status="active", metadata={"stage": "dev"})
    )
