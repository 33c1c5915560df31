"""A page of the web, only when somebody asks for it: with limits, and nothing but the web."""

from __future__ import annotations

import socket
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from ipaddress import ip_address
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from ..errors import DocumentError
from .base import Document
from .opening import open_document

MOST_BYTES = 50_000_000
MOST_SECONDS = 30.0
SILENCE_SECONDS = 10.0
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; voice-assistant)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,application/epub+zip,text/plain;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip, identity",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    data: bytes
    media: str  # "text/html; charset=utf-8"
    name: str  # the last part of its path, or its host


def is_address(text: str) -> bool:
    """Whether `text` is the address of a page, and nothing else."""
    return text.startswith(("http://", "https://")) and not any(letter.isspace() for letter in text)


def open_url(url: str, *, link_targets: bool = False) -> Document:
    """Fetches and opens. Raises `DocumentError`."""
    page = fetch(url)
    name = page.name if "html" not in page.media else ""
    return open_document(page.data, name=name, media=_known(page), link_targets=link_targets)


def fetch(url: str, *, most_bytes: int = MOST_BYTES, most_seconds: float = MOST_SECONDS) -> Fetched:
    """Blocks. Raises `DocumentError`."""
    parts = _checked(url)
    host = parts.hostname or ""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(), HTTPHandler(), HTTPSHandler(), HTTPErrorProcessor(), HTTPDefaultErrorHandler(),
        _Redirects(from_local=_is_local(host)),
    ):  # fmt: skip
        opener.add_handler(handler)
    try:
        with opener.open(Request(url, headers=_HEADERS), timeout=min(SILENCE_SECONDS, most_seconds)) as response:
            data = b"".join(_limited(response, host, most_bytes, most_seconds))
            name = unquote(urlsplit(response.url).path.rstrip("/").rpartition("/")[2]) or host
            return Fetched(data, response.headers.get("Content-Type") or "", name)
    except HTTPError as error:
        error.close()
        answer = str(error.reason).partition("\n")[0].rstrip(".: ")
        raise DocumentError(f"{host} does not give this page: it answers {error.code} {answer}.") from error
    except TimeoutError as error:
        raise DocumentError(f"{host} does not answer in time.") from error
    except URLError as error:
        late = isinstance(error.reason, TimeoutError)
        reason = "it does not answer in time" if late else getattr(error.reason, "strerror", None) or error.reason
        raise DocumentError(f"{host} cannot be reached: {reason}.") from error
    except (OSError, HTTPException, ValueError, zlib.error) as error:
        raise DocumentError(f"{host} sent no page that can be read.") from error


def _checked(url: str) -> Any:
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) > 0:
            return parts
    except ValueError:
        pass
    raise DocumentError(f"“{url[:80]}” is not the address of a web page: it begins with https:// or http://.")


def _limited(response: Any, host: str, most_bytes: int, most_seconds: float) -> Iterator[bytes]:
    """Of any sender: slow ones, endless ones, ones that blow up when they are unpacked."""
    ends = time.monotonic() + most_seconds
    packed = (response.headers.get("Content-Encoding") or "").lower() == "gzip"
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16) if packed else None
    size = 0
    while block := response.read1(1 << 16):
        if unpacker:
            block = unpacker.decompress(block, most_bytes + 1)
        size += len(block)
        if size > most_bytes or (unpacker and unpacker.unconsumed_tail):
            raise DocumentError(f"The page at {host} is too large to be read (over {most_bytes // 1_000_000} MB).")
        if time.monotonic() > ends:
            raise DocumentError(f"{host} takes too long to send this page.")
        yield block


class _Redirects(HTTPRedirectHandler):
    """To web pages only, and from the internet never to this computer or its network."""

    max_redirections = 8

    def __init__(self, *, from_local: bool) -> None:
        self._from_local = from_local

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        try:
            self._check(newurl)
        except DocumentError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)

    def _check(self, url: str) -> None:
        host = _checked(url).hostname or ""
        if not self._from_local and _is_local(host):
            raise DocumentError(f"The page leads to {host}, which is in your own network: it is not followed there.")


def _is_local(host: str) -> bool:
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False  # nobody will be reached
    return any(not ip_address(str(address).partition("%")[0]).is_global for address in found)


def _known(page: Fetched) -> str:
    """What the sender says it is, where that says anything."""
    media = page.media.partition(";")[0].strip().lower()
    return "" if media in ("text/plain", "application/octet-stream") and "." in page.name else media
