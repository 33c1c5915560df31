"""Regular expressions as grammars of llama.cpp."""

from __future__ import annotations

import pytest

from voice_assistant.text.grammar import Unsupported, grammar_of, grammar_of_lines


@pytest.mark.parametrize(
    ("pattern", "grammar"),
    [
        ("yes|no", '"y" "e" "s" | "n" "o"'),
        ("^ab$", '"a" "b"'),
        (r"\d{4}-\d\d", '[0-9]{4} "-" [0-9] [0-9]'),
        ("(?:a|b)+c*?", '( "a" | "b" )+ "c"*'),
        (r"[^;\n]{1,3}", r"[^;\n]{1,3}"),
        (r"[a\-z]", r"[a\x2Dz]"),
        (r"[가-힣];\w", '[가-힣] ";" [0-9A-Za-z_À-ÖØ-öø-ɏА-яЁёぁ-ゖァ-ヺ一-鿿가-힣]'),
        ('"\\\\"', r'"\"" "\\" "\""'),
        (r"a.b\.", r'"a" [^\n] "b" "."'),
        ("", '""'),
    ],
)
def test_a_pattern_has_a_grammar(pattern: str, grammar: str) -> None:
    assert grammar_of(pattern) == f"root ::= {grammar}\n"


def test_lines_have_one_too() -> None:
    assert grammar_of_lines("a;b", 3) == 'root ::= line ("\\n" line){0,2}\nline ::= "a" ";" "b"\n'


@pytest.mark.parametrize("pattern", ["(?=a)b", "(?i)a", r"(a)\1", r"\bword", "a^b", r"[\W]"])
def test_what_has_none_is_refused(pattern: str) -> None:
    with pytest.raises(Unsupported):
        grammar_of(pattern)
