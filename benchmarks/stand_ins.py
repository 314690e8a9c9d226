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
from backend.adapters.observability.logs import JsonLines, configure_logging
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

OWNER = "0f6c1a52-5d0b-4a0e-9d5b-1c2f4b8f9a10"
TABLES = ("PRODUCTS", "LISTINGS", "USERS", "JOBS", "CONVERSATIONS", "MESSAGES", "ECHOES", "SHORT_LIVED")
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "AWS_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "AWS_EC2_METADATA_DISABLED": "true",
    "STAGE": "dev",
    "CORS_ALLOW_ORIGINS": "https://shop.example.com",
    "S3_BUCKET_UPLOADS": "dreamforge-uploads",
    "S3_BUCKET_ASSETS": "dreamforge-assets",
    "SQS_QUEUE_JOBS": "https://sqs.eu-west-1.amazonaws.com/123456789012/dreamforge-jobs",
    "COGNITO_USER_POOL_ID": "eu-west-1_AbCdEfGhI",
    "COGNITO_CLIENT_ID": "1h57kf5cpq17m0eml12EXAMPLE",
    **{f"DDB_TABLE_{name}": f"dreamforge-{name.lower()}" for name in TABLES},
}


class Rows:
    """DynamoDB with twenty products of one owner in it."""

    def __init__(self) -> None:
        offers = [_offer() for _ in range(20)]
        self.products = [encode(product_row(offer)) for offer in offers]
        self.listings = [encode(listing_row(offer)) for offer in offers]

    def query(self, **_: Any) -> Mapping[str, Any]:
        return {"Items": self.products}

    def batch_get_item(self, *, RequestItems: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"Responses": dict.fromkeys(RequestItems, self.listings)}

    def update_item(self, **_: Any) -> Mapping[str, Any]:
        return {"Attributes": {"taken": {"N": "1"}}}


class StandIns(Services):
    @cached_property
    def tables(self) -> Tables:
        return Tables(Rows())

    @cached_property
    def media(self) -> S3MediaStore:
        session = boto3.session.Session(
            ENVIRONMENT["AWS_ACCESS_KEY_ID"], ENVIRONMENT["AWS_SECRET_ACCESS_KEY"], region_name="eu-west-1"
        )
        config = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
        client = session.client("s3", config=config)
        bucket, credentials = self.settings.bucket_assets, session.get_credentials()
        return S3MediaStore(client, bucket, region="eu-west-1", credentials=credentials)


class Handler(LambdaHandler):
    """The Lambda handler, whole, with its log lines written to nowhere."""

    def _put_together(self) -> ApiApplication:
        settings = Settings.from_env(ENVIRONMENT)
        log = logging.StreamHandler(open(os.devnull, "w"))  # noqa: PTH123, SIM115 - open as long as the process
        log.setFormatter(JsonLines())
        configure_logging("INFO", log)
        self._application = ApiApplication(StandIns(settings), OPERATIONS)
        return self._application


def event(method: str, path: str, *, body: str | None = None, **query: str) -> dict[str, Any]:
    """An event of API Gateway's proxy integration, as large as real ones, from a caller who has signed in."""
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "Authorization": "Bearer " + "x" * 900,
        "CloudFront-Viewer-Country": "CO",
        "Content-Type": "application/json",
        "Host": "abc123.execute-api.eu-west-1.amazonaws.com",
        "Origin": "https://shop.example.com",
        "User-Agent": "curl/8.5.0",
        "X-Amzn-Trace-Id": "Root=1-67891233-abcdef012345678912345678",
        "X-Forwarded-For": "203.0.113.7",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
    }
    claims = {
        "sub": OWNER,
        "aud": ENVIRONMENT["COGNITO_CLIENT_ID"],
        "token_use": "id",
        "cognito:username": "ana",
        "email": "ana@example.com",
        "cognito:groups": "seller",
    }
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": query or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "pathParameters": {"proxy": path.lstrip("/")},
        "stageVariables": None,
        "requestContext": {
            "path": f"/dev{path}",
            "stage": "dev",
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "domainName": "abc123.execute-api.eu-west-1.amazonaws.com",
            "identity": {"sourceIp": "203.0.113.7", "userAgent": "curl/8.5.0"},
            "authorizer": {"claims": claims},
        },
        "body": body,
        "isBase64Encoded": False,
    }


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
