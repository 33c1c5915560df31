"""Model files: which there are, getting them, and finding them again.

    folder = locate("whisper-base")                      # or a path of one's own
    voice = locate_file("en_US-joe-medium", ".onnx")

All of it is synchronous, and all of it raises `ModelError`.
"""

from .catalog import Catalog, Kind, Model, load_catalog
from .pull import pull
from .store import is_installed, locate, locate_file, remove, verify

__all__ = [
    "Catalog",
    "Kind",
    "Model",
    "is_installed",
    "load_catalog",
    "locate",
    "locate_file",
    "pull",
    "remove",
    "verify",
]
