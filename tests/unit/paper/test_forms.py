"""The form for asking on paper: tagged, numbered, read by nine year olds, with lines for those in danger."""

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from watersmeet.design import qr
from watersmeet.exchange.paper import forms, typesetting
from watersmeet.exchange.paper.forms import LARGE_PRINT, Forms, Place
from watersmeet.records.partnerships.api import Category
from watersmeet.records.referrals import statements

A4 = (595, 842)
SENT = (Category.IDENTITY, Category.CONTACT, Category.NEEDS, Category.REFERRAL)
PLACE = Place(
    front_door="Example Learning",
    printer="Example Shed",
    phone="01632 960 123",
    hours="Monday to Friday, 9am to 5pm",
    address="place.example/ask/",
    square="https://place.example/ask/?service=one",
    crisis=[("Emergency services", "999", "in danger"), ("Samaritans", "116 123", "any time, day or night")],
    childline="0800 1111",
    lang="en",
)


def batch(**other: Any) -> Forms:
    """Two forms for one service."""
    told: dict[str, Any] = {
        "place": PLACE,
        "numbers": ["7Q4K-2MXA", "8Q4K-2MXB"],
        "service": "Thursday shed",
        "receiver": "Example Shed",
        "share": statements.paper_share("Example Learning", "Example Shed", SENT, 365).splitlines(),
        "count": statements.count("Example Learning").splitlines(),
        "domains": ["Money", "Work"],
        "ages": ["16 or 17", "18 or over"],
    }
    return Forms(**{**told, **other})


def read(made: Forms) -> tuple[PdfReader, list[str]]:
    """The document, and the words of each page."""
    reader = PdfReader(io.BytesIO(made.pdf()))
    return reader, [" ".join(page.extract_text().split()) for page in reader.pages]


def parts(node: Any) -> list[Any]:
    """Every element of the tree of tags."""
    kids = node.get("/K", [])
    below = kids if isinstance(kids, list) else [kids]
    inner = [one.get_object() for one in below if not isinstance(one, int)]
    return [node, *(part for one in inner if isinstance(one, dict) for part in parts(one))]


@pytest.mark.parametrize("points", [forms.PRINT, LARGE_PRINT])
def test_it_is_a_tagged_document_with_language_title_headings_and_a_described_square(points: int) -> None:
    reader, _pages = read(batch(points=points))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert "part>1</pdfuaid:part" in reader.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]
    tags = parts(root["/StructTreeRoot"])
    assert sum(one.get("/S") == "/H1" for one in tags) >= 2 * 13
    assert {str(one["/Alt"]) for one in tags if one.get("/S") == "/Figure"} == {
        "A square for the camera of a phone. It opens place.example/ask/"
    }
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages} == {A4}


def test_each_form_has_its_own_number_on_each_of_its_pages_and_begins_at_page_one() -> None:
    _reader, pages = read(batch())
    numbers = [re.findall(r"Form number (\S{9})", page) for page in pages]
    half = len(pages) // 2
    assert numbers == [["7Q4K-2MXA"]] * half + [["8Q4K-2MXB"]] * half
    assert [page.rsplit(" ", 1)[-1] for page in pages] == [str(one) for one in range(1, half + 1)] * 2


def test_the_words_of_the_yes_stand_whole_beside_their_boxes() -> None:
    made = batch(numbers=["7Q4K-2MXA"])
    _reader, pages = read(made)
    [page] = [one for one in pages if "May Example Shed see this?" in one]
    for line in made.share:
        assert line in page
    assert "Tick one. If you tick No or nothing, Example Learning talks with you first. Yes No" in page


def test_a_form_for_the_front_door_asks_for_no_other_yes() -> None:
    _reader, pages = read(batch(numbers=["7Q4K-2MXA"], service="", receiver="", share=()))
    text = " ".join(pages)
    assert "Only Example Learning knows what you write." in text
    assert "see this? If you say yes" not in text
    assert "You ask for this" not in text


def test_who_is_in_danger_or_too_young_is_led_away_first() -> None:
    _reader, pages = read(batch())
    first = pages[0]
    assert first.index("Call 999") < first.index("1. How old are you?")
    assert "Samaritans: 116 123, any time, day or night." in first
    assert "Ring Childline: 0800 1111." in first
    assert "place.example/ask/" in first


def test_the_square_leads_to_asking_for_that_very_service(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}
    monkeypatch.setattr(typesetting, "pdf", lambda _layout, _name, data: told.update(data) or b"")
    batch().pdf()
    assert told["qr"] == str(qr.svg("https://place.example/ask/?service=one", name="place.example/ask/"))


def test_it_reads_like_a_text_for_nine_to_eleven(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the automated readability index (R. Senter, E. Smith, 1967), whose grade is some five years below an age."""
    told: dict[str, Any] = {}
    monkeypatch.setattr(typesetting, "pdf", lambda _layout, _name, data: told.update(data) or b"")
    batch(numbers=["7Q4K-2MXA"]).pdf()
    [form] = told["forms"]
    asked = [line for one in told["questions"] for line in (one["ask"], *one["said"], one["hint"])]
    text = " ".join(filter(None, [*form["begin"], *told["danger"], *asked, *form["end"]]))
    text = re.sub(r"\d+\. |Example Learning|Example Shed|place\.example\S*", "They ", text)
    words = re.findall(r"[A-Za-z']+", text)
    sentences = re.findall(r"[.?!:;](?:\s|$)", text)
    grade = 4.71 * sum(map(len, words)) / len(words) + 0.5 * len(words) / len(sentences) - 21.43
    assert grade <= 6
