"""What an instrument is, and the one loader: instruments are data files, none has code of its own."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from watersmeet.base.problems import Invalid, NotFound
from watersmeet.records.partnerships.api import Category

Small = Annotated[int, Field(ge=0, le=100)]


class About(StrEnum):
    """What its items are asked about: the person, or each of their goals or needs."""

    SELF = "self"
    GOAL = "goal"
    NEED = "need"


class Asked(StrEnum):
    """Where it may be asked: anywhere, by a link too; or only where somebody on call watches for what may be said."""

    ANYWHERE = "anywhere"
    WATCHED = "watched"


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
    loinc: str = ""


class Item(Part):
    """One question: the numbers it takes, the words at their ends, which way is good.

    `asks` is empty where the words are not ours to give away. A named human must hear at once of an answer from
    `alert_from` on: its instrument is watched.
    """

    code: str
    short: str
    asks: str = ""
    window: str
    low: Small
    high: Small
    low_words: str = ""
    high_words: str = ""
    polarity: Polarity
    options: tuple[Option, ...] = ()
    bands: tuple[Band, ...] = ()
    loinc: str = ""
    alert_from: Small | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Item":
        """Bands cover every answer once, in order; options are exactly the answers."""
        if self.low >= self.high:
            raise ValueError(f"{self.code}: low must be below high")
        _insist_covered(self.code, self.bands, self.low, self.high)
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


class Total(Part):
    """What the sum of all items means. All numbers but those of `table` are of the published score.

    The published score is the sum, or `times` the sum, or what `table` gives for it, from the lowest sum on.
    A score at `cut`, or worse, is at caseness; a change of `reliable_change`, or more, is reliable. What is left out,
    nobody published so that we could confirm it.

    `pair_needs`: so many questions with an answer make a completion one of a pair, before and after; all, if not said.
    A sum that lacks an answer is unknown whatever it says: a pair is then compared over what was answered both times.
    """

    polarity: Polarity
    bands: tuple[Band, ...] = ()
    cut: Small | None = None
    reliable_change: Annotated[int, Field(ge=1, le=100)] | None = None
    times: Annotated[int, Field(ge=1, le=10)] = 1
    table: tuple[Decimal, ...] = ()
    loinc: str = ""
    pair_needs: Annotated[int, Field(ge=1, le=100)] | None = None


class Seen(Part):
    """Who may see answers: the verb of the policy table, and the category of the gate."""

    verb: str
    category: Category


class Instrument(Part):
    """One version of a set of questions. A file that was used is never changed: a change is a new file and version.

    `words`: its questions are here (`ours_to_give`), or they are its owner's (`licensed`) and it is scored only.
    `loinc`: the code of the whole; `known_as`: addresses of the same questions in other systems; `unscored`: codes of
    questions that some forms ask beside it and that no score counts.
    """

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
    asked: Asked = Asked.ANYWHERE
    words: Literal["ours_to_give", "licensed"] = "ours_to_give"
    missing: Literal["unknown"]
    seen: Seen
    items: tuple[Item, ...]
    total: Total | None = None
    loinc: str = ""
    known_as: tuple[str, ...] = ()
    unscored: tuple[str, ...] = ()
    _stands: bool = PrivateAttr(default=True)

    @model_validator(mode="before")
    @classmethod
    def _each(cls, document: Any) -> Any:
        """What `each` says holds for every item that does not say otherwise."""
        if not isinstance(document, dict) or not isinstance(items := document.get("items"), list):
            return document
        common = document.get("each", {})
        told = {name: said for name, said in document.items() if name != "each"}
        return told | {"items": [{**common, **item} if isinstance(item, dict) else item for item in items]}

    @model_validator(mode="after")
    def _whole(self) -> "Instrument":
        codes = [item.code for item in self.items]
        if not codes or len(codes) != len(set(codes)):
            raise ValueError("items must be there, each with its own code")
        if self.about is not About.SELF and (len(codes) != 1 or self.total):
            raise ValueError("what is asked for each goal or need has one item and no total")
        if {bool(item.asks) for item in self.items} != {self.words == "ours_to_give"}:
            raise ValueError("every item has its words, or none where they are licensed")
        if self.asked is Asked.ANYWHERE and any(item.alert_from is not None for item in self.items):
            raise ValueError("what may raise an alert is asked where somebody watches")
        if self.total:
            self._insist_total(self.total)
        return self

    def _insist_total(self, total: Total) -> None:
        low, high = self.sums[0], self.sums[-1]
        if total.table and (len(total.table) != len(self.sums) or sorted(set(total.table)) != list(total.table)):
            raise ValueError(f"the table must give one score for each sum from {low} to {high}, each above the last")
        if total.pair_needs is not None and total.pair_needs > len(self.items):
            raise ValueError(f"pair_needs must be {len(self.items)} at most: there are no more questions")
        if total.table and (total.bands or total.times != 1):
            raise ValueError("a table stands alone: neither bands nor times")
        _insist_covered(self.code, total.bands, low * total.times, high * total.times)

    @property
    def off(self) -> str:
        """Why nobody can be asked this anywhere, or ""."""
        if not self._stands:
            return _("Its questions are not in force here.")
        said = _("Its questions belong to their owners, and are not here: it is scored only.")
        return said if self.words == "licensed" else ""

    def at_rest(self) -> "Instrument":
        """The same, asked of nobody: what was answered is still read by it."""
        resting = self.model_copy()
        resting._stands = False
        return resting

    @property
    def claims(self) -> bool:
        """Whether it says more of answers than what they are: bands, a cut, a reliable change, a table."""
        total = self.total
        of_total = total and (total.bands or total.cut is not None or total.reliable_change or total.table)
        return bool(of_total) or any(item.bands for item in self.items)

    @property
    def watched(self) -> bool:
        """Whether it is asked only while somebody is on call for what it may say."""
        return self.asked is Asked.WATCHED

    @property
    def whole(self) -> Item:
        """Its total as one scale, in published numbers. Raises AttributeError where there is no total."""
        total: Total = self.total  # type: ignore[assignment]
        low, high = (int(total.table[end]) if total.table else self.sums[end] * total.times for end in (0, -1))
        return Item(
            code=self.code,
            short=self.name,
            window=self.items[0].window,
            low=low,
            high=high,
            polarity=total.polarity,
            bands=total.bands,
            loinc=total.loinc,
        )

    @property
    def sums(self) -> range:
        """Every sum that its items can make."""
        return range(sum(item.low for item in self.items), sum(item.high for item in self.items) + 1)

    def item(self, code: str) -> Item:
        """The question behind an answer's key: for goals and needs the key is their id. Raises Invalid."""
        if self.about is not About.SELF:
            return self.items[0]
        found = next((item for item in self.items if item.code == code), None)
        if found is None:
            known = ", ".join(item.code for item in self.items)
            raise Invalid({code: [f"{self.code} has no question {code}. Its questions are: {known}."]})
        return found


def _insist_covered(code: str, bands: tuple[Band, ...], low: int, high: int) -> None:
    """Raise ValueError unless there are no bands, or they name every number once, in order."""
    covered = [value for band in bands for value in range(band.from_, band.until + 1)]
    if bands and covered != list(range(low, high + 1)):
        raise ValueError(f"{code}: bands must cover {low} to {high}, each number once, in order")


def read(text: str) -> Instrument:
    """The instrument that a TOML document describes. Raises Invalid, naming each faulty place."""
    try:
        document = tomllib.loads(text)
    except (RecursionError, ValueError) as fault:  # what is not TOML is a ValueError, and so is a number without an end
        raise Invalid({"document": [_("This is not TOML: %(fault)s") % {"fault": fault}]}) from None
    try:
        return Instrument.model_validate(document)
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
