"""Invented files, made here: small, whole, and of each kind that is taken."""

import io
import struct
import zipfile
import zlib

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
TEXT = b"Bring your library card.\n"


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*more: bytes) -> bytes:
    """A picture of one black dot, with more chunks before its end."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def segment(marker: int, body: bytes) -> bytes:
    """One segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(*more: bytes) -> bytes:
    """The shape of a photo, with more segments at its beginning."""
    frame = segment(0xC0, b"\x08\0\x01\0\x01\x01\x01\x11\0")
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0")
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + b"".join(more) + frame + scan + b"\x2a\xff\xd9"


def exif(*, turned: int = 6, place: bytes = b"51.0N 4.1W") -> bytes:
    """The notes of a phone: which way up, and where it was."""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, turned, 0)
    return segment(0xE1, b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 0) + place)


def docx(**more: bytes | str) -> bytes:
    """A letter of Word's kind; `more` are further parts, with `__` for a slash."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": "<document>Come on Tuesday.</document>",
    }
    return bundle(parts | {name.replace("__", "/"): body for name, body in more.items()})


def odt(**more: bytes | str) -> bytes:
    """A letter of OpenDocument's kind."""
    parts: dict[str, bytes | str] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": "<document/>",
    }
    return bundle(parts | {name.replace("__", "/"): body for name, body in more.items()})


def bundle(parts: dict[str, bytes | str]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in parts.items():
            made.writestr(name, body)
    return out.getvalue()
