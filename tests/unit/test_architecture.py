"""Imports point down, and a command line that only shows its help loads nothing heavy."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "voice_assistant"

LAYERS = [
    {"commands", "cli", "__main__"},
    {"checkup", "daemon", "standing", "serving", "console", "indicator", "other_audio", "view", "waking"},
    {"app", "recovery", "standby", "nothing", "single_instance", "logs"},
    {"assistant", "control"},
    {"responder", "running", "own_control"},
    {"tools"},
    {"turn", "latency", "persona_store"},
    {"talk"},
    {"delivery", "reading"},
    {"equipment"},
    {
        "listening",
        "turn_taking",
        "speaking",
        "hearing",
        "conversation",
        "control_client",
        "bus",
        "persona",
        "models",
        "desk",
        "dictation",
        "memory",
        "talks",
        "inbox",
        "roads",
        "seeing",
    },
    {
        "engines",
        "audio",
        "desktop",
        "documents",
        "text",
        "vision",
        "events",
        "tool_events",
        "engine_events",
        "vision_events",
    },
    {"config", "concurrency"},
    {"errors", "paths", "spelling", "__init__"},
]
"""From the top; a module imports from its own layer and those below."""

UPWARD = {
    ("engines", "models"),  # an engine finds its weights by name
    ("text", "persona"),  # who can be switched to
    ("audio", "bus"),  # a device says what happens to it
    ("vision", "bus"),  # a camera, too
    ("config", "persona_store"),  # a binding may name any persona there is
    ("config", "persona"),
    ("config", "desktop"),  # any key there is
    ("config", "engines"),  # and any engine
}
"""What goes up all the same, each for a reason."""

HEAVY = (
    "numpy",
    "pydantic",
    "rich",
    "sounddevice",
    "soundfile",
    "faster_whisper",
    "openai",
    "piper",
    "xllamacpp",
    "cv2",
    "PIL",
)


def imports() -> Iterator[tuple[str, str, Path]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        package = parts[:-1]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level:
                base = [*package][: len(package) - node.level + 1]
                target = [*base, *(node.module.split(".") if node.module else [])]
                for name in [target[0]] if target else [alias.name for alias in node.names]:
                    yield parts[0], name, file


def layer(module: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if module in names)


def test_every_module_has_its_layer() -> None:
    modules = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert modules == set().union(*LAYERS)


def test_imports_point_down() -> None:
    upward = {
        (source, target)
        for source, target, _ in imports()
        if target in set().union(*LAYERS) and layer(target) < layer(source)
    }
    assert upward == UPWARD


def test_only_the_command_line_prints() -> None:
    for file in sorted(PACKAGE.rglob("*.py")):
        if "commands" not in file.parts and file.name not in ("cli.py", "llama_server.py"):
            calls = [node.func for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
            assert not [call for call in calls if isinstance(call, ast.Name) and call.id == "print"], file


def test_no_file_holds_two_ideas() -> None:
    long = {file.name: lines for file in PACKAGE.rglob("*.py") if (lines := len(file.read_text().splitlines())) > 350}
    assert long == {}


def loaded_by(*arguments: str) -> set[str]:
    code = (
        "import sys, json, contextlib, io\n"
        "from voice_assistant.cli import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        f"    main({list(arguments)!r})\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(result.stdout))


@pytest.mark.parametrize("arguments", [["--help"], ["start", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    assert loaded_by(*arguments) & set(HEAVY) == set()


def test_the_check_above_would_notice() -> None:
    assert "pydantic" in loaded_by("config", "check")
