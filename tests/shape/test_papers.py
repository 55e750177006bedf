"""Papers that lead somewhere: every link in them, every decision once."""

import re
from pathlib import Path

from tests.shape.test_names import ROOT, committed

LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")
DECISIONS = ROOT / "docs" / "adr"


def broken(file: Path, text: str) -> list[str]:
    """Links to files that are not there."""
    ours = [link for link in LINK.findall(text) if "://" not in link and not link.startswith("mailto:")]
    return [link for link in ours if not (file.parent / link).exists()]


def test_every_link_in_a_paper_leads_somewhere() -> None:
    papers = [file for file in committed() if file.suffix == ".md"]
    assert {str(file.relative_to(ROOT)): gone for file in papers if (gone := broken(file, file.read_text()))} == {}


def test_decisions_are_numbered_once_and_listed() -> None:
    files = sorted(DECISIONS.glob("0*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    titles = [file.read_text().partition("\n")[0].removeprefix("# ") for file in files]
    listed = [
        f"{number}. {title}"
        for number, title in re.findall(r"^(\d+)\. \[(.+)\]\(", (DECISIONS / "README.md").read_text(), re.MULTILINE)
    ]
    assert listed == titles


def test_every_folder_of_the_house_that_is_empty_says_so() -> None:
    packages = {file.parent for file in committed() if file.suffix == ".py" and ROOT / "watersmeet" in file.parents}
    empty = [
        folder
        for folder in packages
        if not any(one.stat().st_size for one in folder.rglob("*.py")) and folder.name != "migrations"
    ]
    assert empty
    assert [folder for folder in empty if "Not built yet" not in _readme(folder)] == []


def test_the_search_finds_a_broken_link(tmp_path: Path) -> None:
    assert broken(tmp_path / "a.md", "[there](gone.md), [here](.), [out](https://place.example/)") == ["gone.md"]


def _readme(folder: Path) -> str:
    file = folder / "README.md"
    return file.read_text() if file.is_file() else ""
