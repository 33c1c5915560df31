"""Which way into which program: a small table, and what the config says instead."""

from __future__ import annotations

from collections.abc import Mapping

from .base import Kind, Target, Way

SHIFT_INSERT = Way(Kind.PASTE, "Shift+Insert")
CTRL_V = Way(Kind.PASTE, "Ctrl+V")
TERMINAL = Way(Kind.PASTE, "Ctrl+Shift+V")
TYPE = Way(Kind.TYPE)

_TERMINALS = (
    "gnome-terminal gnome-terminal-server org.gnome.terminal org.gnome.console kgx konsole org.kde.konsole "
    "xfce4-terminal mate-terminal lxterminal tilix com.gexperts.tilix terminator alacritty kitty foot footclient "
    "org.codeberg.dnkl.foot wezterm org.wezfurlong.wezterm com.mitchellh.ghostty ghostty ptyxis org.gnome.ptyxis "
    "deepin-terminal qterminal terminology cool-retro-term guake tilda yakuake sakura roxterm contour rio warp"
).split()

# Their Ctrl+Shift+V is not bound, or the paste of an old selection; Shift+Insert is the primary selection.
_OLD_TERMINALS = "xterm uxterm koi8rxterm urxvt urxvtd rxvt rxvt-unicode st st-256color mlterm aterm eterm".split()

# An editor with a terminal in the same window, or a program that reads Ctrl+V as something else: Shift+Insert does
# it in both places, from the clipboard in the one and the primary selection in the other.
_HYBRIDS = (
    "code code-oss code-insiders vscodium codium cursor windsurf zed dev.zed.zed jetbrains-idea jetbrains-pycharm "
    "emacs gvim vim neovide"
).split()

# Windows onto other machines, which share the clipboard late or never.
_FAR_SCREENS = (
    "remmina org.remmina.remmina xfreerdp wlfreerdp vncviewer tigervnc virt-viewer remote-viewer virt-manager "
    "virtualboxvm virtualbox machine qemu anydesk teamviewer rustdesk xephyr"
).split()

_WAYS = (
    dict.fromkeys(_TERMINALS, TERMINAL)
    | dict.fromkeys(_OLD_TERMINALS, SHIFT_INSERT)
    | dict.fromkeys(_HYBRIDS, SHIFT_INSERT)
    | dict.fromkeys(_FAR_SCREENS, TYPE)
)

# Dialogs that ask for a password and nothing else, whatever the accessibility service knows of them.
_PASSWORD_DIALOGS = (
    "pinentry ssh-askpass ksshaskpass gcr-prompter polkit lxqt-policykit kdesu gksu lxqt-sudo kwalletd "
    "i3lock xscreensaver slock swaylock light-locker gnome-screensaver xsecurelock"
).split()


def way_into(target: Target, method: str, apps: Mapping[str, str], default: Way = CTRL_V) -> Way:
    """`method` is "auto", "paste", "type" or "clipboard"; `apps` gives one of the last three, or a chord that
    pastes, by name of program.

    The program's name counts in any case; a name in `apps` may be part of it.
    """
    name = target.app.lower()
    for wanted in sorted(apps, key=len, reverse=True):
        if wanted.lower() in name:
            return _named(apps[wanted], name, default)
    return _named(method, name, default)


def is_terminal(target: Target) -> bool:
    name = target.app.lower()
    return name in _TERMINALS or name in _OLD_TERMINALS


def knows_places(target: Target) -> bool:
    """Whether the program knows Ctrl+V by the key's place where the layout has no V."""
    name = target.app.lower()
    return any(browser in name for browser in ("chrom", "brave", "msedge", "microsoft-edge", "vivaldi", "opera"))


def is_password_dialog(target: Target) -> bool:
    name = target.app.lower()
    return any(name.startswith(dialog) for dialog in _PASSWORD_DIALOGS)


def _named(method: str, name: str, default: Way) -> Way:
    match method:
        case "type" | "clipboard":
            return Way(Kind(method))
        case "auto":
            return _WAYS.get(name, default) if default == CTRL_V else default
        case "paste":
            way = _named("auto", name, default)
            return way if way.kind is Kind.PASTE else CTRL_V
        case chord:
            return Way(Kind.PASTE, chord)
