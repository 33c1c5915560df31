"""Copying a text from a command that ends at once."""

from __future__ import annotations


def copy_text(text: str) -> None:
    """Put `text` on the clipboard, to stay there when we are gone. Raises `DeviceError`."""
    import asyncio

    from ..desktop.desk import ThisDesk
    from ..desktop.session import Desktop, detect

    desktop = detect()
    if desktop is Desktop.X11:
        from ..desktop.x11.keeping import leave_a_keeper
        from ..desktop.x11.owning import text_offers

        leave_a_keeper(text_offers(text))
        return
    desk = ThisDesk(desktop)
    try:
        asyncio.run(desk.copy(text))
    finally:
        desk.close()
