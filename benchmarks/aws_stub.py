"""DynamoDB for one page of products: answers at once what `stand_ins.Rows` has, by HTTP on this machine."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from benchmarks.stand_ins import Rows


@contextmanager
def serve_rows() -> Iterator[str]:
    """Its URL, for `AWS_ENDPOINT_URL`."""
    answers = _answers(Rows())

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps(answers[self.headers["X-Amz-Target"].rpartition(".")[2]](sent)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing: each run would fill the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def _answers(rows: Rows) -> dict[str, Callable[[Any], Any]]:
    count = len(rows.products)
    return {
        "Query": lambda _: {**rows.query(), "Count": count, "ScannedCount": count},
        "BatchGetItem": lambda sent: {**rows.batch_get_item(**sent), "UnprocessedKeys": {}},
        "UpdateItem": lambda sent: rows.update_item(**sent),
    }
