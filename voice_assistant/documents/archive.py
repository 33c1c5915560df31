"""A ZIP archive from somewhere: whole, not too large, not locked."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from pathlib import Path
from types import TracebackType

from ..errors import DocumentError

MOST = 100_000_000
"""Bytes that a file in an archive may have when it is unpacked."""


class Archive:
    """Raises `DocumentError` for whatever is wrong with it; `kind` is "an EPUB book"."""

    def __init__(self, source: Path | bytes, called: str, kind: str) -> None:
        self._called = called
        self._kind = kind
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise DocumentError(f"{called} is damaged: it cannot be opened as {kind}.") from error
        self._names = {name.lower(): name for name in reversed(self._zip.namelist())}

    def __contains__(self, name: str) -> bool:
        return self._clean(name) in self._names

    def check_size(self) -> None:
        """For readers that unpack it by themselves."""
        if sum(info.file_size for info in self._zip.infolist() if info.filename.endswith((".xml", ".rels"))) > MOST:
            raise DocumentError(f"{self._called} is too large to be read.")

    def read(self, name: str) -> bytes:
        try:
            info = self._zip.getinfo(self._names[self._clean(name)])
            if info.flag_bits & 1:
                raise DocumentError(f"{self._called} is protected with a password.")
            with self._zip.open(info) as file:
                data = file.read(MOST + 1)
        except KeyError as error:
            raise DocumentError(f"{self._called} is damaged: {name} is missing in it.") from error
        except (
            OSError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            ValueError,
            RuntimeError,
        ) as error:
            raise DocumentError(f"{self._called} is damaged: {name} in it cannot be unpacked.") from error
        if len(data) > MOST:
            raise DocumentError(f"{self._called} is too large to be read.")
        return data

    def close(self) -> None:
        self._zip.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @staticmethod
    def _clean(name: str) -> str:
        return posixpath.normpath(name).lstrip("/").lower()
