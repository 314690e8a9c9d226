"""The official Python SDK's own OAuth client, 1.x or 2.x: it is given the address of /mcp and a client id, no token."""

import os
from importlib.metadata import version
from typing import Any

import anyio
from browser import CALLBACK, sign_in
from journey import URL, Report
from mcp.client.auth import OAuthClientProvider
from mcp.shared.auth import OAuthClientInformationFull, OAuthClientMetadata

IS_NEW = version("mcp").startswith("2.")


class Storage:
    """What the client knows: who it is registered as, and the tokens that it gets."""

    def __init__(self) -> None:
        self.tokens: Any = None

    async def get_tokens(self) -> Any:
        return self.tokens

    async def set_tokens(self, tokens: Any) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> Any:
        return OAuthClientInformationFull(
            client_id=os.environ["MCP_CLIENT_ID"], redirect_uris=[CALLBACK], token_endpoint_auth_method="none"
        )

    async def set_client_info(self, client_info: Any) -> None:
        raise AssertionError("it registers itself, though it is registered")


def provider(report: Report, storage: Storage) -> Any:
    given: dict[str, str] = {}

    async def open_browser(address: str) -> None:
        given.update(await anyio.to_thread.run_sync(sign_in, address))
        report.calls += 1

    async def wait_for_code() -> Any:
        if not IS_NEW:
            return given["code"], given["state"]
        from mcp.shared.auth import AuthorizationCodeResult

        return AuthorizationCodeResult(code=given["code"], state=given["state"])

    metadata = OAuthClientMetadata(client_name="dreamforge-consumer", redirect_uris=[CALLBACK])
    return OAuthClientProvider(URL, metadata, storage, redirect_handler=open_browser, callback_handler=wait_for_code)


async def list_tools(auth: Any) -> tuple[int, str]:
    """How many tools are listed, and the protocol that was spoken."""
    if IS_NEW:
        import httpx2
        from mcp.client import Client
        from mcp.client.streamable_http import streamable_http_client

        async with (
            httpx2.AsyncClient(auth=auth, timeout=60) as http,
            Client(streamable_http_client(URL, http_client=http)) as client,
        ):
            return len((await client.list_tools()).tools), str(client.protocol_version)
    import httpx
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async with (
        httpx.AsyncClient(auth=auth, timeout=60) as http,
        streamable_http_client(URL, http_client=http) as (read, write, _),
        ClientSession(read, write) as session,
    ):
        opened = await session.initialize()
        return len((await session.list_tools()).tools), str(opened.protocolVersion)


async def main() -> None:
    report = Report("Python SDK, signing in", version("mcp"))
    report.watch()
    storage = Storage()
    report.tools, report.protocol = await list_tools(provider(report, storage))
    assert storage.tokens.refresh_token
    report.print()


anyio.run(main)
