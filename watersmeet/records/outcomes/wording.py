"""The words of a licensed instrument, as a place that has its licence keeps them. Pure: a document in, words out.

    licence = "Who gave it, to whom, for what, their reference"
    from = 2026-12-01
    until = 2027-11-30          # left out: no end
    intro = "What stands before the first question"
    options = ["Words of the lowest answer", "...", "Words of the highest"]

    [[items]]
    asks = "The first question"
    options = ["..."]           # where one question has answers of its own

`options` are one for each answer, from the lowest number to the highest, or two: for the lowest and the highest alone.
"""

import tomllib
from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import Field, ValidationError, model_validator

from watersmeet.base.problems import Invalid
from watersmeet.records.outcomes.instrument import Instrument, Item, Option, Part

Words = Annotated[str, Field(min_length=1, max_length=500)]
Options = Annotated[tuple[Words, ...], Field(min_length=2, max_length=20)]


class Asks(Part):
    """One question, with answers of its own or those of all."""

    asks: Words
    options: Options | None = None


class Wording(Part):
    """What a place writes down of an instrument: under which licence, from when until when, and every word."""

    licence: Annotated[str, Field(min_length=10, max_length=1000)]
    from_on: date = Field(alias="from")
    until_on: date | None = Field(alias="until", default=None)
    intro: Words
    options: Options | None = None
    items: tuple[Asks, ...]

    @model_validator(mode="after")
    def _whole(self) -> "Wording":
        """Raises ValueError for days upside down."""
        if self.until_on is not None and self.until_on < self.from_on:
            raise ValueError(_("The last day is before the first."))
        return self


def read(text: str, one: Instrument) -> Wording:
    """The words that a document holds for an instrument. Raises Invalid, naming each faulty place."""
    try:
        found = Wording.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise Invalid({"document": [_("This is not TOML: %(fault)s") % {"fault": fault}]}) from None
    except ValidationError as fault:
        said = [f"{'.'.join(map(str, error['loc'])) or 'document'}: {error['msg']}" for error in fault.errors()]
        raise Invalid({"document": said}) from None
    if len(found.items) != len(one.items):
        told = {"many": len(one.items), "name": one.name, "found": len(found.items)}
        raise Invalid({"document": [_("%(name)s has %(many)s questions; here are %(found)s.") % told]})
    worded(one, found)
    return found


def worded(one: Instrument, words: Wording) -> Instrument:
    """The instrument with these words: it can be asked. Raises Invalid where a question lacks its answers."""
    items = tuple(
        _item(item, asks.asks, asks.options or words.options, place)
        for place, (item, asks) in enumerate(zip(one.items, words.items, strict=True), start=1)
    )
    return one.model_copy(update={"intro": words.intro, "items": items, "words": "ours_to_give"})


def template(one: Instrument) -> str:
    """A document to fill in."""
    items = "\n".join(f'\n[[items]]\nasks = ""    # {number}' for number, _item in enumerate(one.items, start=1))
    low, high = one.items[0].low, one.items[0].high
    head = 'licence = ""    # who gave it, to whom, for what\nfrom =          # the first day, such as 2026-12-01\n'
    more = f'intro = ""      # what stands before the first question\noptions = []    # the words of {low} to {high}\n'
    return f"{head}{more}{items}\n"


def _item(item: Item, asks: str, options: tuple[str, ...] | None, place: int) -> Item:
    if options is None or len(options) not in {2, len(item.values)}:
        told = {"place": place, "many": len(item.values)}
        raise Invalid({"document": [_("items.%(place)s: give %(many)s options, or two for the ends.") % told]})
    more: dict[str, Any] = {"low_words": options[0], "high_words": options[-1]}
    if len(options) == len(item.values):
        found = zip(item.values, options, strict=True)
        more = {"options": tuple(Option(value=value, code=f"a{value}", words=words) for value, words in found)}
    return item.model_copy(update={"asks": asks} | more)
