"""Names of keys as people write them."""

from __future__ import annotations

import pytest

from voice_assistant.desktop.keys import KEYS, MODIFIER_KEYS, Hotkey, Modifier, parse
from voice_assistant.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("F6", "F6"),
        (" f6 ", "F6"),
        ("ctrl + ALT+space", "Ctrl+Alt+Space"),
        ("Shift+Ctrl+a", "Ctrl+Shift+A"),
        ("super+Shift+Alt+Control+x", "Ctrl+Alt+Shift+Super+X"),
        ("Cmd+1", "Super+1"),
        ("Win+period", "Super+."),
        ("Esc", "Escape"),
        ("return", "Enter"),
        ("Page Down", "PageDown"),
        ("page_up", "PageUp"),
        ("PrtSc", "Print"),
        ("xf86audioplay", "XF86AudioPlay"),
        ("Media-Next", "XF86AudioNext"),
        ("Numpad 0", "Numpad0"),
        ("numpadadd", "NumpadAdd"),
        ("Right Ctrl", "Right Ctrl"),
        ("rctrl", "Right Ctrl"),
        ("Control_R", "Right Ctrl"),
        ("left-alt", "Left Alt"),
        ("Alt", "Left Alt"),
        ("right option", "Right Alt"),
        ("Left Win", "Left Super"),
        ("+", "Plus"),
        ("Ctrl++", "Ctrl+Plus"),
        ("Ctrl + +", "Ctrl+Plus"),
        ("Ctrl+-", "Ctrl+-"),
        ("Alt+ä", "Alt+Ä"),
        ("ß", "ß"),
        ("Ctrl+ф", "Ctrl+Ф"),
    ],
)
def test_spellings_have_one_canonical_form(text: str, canonical: str) -> None:
    assert str(parse(text)) == canonical


@pytest.mark.parametrize("key", [*KEYS, *sorted(MODIFIER_KEYS)])
def test_canonical_forms_read_back_in_any_case(key: str) -> None:
    assert parse(key) == parse(key.lower()) == parse(key.upper()) == Hotkey(key)
    if key not in MODIFIER_KEYS:
        chord = Hotkey(key, frozenset({Modifier.CTRL, Modifier.SUPER}))
        assert parse(str(chord)) == chord


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", '"" names no key'),
        ("Ctrl+", '"Ctrl+" names no key'),
        ("F66", 'there is no key "F66", did you mean "F6"?'),
        ("Esacpe", 'there is no key "Esacpe", did you mean "Escape"?'),
        ("XF86AudioPaly", 'did you mean "XF86AudioPlay"?'),
        ("Rigth Ctrl", 'did you mean "Right Ctrl"?'),
        ("Ctlr+A", '"Ctlr" is no modifier, did you mean "Ctrl"?'),
        ("A+Ctrl", '"A" is no modifier'),
        ("Ctrl+Control+A", '"Ctrl+Control+A" names the same modifier twice'),
        ("Ctrl+Alt", '"Ctrl+Alt" holds only modifiers: add a key, as in "Ctrl+Alt+Space"'),
        ("Right Ctrl+A", "in a chord either side of a modifier will do"),
        ("qqqqqq", 'there is no key "qqqqqq"'),
        ("left ctrl right", "there is no key"),
    ],
)
def test_mistakes_are_explained(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse(text)
    assert message in str(raised.value)


def test_a_modifier_alone_is_known_as_such() -> None:
    assert parse("Right Ctrl").is_modifier
    assert not parse("F6").is_modifier
    assert not parse("Ctrl+A").is_modifier
