"""Documents that are zip files inside: Word's and OpenDocument's. What can act, hides or swells is refused."""

import io
import zipfile
import zlib

ZIP = b"PK\x03\x04"
ENTRIES = 1000
UNPACKED = 60 * 1024 * 1024  # bytes, all entries together
RATIO = 200
"""How many times its size one entry may swell, once it is bigger than a page of words."""
_SMALL = 1024 * 1024
_STEP = 64 * 1024
_ODT = b"application/vnd.oasis.opendocument.text"
_ACTS = ("vbaproject", "vbadata", "activex/", "embeddings/", "macrosheets/", "basic/", "scripts/", "object ")
_ACTS_IN_WORDS = (
    b"macroenabled",
    b"attachedtemplate",
    b"oleobject",
    b"script:event-listener",
    b"<!entity",
    b"<!doctype",
)
_PARTS = (".rels", ".xml", ".bin")


class BrokenError(Exception):
    """It cannot be read as what it says it is."""


class ActsError(Exception):
    """Something in it is a program, another file, or fetches one."""


class TooMuchError(Exception):
    """Unpacked it is far bigger than it looks."""


def kind_of(content: bytes) -> str:
    """The kind of document, by its parts: "docx", "odt" or "" for any other zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            names = set(bundle.namelist())
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                return "docx"
            if "mimetype" in names and "content.xml" in names:
                return "odt" if bundle.open("mimetype").read(200).strip() == _ODT else ""
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, ValueError):
        return ""
    return ""


def insist_harmless(content: bytes) -> None:
    """Raises BrokenError, ActsError or TooMuchError. Everything is unpacked, so that no size is taken on trust."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            entries = bundle.infolist()
            if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
                raise TooMuchError
            left = UNPACKED
            for entry in entries:
                left -= _look(bundle, entry, left)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        raise BrokenError from None


def _look(bundle: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> int:
    """Unpack one entry; returns its size."""
    name = entry.filename.lower()
    if entry.flag_bits & 1 or name.startswith(("/", "..")) or "/../" in name:
        raise BrokenError
    if any(name.startswith(sign) or f"/{sign}" in f"/{name}" for sign in _ACTS):
        raise ActsError
    size, words = 0, b""
    with bundle.open(entry) as part:
        while step := part.read(_STEP):
            size += len(step)
            if size > most or (size > _SMALL and size > RATIO * max(entry.compress_size, 1)):
                raise TooMuchError
            words = words[-_LONGEST:] + step.lower()
            if name.endswith(_PARTS) and any(sign in words for sign in _ACTS_IN_WORDS):
                raise ActsError
            if size == len(step) and step.startswith((ZIP, b"MZ", b"\x7fELF")):
                raise ActsError
    return size


_LONGEST = max(map(len, _ACTS_IN_WORDS))
