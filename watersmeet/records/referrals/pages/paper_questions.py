"""What stands on a paper form, asked of the worker who types it in, in the order and the words of the paper."""

from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from watersmeet.design.fields import CharField, DateField, PostcodeField, RadioField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Partner
from watersmeet.records.people.api import Age, SafeContact
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import FormSeen, OnPaper, Paper
from watersmeet.records.referrals.pages import own_questions
from watersmeet.records.referrals.pages.forms import NO, UNDER_16, YES
from watersmeet.records.referrals.pages.refer_forms import ContactForm
from watersmeet.records.referrals.pages.refer_presenters import MatchRow

NOBODY = "nobody"
_TICKED = [(YES, _("Yes is ticked")), (NO, _("No is ticked, or both, or nothing"))]
_WORDS: dict[str, Promise] = {
    "ways": _("5. How can we reach you safely?"),
    "times": _("6. When is it safe?"),
    "message": _("7. If you do not answer, may we leave a message?"),
    "say_who": _("8. If somebody else answers, may we say who we are?"),
    "code_word": _("9. A code word, if you like"),
    "not_partners": _("10. Is there a group that should not contact you?"),
    "hidden": _("Keep where I live secret"),
}
_HINTS: dict[str, Promise | str] = {
    "ways": _("Only what is ticked is used. A way without a number or address cannot be used: leave it empty."),
    "times": _("Nothing is ticked: leave all empty."),
    "code_word": "",
    "not_partners": _("A name that is not in this list? Type the form in, then tell your manager today."),
}


class NumberForm(Form):
    """Which form it is."""

    number = CharField(
        label=_("The number of the form"),
        hint=_("8 letters and figures at the foot of each page, like 7Q4K-2MXA"),
        missing=_("Write the number of the form"),
        max_length=20,
        width=10,
        autocomplete="off",
    )


class TypeForm(ContactForm):
    """Every question of the paper."""

    age = RadioField(
        label=_("1. How old are you?"),
        missing=_("Choose what is ticked"),
        choices=[
            (UNDER_16, _("It says under 16")),
            (Age.YOUNG, Age.YOUNG.label),
            (Age.ADULT, Age.ADULT.label),
            (Age.UNKNOWN, _("Both are ticked, or nothing")),
        ],
    )
    words = TextAreaField(
        label=_("2. What would help?"),
        hint=_("Their own words, as they stand. They can read them. In danger: call 999 before you type."),
        required=False,
        rows=4,
        max_length=1000,
    )
    domain = RadioField(
        label=_("3. What is it most about?"),
        hint=_("Nothing is ticked, or several? Choose by their words."),
        missing=_("Choose what it is most about"),
        choices=Domain.choices,
    )
    name = CharField(
        label=_("4. What should we call you?"),
        missing=_("Write what to call them"),
        max_length=100,
        width=20,
        autocomplete="off",
    )
    postcode = PostcodeField(label=_("Postcode"), required=False, autocomplete="off")
    count = RadioField(label=_("12. May we count you?"), missing=_("Choose what is ticked"), choices=_TICKED)
    signed = RadioField(
        label=_("13. Sign your name"),
        missing=_("Say if it is signed"),
        choices=[(YES, _("It is signed")), (NO, _("It is not signed"))],
        hints={NO: _("Then no tick counts as a yes. You talk with them first.")},
    )
    signed_on = DateField(
        label=_("The day"),
        hint=_("The day that stands beside the name. Is there none? Then the day on which it reached you."),
        missing=_("Enter the day on the form"),
    )
    received_on = DateField(
        label=_("On which day did it reach you?"),
        hint=_("The day by which you answer is counted from then."),
        missing=_("Enter the day on which it reached you"),
    )

    def __init__(self, seen: FormSeen, others: list[Partner], *args: Any, **more: Any) -> None:
        super().__init__(others, *args, **more)
        self.seen = seen
        for name, words in _WORDS.items():
            self.fields[name].label = words  # type: ignore[assignment]
        self.own = dict(own_questions.fields(seen.questions, lettered=True))
        self.fields.update(self.own)
        for name, hint in _HINTS.items():
            self.fields[name].help_text = str(hint)
        if seen.receiver:
            self.fields["share"] = RadioField(
                label=_now("11. May %(receiver)s see this?") % {"receiver": partnerships.partner(seen.receiver)},
                missing=_("Choose what is ticked"),
                choices=_TICKED,
            )

    @property
    def is_of_a_child(self) -> bool:
        """Whether the form says that nothing of it may be kept."""
        return bool(self.cleaned_data["age"] == UNDER_16)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for what cannot be, as the action would."""
        told = super().clean()
        if not self.errors and told["age"] != UNDER_16:
            self._insist_sound()
        return told

    def _insist_sound(self) -> None:
        for name, sentences in referrals.wrong_on(self.told(), self.seen).items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)

    def told(self, same_as: UUID | None = None) -> OnPaper:
        """All of it, as the action takes it."""
        said = self.cleaned_data
        return OnPaper(
            form=self.seen.id,
            age=Age(said["age"]),
            domain=Domain(said["domain"]),
            words=said["words"],
            name=said["name"],
            contact=self.contact(SafeContact()),
            signed=said["signed"] == YES,
            signed_on=said["signed_on"],
            received_on=said["received_on"],
            postcode=said["postcode"],
            share=said.get("share") == YES,
            count=said["count"] == YES,
            same_as=same_as,
            own=own_questions.answers(said),
        )


class SameForm(Form):
    """Whether it is one of those who may be known already."""

    def __init__(self, alike: list[MatchRow], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if alike:
            self.fields["same"] = RadioField(
                label=_("May this be somebody you know already?"),
                hint=_("If you are not sure, say that it is somebody else. Records can be put together later."),
                missing=_("Choose who it is"),
                choices=[*((str(one.id), one.name) for one in alike), (NOBODY, _("Somebody else"))],
                hints={str(one.id): "; ".join(one.facts) for one in alike},
            )

    @property
    def same_as(self) -> UUID | None:
        """The record that is the same person."""
        said = self.cleaned_data.get("same", NOBODY)
        return None if said == NOBODY else UUID(said)


class BecameForm(Form):
    """What happened to the paper."""

    became = RadioField(
        label=_("What happened to the paper?"), missing=_("Choose what happened to the paper"), choices=Paper.choices
    )
