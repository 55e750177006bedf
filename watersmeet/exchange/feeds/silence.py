"""Why a feed gave no answer: a code of findings, and where."""

from typing import NamedTuple


class Silent(Exception):  # noqa: N818 - it reads as what it is
    """The feed gives no answer that can be read. `seconds`: it asks us to come back after so long."""

    def __init__(self, code: str, where: str = "", *, seconds: float = 0.0) -> None:
        super().__init__(code)
        self.code, self.where, self.seconds = code, where, seconds


class Stopped(Exception):  # noqa: N818 - it reads as what it is
    """Enough for this time; the harvest goes on from here later."""


class Answer(NamedTuple):
    """What came: the status, the body (empty unless the status is 200), and the headers that we read."""

    status: int
    body: bytes = b""
    etag: str = ""
    kind: str = ""
