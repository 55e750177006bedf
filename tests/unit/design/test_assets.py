"""What the build hook made: our colours, our font, no logo, and nothing from elsewhere."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

# Blues, greens, greys and reds of the library's own palette: none may come through.
THEIRS = (
    "005eb8",
    "003087",
    "212b32",
    "007f3b",
    "330072",
    "7c2855",
    "d5281b",
    "ffeb3b",
    "4c6272",
    "768692",
    "d8dde0",
    "f0f4f5",
)
OURS = {"ink": "16303a", "river": "0f5c73", "leaf": "2b6a44", "clay": "a5301d", "pebble": "51646b", "visited": "5b3b74"}
GROUNDS = {"sheet": "ffffff", "sand": "faf6ee", "foot": "f1eadc", "mist": "e3eff2", "moss": "e5f0e6"}


def asset(name: str) -> Path:
    found = finders.find(name)
    assert found, f"{name} is not built: ./run python -V"
    return Path(found)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_no_colour_of_another_house_comes_through() -> None:
    css = asset("watersmeet.css").read_text().lower()
    assert [colour for colour in THEIRS if colour in css] == []


def test_the_style_sheet_asks_nothing_of_another_address() -> None:
    css = asset("watersmeet.css").read_text()
    assert re.findall(r"https?://(?!www\.w3\.org)[^\s)\"']+", css) == []
    assert "@font-face" not in css
    assert "Frutiger" not in css
    for name in set(re.findall(r"url\(\"?(images/[^)\"]+)", css)):
        assert asset(name).is_file()


def test_no_logo_is_served() -> None:
    images = asset("watersmeet.css").parent / "images"
    assert [
        picture.name
        for picture in images.iterdir()
        if re.search(r"logo|favicon|opengraph|180|192|512|mask", picture.name)
    ] == []


def test_the_script_is_one_module_that_begins_the_components_and_leaves_quickly() -> None:
    script = asset("watersmeet.js").read_text()
    assert "location.replace" in script
    assert "initAll();" in script
    assert "import " not in re.sub(r"export\{.*?\}", "", script).split("initAll();")[-1]
    assert "sourceMappingURL" not in script


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", OURS)
def test_words_are_easy_to_see_on_every_ground(ink: str, ground: str) -> None:
    assert contrast(OURS[ink], GROUNDS[ground]) >= 4.5


def test_contrast_is_reckoned_as_the_standard_does() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)
