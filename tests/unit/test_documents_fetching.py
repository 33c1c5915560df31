"""Pages of the web, from a small server of our own."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.rig.documents import lines, pdf
from voice_assistant.documents import fetching
from voice_assistant.documents.fetching import fetch, is_address, open_url
from voice_assistant.errors import DocumentError

PAGE = b"<!doctype html><html><body><p>A page of the web.</p></body></html>"


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        match self.path:
            case "/page":
                self._answer(PAGE)
            case "/packed":
                self._answer(gzip.compress(PAGE), encoding="gzip")
            case "/bomb":
                self._answer(gzip.compress(bytes(5_000_000)), encoding="gzip")
            case "/large":
                self._answer(bytes(5_000_000))
            case "/paper.pdf":
                self._answer(pdf([lines("A paper of the web.", 72, 100)]), media="application/octet-stream")
            case "/file" | "/ftp" | "/moved" | "/loop":
                targets = {
                    "/file": "file:///etc/passwd",
                    "/ftp": "ftp://127.0.0.1/x",
                    "/moved": "/page",
                    "/loop": "/loop",
                }
                self.send_response(302)
                self.send_header("Location", targets[self.path])
                self.end_headers()
            case "/broken":
                self.wfile.write(b"HTTP/1.1 what\r\n\r\n")
            case _:
                self.send_error(404)

    def _answer(self, body: bytes, *, media: str = "text/html", encoding: str = "") -> None:
        self.send_response(200)
        self.send_header("Content-Type", media)
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def handle(self) -> None:
        with suppress(ConnectionError):  # the reader had enough
            super().handle()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/page", "A page of the web."),
        ("/packed", "A page of the web."),
        ("/moved", "A page of the web."),
        ("/paper.pdf", "A paper of the web."),
    ],
)
def test_a_page_is_fetched_and_read(site: str, path: str, text: str) -> None:
    assert [block.text for block in open_url(site + path).blocks()] == [text]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/none", "404"),
        ("/file", "not allowed"),
        ("/ftp", "not the address"),
        ("/loop", "302"),
        ("/broken", "no page"),
    ],
)
def test_what_cannot_be_fetched_is_told_in_one_line(site: str, path: str, said: str) -> None:
    with pytest.raises(DocumentError, match=said) as raised:
        fetch(site + path)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("path", ["/large", "/bomb"])
def test_what_is_too_large_is_not_read_to_its_end(site: str, path: str) -> None:
    with pytest.raises(DocumentError, match="too large"):
        fetch(site + path, most_bytes=1_000_000)


def test_a_page_of_the_internet_does_not_lead_into_the_own_network(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = iter([False, True])
    monkeypatch.setattr(fetching, "_is_local", lambda host: next(first))
    with pytest.raises(DocumentError, match="own network"):
        fetch(site + "/moved")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://x/y", "https://", "http://[", "page.html", "http://x:99999/"]
)
def test_only_addresses_of_the_web_are_fetched(url: str) -> None:
    with pytest.raises(DocumentError, match="not the address"):
        fetch(url)


def test_nobody_there() -> None:
    with pytest.raises(DocumentError, match="cannot be reached"):
        fetch("http://127.0.0.1:1/")


def test_what_is_an_address() -> None:
    assert is_address("https://example.org/x?y=1")
    assert not is_address("see https://example.org")
    assert not is_address("/home/me/page.html")
