"""The forms by which a worker refers somebody who is in the room."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from watersmeet.accounts.links import Second
from watersmeet.base.problems import Invalid
from watersmeet.design import languages
from watersmeet.design.fields import (
    CharField,
    CheckboxesField,
    ConfirmField,
    DateField,
    EmailField,
    PasswordField,
    PhoneField,
    PostcodeField,
    RadioField,
    SelectField,
    TextAreaField,
)
from watersmeet.design.forms import Form
from watersmeet.records.directory.api import Access
from watersmeet.records.partnerships.api import OpeningQuestion, Partner, TakerView
from watersmeet.records.people.api import Age, Channel, Daytime, SafeContact
from watersmeet.records.plans.api import Domain, NeedCard
from watersmeet.records.referrals.api import Direction, NotFirst, Taken
from watersmeet.records.referrals.pages import opening_questions
from watersmeet.records.referrals.pages.forms import UNDER_16

NEW, YES, NO, ANYBODY = "new", "yes", "no", "anybody"
_YES_NO = [(YES, _("Yes")), (NO, _("No"))]


class ClueForm(Form):
    """What finds somebody among one's own partner's records: whole clues, never a part of a name."""

    name = CharField(label=_("Full name"), required=False, max_length=100, width=20, autocomplete="off")
    born = DateField(label=_("Date of birth"), hint=_("Like 27 3 1985"), required=False)
    phone = PhoneField(label=_("Phone number"), required=False, autocomplete="off")
    email = EmailField(label=_("Email address"), required=False, autocomplete="off")

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when no clue is whole."""
        told: dict[str, Any] = super().clean() or {}
        if not self.errors and not (told["phone"] or told["email"] or (told["name"] and told["born"])):
            self.add_error("name", _("Give their full name and date of birth, or a phone number, or an email address"))
        return told


