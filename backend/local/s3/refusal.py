"""S3's way of saying no."""

from html import escape


class S3RefusedError(Exception):
    """An error in S3's terms: a code such as AccessDenied, a message, an HTTP status."""

    def __init__(self, code: str, message: str, status: int = 403) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status

    def xml(self, request_id: str) -> bytes:
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{self.code}</Code><Message>{escape(self.message, quote=False)}</Message>"
            f"<RequestId>{request_id}</RequestId><HostId>local</HostId></Error>"
        ).encode()


def access_denied(message: str = "Access Denied") -> S3RefusedError:
    return S3RefusedError("AccessDenied", message)
