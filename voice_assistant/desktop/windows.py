"""The clipboard of Windows, through PowerShell. Texts travel as UTF-8 in base64: its pipes have their own encodings."""

from __future__ import annotations

import base64

from .copied_pictures import grabbed
from .programs import run

_POWERSHELL = ("powershell.exe", "-NoProfile", "-NonInteractive", "-Command")
_READ = "$t = Get-Clipboard -Raw; if ($t) { [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($t)) } else { '' }"
_WRITE = (
    "$t = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String([Console]::In.ReadToEnd()));"
    " if ($t) { Set-Clipboard -Value $t } else { Set-Clipboard -Value $null }"
)


class WindowsClipboard:
    async def read(self) -> str:
        output = await run(*_POWERSHELL, _READ, package="PowerShell")
        return base64.b64decode(output).decode(errors="replace")

    async def picture(self) -> bytes | None:
        return await grabbed()

    async def write(self, text: str) -> None:
        await run(*_POWERSHELL, _WRITE, stdin=base64.b64encode(text.encode()), package="PowerShell")

    def close(self) -> None:
        pass
