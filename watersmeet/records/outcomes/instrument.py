"""What an instrument is, and the one loader: instruments are data files, none has code of its own."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from watersmeet.base.problems import Invalid, NotFound
from watersmeet.records.partnerships.api import Category

Small = Annotated[int, Field(ge=0, le=100)]


class About(StrEnum):
    """What its items are asked about: the person, or each of their goals or needs."""

    SELF = "self"
    GOAL = "goal"
    NEED = "need"


class Polarity(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"


class Part(BaseModel):
    """A part of the file: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Band(Part):
    """A published name for a range of answers, both ends included."""

    code: str
    from_: Small = Field(alias="from")
    until: Small


class Option(Part):
    """An answer that has words instead of a number."""

    value: Small
    code: str
    words: str


class Item(Part):
    """One question: the numbers it takes, the words at their ends, which way is good."""

    code: str
    short: str
    asks: str
    window: str
    low: Small
    high: Small
    low_words: str = ""
    high_words: str = ""
    polarity: Polarity
    options: tuple[Option, ...] = ()
    bands: tuple[Band, ...] = ()
    loinc: str = ""

    @model_validator(mode="after")
    def _whole(self) -> "Item":
        """Bands cover every answer once, in order; options are exactly the answers."""
        if self.low >= self.high:
            raise ValueError(f"{self.code}: low must be below high")
        covered = [value for band in self.bands for value in range(band.from_, band.until + 1)]
        if self.bands and covered != list(self.values):
            raise ValueError(f"{self.code}: bands must cover {self.low} to {self.high}, each number once, in order")
        if self.options and {option.value for option in self.options} != set(self.values):
            raise ValueError(f"{self.code}: options must be the numbers {self.low} to {self.high}")
        return self

    @property
    def values(self) -> range:
        """Every answer it takes."""
        return range(self.low, self.high + 1)

    def band(self, answer: int | None) -> Band | None:
        """The published band of an answer; None where it is unknown or there are no bands."""
        return next((band for band in self.bands if answer is not None and band.from_ <= answer <= band.until), None)


class Seen(Part):
    """Who may see answers: the verb of the policy table, and the category of the gate."""

    verb: str
    category: Category


class Instrument(Part):
    """One version of a set of questions. A file that was used is never changed: a change is a new file and version."""

    code: str
    version: Annotated[int, Field(ge=1)]
    why: str
    lang: str
    name: str
    source: str
    source_url: str
    licence: str
    attribution: str
    intro: str
    about: About
    total: Literal["none", "sum"]
    missing: Literal["unknown"]
    seen: Seen
    items: tuple[Item, ...]

    @model_validator(mode="after")
    def _items(self) -> "Instrument":
        codes = [item.code for item in self.items]
        if not codes or len(codes) != len(set(codes)):
            raise ValueError("items must be there, each with its own code")
        if self.about is not About.SELF and (len(codes) != 1 or self.total != "none"):
            raise ValueError("what is asked for each goal or need has one item and no total")
        return self

    def item(self, code: str) -> Item:
        """The question behind an answer's key: for goals and needs the key is their id. Raises Invalid."""
        if self.about is not About.SELF:
            return self.items[0]
        found = next((item for item in self.items if item.code == code), None)
        if found is None:
            known = ", ".join(item.code for item in self.items)
            raise Invalid({code: [f"{self.code} has no question {code}. Its questions are: {known}."]})
        return found


def read(text: str) -> Instrument:
    """The instrument that a TOML document describes. Raises Invalid, naming each faulty place."""
    try:
        return Instrument.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise Invalid({"document": [_("This is not TOML: %(fault)s") % {"fault": fault}]}) from None
    except ValidationError as fault:
        raise Invalid(
            {".".join(map(str, error["loc"])) or "document": [error["msg"]] for error in fault.errors()}
        ) from None


@cache
def shipped() -> Mapping[tuple[str, int], Instrument]:
    """Every instrument that comes with the house, by code and version."""
    folder = files(__package__) / "instruments"
    found = [read(file.read_text("utf-8")) for file in sorted(folder.iterdir(), key=str) if file.name.endswith(".toml")]
    return {(instrument.code, instrument.version): instrument for instrument in found}


def instrument(code: str, version: int | None = None) -> Instrument:
    """The instrument of that code, its newest version if not said. Raises NotFound."""
    versions = [number for name, number in shipped() if name == code]
    wanted = version if version is not None else max(versions, default=0)
    if wanted not in versions:
        raise NotFound(_("There is no instrument %(code)s here.") % {"code": code})
    return shipped()[code, wanted]
