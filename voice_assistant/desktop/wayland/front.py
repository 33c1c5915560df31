"""Where on the screen the window with the keyboard is, from the compositors that tell: sway and Hyprland."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..insertion.wayland_focus import ask_hyprland, ask_sway, nodes_of


@dataclass(frozen=True, slots=True)
class Front:
    """What is in use. Empty where the compositor does not tell."""

    outputs: tuple[str, ...] = ()
    output: str = ""  # that in use
    area: tuple[int, int, int, int] | None = None
    """Of its window: left, top, width and height in the pixels that the compositor lays windows out with."""
    title: str = ""


def front(environ: Mapping[str, str] = os.environ) -> Front:
    """Milliseconds."""
    try:
        if sway := environ.get("SWAYSOCK"):
            return sway_front(ask_sway(sway))
        if signature := environ.get("HYPRLAND_INSTANCE_SIGNATURE"):
            runtime = environ.get("XDG_RUNTIME_DIR", "")
            monitors = ask_hyprland(runtime, signature, "monitors")
            return hyprland_front(monitors, ask_hyprland(runtime, signature))
    except (OSError, ValueError, KeyError, TypeError):
        return Front()
    return Front()


def sway_front(tree: dict[str, Any]) -> Front:
    outputs = [node for node in tree.get("nodes", ()) if node.get("type") == "output" and node["name"] != "__i3"]
    names = tuple(str(output["name"]) for output in outputs)
    for output in outputs:
        for node in nodes_of(output):
            if node.get("focused"):
                if node.get("pid") is None:  # an empty workspace
                    return Front(names, output["name"])
                return Front(names, output["name"], _inside(node), node.get("name") or "")
    return Front(names)


def hyprland_front(monitors: list[dict[str, Any]], window: dict[str, Any]) -> Front:
    """From its answers to "monitors" and "activewindow"."""
    names = tuple(str(monitor["name"]) for monitor in monitors)
    in_use = next((str(monitor["name"]) for monitor in monitors if monitor.get("focused")), "")
    if not window.get("address"):
        return Front(names, in_use)
    (left, top), (width, height) = window["at"], window["size"]
    return Front(names, in_use, (left, top, width, height), window.get("title", ""))


def _inside(node: dict[str, Any]) -> tuple[int, int, int, int]:
    """The window without the borders that sway draws around it."""
    outer, inner = node["rect"], node.get("window_rect") or {}
    if not inner.get("width"):
        return outer["x"], outer["y"], outer["width"], outer["height"]
    return outer["x"] + inner["x"], outer["y"] + inner["y"], inner["width"], inner["height"]
