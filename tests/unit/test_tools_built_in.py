"""Files, web, programs and the sandbox: what they do, and what they must not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from voice_assistant.config.tools import ToolsConfig, WebConfig
from voice_assistant.errors import ToolError
from voice_assistant.tools.base import Result, Tool
from voice_assistant.tools.built_in import opening
from voice_assistant.tools.built_in.files import Files
from voice_assistant.tools.built_in.sandbox import run_python
from voice_assistant.tools.built_in.web import Web, could_carry_something_out
from voice_assistant.tools.telling import shortened, told
from voice_assistant.tools.toolbox import Toolbox, User


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    allowed = tmp_path / "allowed"
    (allowed / "sub").mkdir(parents=True)
    (allowed / "shopping_list.txt").write_text("Milk, bread and eggs.")
    (allowed / "sub" / "deep.md").write_text("# Deep\n\nDown here.")
    (tmp_path / "secret.txt").write_text("the secret")
    (allowed / "way_out.txt").symlink_to(tmp_path / "secret.txt")
    (allowed / "outside").symlink_to(tmp_path)
    return allowed


def named(tools: list[Tool], name: str) -> Tool:
    return next(tool for tool in tools if tool.name == name)


@pytest.mark.parametrize(
    "said", ["shopping list", "shopping_list.txt", "Shopping List.txt", "sub/../shopping_list.txt"]
)
async def test_a_file_is_found_by_name_or_path(folder: Path, said: str) -> None:
    result = await Files([str(folder)]).read({"path": said})
    assert (result.text, result.outside) == ("Milk, bread and eggs.", True)


async def test_a_file_is_found_one_folder_down(folder: Path) -> None:
    assert "Down here." in (await Files([str(folder)]).read({"path": "deep"})).text


@pytest.mark.parametrize(
    "said",
    ["../secret.txt", "way_out.txt", "way out", "outside/secret.txt", "/etc/passwd", "~/.ssh/id_rsa", "secret",
     "nothing", "sub/../../secret.txt", "sub", "."],
)  # fmt: skip
async def test_nothing_else_is_read(folder: Path, said: str) -> None:
    with pytest.raises(ToolError):
        await Files([str(folder)]).read({"path": said})


async def test_an_absolute_path_outside_is_refused_and_one_inside_is_not(folder: Path) -> None:
    files = Files([str(folder)])
    assert (await files.read({"path": str(folder / "shopping_list.txt")})).text
    with pytest.raises(ToolError, match="folders I may read"):
        await files.read({"path": str(folder.parent / "secret.txt")})


async def test_names_are_listed_and_folders_outside_are_not(folder: Path) -> None:
    files = Files([str(folder)])
    assert "shopping_list.txt" in (await files.list_names({})).text
    assert (await files.list_names({"folder": "sub"})).text == "deep.md"
    with pytest.raises(ToolError):
        await files.list_names({"folder": "outside"})


def offered(tools: list[Tool], said: str) -> str:
    """What a person is told who asks for one of `tools` that are not set up, and that no model hears of them."""
    box = Toolbox(ToolsConfig(), [lambda: tools])
    assert box.offered(User()) == []
    found = box.wanted(said, "en", User())
    assert found is not None
    return found[0].lacks


def test_without_folders_there_is_no_such_tool() -> None:
    assert "tools.folders" in offered(Files([]).tools(), "Read the file shopping list.")


@pytest.fixture
def engine() -> Iterator[str]:
    """A search engine that finds what it was asked for."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None: ...

        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)["q"][0]
            if query == "break":
                self.send_error(500)
                return
            found = [{"title": query, "url": "https://example.org/tree", "content": "Hyperion is the tallest."}]
            body = json.dumps({"results": [] if query == "nothing" else found}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=lambda: server.serve_forever(0.02))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


async def test_the_web_is_searched_where_it_is_configured(engine: str) -> None:
    web = Web(WebConfig(search="searxng", base_url=engine), 10.0)
    result = await named(web.tools(), "search_web").run({"query": "tallest tree"})
    assert result.outside
    assert result.addresses == ("https://example.org/tree",)
    assert "Hyperion is the tallest." in result.spoken
    assert (await web.search({"query": "nothing"})).spoken == "I found nothing."
    with pytest.raises(ToolError, match="answers 500"):
        await web.search({"query": "break"})


