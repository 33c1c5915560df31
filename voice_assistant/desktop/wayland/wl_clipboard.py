"""Clipboard and selected text on Wayland, through wl-clipboard."""

from __future__ import annotations

from ...errors import DeviceError
from ..copied_pictures import FORMS, picture_in
from ..programs import run

_PACKAGE = "wl-clipboard"


class WlClipboard:
    async def read(self) -> str:
        return await _paste()

    async def picture(self) -> bytes | None:
        forms = (await _paste_as("--list-types")).decode(errors="replace").split()
        form = next((form for form in FORMS if form in forms), None)
        if form is None:
            return None
        return picture_in(form, await _paste_as("--no-newline", "--type", form))

    async def write(self, text: str) -> None:
        # It goes on in the background to serve the text, and would keep a pipe open for as long.
        await run("wl-copy", "--type", "text/plain;charset=utf-8", stdin=text.encode(), package=_PACKAGE, silent=True)

    def close(self) -> None:
        pass


class WlSelection:
    async def read(self) -> str:
        return await _paste("--primary")

    def close(self) -> None:
        pass


async def _paste(*options: str) -> str:
    return (await _paste_as(*options, "--no-newline", "--type", "text", within_s=2.0)).decode(errors="replace")


async def _paste_as(*options: str, within_s: float = 10.0) -> bytes:
    """Empty when nothing is copied, or not in that form."""
    try:
        return await run("wl-paste", *options, package=_PACKAGE, timeout_s=within_s)
    except DeviceError as error:
        if any(nothing in str(error) for nothing in ("Nothing is copied", "No selection", "No suitable type")):
            return b""
        raise
