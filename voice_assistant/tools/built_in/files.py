"""Reading files in the folders that the config allows, and nowhere else: no link leads out of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from ...concurrency import ProcessWorker, WorkerCrashed
from ...errors import ToolError
from ..base import Arguments, Result, Tool, parameters, text_of
from ..telling import shortened
from ..wordings.files import list_files_wanted, read_file_wanted

MOST_BLOCKS = 400
MOST_NAMES = 200
LARGEST_BYTES = 50_000_000
NO_FOLDERS = "I may not read files yet: tools.folders in the config names the folders I may read in."


class Files:
    """`folders` as the config names them. Documents are parsed in a child process."""

    def __init__(self, folders: Sequence[str]) -> None:
        self._folders = [Path(folder).expanduser().resolve() for folder in folders]
        self._worker = ProcessWorker("documents")

    def tools(self) -> list[Tool]:
        where = ", ".join(map(str, self._folders))
        lacks = "" if self._folders else NO_FOLDERS
        path = {"type": "string", "description": f"name or path of a file in: {where}"}
        folder = {"type": "string", "description": "a folder in these; left out: all of them"}
        return [
            Tool(
                "read_file",
                "Read a text, PDF, Word or other document",
                parameters("path", path=path),
                self.read,
                wanted=read_file_wanted,
                lacks=lacks,
            ),
            Tool(
                "list_files",
                f"The names of the files in {where}",
                parameters(folder=folder),
                self.list_names,
                wanted=list_files_wanted,
                lacks=lacks,
            ),
        ]

    async def read(self, arguments: Arguments) -> Result:
        from ...documents.service import Source, some_blocks

        file = self._find(text_of(arguments, "path"))
        if file.stat().st_size > LARGEST_BYTES:
            raise ToolError(f"{file.name} is too large to read")
        try:
            blocks = await self._worker.call(some_blocks, Source(file), 0, MOST_BLOCKS)
        except WorkerCrashed:
            raise ToolError(f"{file.name} cannot be read") from None
        finally:
            self._worker.close()
        text = "\n\n".join(block.text for block in blocks)
        return Result(text or "(empty)", shortened(text) or f"{file.name} is empty.", outside=True)

    async def list_names(self, arguments: Arguments) -> Result:
        wanted = str(arguments.get("folder") or "").strip()
        folders = [self._inside(wanted)] if wanted else self._folders
        names = [name for folder in folders for name in islice(_names(folder), MOST_NAMES)]
        if not names:
            return Result("There are no files.", "There are no files.")
        shown = ", ".join(names[:12])
        more = f", and {len(names) - 12} more" if len(names) > 12 else ""
        return Result("\n".join(names), f"{shown}{more}.", outside=True)

    def _find(self, said: str) -> Path:
        """The file of that path or, as it is said, of that name."""
        try:
            file = self._inside(said)
        except ToolError:
            found = [file for folder in self._folders for file in _files(folder) if _same_name(file, said)]
            files = [file for file in found if self._is_inside(file.resolve())]
            if not files:
                raise
            file = files[0]
        if not file.is_file():
            raise ToolError(f"{said} is no file")
        return file

    def _inside(self, said: str) -> Path:
        """Raises `ToolError` when it is nowhere in the allowed folders."""
        given = Path(said).expanduser()
        for candidate in [given] if given.is_absolute() else [folder / given for folder in self._folders]:
            path = candidate.resolve()
            if self._is_inside(path) and path.exists():
                return path
        raise ToolError(f"there is no {said[:80]} in the folders I may read")

    def _is_inside(self, path: Path) -> bool:
        return any(path == folder or folder in path.parents for folder in self._folders)


def _files(folder: Path) -> Iterator[Path]:
    """Two levels deep, and not for ever: a name that is said is looked for where people keep things."""
    return islice((path for pattern in ("*", "*/*") for path in folder.glob(pattern) if path.is_file()), 5000)


def _names(folder: Path) -> Iterator[str]:
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return (path.name for path in paths if not path.name.startswith("."))


def _same_name(file: Path, said: str) -> bool:
    """ "shopping list" is shopping_list.txt."""
    plain = "".join(letter for letter in said.lower() if letter.isalnum())
    return plain in ("".join(letter for letter in name.lower() if letter.isalnum()) for name in (file.stem, file.name))
