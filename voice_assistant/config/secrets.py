"""Keys of services: from the environment or the system keyring, never from a file and never in a message.

Looked up, first one wins: `VOICE_ASSISTANT_<SECTION>_API_KEY`, `OPENAI_API_KEY` (which is for OpenAI's own servers
only: nobody else shall get to see it), then the system keyring.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from ..errors import ConfigError

log = logging.getLogger(__name__)

T = TypeVar("T")

SERVICE = "voice-assistant"
"""Under this name keys lie in the system keyring, with the section of the config as the user."""

SECTIONS = (
    "language_model",
    "speech_to_text",
    "text_to_speech",
    "memory",
    "web",
    "audio_chat",
    "realtime",
    "camera",
    "thinking",
)
"""The sections of the config that may talk to a server."""


def fallback_section(section: str, number: int) -> str:
    """What the key of the fallback `number` (from 0) of `section` is called: a key is shown to its own server alone."""
    return f"{section}_{number + 2}"


KEYRING_TIMEOUT_S = 3.0
"""A locked keyring may ask the person for its password; we do not stand still for that."""


def variable(section: str) -> str:
    """The environment variable with the key of `section`, such as VOICE_ASSISTANT_LANGUAGE_MODEL_API_KEY."""
    return f"VOICE_ASSISTANT_{section.upper()}_API_KEY"


def api_key(section: str, *, of_openai: bool = False) -> str | None:
    """The key for the server of `section` (such as "language_model"), None where there is none.

    `of_openai` says that the server is OpenAI's own.
    Blocks for up to `KEYRING_TIMEOUT_S`: from the event loop, call it in a thread. Never raises.
    """
    for name in (variable(section), *(["OPENAI_API_KEY"] if of_openai else [])):
        if key := os.environ.get(name, "").strip():
            return key
    try:
        import keyring  # a good tenth of a second, and not needed with a key in the environment

        key = _in_time(lambda: keyring.get_password(SERVICE, section)) or ""
    except Exception as error:  # no keyring, locked, broken back-end, no D-Bus: then there is no key there
        log.debug("no key from the system keyring: %s", type(error).__name__)
        return None
    return key.strip() or None


def store_api_key(section: str, key: str) -> None:
    """Put `key` into the system keyring. Raises `ConfigError` when there is none that takes it."""
    try:
        import keyring

        _in_time(lambda: keyring.set_password(SERVICE, section, key), timeout_s=60.0)
    except Exception as error:
        reason = "does not answer" if isinstance(error, TimeoutError) else "is missing or locked"
        raise ConfigError(
            f"the system keyring {reason}; set the environment variable {variable(section)} instead"
        ) from error


def _in_time(function: Callable[[], T], timeout_s: float | None = None) -> T:
    """The result of `function`, run in a thread that is left behind when it takes too long (TimeoutError)."""
    outcome: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put((function(), None))
        except BaseException as error:  # handed over, not swallowed
            outcome.put((None, error))

    threading.Thread(target=run, name="keyring", daemon=True).start()
    try:
        result, error = outcome.get(timeout=KEYRING_TIMEOUT_S if timeout_s is None else timeout_s)
    except queue.Empty:
        raise TimeoutError from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value]