async def test_a_search_engine_that_is_not_there_is_told() -> None:
    with pytest.raises(ToolError, match="cannot be reached"):
        await Web(WebConfig(search="searxng", base_url="http://127.0.0.1:9"), 2.0).search({"query": "x"})


def test_without_a_provider_there_is_no_web() -> None:
    assert "no search engine is set up" in offered(Web(WebConfig(), 1.0).tools(), "Search the web for cats.")
    assert "pages = true" in offered(Web(WebConfig(), 1.0).tools(), "Read the page example dot org.")
    assert [tool.name for tool in Web(WebConfig(pages=True), 1.0).tools() if not tool.lacks] == ["read_page"]


@pytest.mark.parametrize(
    ("address", "said", "found", "carries"),
    [
        ("https://example.org/a", "read example.org/a", [], False),
        ("https://example.org", "Read the page example dot org.", [], False),
        ("https://example.org/tree", "find trees", ["https://example.org/tree"], False),
        ("https://evil.example/?q=secret", "read example.org", [], True),
        ("https://example.org/?q=secret", "read example.org", ["https://example.org"], True),
        ("https://example.org", "", [], True),
    ],
)
def test_an_address_that_nobody_gave_could_carry_something_out(
    address: str, said: str, found: list[str], carries: bool
) -> None:
    assert could_carry_something_out({"address": address}, [said, *found]) is carries


def test_programs_are_found_by_what_they_are_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    applications = tmp_path / "applications"
    applications.mkdir()
    entry = "[Desktop Entry]\nType=Application\nName={}\nGenericName={}\nExec={} %U\n"
    (applications / "a.desktop").write_text(entry.format("Firefox ESR", "Web Browser", "firefox-esr"))
    (applications / "b.desktop").write_text(entry.format("Hidden", "", "hidden") + "NoDisplay=true\n")
    (applications / "c.desktop").write_text("no entry at all")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "none"))
    monkeypatch.setattr("sys.platform", "linux")
    assert opening.program("firefox") == ["firefox-esr"]
    assert opening.program("the web browser") == ["firefox-esr"]
    assert opening.program("Hidden") is None
    assert opening.program("window") is None


async def test_what_is_neither_a_program_nor_an_address_is_not_opened() -> None:
    for what in ("file:///etc/passwd", "javascript:alert(1)", "rm -rf /", "; reboot"):
        with pytest.raises(ToolError, match="no program"):
            await opening.open_it({"what": what})


sandboxed = pytest.mark.skipif(find_spec("pydantic_monty") is None, reason="the extra `python` is not installed")


@sandboxed
async def test_python_is_run() -> None:
    assert (await run_python({"code": "print('a')\nsum(range(10))"})).text == "a\n45"


@sandboxed
@pytest.mark.parametrize(
    "code",
    ["open('/etc/passwd').read()", "import socket; socket.socket()", "import subprocess; subprocess.run(['ls'])",
     "import os; os.listdir('/')", "while True: pass", "x = []\nwhile True: x.append('y' * 1000000)", "1 / 0", "(",
     "def f(): return f()\nf()"],
)  # fmt: skip
async def test_nothing_gets_out_of_the_sandbox(code: str) -> None:
    with pytest.raises(ToolError):
        await run_python({"code": code})


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (Result("text", "spoken"), "spoken"),
        (Result('{"name": "tea", "isOn": true, "left": null}'), "name: tea, is on: yes, left: nothing"),
        (Result('[{"a": 1}, {"a": 2}]'), "a: 1; a: 2"),
        (Result("[no json"), "[no json"),
        (Result(""), "Done."),
    ],
)
def test_results_are_told_in_words(result: Result, said: str) -> None:
    assert told(result) == said


def test_a_long_result_is_told_up_to_a_sentence() -> None:
    text = "One sentence. " * 100
    assert shortened(text).endswith("sentence.")
    assert len(shortened(text)) <= 700
    assert shortened("word " * 1000).endswith("…")
