"""The product's page of products by FastAPI, Mangum and boto3: rate limit, query, listings, presigned URLs."""

import os
from typing import Annotated, Any

import boto3
from boto3.dynamodb.types import TypeDeserializer
from botocore.config import Config
from fastapi import FastAPI, Query, Request
from mangum import Mangum
from pydantic import BaseModel

from benchmarks.apps.events import PRODUCT_EVENTS as EVENTS

__all__ = ["EVENTS", "handler"]

TABLES = {name: os.environ[f"DDB_TABLE_{name}"] for name in ("PRODUCTS", "LISTINGS", "SHORT_LIVED")}
BUCKET = os.environ["S3_BUCKET_ASSETS"]
app = FastAPI()
dynamodb = boto3.client("dynamodb")
s3 = boto3.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))
read = TypeDeserializer().deserialize


class Listing(BaseModel):
    listing_id: str
    price_cents: int
    currency: str
    status: str


class Product(BaseModel):
    product_id: str
    title: str
    description: str
    kind: str
    tags: list[str]
    status: str
    image_urls: list[str]
    created_at: str
    listing: Listing


class Products(BaseModel):
    items: list[Product]


@app.get("/products")
def list_products(request: Request, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Products:
    user = request.scope["aws.event"]["requestContext"]["authorizer"]["claims"]["sub"]
    dynamodb.update_item(
        TableName=TABLES["SHORT_LIVED"],
        Key={"key": {"S": f"rate#{user}"}},
        UpdateExpression="ADD #slice :one",
        ExpressionAttributeNames={"#slice": "slice_1"},
        ExpressionAttributeValues={":one": {"N": "1"}},
        ReturnValues="ALL_NEW",
    )
    found = dynamodb.query(
        TableName=TABLES["PRODUCTS"],
        IndexName="by_owner",
        KeyConditionExpression="owner_id = :owner",
        ExpressionAttributeValues={":owner": {"S": user}},
        ScanIndexForward=False,
        Limit=limit,
    )
    products = [_values(item) for item in found["Items"]]
    keys = [{"listing_id": {"S": product["listing_id"]}} for product in products]
    listings = dynamodb.batch_get_item(RequestItems={TABLES["LISTINGS"]: {"Keys": keys}})
    by_id = {row["listing_id"]: row for row in map(_values, listings["Responses"][TABLES["LISTINGS"]])}
    return Products(
        items=[
            Product(
                **{**product, "image_urls": [_sign(key) for key in product["media_keys"]]},
                listing=Listing(**by_id[product["listing_id"]]),
            )
            for product in products
        ]
    )


def _values(item: dict[str, Any]) -> dict[str, Any]:
    return {name: read(value) for name, value in item.items()}


def _sign(key: str) -> str:
    url: str = s3.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": key}, ExpiresIn=3600)
    return url


handler = Mangum(app, lifespan="off")