class ContactForm(Form):
    """How to reach the person safely, asked in one page: a worker asks aloud."""

    ways = CheckboxesField(
        label=_("Which ways are safe?"),
        hint=_("Only what is ticked is used. Leave all empty if they come back to you."),
        choices=[
            (Channel.SMS, _("Text message")),
            (Channel.PHONE, _("Phone call")),
            (Channel.EMAIL, _("Email")),
            (Channel.POST, _("Letter")),
        ],
        required=False,
    )
    phone = PhoneField(label=_("Phone number"), required=False, autocomplete="off")
    email = EmailField(label=_("Email address"), required=False, autocomplete="off")
    address = TextAreaField(
        label=_("Address"), hint=_("House, street and town"), required=False, rows=3, max_length=300
    )
    times = CheckboxesField(
        label=_("When is it safe?"),
        hint=_("Leave all empty if any time is safe."),
        choices=[
            (Daytime.MORNING, _("Morning, 9am to 12")),
            (Daytime.AFTERNOON, _("Afternoon, 12 to 5pm")),
            (Daytime.EVENING, _("Evening, after 5pm")),
        ],
        required=False,
    )
    message = RadioField(
        label=_("If they do not answer, may we leave a message?"), choices=_YES_NO, inline=True, initial=NO
    )
    say_who = RadioField(
        label=_("If somebody else answers, may we say who we are?"), choices=_YES_NO, inline=True, initial=NO
    )
    code_word = CharField(
        label=_("Code word"),
        hint=_("We say it first, so that they know it is us."),
        required=False,
        max_length=40,
        width=10,
        autocomplete="off",
    )
    hidden = ConfirmField(label=_("Keep where they live secret"), required=False)
    not_partners = CheckboxesField(label=_("Is there anyone who should not contact them?"), choices=(), required=False)

    def __init__(self, others: Sequence[Partner], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["not_partners"].choices = [(str(one.pk), str(one)) for one in others]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when a way that is safe has no number or address."""
        told: dict[str, Any] = super().clean() or {}
        ways = set(told.get("ways", ()))
        for needed, field, say in (
            ({Channel.SMS, Channel.PHONE}, "phone", _("Enter the phone number, or choose another way")),
            ({Channel.EMAIL}, "email", _("Enter the email address, or choose another way")),
            ({Channel.POST}, "address", _("Enter the address, or choose another way")),
        ):
            if needed & ways and field not in self.errors and not told.get(field):
                self.add_error(field, say)
        return told

    def contact(self, before: SafeContact) -> SafeContact:
        """The rules that were told; what is not asked here stays as it was said before."""
        told = self.cleaned_data
        return replace(
            before,
            channels=tuple(Channel(one) for one in told["ways"]),
            phone=told["phone"],
            email=told["email"],
            address=told["address"],
            daytimes=tuple(Daytime(one) for one in told["times"]),
            leave_message=told["message"] == YES,
            say_who=told["say_who"] == YES,
            code_word=told["code_word"],
            hidden_address=told["hidden"],
            not_partners=tuple(UUID(one) for one in told["not_partners"]),
        )


def as_told(contact: SafeContact) -> dict[str, Any]:
    """Rules that were told before, as the form shows them again."""
    return {
        "ways": list(contact.channels),
        "phone": contact.phone,
        "email": contact.email,
        "address": contact.address,
        "times": list(contact.daytimes),
        "message": YES if contact.leave_message else NO,
        "say_who": YES if contact.say_who else NO,
        "code_word": contact.code_word,
        "hidden": contact.hidden_address,
        "not_partners": [str(one) for one in contact.not_partners],
    }


class NewForm(ContactForm):
    """Somebody who is not known here yet."""

    name = CharField(
        label=_("What they like to be called, with their surname if they give it"),
        missing=_("Write what to call them"),
        max_length=100,
        width=20,
        autocomplete="off",
    )
    age = RadioField(
        label=_("How old are they?"),
        missing=_("Choose how old they are"),
        choices=[(UNDER_16, _("Under 16")), (Age.YOUNG, Age.YOUNG.label), (Age.ADULT, Age.ADULT.label)],
    )
    born = DateField(label=_("Date of birth"), hint=_("Only if they like to say. It finds them again."), required=False)
    postcode = PostcodeField(label=_("Postcode"), required=False, autocomplete="off")
    lang = SelectField(
        label=_("Which language is best for them?"),
        hint=_("Messages are in English where we have no words in theirs. Whoever helps them reads it."),
        choices=languages.choices,
        initial=settings.LANGUAGE_CODE,
        required=False,
    )
    nobody_else = forms.BooleanField(required=False, widget=forms.HiddenInput)

    field_order = ("name", "age", "born", "lang", "ways", "phone", "email", "address", "postcode")


class WhereForm(Form):
    """Where to measure from, what they need to come, and words that narrow the list of services."""

    near = CharField(
        label=_("From where?"),
        hint=_("A postcode, its first half, or a town. Distances are measured from there."),
        required=False,
        max_length=60,
        width=10,
        autocomplete="off",
    )
    needs = CheckboxesField(
        label=_("What do they need, so that they can come?"),
        hint=_("Leave all empty if nothing, or if they do not like to say."),
        choices=Access.choices,
        required=False,
    )

    words = CharField(
        label=_("What would help?"),
        hint=_("A word or two. Nobody keeps them. Leave it empty to see everything."),
        required=False,
        max_length=100,
        width=20,
        autocomplete="off",
    )


def who_chose(*, first: bool) -> RadioField:
    """Asks how this one was chosen from the list; the first in the list needs no other reason."""
    others = [(Taken.FIRST.value, Taken.FIRST.label)] if first else NotFirst.choices
    return RadioField(
        label=_("How was this one chosen?"),
        hint=_("It is kept with the list, so that partners can see that requests are shared fairly."),
        missing=_("Choose how this one was chosen"),
        choices=[(Taken.PERSON.value, Taken.PERSON.label), *others],
    )


def taken(form: Form) -> tuple[Taken, str]:
    """How it was chosen, and the reason when it was for another."""
    said = form.cleaned_data["who_chose"]
    return (Taken(said), "") if said in Taken.values else (Taken.OTHER, said)


class ChooseForm(Form):
    """How the one that is to be asked was chosen."""

    def __init__(self, *args: Any, first: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["who_chose"] = who_chose(first=first)


class NeedForm(Form):
    """What they need, in their words; which way it goes between care and learning; whether a handover was offered.

    `closed`: the rules close the way there, and only somebody by name can be asked.
    """

    need = RadioField(label=_("What would help?"), required=False, choices=())
    domain = RadioField(
        label=_("If it is something else: what is it most about?"), required=False, choices=Domain.choices
    )
    words = TextAreaField(
        label=_("In their own words, for those who answer"),
        hint=_("They and the person can read this. Nobody reads it at once. If somebody is in danger, call 999."),
        required=False,
        rows=4,
        max_length=1000,
    )
    handover_offered = RadioField(
        label=_("Did you offer to make the first contact together?"),
        hint=_("Such as a call with the three of you. We record that it was offered, whatever they chose."),
        missing=_("Say if you offered it"),
        choices=_YES_NO,
        inline=True,
    )

    def __init__(
        self,
        known: Sequence[NeedCard],
        ways: Sequence[Direction],
        takers: Sequence[TakerView],
        *args: Any,
        first: bool,
        closed: bool = False,
        asking: Sequence[OpeningQuestion] = (),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.fields["who_chose"] = who_chose(first=first)
        if known:
            said = [(str(one.id), one.words or str(one.domain.label)) for one in known]
            hints = {str(one.id): str(one.domain.label) for one in known if one.words}
            self.fields["need"] = RadioField(
                label=_("What would help?"),
                hint=_("They said this before. Nobody has to say it twice."),
                required=False,
                choices=[*said, (NEW, _("Something else"))],
                hints=hints,
            )
        else:
            del self.fields["need"]
            self.fields["domain"].label = _("What is it most about?")
            self.fields["domain"].required = True
            self.fields["domain"].error_messages["required"] = _("Choose what it is most about")
        self.only_way = ways[0] if len(ways) == 1 else ""
        if len(ways) > 1:
            self.fields["direction"] = RadioField(
                label=_("How does it stand to their care?"),
                missing=_("Choose how it stands to their care"),
                choices=[(one.value, one.label) for one in ways],
            )
        if takers:
            anybody = [] if closed else [(ANYBODY, _("Whoever answers there"))]
            self.fields["to_worker"] = RadioField(
                label=_("Who is it for?"),
                hint=_("Somebody named here must say soon that they have it, or it is passed on. In danger, call 999."),
                missing=_("Choose who it is for"),
                choices=[*anybody, *((str(one.user), one.name) for one in takers)],
            )
        opening = dict(opening_questions.fields(asking))
        self.fields.update(opening)
        self.order_fields(["need", "domain", "words", *opening, "direction", "to_worker", "handover_offered"])

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when neither an earlier need nor something else is chosen."""
        told: dict[str, Any] = super().clean() or {}
        opening_questions.insist_as_asked(self)
        if told.get("need", "") in {"", NEW} and not told.get("domain") and "domain" not in self.errors:
            self.add_error("domain", _("Choose what it is most about"))
        return told

    @property
    def known(self) -> UUID | None:
        """The need they named before, if they chose one."""
        need = self.cleaned_data.get("need")
        return UUID(need) if need and need != NEW else None

    @property
    def told(self) -> dict[str, Any]:
        """Need, domain, words, direction, whom it is for, handover and opening answers, as the action takes them."""
        told = self.cleaned_data
        return {
            "need": self.known,
            "domain": None if self.known else Domain(told["domain"]),
            "words": told["words"],
            "direction": told.get("direction", self.only_way),
            "to_worker": UUID(told["to_worker"]) if told.get("to_worker", ANYBODY) != ANYBODY else None,
            "handover_offered": told["handover_offered"] == YES,
            "opening": opening_questions.answers(told),
        }


class ReadForm(Form):
    """Their answer to what was read with them: neither is chosen for them."""

    answer = RadioField(
        label=_("What do they answer?"),
        missing=_("Choose yes or no"),
        choices=[(YES, _("Yes, send it")), (NO, _("No, do not send it"))],
        hints={NO: _("Nothing is sent. The next page is a note to give them.")},
    )
    count = ConfirmField(label=_("Yes, they can be counted"), required=False)
    pin = PasswordField(
        label=_("A PIN that they choose and type themselves"),
        hint=_("4, 5 or 6 numbers, to follow it on their own page. It can stay empty."),
        required=False,
        autocomplete="off",
        max_length=20,
    )

    def clean_pin(self) -> Second | None:
        """Its slow hash. Raises Invalid's words when it is too easy."""
        pin = self.cleaned_data["pin"]
        if not pin:
            return None
        try:
            return Second.pin(pin)
        except Invalid as problem:
            self.refuse(problem)
            return None


class TakerForm(Form):
    """One of those who work here: whether they take urgent referrals by name, and who stands in for them."""

    takes = RadioField(
        label=_("Do they take urgent referrals by name?"),
        missing=_("Choose yes or no"),
        choices=_YES_NO,
        inline=True,
    )
    deputy = SelectField(
        label=_("Who stands in for them?"),
        hint=_("It is passed on to them when nobody says in time that they have it. Without anybody: to the managers."),
        required=False,
    )

    def __init__(self, others: Sequence[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["deputy"].choices = [("", _("Nobody")), *others]  # type: ignore[attr-defined]
