"""DynamoDB for one page of products: answers at once what `stand_ins.Rows` has, by HTTP on this machine."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from benchmarks.stand_ins import ENVIRONMENT, Rows


@contextmanager
def serve_rows() -> Iterator[str]:
    """Its URL, for `AWS_ENDPOINT_URL`."""
    answers = _answers(Rows())

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = answers.get(self.headers.get("X-Amz-Target", "").rpartition(".")[2])
            self.send_response(400 if body is None else 200)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing: each run would fill the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def _answers(rows: Rows) -> dict[str, bytes]:
    count = len(rows.products)
    listings = {ENVIRONMENT["DDB_TABLE_LISTINGS"]: rows.listings}
    answers = {
        "Query": {"Items": rows.products, "Count": count, "ScannedCount": count},
        "BatchGetItem": {"Responses": listings, "UnprocessedKeys": {}},
        "UpdateItem": rows.update_item(),
    }
    return {name: json.dumps(answer).encode() for name, answer in answers.items()}
