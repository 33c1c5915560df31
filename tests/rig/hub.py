"""A small stand-in for the Hugging Face hub: file metadata by HEAD, content by GET, with byte ranges."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """`files` by `repo/resolve/revision/path`. What was asked for is in `requests`."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    large: set[str] = field(default_factory=set)  # keys whose etag is a sha256, as for LFS files
    etags: dict[str, str] = field(default_factory=dict)  # overrides, to lie
    requests: list[tuple[str, str, str]] = field(default_factory=list)  # method, path, range
    status: int = 200  # anything else is what every request is answered with
    stop_after: int | None = None  # bytes after which a GET breaks off

    def add(self, repo: str, path: str, content: bytes, *, revision: str = "main", large: bool = True) -> None:
        key = f"{repo}/resolve/{revision}/{path}"
        self.files[key] = content
        if large:
            self.large.add(key)

    def etag(self, key: str) -> str:
        if key in self.etags:
            return self.etags[key]
        content = self.files[key]
        if key in self.large:
            return hashlib.sha256(content).hexdigest()
        return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@contextmanager
def running_hub() -> Iterator[Hub]:
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def _answer(self, *, with_body: bool) -> None:
            key = self.path.lstrip("/").split("?")[0]
            wanted = self.headers.get("Range", "")
            hub.requests.append((self.command, key, wanted))
            content = hub.files.get(key)
            if hub.status != 200 or content is None:
                self.send_response(hub.status if hub.status != 200 else 404)
                if content is None and hub.status == 200:
                    self.send_header("X-Error-Code", "EntryNotFound")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            start = 0
            if wanted.startswith("bytes=") and (first := wanted[6:].split("-")[0]):
                start = int(first)
            self.send_response(206 if start else 200)
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("ETag", f'"{hub.etag(key)}"')
            self.send_header("X-Linked-Size", str(len(content)))
            self.send_header("Content-Length", str(len(content) - start))
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.end_headers()
            if not with_body:
                return
            body = content[start:]
            if hub.stop_after is not None:
                self.wfile.write(body[: hub.stop_after])
                self.wfile.flush()
                self.close_connection = True
                return
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
