"""One more entry of a list in a proposal: a closed way, an opening question, whom services are for."""

import re
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from django.utils.translation import gettext_lazy as _

from watersmeet.base.problems import Invalid
from watersmeet.design.fields import CharField, ConfirmField, SelectField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Model, Partner, Sector

_BETWEEN = re.compile(r"[,;\s]+")


class EntryForm(Form):
    """What a new entry says; `part` is the list in the document that it goes to."""

    part = ""

    def __init__(self, _there: Sequence[Partner], data: Any = None) -> None:
        super().__init__(data)

    def entry(self, before: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The entry, as the document holds it, after those `before` it."""
        raise NotImplementedError

    def told(self, model: Model) -> Model:
        """The model with this entry too. Raises Invalid, beside the fields that the entry was made of."""
        document = partnerships.written(model)
        try:
            return partnerships.read({**document, self.part: [*document[self.part], self.entry(document[self.part])]})
        except Invalid as wrong:
            raise Invalid(_beside(self, wrong)) from None


class WayForm(EntryForm):
    """A way that is closed: nobody there refers to that."""

    part = "referring"
    from_ = SelectField(label=_("Who should not refer?"), missing=_("Choose who should not refer"))
    to = SelectField(label=_("To what?"), missing=_("Choose to what"))
    why = TextAreaField(
        label=_("Why not?"),
        hint=_("Whoever would refer reads it. One sentence. Write nothing about a person."),
        missing=_("Say why not"),
        rows=2,
        max_length=300,
    )
    instead = TextAreaField(
        label=_("What should they do instead?"),
        hint=_("Such as: Help them to ask the front door. We always add that people can ask for themselves."),
        required=False,
        rows=2,
        max_length=300,
    )

    def __init__(self, there: Sequence[Partner], data: Any = None) -> None:
        super().__init__(there, data)
        sectors = [(one.value, _("Everybody in: %(sector)s") % {"sector": one.label}) for one in Sector]
        partners = [(str(one), str(one)) for one in there]
        self.fields["from_"].choices = [("", _("Choose who")), *sectors, *partners]  # type: ignore[attr-defined]
        self.fields["to"].choices = _ends(there)  # type: ignore[attr-defined]

    def entry(self, before: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """A closed way."""
        said = self.cleaned_data
        return {"from": said["from_"], "to": said["to"], "why": said["why"], "instead": said["instead"]}


class QuestionForm(EntryForm):
    """An opening question."""

    part = "asking"
    question = TextAreaField(
        label=_("What do you ask?"),
        hint=_(
            "One short question that a learner can read. Ask only what changes how you help, and nothing about being "
            "dead, hurting oneself or being hurt: nobody reads it at once."
        ),
        missing=_("Write the question"),
        rows=2,
        max_length=200,
    )
    hint = CharField(label=_("A hint below it"), required=False, max_length=200)
    answers = TextAreaField(
        label=_("Answers to choose from"),
        hint=_("One a line, two or more. Leave it empty, and people answer in their own words."),
        required=False,
        rows=4,
        max_length=700,
    )

    def entry(self, before: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """A question, with the answers that were written."""
        said = self.cleaned_data
        answers = [line.strip() for line in said["answers"].splitlines() if line.strip()]
        numbers = count(len(before) + 1)
        key = next(one for number in numbers if (one := f"q{number}") not in {other["key"] for other in before})
        return {"key": key, "question": said["question"], "hint": said["hint"], "answers": answers}


class EligibleForm(EntryForm):
    """Whom services are for."""

    part = "eligible"
    to = SelectField(label=_("Whose services, or which kind?"), missing=_("Choose whose services"))
    adults = ConfirmField(label=_("Only for people of 18 or over"), required=False)
    districts = CharField(
        label=_("For people who live in"),
        hint=_("The first halves of postcodes, such as: EX31, EX32. Leave it empty for everybody."),
        required=False,
        max_length=1400,
    )
    who = TextAreaField(
        label=_("For whom else?"),
        hint=_("What only they can know. People read it before they ask. Such as: You have not worked for a year."),
        required=False,
        rows=2,
        max_length=300,
    )
    bring = TextAreaField(
        label=_("What should they bring to show it?"),
        hint=_("They read it before they begin. Such as: A letter with your address on it."),
        required=False,
        rows=2,
        max_length=300,
    )
    funder = CharField(label=_("Who pays, and asks for this?"), required=False, max_length=300)
    instead = TextAreaField(
        label=_("What can others do instead?"), missing=_("Say what others can do"), rows=2, max_length=300
    )

    def __init__(self, there: Sequence[Partner], data: Any = None) -> None:
        super().__init__(there, data)
        self.fields["to"].choices = _ends(there)  # type: ignore[attr-defined]

    def entry(self, before: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Whom they are for."""
        said = self.cleaned_data
        districts = [one for one in _BETWEEN.split(said["districts"]) if one]
        return {**said, "districts": districts}


def _ends(there: Sequence[Partner]) -> list[tuple[str, Any]]:
    """Sectors, kinds of service, partners: to what a rule can point."""
    sectors = [(one.value, _("Everybody in: %(sector)s") % {"sector": one.label}) for one in Sector]
    kinds = [(code, _("Only %(kind)s") % {"kind": kind}) for code, kind in partnerships.KINDS.items()]
    return [("", _("Choose to what")), *sectors, *kinds, *((str(one), str(one)) for one in there)]


def _beside(form: EntryForm, wrong: Invalid) -> dict[str, list[str]]:
    """What is wrong with the document, beside the field it came from; what belongs to none, beside the first."""
    beside: dict[str, list[str]] = {}
    for where, said in wrong.fields.items():
        field = next((part for part in where.split(".") if part in form.fields), next(iter(form.fields)))
        beside.setdefault(field, []).extend(str(one) for one in said)
    return beside
