"""What a place's own instrument may say, beyond what the one loader asks of every instrument. Pure."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from watersmeet.base.problems import Invalid
from watersmeet.records.outcomes.instrument import About, Asked, Instrument, Item, read, shipped
from watersmeet.records.partnerships.api import Category

CODE = re.compile(r"[a-z][a-z0-9_]{2,19}")
VERBS = ("measure.see", "measure.see_clinical")
MOST = 40
"""So many questions at most: nobody answers more at once."""
LONGEST = 500
"""So many letters at most, of whatever a person reads."""


def read_own(text: str) -> Instrument:
    """The instrument of a document that a place brings. Raises Invalid: under `document`, each fault with its place."""
    try:
        found = read(text)
    except Invalid as problem:
        said = [f"{place}: {fault}" for place, faults in problem.fields.items() for fault in faults]
        raise Invalid({"document": said}) from None
    if wrong := [*_faults(found)]:
        raise Invalid({"document": wrong})
    return found


def insist_next(one: Instrument, before: int) -> None:
    """Raise Invalid unless it is the version after the newest: what is there is never changed."""
    if one.version != before + 1:
        told = {"before": before, "next": before + 1}
        said = _("version: write %(next)s. The newest version here is %(before)s, and it is never changed.")
        raise Invalid({"document": [(said if before else _("version: write 1. It is the first here.")) % told]})


def _faults(one: Instrument) -> Iterator[str]:
    yield from _names(one)
    yield from _who_and_whose(one)
    yield from _claims(one)
    for place, item in enumerate(one.items):
        yield from (f"items.{place}.{fault}" for fault in _of_item(item))


def _names(one: Instrument) -> Iterator[str]:
    if one.code in {code for code, _version in shipped()}:
        yield _("code: %(code)s comes with this software. Choose another.") % {"code": one.code}
    if not CODE.fullmatch(one.code):
        yield _("code: write 3 to 20 small letters, figures and _, a letter first.")
    for name in ("name", "intro", "why"):
        if not 3 <= len(getattr(one, name).strip()) <= LONGEST:
            yield _("%(name)s: write 3 to %(longest)s letters.") % {"name": name, "longest": LONGEST}
    if len(one.items) > MOST:
        yield _("items: ask %(most)s questions at most.") % {"most": MOST}


def _who_and_whose(one: Instrument) -> Iterator[str]:
    if one.about is not About.SELF:
        yield _('about: write "self". Goals and needs are asked by what comes with this software.')
    if one.asked is Asked.WATCHED or any(item.alert_from is not None for item in one.items):
        yield _("asked: leave it out, and alert_from too. Only instruments that come with this software call somebody.")
    if one.words != "ours_to_give":
        yield _('words: leave it out. Words under a licence of others belong to "Licensed questions".')
    if one.seen.verb not in VERBS or one.seen.category is not Category.WELLBEING_SCORES:
        yield _('seen: write verb = "measure.see" or "measure.see_clinical", and category = "wellbeing_scores".')
    for name in ("source", "licence"):
        if len(getattr(one, name).strip()) < 10:
            yield _("%(name)s: say it in 10 letters or more: where the words come from, why you may use them.") % {
                "name": name
            }


def _claims(one: Instrument) -> Iterator[str]:
    coded = [one.loinc, *one.known_as, *one.unscored, one.total.loinc if one.total else ""]
    coded += [code for item in one.items for code in (item.loinc, *(option.loinc for option in item.options))]
    if any(coded):
        yield _("loinc, known_as, unscored: leave them out. Those codes belong to the questions of others.")
    if one.claims and not one.source_url.startswith("https://"):
        yield _(
            "source_url: bands, cut, reliable_change and table need a source: the https:// address where they stand."
        )


def _of_item(item: Item) -> Iterator[str]:
    if not CODE.fullmatch(item.code) and not re.fullmatch(r"[a-z][a-z0-9_]?", item.code):
        yield _("code: write small letters, figures and _, a letter first, 20 at most.")
    if not 3 <= len(item.asks.strip()) <= LONGEST:
        yield _("asks: write 3 to %(longest)s letters.") % {"longest": LONGEST}
    if not item.short.strip() or not item.window.strip():
        yield _("short, window: write a short name, and the time that it asks about.")
    if len(item.values) > 11:
        yield _("high: offer 11 answers at most.")
    words = [option.words for option in item.options] or [item.low_words, item.high_words]
    if not all(said.strip() and len(said) <= LONGEST for said in words):
        yield _("options: write the words of every answer, or low_words and high_words for the two ends.")
