from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.errors
import pytest

from voice_assistant.config import secrets
from voice_assistant.config.secrets import api_key, store_api_key
from voice_assistant.errors import ConfigError


class FakeKeyring(keyring.backend.KeyringBackend):
    """Keeps passwords in memory."""

    priority: Any = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password


class LockedKeyring(FakeKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.KeyringLocked("locked")


class HangingKeyring(FakeKeyring):
    """Waits for a password that nobody types."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.answer.wait()
        return "late"


@pytest.fixture(autouse=True)
def own_keyring() -> Iterator[FakeKeyring]:
    before = keyring.get_keyring()
    fake = FakeKeyring()
    keyring.set_keyring(fake)
    yield fake
    keyring.set_keyring(before)


def test_the_section_s_variable_comes_before_the_common_one_and_the_keyring(
    monkeypatch: pytest.MonkeyPatch, own_keyring: FakeKeyring
) -> None:
    assert api_key("language_model") is None
    own_keyring.passwords["voice-assistant", "language_model"] = "from keyring\n"
    assert api_key("language_model") == "from keyring"
    assert api_key("text_to_speech") is None
    monkeypatch.setenv("OPENAI_API_KEY", "common")
    assert api_key("language_model", of_openai=True) == "common"
    assert api_key("language_model") == "from keyring", "somebody else's server must not see OpenAI's key"
    monkeypatch.setenv("VOICE_ASSISTANT_LANGUAGE_MODEL_API_KEY", " own ")
    assert api_key("language_model", of_openai=True) == "own"
    assert api_key("text_to_speech", of_openai=True) == "common"


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", " ")
    assert api_key("language_model", of_openai=True) is None


def test_a_stored_key_is_found_again() -> None:
    store_api_key("text_to_speech", "secret")
    assert api_key("text_to_speech") == "secret"


@pytest.mark.parametrize("missing", [keyring.backends.fail.Keyring, LockedKeyring])
def test_no_keyring_is_no_error_until_one_is_needed(missing: type[keyring.backend.KeyringBackend]) -> None:
    keyring.set_keyring(missing())
    assert api_key("language_model") is None
    with pytest.raises(ConfigError, match="missing or locked; set the environment variable VOICE_ASSISTANT_LANG"):
        store_api_key("language_model", "hush")


def test_a_keyring_that_waits_for_its_password_does_not_hold_us_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "KEYRING_TIMEOUT_S", 0.01)
    hanging = HangingKeyring()
    keyring.set_keyring(hanging)
    assert api_key("language_model") is None
    hanging.answer.set()
