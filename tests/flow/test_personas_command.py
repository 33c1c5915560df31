"""`voice-assistant personas` and `completion`, as they are typed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flow.test_config_command import editor
from voice_assistant import paths
from voice_assistant.cli import main
from voice_assistant.persona_store import BUILT_IN_DIR, load_persona


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["personas", "new", "butler", "--from", "assistant"]) == 0
    (paths.personas_dir() / "broken.toml").write_text("x = 1")
    capsys.readouterr()
    assert main(["personas", "list"]) == 0
    printed = capsys.readouterr()
    rows = {line.split()[0]: line for line in printed.out.splitlines()}
    assert list(rows) == sorted(rows)
    assert rows["butler"].endswith("(yours)")
    assert "seas" in rows["pirate"]
    assert 'broken.toml:1: unknown key "x"' in printed.err
    assert main(["personas", "list", "--names"]) == 0
    assert capsys.readouterr().out.split() == sorted([*rows, "broken"])
    assert main(["personas", "list", "--json"]) == 0
    pirate = next(row for row in json.loads(capsys.readouterr().out) if row["name"] == "pirate")
    assert pirate["built_in"] is True


def test_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["personas", "show", "pirate"]) == 0
    file = BUILT_IN_DIR / "pirate.toml"
    assert capsys.readouterr().out == f"# {file}\n{file.read_text(encoding='utf-8')}"
    assert main(["personas", "show", "pirate", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["name"], shown["file"]) == ("pirate", str(file))
    assert main(["personas", "show", "pirat"]) == 2
    assert 'did you mean "pirate"?' in capsys.readouterr().err


def test_new_writes_a_right_file_and_never_overwrites(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["personas", "new", "butler"]) == 0
    file = paths.personas_dir() / "butler.toml"
    assert str(file) in capsys.readouterr().out
    assert main(["personas", "check", "butler"]) == 0
    for name, message in [
        ("butler", "already a persona of yours"),
        ("pirate", "a built-in persona"),
        ("My Butler", "is no name for a persona"),
        ("../x", "is no name for a persona"),
        ("none", "is taken"),
    ]:
        assert main(["personas", "new", name]) == 2
        assert message in capsys.readouterr().err
    assert main(["personas", "new", "other", "--from", "pirat"]) == 2
    assert not (paths.personas_dir() / "other.toml").exists()


def test_edit_of_a_built_in_persona_makes_a_copy_of_one_s_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built_in = (BUILT_IN_DIR / "pirate.toml").read_bytes()
    monkeypatch.setenv("VISUAL", editor(tmp_path, """sed -i 's/^description = .*/description = "mine"/' "$1" """))
    assert main(["personas", "edit", "pirate"]) == 0
    assert load_persona("pirate").description == "mine"
    assert (BUILT_IN_DIR / "pirate.toml").read_bytes() == built_in

    monkeypatch.setenv("VISUAL", editor(tmp_path, 'echo "x = 1" >> "$1"'))
    assert main(["personas", "edit", "pirate"]) == 3
    assert "pirate.toml" in capsys.readouterr().err
    assert main(["personas", "check"]) == 3
    assert main(["personas", "check", "yoda"]) == 0


def test_a_copy_that_was_not_changed_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VISUAL", editor(tmp_path, "true"))
    assert main(["personas", "edit", "pirate"]) == 0
    assert capsys.readouterr().out == "pirate is as it was\n"
    assert not (paths.personas_dir() / "pirate.toml").exists()


def test_check_prints_each_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["personas", "check"]) == 0
    assert capsys.readouterr().out == "ok\n"
    paths.personas_dir().mkdir(parents=True)
    file = paths.personas_dir() / "mine.toml"
    file.write_text('description = "x"\nspead = 2\n')
    assert main(["personas", "check"]) == 3
    problems = [f'{file}: the file needs "instructions"', f'{file}:2: unknown key "spead" (did you mean "speed"?)']
    assert capsys.readouterr().out.splitlines() == problems
    assert main(["personas", "check", "--json", "mine"]) == 3
    assert json.loads(capsys.readouterr().out) == {"ok": False, "problems": problems}


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["voice-assistant", "perso"], "personas"),
        (["va", "perso"], "personas"),
        (["voice-assistant", "personas", "show", "pir"], "pirate"),
        (["voice-assistant", "ask", "--persona", "yo"], "yoda"),
        (["voice-assistant", "models", "pull", "whisper-ba"], "whisper-base"),
    ],
)
def test_bash_completes(typed: list[str], expected: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["completion", "bash"]) == 0
    command = tmp_path / "voice-assistant"  # what the script asks for the names of personas
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m voice_assistant "$@"\n')
    command.chmod(0o755)
    previous, word = typed[-2:]
    words = " ".join(f"'{word}'" for word in typed)
    script = f"""{capsys.readouterr().out}
        COMP_WORDS=({words}); COMP_CWORD={len(typed) - 1}
        function=$(complete -p {typed[0]} | grep -o '[^ ]*_shtab[^ ]*')
        $function {typed[0]} '{word}' '{previous}'; printf '%s\\n' "${{COMPREPLY[@]}}" """
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=environment, check=False)
    assert expected in done.stdout.split()


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_each_shell_gets_a_script_for_both_names(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    registered = [line.split() for line in script.splitlines() if line.startswith(("complete ", "#compdef "))]
    assert any("voice-assistant" in line for line in registered)
    assert any("va" in line for line in registered)
