"""Bad files without end, each by its number: sound ones that were cut, bent, swollen, mixed up, or never were any."""

import csv
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from random import Random

from openpyxl import Workbook

from watersmeet.exchange.spreadsheets import official

HEADERS = (
    ("name", "description", "address", "postcode", "telephone", "website"),
    ("Group", "Where", "Ring", "Web"),
    ("lsoa21_code", "IMD_rank"),
    ("pcds", "dointr", "doterm", "oseast1m", "osnrth1m", "laua", "ctry", "lsoa11", "lat", "long"),
    official.COLUMNS,
)
SOUND = {
    "name": "Tea",
    "Group": "Tea",
    "postcode": "M33 7ZF",
    "Where": "m337zf",
    "pcds": "M33 7ZF",
    "telephone": "01632 960 001",
    "Ring": "01632 960 001",
    "website": "https://tea.example",
    "lsoa21_code": "E01000001",
    "lsoa11": "E01000001",
    "IMD_rank": "1",
    "dointr": "198001",
    "laua": "E08000009",
    "oseast1m": "379000",
    "osnrth1m": "392000",
    "ctry": "E92000001",
    "org_code": "A81001",
    "status_code": "A",
    "open_date": "20200101",
}
"""What may stand in a column; nothing elsewhere."""
CELLS = (
    *("", " ", "Tea", "m33 7zz", "M333 7ZF", "=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "NULL"),
    *("\u202egro", "\ufeff", "\u0000", "\u00ac", "caf\u00e9", "0", "-0", "1e309", "nan", "9" * 20, "2026-02-30"),
    *("20251301", "\U0001f600" * 50, "x" * 300, "a\nb", 'a"b', "a,b;c|d\te", "202013", "C", "4", "<script>"),
    *("{{7*7}}", "%s%n", "../../x", "\uff1d1", "E12000001", "A81002"),
)
LETTERS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp037", "shift_jis")
Bend = Callable[[Random, bytes], bytes]


def bad_file(number: int) -> bytes:
    """The bytes of one; the same number, the same bytes."""
    chance = Random(number)  # noqa: S311 - chance by a seed
    raw = chance.choice((_table, _table, _table, _sheet, _noise))(chance)
    for _time in range(chance.randrange(4)):
        raw = chance.choice(BENDS)(chance, raw)
    return raw


def _rows(chance: Random) -> list[list[str]]:
    header = list(chance.choice(HEADERS))
    if chance.random() < 0.2:
        chance.shuffle(header)
    if chance.random() < 0.1:
        header.append(chance.choice(header))
    width = len(header)
    sound = chance.choice((0.2, 0.9, 1.0))
    rows = [
        [SOUND.get(name, "") if chance.random() < sound else chance.choice(CELLS) for name in header]
        for _row in range(chance.randrange(6))
    ]
    if chance.random() < 0.2:
        rows.append([chance.choice(CELLS)] * chance.randrange(width * 2))
    return [header, *rows]


def _table(chance: Random) -> bytes:
    out = io.StringIO(newline="")
    separator = chance.choice((",", ",", ",", ";", "\t", "|", "\u00ac"))
    quoting = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    csv.writer(out, delimiter=separator, quoting=quoting, lineterminator=chance.choice(("\n", "\r\n", "\r"))).writerows(
        _rows(chance)
    )
    return out.getvalue().encode(chance.choice(("utf-8", *LETTERS)), "replace")


def _sheet(chance: Random) -> bytes:
    book = Workbook()
    for row in _rows(chance):
        book.worksheets[0].append([cell for cell in row if cell.isprintable()])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _noise(chance: Random) -> bytes:
    start = chance.choice(
        (b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"\xfd7zXZ\x00", b"PAR1", b"%PDF-1.7", b"\xd0\xcf\x11\xe0")
    )
    return start + chance.randbytes(chance.randrange(2000))


def _cut(chance: Random, raw: bytes) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)]


def _flip(chance: Random, raw: bytes) -> bytes:
    bent = bytearray(raw)
    for _time in range(min(len(bent), chance.randrange(1, 20))):
        bent[chance.randrange(len(bent))] = chance.randrange(256)
    return bytes(bent)


def _insert(chance: Random, raw: bytes) -> bytes:
    at = chance.randrange(len(raw) + 1)
    piece = chance.choice(
        (b"\x00", b'"', b"\r", b"\n\n\n", b"\xff\xfe", b"\xef\xbb\xbf", b"\xac", b"," * 3000, b"\x1a")
    )
    return raw[:at] + piece + raw[at:]


def _again(chance: Random, raw: bytes) -> bytes:
    return raw * chance.randrange(2, 4)


def _swell(chance: Random, raw: bytes) -> bytes:
    return raw + chance.choice((b" ", b"x", b",", b"\n", b'"')) * chance.randrange(200_000)


def _gz(_chance: Random, raw: bytes) -> bytes:
    return gzip.compress(raw, 1)


def _xz(_chance: Random, raw: bytes) -> bytes:
    return lzma.compress(raw, preset=0)


def _zip(chance: Random, raw: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(chance.choice(("a.csv", "Data/b.CSV", "xl/workbook.xml", "../x.csv", "a.pdf")), raw)
    return out.getvalue()


def _inside(chance: Random, raw: bytes) -> bytes:
    """One part of a workbook is changed, or becomes a bomb of entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as there:
            held = {one: there.read(one) for one in there.namelist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, NotImplementedError, RuntimeError):
        return raw
    if not held:
        return raw
    name = chance.choice(sorted(held))
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    held[name] = chance.choice((bomb, b"", held[name][: len(held[name]) // 2], held[name] * 2, b" " * 1_000_000))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for one, content in held.items():
            packed.writestr(one, content)
    return out.getvalue()


BENDS: tuple[Bend, ...] = (_cut, _flip, _insert, _again, _swell, _gz, _xz, _zip, _inside)
