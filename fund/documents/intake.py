"""Takes files from the wire into memory, and no more of them than the limits say.

Nothing is written to a disk, and a file's own name ends here.
"""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers

from fund.documents import limits
from fund.documents.kinds import Why


class Received(InMemoryUploadedFile):
    """A file as it came. `why` says that it was too large: then its bytes were let go."""

    why: Why | None = None


class InMemory(FileUploadHandler):
    """Every upload of the product. What is too large flows past; a stranger's file does too,
    since the check for forged posts reads a form before any view is asked."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self._together = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            raise SkipFile
        self._parts: list[bytes] = []
        self._size = 0
        self._why: Why | None = None
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > limits.LARGEST_FILE_BYTES:
            self._why = Why.LARGE
        elif self._together + self._size > limits.LARGEST_TOGETHER_BYTES:
            self._why = Why.TOGETHER
        if self._why:
            self._parts.clear()
        else:
            self._parts.append(raw_data)

    def file_complete(self, file_size: int) -> Received:
        content = b"".join(self._parts)
        self._parts.clear()
        self._together += len(content)
        file = Received(
            BytesIO(content), self.field_name, "file", self.content_type, file_size, self.charset
        )
        file.why = self._why
        return file
