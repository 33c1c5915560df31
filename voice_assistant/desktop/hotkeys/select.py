"""Who listens for the hotkeys on this desktop."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from ...errors import ConfigError
from ..keys import Hotkey, parse
from ..session import Desktop
from .base import CANCEL, CUT_OFF, OWN, READING, HotkeyListener, Hotkeys, place
from .null import NullHotkeyListener

WAYLAND_HINT = (
    "this Wayland desktop has no global hotkeys for programs: `voice-assistant hotkeys print` shows the lines for your "
    "compositor, which call `voice-assistant trigger NAME --press` and `--release`"
)
NO_DISPLAY_HINT = "there is no display: use `voice-assistant trigger NAME` in place of keys"


class HasKeys(Protocol):
    """A binding of the config, as far as keys go."""

    @property
    def keys(self) -> Sequence[str]: ...


def hotkeys_of(
    bindings: Mapping[str, HasKeys], cancel: str, cut_off: str = "", reading: Mapping[str, str] | None = None
) -> dict[str, list[Hotkey]]:
    """All keys of the config, by name of binding, of `OWN`, and of what steers a `READING`; some may have none.

    Raises `ConfigError` for a name that is no key's, and for a key with two meanings.
    """
    written = [(name, key) for name, binding in bindings.items() for key in binding.keys]
    written += [(name, key) for name, key in ((CANCEL, cancel), (CUT_OFF, cut_off)) if key]
    steering = {f"{READING}{name}": key for name, key in (reading or {}).items()}
    written += [(name, key) for name, key in steering.items() if key]
    result: dict[str, list[Hotkey]] = {name: [] for name in [*bindings, *OWN, *steering]}
    owner: dict[Hotkey, str] = {}
    for name, text in written:
        try:
            hotkey = parse(text)
        except ConfigError as error:
            raise ConfigError(f"{place(name)}: {error}") from None
        if (other := owner.setdefault(hotkey, name)) != name:
            raise ConfigError(f"{hotkey} stands in both {place(other)} and {place(name)}: choose another key for one")
        if hotkey not in result[name]:
            result[name].append(hotkey)
    return result


def has_portal() -> bool:
    """Whether this session's GlobalShortcuts portal answers."""
    from ..portal import portal_version
    from .portal import INTERFACE

    return portal_version(INTERFACE) > 0


def choose(backend: str, desktop: Desktop, portal: Callable[[], bool] = has_portal) -> tuple[str, str]:
    """Name of the back-end that `hotkeys.backend` stands for on this desktop, and why (one line for the person)."""
    if backend != "auto":
        return backend, f"hotkeys.backend = {backend}"
    match desktop:
        case Desktop.X11:
            return "x11", "X11: the keys are taken, other programs do not see them"
        case Desktop.MACOS | Desktop.WINDOWS:
            return "pynput", f"{desktop}: the program in front gets the keys too"
        case Desktop.WAYLAND:
            if portal():
                return "portal", "Wayland: the desktop's portal for shortcuts; its settings can change the keys"
            return "none", WAYLAND_HINT
        case Desktop.NONE:
            return "none", NO_DISPLAY_HINT


def listener(hotkeys: Hotkeys, *, backend: str, desktop: Desktop) -> HotkeyListener:
    """The listener for `hotkeys`, not started yet. Raises `ConfigError` for one that this desktop cannot have."""
    chosen, reason = choose(backend, desktop)
    if chosen == "x11" and desktop in (Desktop.MACOS, Desktop.WINDOWS):
        raise ConfigError(f'hotkeys.backend = "x11" is not for {desktop}: use "auto"')
    if chosen == "x11":
        from .x11 import X11HotkeyListener

        return X11HotkeyListener(hotkeys, reason=reason)
    if chosen == "portal":
        from .portal import PortalHotkeyListener

        return PortalHotkeyListener(hotkeys, reason=reason)
    if chosen == "evdev":
        from .evdev import EvdevHotkeyListener

        return EvdevHotkeyListener(hotkeys, reason=reason)
    if chosen == "pynput":
        from .pynput import PynputHotkeyListener

        return PynputHotkeyListener(hotkeys, reason=reason)
    return NullHotkeyListener(hotkeys, reason=reason)
