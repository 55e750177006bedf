"""A file of others that cannot be read: why, where, what in it; whoever prints it has the sentences."""

from enum import StrEnum
from pathlib import Path


class Unreadable(Exception):  # noqa: N818 - it reads as what it is
    """A file that cannot be read: why, which file, on which line (0: none), and what in it."""

    def __init__(self, reason: StrEnum, where: Path, line: int = 0, detail: str = "") -> None:
        self.reason, self.where, self.line, self.detail = reason, where, line, detail
        super().__init__(f"{reason}: {where}:{line} {detail}")

    @property
    def words(self) -> dict[str, object]:
        """What a sentence about it takes."""
        return {"where": self.where, "line": self.line, "detail": self.detail}
