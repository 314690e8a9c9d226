"""Ids of operations become methods of clients: none is a keyword there, or hides a member of the client itself."""

import keyword
import re

import pytest

from tests.unit.described import full, operations

KEYWORDS = {
    "JavaScript": """
        arguments async await break case catch class const continue debugger default delete do else enum eval export
        extends false finally for function if implements import in instanceof interface let new null package private
        protected public return static super switch this throw true try typeof undefined var void while with yield
    """,
    "Java": """
        abstract assert boolean break byte case catch char class const continue default do double else enum extends
        final finally float for goto if implements import instanceof int interface long native new package private
        protected public record return short static strictfp super switch synchronized this throw throws transient
        try var void volatile while yield getClass hashCode equals toString notify notifyAll wait clone finalize
    """,
    "Go": """
        break case chan const continue default defer else fallthrough for func go goto if import interface map package
        range return select struct switch type var
    """,
    "C#, Kotlin, Swift, Rust": """
        abstract as base bool checked decimal delegate event explicit extern fixed foreach implicit in init internal is
        lock object operator out override params readonly ref sealed sizeof stackalloc string struct unchecked unsafe
        using virtual companion data fun inner inline open suspend typealias val when associatedtype deinit extension
        guard inout protocol repeat subscript where box crate dyn impl loop match mod move mut pub self trait unsized
    """,
    "axios and openapi-client-axios": """
        api client create defaults delete document get getUri head init initSync interceptors options patch patchForm
        post postForm put putForm request withBaseURL withServer getOperation getOperations paths
    """,
    "fetch wrappers": """
        body client config configure custom eject fetch json path query request response status text use with
        withMiddleware withPostMiddleware withPreMiddleware getConfig setConfig buildUrl instance
    """,
    "Python objects and clients": """
        api_client close configuration copy dict json model_dump call_api get_async_httpx_client
        get_httpx_client with_cookies with_headers with_timeout
    """,
}
RESERVED = {word.lower() for words in KEYWORDS.values() for word in words.split()} | {
    word.lower() for word in (*keyword.kwlist, *keyword.softkwlist)
}
IDS = sorted(described["operationId"] for _, _, described in operations(full()))


@pytest.mark.parametrize("operation_id", IDS)
def test_an_id_is_free_in_every_client(operation_id: str) -> None:
    """In camel case, as it is, and in snake case, as Python and Rust have it."""
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", operation_id).lower()
    assert not {operation_id.lower(), snake} & RESERVED


def test_ids_differ_in_more_than_their_case() -> None:
    """Files and classes of generated clients are named after them."""
    assert len({each.lower() for each in IDS}) == len(IDS)
