"""Clipboard and selected text on Wayland, through wl-clipboard."""

from __future__ import annotations

from ...errors import DeviceError
from ..programs import run

_PACKAGE = "wl-clipboard"


class WlClipboard:
    async def read(self) -> str:
        return await _paste()

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
    try:
        output = await run("wl-paste", *options, "--no-newline", "--type", "text", package=_PACKAGE, timeout_s=2.0)
    except DeviceError as error:
        if any(nothing in str(error) for nothing in ("Nothing is copied", "No selection", "No suitable type")):
            return ""
        raise
    return output.decode(errors="replace")
