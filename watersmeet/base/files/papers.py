"""PDF files: what in one can act. Pictures and words inside lie packed and are left out; object lists are unpacked."""

import re
import zlib
from collections.abc import Iterator

_ACTS = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR)(?![A-Za-z0-9])"
)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_BEFORE = 400  # bytes in which a stream's own dictionary stands
_UNPACKED = 8 * 1024 * 1024  # bytes of one list of objects


def acts(content: bytes) -> bool:
    """Whether it runs, fetches, sends or carries something. What is encrypted cannot be looked into: it counts."""
    return any(_ACTS.search(_plain(part)) or b"/Encrypt" in part for part in _parts(content))


def _parts(content: bytes) -> Iterator[bytes]:
    """What stands between the streams, and every list of objects, unpacked."""
    yield _STREAM.sub(b"", content)
    for found in _STREAM.finditer(content):
        if b"ObjStm" in _plain(content[max(0, found.start() - _BEFORE) : found.start()]):
            yield _unpacked(found[1])


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _UNPACKED)
    except zlib.error:
        return packed


def _plain(part: bytes) -> bytes:
    """Names as they are read: one may write any letter as #4A."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), part)
