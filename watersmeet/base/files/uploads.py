"""What a browser sends is held in memory alone: no file of anybody's lies open on the disk, not for a moment."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from watersmeet.base.files.kinds import LIMIT


class InMemory(FileUploadHandler):
    """Holds up to LIMIT and one byte of all files of a request; what comes after is let go.

    A file that was cut short still tells its whole size, so that whoever checks it says that it is too big.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._left = LIMIT + 1
        self._held = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The next file begins."""
        super().new_file(*args, **kwargs)
        self._held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what fits."""
        del start
        kept = raw_data[: self._left]
        self._left -= len(kept)
        self._held.write(kept)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file, as much as was kept."""
        self._held.seek(0)
        return InMemoryUploadedFile(
            self._held, self.field_name, self.file_name or "", self.content_type or "", file_size, self.charset
        )
