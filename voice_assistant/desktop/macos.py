"""The clipboard of macOS, through pbcopy and pbpaste."""

from __future__ import annotations

from .copied_pictures import grabbed
from .programs import run

_UTF8 = {"LC_CTYPE": "UTF-8"}  # both follow the locale, which a program started from the Dock has none of


class MacClipboard:
    async def read(self) -> str:
        return (await run("pbpaste", package="macOS itself", environ=_UTF8)).decode(errors="replace")

    async def picture(self) -> bytes | None:
        return await grabbed()

    async def write(self, text: str) -> None:
        await run("pbcopy", stdin=text.encode(), package="macOS itself", environ=_UTF8)

    def close(self) -> None:
        pass
