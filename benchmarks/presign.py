"""A presigned URL, by boto3 and by hand with the day's signing key kept. That both are the same is a test."""

import boto3
from botocore.config import Config

from backend.adapters.s3.media import S3MediaStore
from benchmarks.measure import interleaved
from benchmarks.table import compared

KEY = "assets/0f6c1a52-5d0b-4a0e-9d5b-1c2f4b8f9a10/generated/poster_01KAJ5Z8Q6W6V4Y0Z6M6F1E9XN.png"


def run() -> None:
    session = boto3.session.Session("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCY", region_name="eu-west-1")
    client = session.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))
    store = S3MediaStore(lambda: client, "dreamforge-assets", region="eu-west-1", credentials=session.get_credentials())
    asked = {
        "Bucket": "dreamforge-assets",
        "Key": KEY,
        "ResponseContentDisposition": "inline",
        "ResponseContentType": "image/png",
    }
    timings = interleaved(
        {
            "boto3": lambda: client.generate_presigned_url("get_object", Params=asked, ExpiresIn=900),
            "ours": lambda: store.url(KEY, "image/png"),
        }
    )
    compared("Presigning a URL", timings)


if __name__ == "__main__":
    run()
