"""What is taken and what is not: by what is in a file, not by its name alone."""

import zlib

import pytest

from tests.factories import files as make
from watersmeet.base.files import kinds
from watersmeet.base.problems import Invalid

TAKEN = {
    "letter.pdf": make.PDF,
    "photo.png": make.png(),
    "photo.JPG": make.jpeg(),
    "notes.txt": make.TEXT,
    "letter.docx": make.docx(),
    "letter.odt": make.odt(),
}


def refused(content: bytes, name: str) -> str:
    with pytest.raises(Invalid) as problem:
        kinds.check(content, name)
    return problem.value.fields["file"][0]


@pytest.mark.parametrize("name", TAKEN)
def test_each_kind_is_taken_under_its_own_name(name: str) -> None:
    assert kinds.check(TAKEN[name], name).name == name


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_that_is_not_what_its_name_says_is_refused(name: str) -> None:
    others = [other for other in TAKEN if other != name]
    for other in others:
        assert "not what its name says" in refused(TAKEN[other], name)
    assert "not what its name says" in refused(b"MZ\x90\0\x03\0program", name)


@pytest.mark.parametrize(
    "name", ["tool.exe", "page.html", "drawing.svg", "letter.docm", "all.zip", "letter", "letter.pdf.js"]
)
def test_another_kind_is_refused_with_what_to_do(name: str) -> None:
    assert refused(make.TEXT, name) == str(kinds.NOT_TAKEN)


def test_nothing_and_too_much_are_refused() -> None:
    assert "empty" in refused(b"", "notes.txt")
    assert "10 MB" in refused(b"a" * (kinds.LIMIT + 1), "notes.txt")
    assert kinds.check(b"a" * kinds.LIMIT, "notes.txt").kind == "text"


@pytest.mark.parametrize(
    "more",
    [
        {"word__vbaProject.bin": b"program"},
        {"word__embeddings__one.bin": b"another file"},
        {"word__activeX__one.xml": "<x/>"},
        {"word__media__tool.png": b"MZ\x90\0program"},
        {"word__media__more.png": make.docx()},
        {"word___rels__settings.xml.rels": '<Relationship Type="x/attachedTemplate" Target="http://a.example/t"/>'},
        {"word__settings.xml": '<!DOCTYPE x [<!ENTITY a "b">]>'},
        {"customXml__types.xml": "application/vnd.ms-word.document.MacroEnabled.main+xml"},
    ],
)
def test_a_document_with_something_that_acts_is_refused(more: dict[str, bytes | str]) -> None:
    assert "inside this file" in refused(make.docx(**more), "letter.docx")


@pytest.mark.parametrize(
    "more", [{"Basic__Standard__Module1.xml": "x"}, {"Scripts__python__a.py": "x"}, {"Object 1__content.xml": "<x/>"}]
)
def test_an_open_document_with_something_that_acts_is_refused(more: dict[str, str]) -> None:
    assert "inside this file" in refused(make.odt(**more), "letter.odt")


def test_a_sign_of_a_macro_is_found_across_the_steps_in_which_it_is_read() -> None:
    far = "x" * (64 * 1024 - 6) + "attachedTemplate"
    assert "inside this file" in refused(make.docx(**{"word__settings.xml": far}), "a.docx")


def test_a_document_that_swells_is_refused_and_not_unpacked() -> None:
    assert "10 MB" in refused(make.docx(word__big=b"\0" * (8 * 1024 * 1024)), "letter.docx")


def test_a_broken_document_is_refused() -> None:
    assert "not what its name says" in refused(make.docx()[:-40], "letter.docx")


PACKED = zlib.compress(b"7 0 << /S /JavaScript /JS (app.alert) >>")


@pytest.mark.parametrize(
    "inside",
    [
        b"<< /OpenAction << /S /JavaScript /JS (x) >> >>",
        b"<< /S /J#61vaScript >>",
        b"<< /S /Launch /F (tool.exe) >>",
        b"<< /Type /EmbeddedFile >>",
        b"<< /Type /ObjStm /Length 9 >>\nstream\n" + PACKED + b"\nendstream",
        b"<< /Encrypt 3 0 R >>",
    ],
)
def test_a_pdf_that_acts_is_refused(inside: bytes) -> None:
    assert "inside this file" in refused(make.PDF.replace(b"trailer", inside + b"\ntrailer"), "letter.pdf")


def test_what_lies_packed_in_a_picture_of_a_pdf_is_not_taken_for_words() -> None:
    picture = b"<< /Subtype /Image >>\nstream\n\x01/JS\x02/Launch \x03\nendstream"
    assert kinds.check(make.PDF.replace(b"trailer", picture + b"\ntrailer"), "letter.pdf").kind == "pdf"


def test_where_a_photo_was_taken_is_taken_out_of_it_and_which_way_up_stays() -> None:
    kept = kinds.check(make.jpeg(make.exif(turned=6), make.segment(0xFE, b"51.0N")), "photo.jpg").content
    assert b"51.0N" not in kept
    assert b"Exif\0\0MM" in kept
    assert kept[kept.index(b"Exif") + 24 : kept.index(b"Exif") + 26] == b"\0\6"
    assert kinds.check(kept, "photo.jpg").content == kept


def test_what_a_png_tells_besides_the_picture_is_taken_out_of_it() -> None:
    told = make.png(make.chunk(b"tEXt", b"Comment\0 51.0N"), make.chunk(b"eXIf", b"II*\0 51.0N"))
    assert kinds.check(told + b"more after its end", "photo.png").content == make.png()


@pytest.mark.parametrize("content", [make.png()[:-20], make.jpeg()[:-12], b"\xff\xd8\xff\xe1\0"])
def test_a_broken_picture_is_refused(content: bytes) -> None:
    name = "photo.png" if content.startswith(b"\x89PNG") else "photo.jpg"
    assert "not what its name says" in refused(content, name)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/notes.txt", "notes.txt"),
        ("C:\\Users\\Wren\\notes.txt", "notes.txt"),
        ("no\r\nSet-Cookie: a.txt", "noSet-Cookie: a.txt"),
        ("fdp\u202etxt.txt", "fdptxt.txt"),
        (f"{'n' * 300}.txt", f"{'n' * 116}.txt"),
    ],
)
def test_a_name_is_tidied(given: str, kept: str) -> None:
    assert kinds.check(make.TEXT, given).name == kept
