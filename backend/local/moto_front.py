"""moto's application behind our own front: an account for each cloud, and the places where moto is laxer than AWS."""

from collections.abc import Iterable
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app

from backend.local import moto_state
from backend.local.serving import App, QuietHandler, Serving

ACCESS_KEY = "local"
SECRET_KEY = "local-secret"  # noqa: S105 (known to everybody: it opens nothing but this machine's own stand-ins)


class _Handler(QuietHandler, MotoRequestHandler):
    """moto's reading of headers (S3 metadata with underscores), our connections."""


class MotoFront:
    """moto for one account and one region, served on a free port."""

    def __init__(self, account: str, region: str) -> None:
        self._account = account
        moto_state.forget(account)
        app = _for_account(DomainDispatcherApplication(create_backend_app), account, region)
        self._serving = Serving(app, handler=_Handler)
        self.url = self._serving.url

    def close(self) -> None:
        self._serving.close()
        moto_state.forget(self._account)


def _for_account(app: App, account: str, region: str) -> App:
    """moto keeps accounts apart; which one a request means is its own header. Cognito's public calls (signing in) carry
    no signature, hence no region, and moto would look for their pool in us-east-1."""
    scope = f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20260101/{region}/cognito-idp/aws4_request"

    def with_account(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = account
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        if target.startswith("AWSCognitoIdentityProviderService.") and "HTTP_AUTHORIZATION" not in environ:
            environ["HTTP_AUTHORIZATION"] = f"{scope}, SignedHeaders=host, Signature=none"
        return app(environ, start_response)

    return with_account
