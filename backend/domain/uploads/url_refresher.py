"""Answers that were kept, shown again: what was signed then may have expired since."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from backend.domain.shared.media import MediaStore, preview_key
from backend.domain.uploads.ports import UploadSlots


class PresignedUrlRefresher:
    def __init__(self, assets: MediaStore, uploads: MediaStore, slots: UploadSlots) -> None:
        self._assets = assets
        self._uploads = uploads
        self._slots = slots

    def __call__(self, content: Any) -> Any:
        """JSON of an answer with new signatures for all its presigned URLs.

        `{"key", "url", ...}` is a file, `{"key", "url", "fields", "expires_in", ...}` an upload.
        """
        if isinstance(content, list):
            return [self(each) for each in content]
        if not isinstance(content, dict):
            return content
        if {"key", "url", "fields"} <= content.keys():
            post = self._slots.again(content["fields"], seconds=content["expires_in"])
            return {**content, "url": post.url, "fields": dict(post.fields)}
        if {"key", "url"} <= content.keys():
            renewed = {**content, "url": self._url(content["key"], content["url"])}
            if "preview_url" in content:
                renewed["preview_url"] = self._url(preview_key(content["key"]), content["preview_url"])
            return renewed
        return {name: self(value) for name, value in content.items()}

    def _url(self, key: str, signed: str) -> str:
        asked = parse_qs(urlsplit(signed).query)
        store = self._assets if key.startswith("assets/") else self._uploads
        (content_type,), (seconds,) = asked["response-content-type"], asked["X-Amz-Expires"]
        return store.url(key, content_type, seconds=int(seconds))
