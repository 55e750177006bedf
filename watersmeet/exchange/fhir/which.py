"""Which of our instruments a QuestionnaireResponse answers, and what each of its links asks."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from django.utils.translation import gettext as _

from watersmeet.base.problems import Invalid
from watersmeet.exchange.fhir import terms
from watersmeet.exchange.fhir.wire import Coding, Question, Questionnaire, QuestionnaireResponse, answered, asked
from watersmeet.records.outcomes.api import Instrument, instrument, shipped

UNSCORED = ""
"""What a link means that no score counts."""

_LOINC_LINK: Final = re.compile(r"(?:.*/)?(\d{1,7}-\d)")


@dataclass(frozen=True, slots=True)
class Form:
    """An instrument as somebody asked it: by our form, by theirs, or by links that are LOINC codes."""

    instrument: Instrument
    ours: bool = False
    questions: Mapping[str, Question] = field(default_factory=dict)

    def means(self, link: str) -> str | None:
        """The code of the question behind a link: TOTAL of the sum, UNSCORED; None where nobody can tell."""
        if self.ours:
            ours = {item.code for item in self.instrument.items} | ({terms.TOTAL} if self.instrument.total else set())
            return link if link in ours else None
        question = self.questions.get(link)
        known = _codes_of(self.instrument)
        return next((known[code] for code in _loinc_of(link, question) if code in known), None)


def which(told: QuestionnaireResponse, sent: Sequence[Questionnaire]) -> Form:
    """The form that was answered; `sent` are the forms that came with it. Raises Invalid where nobody can tell.

    Nothing is guessed: eight questions of PHQ-9 may be all of PHQ-8, or PHQ-9 with one skipped.
    """
    address, _bar, version = told.questionnaire.partition("|")
    for one in _newest():
        if address == terms.address("Questionnaire", one.code):
            return Form(_of_version(one, version), ours=True)
    theirs = next((form for form in sent if address and address in _names(form)), None)
    questions = {one.link_id: one for one in asked(theirs.item)} if theirs else {}
    found = _by_name(address, theirs) or (_by_questions(questions) if theirs else _by_links(told))
    if len(found) > 1:
        these = ", ".join(one.code for one in found)
        raise _unknown(_("This may be %(these)s. Send its questionnaire with it.") % {"these": these})
    if not found:
        say = _("We do not know this questionnaire. Send it too, with the LOINC codes of its questions, of: %(known)s.")
        raise _unknown(say % {"known": ", ".join(one.code for one in _newest() if _items(one))})
    return Form(found[0], questions=questions)


def _names(form: Questionnaire) -> set[str]:
    """How an answer may call a form that came with it."""
    return {form.url, f"#{form.id}", f"Questionnaire/{form.id}"} - {"", "#", "Questionnaire/"}


def _by_name(address: str, theirs: Questionnaire | None) -> list[Instrument]:
    codes = set(_loinc(theirs.code)) if theirs else set()
    return [one for one in _newest() if address in one.known_as or one.loinc in codes]


def _by_questions(questions: Mapping[str, Question]) -> list[Instrument]:
    """A whole form: those that ask what it asks, no more and no less."""
    named = _scored(code for link, one in questions.items() for code in _loinc_of(link, one))
    return [one for one in _newest() if named and named == _items(one)]


def _by_links(told: QuestionnaireResponse) -> list[Instrument]:
    """Answers alone, of which some may be left out: those that ask all of it, when one of them asks just that."""
    named = _scored(code for _place, one in answered(told.item) for code in _loinc_of(one.link_id, None))
    found = [one for one in _newest() if named and named <= _items(one)]
    return found if any(named == _items(one) for one in found) else []


def _scored(codes: Iterable[str]) -> frozenset[str]:
    known = frozenset().union(*(_items(one) for one in _newest()))
    return known & frozenset(codes)


def _items(one: Instrument) -> frozenset[str]:
    """The LOINC codes of its questions; none unless each has one."""
    codes = frozenset(item.loinc for item in one.items)
    return frozenset() if "" in codes else codes


def _codes_of(one: Instrument) -> Mapping[str, str]:
    """LOINC code -> what it means in this instrument."""
    known = dict.fromkeys(one.unscored, UNSCORED) | {item.loinc or item.code: item.code for item in one.items}
    return known | ({one.total.loinc or terms.TOTAL: terms.TOTAL} if one.total else {})


def _loinc_of(link: str, question: Question | None) -> list[str]:
    """The LOINC codes of a question: those it bears, else the one that its link is."""
    match = _LOINC_LINK.fullmatch(link)
    return (_loinc(question.code) if question else []) or ([match[1]] if match else [])


def _loinc(codes: Sequence[Coding]) -> list[str]:
    return [one.code for one in codes if one.system == terms.LOINC and one.code]


@cache
def _newest() -> tuple[Instrument, ...]:
    return tuple(instrument(code) for code in dict.fromkeys(code for code, _version in shipped()))


def _of_version(newest: Instrument, version: str) -> Instrument:
    """The version that was answered. Raises Invalid where it is not here, or not said and there are several."""
    versions = [str(number) for code, number in shipped() if code == newest.code]
    if version in versions or (not version and len(versions) == 1):
        return instrument(newest.code, int(version or versions[0]))
    told = {"code": newest.code, "version": version or "?", "known": ", ".join(versions)}
    raise _unknown(_("There is no version %(version)s of %(code)s here. There is: %(known)s.") % told)


def _unknown(say: str) -> Invalid:
    return Invalid({"questionnaire": [say]})
