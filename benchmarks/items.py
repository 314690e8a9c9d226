"""A page of twenty products out of DynamoDB's typed items into Python values, and one of them back."""

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from backend.adapters.dynamodb.items import decode, encode
from benchmarks.measure import interleaved
from benchmarks.stand_ins import Rows
from benchmarks.table import compared


def run() -> None:
    items = Rows().products
    read, write = TypeDeserializer().deserialize, TypeSerializer().serialize
    compared(
        "Decoding a page of twenty",
        interleaved(
            {
                "boto3's TypeDeserializer": lambda: [{n: read(v) for n, v in item.items()} for item in items],
                "ours": lambda: [decode(item) for item in items],
            }
        ),
    )
    row = decode(items[0])
    compared(
        "Encoding one product",
        interleaved(
            {
                "boto3's TypeSerializer": lambda: {name: write(value) for name, value in row.items()},
                "ours": lambda: encode(row),
            }
        ),
    )


if __name__ == "__main__":
    run()
