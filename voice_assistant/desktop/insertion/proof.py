"""The proof that texts land on this desktop: a small field of our own, a text put into it, and read back."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

from ...errors import DeviceError
from ..session import Desktop
from .base import Landed, Outcome
from .select import lander
from .terminal_field import TerminalField, is_ours
from .ways import TERMINAL, is_terminal

PROOF_TEXT = "äß你好🙂"
TITLE = "Voice Assistant tries typing"
_WITHIN_S = 8.0

# Its own program: it says "ready" when it has the keyboard, and then all that stands in the field, as it changes.
_FIELD = f"""
import sys, tkinter
root = tkinter.Tk(className="voice-assistant-proof"); root.title({TITLE!r}); root.geometry("420x60+80+80")
field = tkinter.Entry(root); field.pack(fill="x", padx=8, pady=8)
text = tkinter.StringVar(); field.config(textvariable=text)
def say(what): sys.stdout.buffer.write((what + "\\n").encode()); sys.stdout.flush()
text.trace_add("write", lambda *_: say("=" + text.get()))
def ready():
    say("ready") if root.focus_get() is field and root.winfo_viewable() else root.after(20, ready)
def front():
    root.lift(); field.focus_force(); root.after(50, ready)
root.after(50, front); root.mainloop()
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """`way` is how; `took_s` from the request to the text in the field, None when it did not get there."""

    way: str
    took_s: float | None
    problem: str = ""


async def prove(desktop: Desktop, *, methods: tuple[str, ...] = ("auto", "type")) -> list[Proof]:
    """One proof for each way, in a window that is open for about a second, on Wayland in our own terminal.

    `methods` are tried; where both come out as the same way, that is told once.
    Raises `DeviceError` when there is neither.
    """
    if desktop is Desktop.WAYLAND:
        from .wayland_parts import can_type

        methods = tuple(method for method in methods if method != "type" or can_type())
    if desktop is Desktop.WAYLAND and TerminalField.there():
        proofs = [await _prove_in_terminal(desktop, method) for method in methods]
    else:
        proofs = [await _prove(desktop, method, {}) for method in methods]
    return list({proof.way: proof for proof in proofs}.values())


async def _prove_in_terminal(desktop: Desktop, method: str) -> Proof:
    look = lander(desktop, method=method)
    target = await look.pin()
    terminal = target is not None and is_terminal(target)
    await asyncio.to_thread(look.close)
    if target is None or not is_ours(target):
        return Proof(method, None, "this terminal did not have the keyboard")
    # One that nobody knows is a terminal all the same.
    apps = {"": TERMINAL.chord} if method == "auto" and not terminal else {}
    hands = lander(desktop, method=method, apps=apps)
    field = TerminalField()
    field.open()
    try:
        target = await hands.pin()
        began_s = time.monotonic()
        inserting = asyncio.create_task(hands.insert(PROOF_TEXT, target))
        seen = ""
        try:
            async with asyncio.timeout(_WITHIN_S):
                while seen != PROOF_TEXT:
                    seen = await field.text()
        except TimeoutError:
            pass
        took_s = time.monotonic() - began_s
        return _judge(await inserting, seen, took_s)
    finally:
        field.close()
        await asyncio.to_thread(hands.close)


async def _prove(desktop: Desktop, method: str, apps: Mapping[str, str]) -> Proof:
    hands = lander(desktop, method=method, apps=apps)
    field = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _FIELD,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert field.stdout is not None
    try:
        if await _line(field.stdout) != "ready":
            raise DeviceError("no window could be opened to try typing in: is Python's tkinter installed?")
        target = await hands.pin()
        if target is None or (target.title and target.title != TITLE):
            return Proof(method, None, "the window to try typing in did not get the keyboard")
        began_s = time.monotonic()
        inserting = asyncio.create_task(hands.insert(PROOF_TEXT, target))
        seen = ""
        while seen != "=" + PROOF_TEXT and (line := await _line(field.stdout)):
            seen = line
        took_s = time.monotonic() - began_s
        landed = await inserting
        return _judge(landed, seen.removeprefix("="), took_s)
    finally:
        if field.returncode is None:
            field.kill()
        await field.wait()
        await asyncio.to_thread(hands.close)


def _judge(landed: Landed, seen: str, took_s: float) -> Proof:
    if landed.outcome is not Outcome.INSERTED:
        return Proof(str(landed.outcome), None, landed.detail)
    way = landed.detail.partition(" into ")[0]
    if seen == PROOF_TEXT:
        return Proof(way, took_s)
    return Proof(way, None, f"{PROOF_TEXT!r} came out as {seen!r}")


async def _line(output: asyncio.StreamReader) -> str:
    """The next line, "" when there is none in time."""
    try:
        async with asyncio.timeout(_WITHIN_S):
            return (await output.readline()).decode(errors="replace").rstrip("\n")
    except TimeoutError:
        return ""
