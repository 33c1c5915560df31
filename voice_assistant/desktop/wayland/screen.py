"""How a Wayland desktop lets programs see its screen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping

from ..portal import portal_version
from .wire import interfaces

COPIES = {"zwlr_screencopy_manager_v1", "ext_image_copy_capture_manager_v1"}
"""One of these lets `grim` see the screen."""
SCREENSHOTS = "org.freedesktop.portal.Screenshot"
HOW_TO_SEE = "install xdg-desktop-portal with the part of your desktop; for sway and its like, grim and slurp"

Which = Callable[[str], str | None]


def sees_directly(environ: Mapping[str, str] = os.environ, which: Which = shutil.which) -> bool:
    """Whether `grim` gets at the screen, without a question to the person."""
    return which("grim") is not None and bool(interfaces(environ) & COPIES)


def screen_by(environ: Mapping[str, str] = os.environ, which: Which = shutil.which) -> str:
    """Through what the screen is seen here, "" for nothing. For `doctor`; asks the person nothing."""
    if sees_directly(environ, which):
        return "grim, and regions by slurp" if which("slurp") else "grim; for regions install the package slurp"
    return "the desktop's portal, which asks you" if portal_version(SCREENSHOTS) else ""
