"""Which servers on other machines pictures may go to: the person is asked once for each."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

FILE = "pictures-allowed.json"


@dataclass(slots=True)
class Permission:
    """`file` None remembers nothing beyond this run."""

    file: Path | None = None
    _allowed: set[str] | None = None

    def missing(self, servers: Iterable[str]) -> list[str]:
        """Those that nobody has agreed to."""
        return [server for server in servers if server not in self._known()]

    def allow(self, servers: Iterable[str]) -> None:
        allowed = self._known()
        allowed.update(servers)
        if self.file is not None:
            with suppress(OSError):  # then it is asked again next time
                self.file.parent.mkdir(parents=True, exist_ok=True)
                self.file.write_text(json.dumps({"servers": sorted(allowed)}, indent=2) + "\n", encoding="utf-8")

    def _known(self) -> set[str]:
        if self._allowed is None:
            self._allowed = set()
            if self.file is not None:
                with suppress(OSError, ValueError, TypeError, KeyError):
                    self._allowed = {str(server) for server in json.loads(self.file.read_text("utf-8"))["servers"]}
        return self._allowed


def remote(base_url: str | None) -> str | None:
    """The host and port of a server on another machine; None for one of this. `base_url` None is OpenAI's."""
    if base_url is None:
        return "api.openai.com"
    host = urlsplit(base_url).hostname or ""
    with suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return None
    if host == "localhost" or host.endswith(".localhost"):
        return None
    return urlsplit(base_url).netloc.rpartition("@")[2]
