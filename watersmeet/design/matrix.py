"""A square of cells: who does how much with whom. At sixty names each row has its name, each column a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from markupsafe import Markup, escape

CELL, TEXT, NAMES = 16, 12, 200
INK, SHORE, LITTLE, MUCH = "#16303a", "#ddd3c0", "#9fc3cc", "#0f5c73"


@dataclass(frozen=True, slots=True)
class Cell:
    """How dark a cell is: little or much; and the words that a pointer reads there."""

    much: bool
    says: str


def matrix(
    names: Sequence[str], cells: Mapping[tuple[int, int], Cell], borders: Sequence[int], *, title: str, says: str
) -> Markup:
    """The picture of `cells` by (row, column), numbered as `names`; a line stands before each number in `borders`."""
    many = len(names)
    width, height = NAMES + many * CELL + 8, (many + 1) * CELL + 8
    parts = [*_columns(many), *_rows(names), *_squares(cells), *_lines(borders, many)]
    body = "".join(parts)
    key = sha256(f"{title}{says}{body}".encode()).hexdigest()[:8]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    named = f' role="img" aria-labelledby="t-{key} d-{key}">'
    words = f'<title id="t-{key}">{escape(title)}</title><desc id="d-{key}">{escape(says)}</desc>'
    return Markup(f"{head}{named}{words}{body}</svg>")  # noqa: S704 - names are escaped where they stand


def _columns(many: int) -> list[str]:
    return [_text(NAMES + at * CELL + CELL / 2, TEXT, str(at + 1), "middle", 9) for at in range(many)]


def _rows(names: Sequence[str]) -> list[str]:
    found = []
    for at, name in enumerate(names):
        short = name if len(name) <= 26 else f"{name[:25]}…"
        found.append(_text(NAMES - 6, (at + 1) * CELL + TEXT, f"{short} {at + 1}", "end", TEXT))
    return found


def _squares(cells: Mapping[tuple[int, int], Cell]) -> list[str]:
    return [
        f'<rect x="{NAMES + column * CELL + 1}" y="{(row + 1) * CELL + 1}" width="{CELL - 2}" height="{CELL - 2}" '
        f'fill="{MUCH if cell.much else LITTLE}"><title>{escape(cell.says)}</title></rect>'
        for (row, column), cell in sorted(cells.items())
    ]


def _lines(borders: Sequence[int], many: int) -> list[str]:
    end, across, found = (many + 1) * CELL, NAMES + many * CELL, []
    for at in (0, *borders, many):
        x, y = NAMES + at * CELL, (at + 1) * CELL
        found.append(f'<path d="M{NAMES} {y}H{across}M{x} {CELL}V{end}" stroke="{SHORE}" fill="none"/>')
    return found


def _text(x: float, y: float, words: str, anchor: str, size: int) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}" fill="{INK}">{escape(words)}</text>'
