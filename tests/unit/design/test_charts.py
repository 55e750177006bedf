"""A chart is a picture with words, and never without its table."""

import re
from xml.etree import ElementTree as ET

import pytest
from django.template import engines

from watersmeet.design.charts import Axis, Chart, Point, Table, dots, line

TABLE = Table("Life satisfaction", ["When", "Mean"], [["Start", "4.2"], ["End", "6.0"]], numbers=[1])
POINTS = [Point("Start", 4.2, 3.8, 4.6), Point("End <&> \"x\" onload='y'", 6.0, 5.5, 6.5)]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(kind: str) -> Chart:
    if kind == "line":
        return line(
            POINTS, title="Rising", says="From 4.2 to 6.0.", table=TABLE, amounts=Axis("Score", between=(0, 10))
        )
    return dots(POINTS, title="Rising", says="From 4.2 to 6.0.", table=TABLE, amounts=Axis("Score"), mark=5)


@pytest.mark.parametrize("kind", ["line", "dots"])
def test_a_picture_has_a_name_a_description_and_nothing_the_policy_refuses(kind: str) -> None:
    picture = ET.fromstring(drawn(kind).svg)  # noqa: S314 - our own
    assert picture.tag == f"{SVG}svg"
    named = {element.attrib["id"]: element.text for element in picture if element.tag in {f"{SVG}title", f"{SVG}desc"}}
    assert picture.attrib["role"] == "img"
    assert [named[key] for key in picture.attrib["aria-labelledby"].split()] == ["Rising", "From 4.2 to 6.0."]
    for element in picture.iter():
        assert element.tag != f"{SVG}script"
        assert not {"style", "class", "onload"} & element.attrib.keys()
        assert element is picture or "role" not in element.attrib


def test_names_of_points_stay_words() -> None:
    texts = [element.text for element in ET.fromstring(drawn("dots").svg).iter(f"{SVG}text")]  # noqa: S314 - our own
    assert any("<&>" in (text or "") for text in texts)


def test_a_line_without_intervals_has_no_band() -> None:
    bare = line([Point("a", 1), Point("b", 2)], title="t", says="s", table=TABLE, amounts=Axis())
    assert 'opacity="0.18"' in drawn("line").svg
    assert 'opacity="0.18"' not in bare.svg


def test_a_long_name_of_an_axis_is_broken_into_lines() -> None:
    name = "Points of change, last answer less first, with a 95% interval"
    svg = dots(POINTS, title="t", says="s", table=TABLE, amounts=Axis(name)).svg
    assert name not in svg
    assert "last answer less first" in svg


def test_two_charts_on_a_page_share_no_id() -> None:
    ids = [set(re.findall(r'\bid="([^"]+)"', drawn(kind).svg)) for kind in ("line", "dots")]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_a_chart_is_printed_with_its_table() -> None:
    env = engines["jinja2"].env  # type: ignore[attr-defined]
    page = env.from_string('{% from "design/macros.html" import chart %}{{ chart(c) }}').render(c=drawn("line"))
    assert "<svg" in page
    assert '<td class="nhsuk-table__cell nhsuk-table__cell--numeric">6.0</td>' in page
