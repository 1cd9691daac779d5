"""Files that only this account reads, and the key store as a folder of them."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


def write_private(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file whole or not at all, over one that stands there; it outlives a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file, fresh = tempfile.mkstemp(dir=path.parent, prefix=".")  # made with mode 0600
    with os.fdopen(file, "wb") as made:
        made.writelines(chunks)
        made.flush()
        os.fsync(made.fileno())
    Path(fresh).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class PrivateFolder(FileSystemStorage):
    """Files that only this account reads; a name that exists is replaced, whole or not at all."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: "File[bytes]") -> str:
        write_private(Path(self.path(name)), content.chunks())
        return name

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        folders, files = super().listdir(path)
        return folders, [name for name in files if not name.startswith(".")]
