"""Charts drawn on the server, in our colours and the reader's own fonts, each with its table.

Altair and vl-convert are loaded when the first chart is drawn: together they cost a second at start.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

if TYPE_CHECKING:
    import altair as alt

INK, PEBBLE, SHORE, RIVER, LEAF = "#16303a", "#51646b", "#ddd3c0", "#0f5c73", "#2b6a44"
FONT = "system-ui, Segoe UI, Roboto, Noto Sans, Liberation Sans, Arial, sans-serif"
LETTERS = 22  # of a name beside a row
WIDTH = 260  # drawn for a phone; a wide screen makes it larger


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart, as words: `numbers` are the columns set to the right."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and the table it is drawn from; the macro `chart` prints both."""

    svg: Markup
    title: str
    table: Table


@dataclass(frozen=True, slots=True)
class Point:
    """One estimate: where it stands, how much, and the ends of its interval where it has one."""

    at: str
    value: float
    low: float | None = None
    high: float | None = None

    def row(self) -> dict[str, Any]:
        """The point as the picture takes it: without an interval, both ends are the value."""
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        return {"at": self.at, "value": self.value, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Axis:
    """The axis of the amounts: its name, its ends where the measure has ends, and whether they are shares."""

    name: str = ""
    between: tuple[float, float] | None = None
    percent: bool = False

    def encoding(self, letters: int) -> dict[str, Any]:
        """The axis as altair takes it, its name in lines of so many letters."""
        alt = _altair()
        ends = {"domain": list(self.between), "nice": False} if self.between else {"zero": False, "nice": True}
        marks = alt.Axis(tickCount=5, format=".0%") if self.percent else alt.Axis(tickCount=5)
        return {"title": wrap(str(self.name), letters) or None, "scale": alt.Scale(**ends), "axis": marks}


def line(points: Sequence[Point], *, title: str, says: str, table: Table, amounts: Axis, x: str = "") -> Chart:
    """A line from left to right in the order given, with a band where the points have intervals.

    `says` is what a reader who does not see the picture is told of its shape; `x` names what goes from left to right.
    """
    alt = _altair()
    along = alt.X("at:N", sort=None, title=x or None, axis=alt.Axis(labelAngle=0))
    base = alt.Chart(_data(points)).encode(x=along)
    up = amounts.encoding(letters=28)
    band = base.mark_area(opacity=0.18, color=RIVER).encode(y=alt.Y("low:Q", **up), y2="high:Q")
    path = base.mark_line(color=RIVER, strokeWidth=3).encode(y=alt.Y("value:Q", **up))
    stones = base.mark_circle(color=RIVER, size=70, opacity=1).encode(y=alt.Y("value:Q", **up))
    layers = [band, path, stones] if any(point.low is not None for point in points) else [path, stones]
    return Chart(_draw(alt.layer(*layers), title=title, says=says, height=230), title, table)


def dots(
    points: Sequence[Point], *, title: str, says: str, table: Table, amounts: Axis, mark: float | None = None
) -> Chart:
    """One row for each point: a dot and, where it has one, its interval; `mark` draws a line to compare with."""
    alt = _altair()
    names = alt.Axis(labelExpr="split(datum.label, '\\n')")
    base = alt.Chart(_data([_in_lines(point) for point in points])).encode(
        y=alt.Y("at:N", sort=None, title=None, axis=names)
    )
    across = amounts.encoding(letters=50)
    spread = base.mark_rule(color=LEAF, strokeWidth=3).encode(x=alt.X("low:Q", **across), x2="high:Q")
    stones = base.mark_circle(color=LEAF, size=130, opacity=1).encode(x=alt.X("value:Q", **across))
    layers = [spread, stones]
    if mark is not None:
        at = alt.Chart(alt.Data(values=[{"mark": mark}])).mark_rule(color=PEBBLE, strokeDash=[5, 4])
        layers = [at.encode(x=alt.X("mark:Q", **across)), *layers]
    return Chart(_draw(alt.layer(*layers), title=title, says=says, height=42 * max(len(points), 2)), title, table)


def _in_lines(point: Point) -> Point:
    """A long name in two lines, so that a phone has room for the picture."""
    return replace(point, at="\n".join(wrap(point.at, LETTERS, max_lines=2, placeholder="…")))


def _data(points: Sequence[Point]) -> "alt.Data":
    data: alt.Data = _altair().Data(values=[point.row() for point in points])
    return data


@cache
def _altair() -> Any:
    import altair

    return altair


def _draw(chart: "alt.LayerChart", *, title: str, says: str, height: int) -> Markup:
    import vl_convert

    axis = {"labelColor": INK, "titleColor": INK, "gridColor": SHORE, "domainColor": PEBBLE, "tickColor": PEBBLE}
    words = {"labelFontSize": 14, "titleFontSize": 14, "titleFontWeight": "normal", "labelLimit": 200}
    around = {"left": 28, "right": 20, "top": 8, "bottom": 8}  # the reader's font may be wider than ours
    sized = chart.properties(width=WIDTH, height=height, background="transparent", padding=around)
    dressed = sized.configure(font=FONT, view={"stroke": None}, axis=axis | words)
    svg: str = vl_convert.vegalite_to_svg(dressed.to_json())
    return _accessible(svg, title=title, says=says)


def _accessible(svg: str, *, title: str, says: str) -> Markup:
    """One picture to a screen reader, with a name and a description; nothing that our content policy would refuse."""
    key = sha256(f"{title}{says}{svg}".encode()).hexdigest()[:8]
    bare = re.sub(r' (?:aria-[a-z]+|role|style|class|aria-roledescription)="[^"]*"', "", svg)
    bare = re.sub(r'\b(id="|url\(#|href="#)(?=[\w-])', rf"\g<1>c{key}-", bare)
    start = bare.index("<svg") + 4
    end = bare.index(">", start)
    names = f' role="img" aria-labelledby="t-{key} d-{key}"'
    words = f'<title id="t-{key}">{escape(title)}</title><desc id="d-{key}">{escape(says)}</desc>'
    return Markup(bare[:start] + names + bare[start:end] + ">" + words + bare[end + 1 :])  # noqa: S704 - escaped above
