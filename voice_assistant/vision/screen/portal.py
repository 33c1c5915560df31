"""Pictures of the screen through the desktop's portal (GNOME, KDE and others on Wayland).

The desktop itself asks the person for permission, and for a window or a region it lets them choose.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from ...desktop.portal import ASK_S, LOST, Declined, Portal, connect
from ...desktop.wayland.screen import HOW_TO_SEE, SCREENSHOTS
from ...errors import DeviceError, PictureError


async def take(*, interactive: bool) -> bytes:
    """The content of the file that the portal has made, which is deleted. Raises `PictureError`."""
    asking = _Asking()
    try:
        return await asyncio.to_thread(asking.take, interactive)
    except asyncio.CancelledError:
        asking.give_up()
        raise


class _Asking:
    """One question on a connection of its own: the desktop forgets it when that closes."""

    def __init__(self) -> None:
        self._bus: Any = None
        self._given_up = False

    def take(self, interactive: bool) -> bytes:
        try:
            self._bus = connect()
        except (*LOST, KeyError) as error:
            raise _no_portal() from error
        try:
            return self._taken(interactive)
        except Declined as error:
            raise PictureError(
                "The desktop gives no picture of the screen: it was declined.", spoken="All right, I don't look."
            ) from error
        except TimeoutError as error:
            raise PictureError(
                "The desktop gives no picture of the screen: its question was not answered.",
                spoken="The desktop asked you whether I may look, and got no answer.",
            ) from error
        except (DeviceError, *LOST) as error:
            raise _no_portal() from error
        finally:
            self._bus.close()

    def _taken(self, interactive: bool) -> bytes:
        portal = Portal(self._bus, SCREENSHOTS, "screenshot service")
        portal.introduce()
        if self._given_up:
            raise Declined("nobody waits any more")
        options = {"interactive": ("b", interactive), "modal": ("b", False)}
        results = portal.ask("Screenshot", "s", ("",), options, within_s=ASK_S)
        file = Path(unquote(urlsplit(str(results["uri"][1])).path))
        try:
            return file.read_bytes()
        except OSError as error:
            raise PictureError(f"The desktop's picture of the screen cannot be read ({error.strerror}).") from error
        finally:
            with suppress(OSError):
                file.unlink()

    def give_up(self) -> None:
        self._given_up = True
        if self._bus is not None:
            with suppress(OSError):  # the thread that reads from it wakes up
                self._bus.sock.shutdown(socket.SHUT_RDWR)


def _no_portal() -> PictureError:
    return PictureError(
        f"This desktop gives no pictures of its screen: {HOW_TO_SEE}.",
        spoken="This desktop does not let me see the screen. The details are on the screen.",
    )
