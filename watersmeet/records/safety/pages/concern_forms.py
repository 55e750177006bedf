"""What people fill in about a safeguarding concern."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from watersmeet.base import ids
from watersmeet.design.fields import CharField, CheckboxesField, DateField, RadioField, SelectField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.api import Answer, Danger, Deed, Ending, Knows, Reason, Route, Way

Choices = Sequence[tuple[UUID, str]]
NOT_KNOWN = ""


class WriteForm(Form):
    """A worker writes a concern down: about somebody known here, or about somebody in words."""

    route = RadioField(
        label=_("What is it?"),
        choices=Route.choices,
        missing=_("Choose what it is"),
        hints={
            Route.LIFE: _("Who is on call is told at once, too."),
            Route.STAFF: _("It goes outside your organisation. Nobody who works there reads it."),
        },
    )
    danger = RadioField(
        label=_("Is anybody in danger now?"), choices=Danger.choices, missing=_("Say whether anybody is in danger now")
    )
    who = TextAreaField(
        label=_("Whom is it about?"),
        hint=_("Their name, if you know it, and how they can be found."),
        rows=2,
        max_length=500,
        missing=_("Say whom it is about"),
    )
    seen = TextAreaField(
        label=_("What did you see or hear?"),
        hint=_("In their own words, where you can. Say what you saw, and apart from it what you think."),
        rows=6,
        missing=_("Write what you saw or heard"),
    )
    knows = RadioField(
        label=_("Do they know that you write this down?"),
        choices=Knows.choices,
        missing=_("Say whether they know"),
    )
    wants = TextAreaField(
        label=_("What do they want to happen?"),
        hint=_("Leave it empty if you could not ask."),
        rows=3,
        required=False,
        max_length=2000,
    )
    done = TextAreaField(label=_("What was done so that they are safe now?"), rows=3, required=False, max_length=2000)
    others = TextAreaField(label=_("Who was told already?"), rows=2, required=False, max_length=1000)
    against = SelectField(label=_("Only for what a worker or volunteer did: where do they work?"), required=False)
    parts = CheckboxesField(
        label=_("Is one of these part of it?"),
        hint=_("They would read it otherwise. Nobody whom you tick here ever reads it or is told."),
        required=False,
    )
    names = TextAreaField(
        label=_("Who else works here and is part of it?"),
        hint=_("One name on each line. Nobody whom you name here ever reads it or is told."),
        rows=2,
        required=False,
        max_length=1000,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, partners: Choices, readers: Choices, data: Any = None, *, known: bool) -> None:
        super().__init__(data, initial={"key": str(ids.new())})
        if known:
            del self.fields["who"]
        _choose(self, "against", [(NOT_KNOWN, _("I do not know, or it is something else")), *_pairs(partners)])
        _choose(self, "parts", _pairs(readers))
        if not readers:
            del self.fields["parts"]

    def worry(self, person: UUID | None) -> safety.Worry:
        """As the action takes it."""
        said = self.cleaned_data
        words = {name: said.get(name, "") for name in ("who", "seen", "wants", "done", "others", "names")}
        return safety.Worry(
            route=Route(said["route"]),
            danger=Danger(said["danger"]),
            knows=Knows(said["knows"]),
            person=person,
            against=UUID(said["against"]) if said["against"] else None,
            parts=tuple(UUID(one) for one in said.get("parts", ())),
            **words,
        )


class SayForm(Form):
    """The person says what they are worried about, by their own link."""

    route = RadioField(
        label=_("What are you worried about?"),
        choices=[
            (Route.ADULT, _("Somebody hurts me or another adult, or takes what is theirs")),
            (Route.CHILD, _("A child may be hurt")),
            (Route.LIFE, _("I, or somebody else, may die or be badly hurt")),
            (Route.STAFF, _("Something that a worker, a tutor or a helper did")),
        ],
        missing=_("Choose what you are worried about"),
    )
    danger = RadioField(
        label=_("Is anybody in danger now?"), choices=Danger.choices, missing=_("Say if anybody is in danger now")
    )
    seen = TextAreaField(
        label=_("What happened?"),
        hint=_("Use your own words. Say who it is about. Nobody reads this at once. In danger, ring 999."),
        rows=6,
        missing=_("Write what happened"),
    )
    wants = TextAreaField(
        label=_("What do you want to happen?"),
        hint=_("You can leave it empty."),
        rows=3,
        required=False,
        max_length=2000,
    )
    against = SelectField(label=_("Is it about a worker? Where do they work?"), required=False)
    names = CharField(
        label=_("What is their name, if you know it?"),
        hint=_("They will not read this. They are not told."),
        required=False,
        max_length=200,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, partners: Choices, data: Any = None) -> None:
        super().__init__(data, initial={"key": str(ids.new())})
        _choose(self, "against", [(NOT_KNOWN, _("I do not know, or it is not about a worker")), *_pairs(partners)])

    def worry(self) -> safety.Worry:
        """As the action takes it: who says it knows of it."""
        said = self.cleaned_data
        return safety.Worry(
            route=Route(said["route"]),
            danger=Danger(said["danger"]),
            knows=Knows.YES,
            seen=said["seen"],
            wants=said["wants"],
            names=said["names"],
            against=UUID(said["against"]) if said["against"] else None,
        )


class DeedForm(Form):
    """What somebody did about a concern."""

    what = RadioField(label=_("What did you do?"), choices=Deed.choices, missing=_("Choose what you did"))
    words = TextAreaField(label=_("What came of it?"), rows=3, max_length=3000, missing=_("Say what came of it"))


class ReferForm(Form):
    """The council was asked."""

    on = DateField(label=_("On which day was the council asked?"), missing=_("Enter the day"))
    way = RadioField(label=_("How?"), choices=Way.choices, missing=_("Choose how"))
    to = CharField(label=_("Who there?"), max_length=200, missing=_("Say who at the council was asked"))
    reference = CharField(
        label=_("Their reference"), hint=_("If they gave one."), required=False, max_length=80, width=20
    )
    words = TextAreaField(label=_("Anything to add?"), rows=2, required=False, max_length=2000)


class AnswerForm(Form):
    """The council said something."""

    on = DateField(label=_("On which day?"), missing=_("Enter the day"))
    answer = RadioField(label=_("What did the council say?"), choices=Answer.choices, missing=_("Choose what it said"))
    words = TextAreaField(label=_("In their words"), rows=3, max_length=3000, missing=_("Write what they said"))


class NotReferForm(Form):
    """The council is not asked."""

    reason = RadioField(label=_("Why is the council not asked?"), choices=Reason.choices, missing=_("Choose why"))
    words = TextAreaField(
        label=_("Why, and what is done instead?"),
        rows=3,
        max_length=3000,
        missing=_("Write why, and what is done instead"),
    )


class EndForm(Form):
    """How it ended."""

    ending = RadioField(label=_("How did it end?"), choices=Ending.choices, missing=_("Choose how it ended"))
    words = TextAreaField(label=_("What was done?"), rows=3, max_length=3000, missing=_("Write how it ended"))
    view = TextAreaField(
        label=_("What do they say to it, whom it is about?"),
        hint=_("Or why nobody could ask them."),
        rows=3,
        max_length=3000,
        missing=_("Write what they say to it, or why nobody could ask them"),
    )


class OnForm(Form):
    """Somebody else has it from now on."""

    to = SelectField(label=_("Who has it from now on?"), missing=_("Choose who has it from now on"))

    def __init__(self, colleagues: Choices, data: Any = None, **rest: Any) -> None:
        super().__init__(data, **rest)
        _choose(self, "to", [("", _("Choose somebody")), *_pairs(colleagues)])


class PartForm(Form):
    """Somebody who works here is part of it."""

    names = CharField(
        label=_("Who works here and is part of it?"),
        hint=_("Their name as they sign in. They never read it from now on, and are not told. It may leave you, too."),
        max_length=200,
        missing=_("Enter a name"),
    )


class StaffForm(Form):
    """It is about what a worker did."""

    against = SelectField(
        label=_("Where do they work?"),
        hint=_("Nobody who works there reads it from now on. It goes to a safeguarding lead elsewhere."),
        missing=_("Choose where they work"),
    )

    def __init__(self, partners: Choices, data: Any = None, **rest: Any) -> None:
        super().__init__(data, **rest)
        _choose(self, "against", [("", _("Choose where they work")), *_pairs(partners)])


class RangForm(Form):
    """Who knows a reference alone has rung."""

    words = CharField(
        label=_("Whom did you ring?"),
        hint=_("Nothing of what it is about: you do not know it."),
        max_length=200,
        missing=_("Say whom you rang"),
    )


def _pairs(found: Choices) -> Iterable[tuple[str, Any]]:
    return [(str(value), words) for value, words in found]


def _choose(form: Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]
