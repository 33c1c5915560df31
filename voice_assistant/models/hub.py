"""Model files from the Hugging Face hub, by its own client: continued when interrupted, without telemetry."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .catalog import File, HubSource
from .sources import Progress, SourceFailed, Unreachable, accept
from .store import InstalledFile, sha256_of

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
        raise Unreachable("HF_HUB_OFFLINE is set") from error
    except errors.RepositoryNotFoundError as error:
        raise SourceFailed("there is no such repository, or it is private") from error
    except errors.RevisionNotFoundError as error:
        raise SourceFailed(f"it has no revision {source.revision}") from error
    except errors.LocalEntryNotFoundError as error:  # what the client makes of a connection that broke
        raise Unreachable() from error
    except errors.EntryNotFoundError as error:
        raise SourceFailed(f"it lacks one of {', '.join(file.name for file in source.files)}") from error
    except errors.HfHubHTTPError as error:
        raise SourceFailed(f"it answered {error.response.status_code} {error.response.reason_phrase}") from error
    except errors.HTTPError as error:  # type: ignore[attr-defined]  # of whichever HTTP client it uses
        raise Unreachable() from error
    except (errors.FileMetadataError, ValueError) as error:
        raise SourceFailed(f"its answer makes no sense ({type(error).__name__})") from error


def _fetch(source: HubSource, workspace: Path, progress: Progress) -> dict[str, InstalledFile]:
    from huggingface_hub import get_hf_file_metadata, hf_hub_url

    endpoint = os.environ.get("HF_ENDPOINT") or None
    urls = {
        file.name: hf_hub_url(source.repo, _path(source, file), revision=source.revision, endpoint=endpoint)
        for file in source.files
    }
    stated = {name: get_hf_file_metadata(url, endpoint=endpoint) for name, url in urls.items()}
    total = sum(file.size or stated[file.name].size or 0 for file in source.files)

    installed: dict[str, InstalledFile] = {}
    done = 0
    for file in source.files:
        part = _download(urls[file.name], stated[file.name], workspace / "hub", _reporting(progress, done, total))
        try:
            installed[file.name] = accept(file, part)
            _check_etag(file, stated[file.name].etag, part)
            part.rename(workspace / "files" / file.name)
        finally:
            part.unlink(missing_ok=True)  # a wrong file is not to be continued
        done += installed[file.name].size
        progress("downloading", done, total)
    return installed


def _download(url: str, stated: HfFileMetadata, folder: Path, bar: Any) -> Path:
    """The file behind `url`, continued where an earlier download of the same content broke off."""
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

    folder.mkdir(exist_ok=True)
    identity = hashlib.sha256(f"{url} {stated.etag}".encode()).hexdigest()
    part = folder / f"{identity[:32]}.part"
    headers = build_hf_headers(library_name="voice-assistant")
    if urlsplit(stated.location).netloc != urlsplit(url).netloc:
        headers.pop("authorization", None)  # the person's token is for the hub, not for where it keeps its files
    with part.open("ab") as stream:
        http_get(
            stated.location,
            stream,
            resume_size=stream.tell(),
            headers=headers,
            expected_size=stated.size,
            tqdm_class=bar,
        )
        stream.flush()
        os.fsync(stream.fileno())
    return part


def _path(source: HubSource, file: File) -> str:
    return f"{source.folder}/{file.name}" if source.folder else file.name


def _check_etag(file: File, etag: str | None, path: Path) -> None:
    """The hub states a sha256 for large files and git's own hash (sha1 over a header and the bytes) for small ones."""
    if etag is None or file.sha256 is not None:
        return
    if len(etag) == 64:
        actual = sha256_of(path)
    elif len(etag) == 40:
        content = path.read_bytes()
        actual = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    else:
        return
    if actual != etag:
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
