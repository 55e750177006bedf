"""Pictures without what they tell besides the picture: a phone writes into a photo where and when it was taken.

Which way up it is held stays; so do colours. Whoever hides where they live can send a photo of a letter.
"""

import struct

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
)
_JPEG_KEPT = frozenset({0xE0, 0xE2, 0xEE})
"""Application segments that stay: JFIF, colour profile, Adobe's colour transform."""
_START_OF_SCAN, _END = 0xDA, b"\xff\xd9"
_ORIENTATION = 0x0112


class BrokenError(Exception):
    """It cannot be read as a picture."""


def without_place(kind: str, content: bytes) -> bytes:
    """The same picture ("png" or "jpeg"), without notes. Raises BrokenError."""
    try:
        return _png(content) if kind == "png" else _jpeg(content)
    except (struct.error, IndexError):
        raise BrokenError from None


def _png(content: bytes) -> bytes:
    kept, at = [PNG], len(PNG)
    while True:
        (length,) = struct.unpack_from(">I", content, at)
        name, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content) or (at == len(PNG) and name != b"IHDR"):
            raise BrokenError
        if name in _PNG_KEPT:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end


def _jpeg(content: bytes) -> bytes:
    kept, at = [content[:2]], 2
    while True:
        if content[at] != 0xFF:
            raise BrokenError
        marker = content[at + 1]
        (length,) = struct.unpack_from(">H", content, at + 2)
        segment, at = content[at : at + 2 + length], at + 2 + length
        if marker == _START_OF_SCAN:
            end = content.rfind(_END)
            if end < at:
                raise BrokenError
            return b"".join([*kept, segment, content[at : end + 2]])
        if marker == 0xE1 and (turned := _turned(segment[4:])):
            kept.append(turned)
        elif marker in _JPEG_KEPT or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(segment)


def _turned(notes: bytes) -> bytes:
    """A segment that says no more than which way up the picture is held; nothing when the notes do not say."""
    if not notes.startswith(b"Exif\0\0"):
        return b""
    body = notes[6:]
    order = {b"II": "<", b"MM": ">"}.get(body[:2])
    if order is None:
        return b""
    (first,) = struct.unpack_from(f"{order}I", body, 4)
    (count,) = struct.unpack_from(f"{order}H", body, first)
    for number in range(count):
        tag, _type, _count, value = struct.unpack_from(f"{order}HHIH", body, first + 2 + 12 * number)
        if tag == _ORIENTATION and 1 <= value <= 8:
            entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, value, 0)
            told = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
            return b"\xff\xe1" + struct.pack(">H", len(told) + 2) + told
    return b""
