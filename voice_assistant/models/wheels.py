"""Model files out of packages of the Python index.

The packages are downloaded with the person's own pip configuration (index, proxy, certificates, credentials),
checked by their hash, and only read as zip archives: nothing of them is installed or imported.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path

from .catalog import Wheel, WheelFile, WheelSource
from .sources import NoSpace, Progress, SourceFailed, Unreachable, unpack
from .store import CHUNK, InstalledFile, sha256_of

_PROGRESS = re.compile(r"^Progress (\d+) of (\d+)$")
_OFFLINE = re.compile(
    r"NewConnectionError|ConnectTimeout|Failed to establish|name resolution|ProxyError|unreachable|RemoteDisconnected",
    re.IGNORECASE,
)


def fetch(source: WheelSource, workspace: Path, progress: Progress) -> dict[str, InstalledFile]:
    """Put the source's files into `workspace/files`. Raises `SourceFailed` and `OSError`."""
    total = sum(wheel.size for wheel in source.wheels)
    archives: list[Path] = []
    done = 0
    for wheel in source.wheels:

        def on_bytes(count: int, before: int = done) -> None:
            progress("downloading", before + count, total)

        archives.append(download(wheel, workspace / "wheels", on_bytes))
        done += wheel.size
        progress("downloading", done, total)
    return _unpack(source, archives, workspace / "files", progress)


def download(wheel: Wheel, folder: Path, on_bytes: Callable[[int], None] = lambda count: None) -> Path:
    """The wheel's archive in `folder`; one that is there already is taken if its hash is right.

    `on_bytes` is called with the bytes had so far. Raises `SourceFailed` and `OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if (there := _in(folder, wheel)) is not None:
        return there
    with tempfile.TemporaryDirectory(dir=folder, prefix=".pip-") as scratch:
        requirements = Path(scratch) / "requirements.txt"
        requirements.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n", encoding="utf-8")
        errors = Path(scratch) / "errors"
        with errors.open("w+", encoding="utf-8", errors="replace") as stderr:
            code = _pip(requirements, folder, Path(scratch), stderr.fileno(), on_bytes)
            if code != 0:
                stderr.seek(0)
                raise _failure(wheel, stderr.read())
    archive = _in(folder, wheel)
    if archive is None:
        raise SourceFailed(f"{wheel.requirement}: pip downloaded something else")
    return archive


def _pip(requirements: Path, folder: Path, scratch: Path, stderr: int, on_bytes: Callable[[int], None]) -> int:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--ignore-requires-python"]
    command += ["--no-binary=:none:", "--only-binary=:all:", "--no-input", "--retries=2", "--progress-bar=raw"]
    command += ["--disable-pip-version-check", "--dest", str(folder), "--requirement", str(requirements)]
    # Its scratch space lies where there is room for the model; /tmp is often small.
    environment = os.environ | {"TMPDIR": str(scratch), "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr, env=environment, text=True
    ) as pip:
        try:
            assert pip.stdout is not None
            for line in pip.stdout:
                if match := _PROGRESS.match(line):
                    on_bytes(int(match[1]))
            return pip.wait()
        except BaseException:
            pip.terminate()
            raise


def _in(folder: Path, wheel: Wheel) -> Path | None:
    return next((path for path in folder.glob("*.whl") if sha256_of(path) == wheel.sha256), None)


def _failure(wheel: Wheel, stderr: str) -> SourceFailed:
    if "No space left" in stderr or "Disk quota" in stderr:
        return NoSpace("the disk is full")
    if "No module named pip" in stderr:
        return SourceFailed("pip is missing from this Python")
    if "DO NOT MATCH THE HASHES" in stderr:
        return SourceFailed(f"{wheel.requirement} has a wrong hash (sha256)")
    if _OFFLINE.search(stderr):
        return Unreachable()
    if "No matching distribution" in stderr:
        return SourceFailed(f"it does not offer {wheel.requirement}")
    lines = [line.removeprefix("ERROR: ") for line in stderr.splitlines() if line.startswith("ERROR: ")]
    return SourceFailed((lines or stderr.splitlines() or ["pip failed"])[-1].strip()[:200])


def _unpack(source: WheelSource, archives: list[Path], folder: Path, progress: Progress) -> dict[str, InstalledFile]:
    try:
        with ExitStack() as stack:
            zips = [stack.enter_context(zipfile.ZipFile(path)) for path in archives]
            holder = {name: archive for archive in zips for name in archive.namelist()}
            return unpack(source.files, lambda file: _chunks(file, holder), folder, progress)
    except zipfile.BadZipFile as error:
        raise SourceFailed(f"a damaged archive: {error}") from error


def _chunks(file: WheelFile, holder: dict[str, zipfile.ZipFile]) -> Generator[bytes]:
    for member in file.members:
        if member not in holder:
            raise SourceFailed(f"{member} is not in the package")
        with holder[member].open(member) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
