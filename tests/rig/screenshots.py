"""What stands behind the Screenshot portal: a desktop that takes the picture it is given, once the person agrees."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from .portal import PortalDesktop
from .session_bus import Answer

INTERFACES = "org.freedesktop.impl.portal.Screenshot;org.freedesktop.impl.portal.Access"


class Screenshots(PortalDesktop):
    """`shown` is the content of the file it makes, `files` where those were, `interactive` whether the person chose."""

    interface = INTERFACES

    def __init__(self, address: str) -> None:
        self.shown = b""
        self.folder = Path("/nowhere")
        self.files: list[Path] = []
        self.interactive: list[bool] = []
        self.asked = threading.Event()
        self.answered = threading.Event()  # the person has answered the question
        self.answered.set()
        super().__init__(address)

    def _answer(self, member: str, body: tuple[Any, ...]) -> Answer | None:
        match member:
            case "AccessDialog":
                return "ua{sv}", (self.response, {})
            case "Screenshot":
                self.interactive.append(bool(body[3].get("interactive", ("b", False))[1]))
                self.asked.set()
                self.answered.wait(20)
                if self.response:
                    return "ua{sv}", (self.response, {})
                file = self.folder / f"Picture of the screen {len(self.files)}.png"
                file.write_bytes(self.shown)
                self.files.append(file)
                return "ua{sv}", (0, {"uri": ("s", file.as_uri())})
            case "Get":
                return "v", (("u", 2),)
            case "GetAll":
                return "a{sv}", ({"version": ("u", 2)},)
        return None
