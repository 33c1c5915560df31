"""Model files from the Hugging Face hub, by its own client: resumed when interrupted, no telemetry."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .catalog import File, HubSource
from .sources import Progress, SourceFailed, write
from .store import CHUNK, InstalledFile

if TYPE_CHECKING:
    from huggingface_hub import HfFileMetadata


def fetch(source: HubSource, workspace: Path, progress: Progress) -> dict[str, InstalledFile]:
    """Put the source's files into `workspace/files`. Raises `SourceFailed` and `OSError`.

    What was downloaded before an interruption waits in `workspace/hub` and is continued.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_UPDATE_CHECK", "1")
    import huggingface_hub
    from huggingface_hub import errors

    huggingface_hub.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    try:
        return _fetch(source, workspace, progress)
    except errors.OfflineModeIsEnabled as error:
        raise SourceFailed("HF_HUB_OFFLINE is set") from error
    except errors.RepositoryNotFoundError as error:
        raise SourceFailed("there is no such repository, or it is private") from error
    except errors.RevisionNotFoundError as error:
        raise SourceFailed(f"it has no revision {source.revision}") from error
    except errors.LocalEntryNotFoundError as error:  # what the client makes of a connection that broke
        raise SourceFailed("it cannot be reached") from error
    except errors.EntryNotFoundError as error:
        raise SourceFailed(f"it lacks one of {', '.join(file.name for file in source.files)}") from error
    except errors.HfHubHTTPError as error:
        raise SourceFailed(f"it answered {error.response.status_code} {error.response.reason_phrase}") from error
    except errors.HTTPError as error:  # type: ignore[attr-defined]  # of whichever HTTP client it uses
        reason = "it does not answer" if "Timeout" in type(error).__name__ else "it cannot be reached"
        raise SourceFailed(reason) from error
    except (errors.FileMetadataError, ValueError) as error:
        raise SourceFailed(f"its answer makes no sense ({type(error).__name__})") from error


def _fetch(source: HubSource, workspace: Path, progress: Progress) -> dict[str, InstalledFile]:
    from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url

    endpoint = os.environ.get("HF_ENDPOINT") or None
    stated: dict[str, HfFileMetadata] = {}
    for file in source.files:
        url = hf_hub_url(source.repo, _path(source, file), revision=source.revision, endpoint=endpoint)
        stated[file.name] = get_hf_file_metadata(url, endpoint=endpoint)
    total = sum(file.size or stated[file.name].size or 0 for file in source.files)

    installed: dict[str, InstalledFile] = {}
    for file in source.files:
        before = sum(done.size for done in installed.values())
        had = Path(
            hf_hub_download(
                source.repo,
                _path(source, file),
                revision=source.revision,
                endpoint=endpoint,
                local_dir=workspace / "hub",
                tqdm_class=_reporting(progress, before, total),
            )
        )
        expected = file if file.size is not None else file.model_copy(update={"size": stated[file.name].size})
        try:
            installed[file.name] = write(expected, _chunks(had), workspace / "files", lambda count: None)
            _check_etag(file, stated[file.name].etag, workspace / "files" / file.name)
        finally:
            had.unlink(missing_ok=True)  # no second copy on the disk; a wrong one is not to be resumed
    return installed


def _path(source: HubSource, file: File) -> str:
    return f"{source.folder}/{file.name}" if source.folder else file.name


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _check_etag(file: File, etag: str | None, path: Path) -> None:
    """The hub states a sha256 for large files and git's own hash (sha1 over a header and the bytes) for small ones."""
    if etag is None or file.sha256 is not None:
        return
    if len(etag) == 64:
        digest = hashlib.sha256()
    elif len(etag) == 40:
        digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    else:
        return
    for chunk in _chunks(path):
        digest.update(chunk)
    if digest.hexdigest() != etag:
        path.unlink()
        raise SourceFailed(f"{file.name} has a wrong hash")


def _reporting(progress: Progress, before: int, total: int) -> Any:
    """A tqdm class that shows nothing and tells `progress` instead."""
    from huggingface_hub.utils import tqdm  # type: ignore[attr-defined]

    class Reporting(tqdm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            self.had = int(kwargs.get("initial") or 0)
            super().__init__(*args, **(kwargs | {"disable": True}))  # type: ignore[no-untyped-call]

        def update(self, n: float | None = 1) -> None:
            self.had += int(n or 0)
            progress("downloading", min(before + self.had, total), total)

    return Reporting
