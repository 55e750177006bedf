"""A poster is one page whatever is said of a service; tagged, with a square that is described."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from tests.unit.paper.test_forms import A4, parts
from watersmeet.desk.poster import MOST_WORDS, cut
from watersmeet.exchange.paper.posters import Poster

ADDRESS = "https://place.example/service/0b5e4d4c-1111-4222-8333-444455556666/"


def poster(**other: Any) -> Poster:
    told: dict[str, Any] = {
        "title": "Thursday walkers",
        "by": "Example Walks",
        "words": "A slow walk for anyone.",
        "facts": [("When", "Every Thursday, 2pm"), ("Where", "1 Example Row, Barnstaple")],
        "address": ADDRESS,
        "place": "Little Example. To talk to a person, ring 01632 960 123: every day.",
        "lang": "en",
    }
    return Poster(**{**told, **other})


@pytest.mark.parametrize("title", ["Tea", "Thursday walkers", "W" * 60, "Wide and long words " * 10])
@pytest.mark.parametrize("words", ["", "A slow walk for anyone.", "Many words are said here again. " * 40])
def test_it_is_always_one_page_with_every_word_on_it(title: str, words: str) -> None:
    many = [(f"Fact {number}", "words of a fact " * 10) for number in range(7)]
    for facts in ([], many):
        reader = PdfReader(io.BytesIO(poster(title=title, words=cut(words), facts=facts).pdf()))
        (page,) = reader.pages
        said = "".join(page.extract_text().split())
        assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
        assert "ring01632960123" in said
        assert "".join(cut(words).split()) in said
        assert all("".join(fact.split()) in said for _name, fact in facts)


def test_it_is_tagged_and_its_square_is_described() -> None:
    reader = PdfReader(io.BytesIO(poster().pdf()))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert "part>1</pdfuaid:part" in reader.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]
    (alt,) = {str(one["/Alt"]) for one in parts(root["/StructTreeRoot"]) if one.get("/S") == "/Figure"}
    assert ADDRESS.removeprefix("https://") in alt


def test_words_are_cut_at_the_end_of_a_sentence_or_of_a_word() -> None:
    assert cut("Short.") == "Short."
    long = cut("One sentence is here. " * 40)
    assert len(long) <= MOST_WORDS
    assert long.endswith("here.")
    assert cut("word " * 200).endswith("word…")
