"""A page with a text field, in a real Chromium on a virtual display; what stands in the field is posted back."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

from .waiting import wait_until

_PAGE = """<!doctype html><meta charset="utf-8"><title>NAME</title>
<textarea id=field ATTRIBUTES style="width:90vw;height:80vh"></textarea>
<script>
const busy = ms => { const end = performance.now() + ms; while (performance.now() < end); };
let told = 0;
const tell = () => fetch('/' + ++told, {method: 'POST', body: field.value});
field.addEventListener('keydown', () => busy(BUSY_MS));
field.addEventListener('input', tell);
field.addEventListener('focus', () => fetch('/focus', {method: 'POST', body: ''}));
const lost = () => document.activeElement !== field || !document.hasFocus();
setInterval(() => { if (lost()) { field.blur(); field.focus(); } }, 50);
</script>"""


class Screen(Protocol):
    """A virtual display of either kind."""

    @property
    def folder(self) -> Path: ...

    def launch(self, command: Sequence[str]) -> subprocess.Popen[bytes]: ...

    def find(self, title: str) -> int: ...

    def focus(self, window: int) -> None: ...


@dataclass
class Browser:
    window: int = 0
    value: str = ""
    told: int = 0  # posts overtake one another: the last one counts
    focused: threading.Event = field(default_factory=threading.Event)

    def text(self) -> str:
        return self.value


@contextmanager
def browser(
    display: Screen, *, busy_ms: int = 0, name: str = "a page to write on", attributes: str = ""
) -> Iterator[Browser]:
    """A browser in front, its field focused; it does nothing for `busy_ms` at each key."""
    page = _PAGE.replace("BUSY_MS", str(busy_ms)).replace("NAME", name).replace("ATTRIBUTES", attributes).encode()
    shown = Browser()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(page)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
            if self.path == "/focus":
                shown.focused.set()
            elif (told := int(self.path[1:])) > shown.told:
                shown.told, shown.value = told, body
            self._answer(b"")

        def _answer(self, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    process = display.launch(
        [
            "chromium",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-component-update",
            "--password-store=basic",
            f"--user-data-dir={display.folder}/browser{server.server_port}",
            f"--app=http://127.0.0.1:{server.server_port}/",
        ]
    )
    try:
        shown.window = display.find(name)
        display.focus(shown.window)
        wait_until(shown.focused.is_set, "the text field to take the focus")
        yield shown
    finally:
        process.terminate()
        process.wait(20)
        server.shutdown()
        server.server_close()
        serving.join()
