"""Opening a program or an address, as the desktop would."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from configparser import Error as ConfigParserError
from functools import lru_cache
from pathlib import Path

from ...errors import ToolError
from ..base import Arguments, Result, Tool, parameters, text_of
from ..wordings.opening import address_in, open_wanted


def opening() -> list[Tool]:
    what = {"type": "string", "description": "the name of a program, or the address of a web page"}
    return [
        Tool(
            "open",
            "Open a program, or a web page in the person's browser",
            parameters("what", what=what),
            open_it,
            acts=True,
            doing=lambda arguments: f"open {arguments.get('what', 'it')}",
            wanted=lambda said, language: open_wanted(said, language, known=lambda name: program(name) is not None),
        )
    ]


async def open_it(arguments: Arguments) -> Result:
    what = text_of(arguments, "what")
    address = address_in(what)
    command = _opener(address) if address else program(what)
    if command is None:
        raise ToolError(f"I know no program called {what[:60]}")
    try:
        await asyncio.to_thread(_start, command)
    except OSError:
        raise ToolError(f"{what[:60]} cannot be opened") from None
    said = f"{address.removeprefix('https://') if address else what} is opening."
    return Result(said, said[:1].upper() + said[1:])


def _start(command: list[str]) -> None:
    """It lives on without us, and says nothing on our terminal."""
    null = subprocess.DEVNULL
    subprocess.Popen(command, stdin=null, stdout=null, stderr=null, start_new_session=True, env=dict(os.environ))


def _opener(address: str) -> list[str]:
    if sys.platform == "darwin":
        return ["open", address]
    if sys.platform == "win32":
        return ["rundll32", "url.dll,FileProtocolHandler", address]
    opener = shutil.which("xdg-open")
    if opener is None:
        raise ToolError("nothing here opens web pages: install xdg-utils")
    return [opener, address]


def program(name: str) -> list[str] | None:
    """The command of the program that is called `name`; None where there is none."""
    plain = _plain(name)
    if not plain:
        return None
    if sys.platform == "darwin":
        apps = (path for folder in ("/Applications", "/System/Applications") for path in Path(folder).glob("*.app"))
        return next((["open", "-a", app.stem] for app in apps if _plain(app.stem) == plain), None)
    if sys.platform == "win32":
        menus = (Path(os.environ.get(variable, "")) for variable in ("APPDATA", "PROGRAMDATA"))
        links = (link for menu in menus for link in menu.glob("Microsoft/Windows/Start Menu/Programs/**/*.lnk"))
        return next((["explorer", str(link)] for link in links if _plain(link.stem) == plain), None)
    return _desktop_programs(_folders()).get(plain)


def _folders() -> tuple[str, ...]:
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return (home, *shared.split(":"))


@lru_cache(maxsize=4)
def _desktop_programs(folders: tuple[str, ...]) -> dict[str, list[str]]:
    """By plain name and by kind ("browser"); the person's own entries win."""
    programs: dict[str, list[str]] = {}
    for entry in (entry for folder in folders for entry in _entries(Path(folder) / "applications")):
        command = [part for part in shlex.split(entry["Exec"]) if not re.fullmatch(r"%\w", part)]
        for name in (entry["Name"], entry.get("GenericName", ""), Path(command[0]).name):
            if _plain(name):
                programs.setdefault(_plain(name), command)
    return programs


def _entries(folder: Path) -> Iterator[dict[str, str]]:
    for file in sorted(folder.glob("*.desktop")):
        parser = ConfigParser(interpolation=None, strict=False)
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        try:
            parser.read(file, encoding="utf-8")
            entry = dict(parser["Desktop Entry"])
            shlex.split(entry["Exec"])[0]
        except (ConfigParserError, KeyError, OSError, ValueError, IndexError):
            continue
        if entry.get("NoDisplay") != "true" and entry.get("Terminal") != "true" and "Name" in entry:
            yield entry


def _plain(name: str) -> str:
    """ "Web Browser" and "webbrowser" are one; "Firefox ESR" is also Firefox."""
    return re.sub(r"[^\w]|esr$", "", name.lower().removeprefix("the ").removeprefix("my "))
