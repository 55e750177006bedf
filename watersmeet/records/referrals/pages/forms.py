"""The forms of asking for help: one thing a page."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from watersmeet.accounts.links import Second
from watersmeet.base.problems import Invalid
from watersmeet.design.fields import (
    CharField,
    CheckboxesField,
    ConfirmField,
    EmailField,
    PasswordField,
    PhoneField,
    PostcodeField,
    RadioField,
    TextAreaField,
)
from watersmeet.design.forms import Form
from watersmeet.design.groups import PageField
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people.api import Age, Channel, Daytime
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals.pages import opening_questions
from watersmeet.records.referrals.pages.draft import Draft

UNDER_16, COME_BACK, ANY_TIME = "under_16", "back", "any"
YES, NO = "yes", "no"
YES_NO = [(YES, _("Yes")), (NO, _("No"))]
BY_VOICE = {Channel.PHONE, Channel.SMS}


class StepForm(Form):
    """The form of one page; which fields it has may depend on what was told before."""

    def __init__(self, draft: Draft, *args: Any, **more: Any) -> None:
        self.draft = draft
        super().__init__(*args, **more)
        self.add_fields()

    def add_fields(self) -> None:
        """Add what depends on the draft."""

    def kept(self) -> dict[str, Any]:
        """What the draft keeps of a valid form."""
        return self.cleaned_data

    def as_typed(self) -> dict[str, Any]:
        """What was typed so far, right or wrong, to show it again."""
        return {bound.name: bound.data for bound in self}

    def suggest_nothing(self) -> None:
        """On a screen that others use the browser neither fills in what somebody typed before, nor keeps it."""
        for field in self.fields.values():
            if isinstance(field, PageField):
                field.autocomplete = "off"


class AgeForm(StepForm):
    """Under 16, 16 or 17, or older: all that everybody is asked about age."""

    age = RadioField(
        label=_("How old are you?"),
        hint=_("Some places can only help people of some ages."),
        missing=_("Choose how old you are"),
        choices=[(UNDER_16, _("Under 16")), (Age.YOUNG, Age.YOUNG.label), (Age.ADULT, Age.ADULT.label)],
        heading=True,
    )


class NeedForm(StepForm):
    """What would help."""

    words = TextAreaField(
        label=_("In your own words"),
        hint=_("A few words are enough. Nobody reads this at once. If you are in danger, call 999."),
        required=False,
        max_length=1000,
        rows=4,
        error_messages={"max_length": _("Use 1,000 letters or fewer. You can say more when we talk.")},
    )
    domain = RadioField(
        label=_("What is it most about?"), missing=_("Choose what it is most about"), choices=Domain.choices
    )


class OpeningForm(StepForm):
    """The place's own questions; each may be left out."""

    def add_fields(self) -> None:
        """By the rules in force today."""
        self.fields.update(opening_questions.fields(self.draft.in_force.model.asking))


class NameForm(StepForm):
    """What to call them."""

    name = CharField(
        label=_("What should we call you?"),
        hint=_("A first name is fine, or any name you like."),
        missing=_("Write what we should call you"),
        max_length=100,
        width=20,
        autocomplete="nickname",
        heading=True,
    )


class WaysForm(StepForm):
    """How they may be reached, or that they come back themselves."""

    ways = CheckboxesField(
        label=_("How can we reach you safely?"),
        hint=_("Choose every way that is safe. Think of who else can see your phone or your post."),
        missing=_("Choose a way that is safe, or that you will come back yourself"),
        choices=[
            (Channel.SMS, _("Text message")),
            (Channel.PHONE, _("Phone call")),
            (Channel.EMAIL, _("Email")),
            (Channel.POST, _("Letter")),
            (COME_BACK, _("I will come back myself")),
        ],
        hints={COME_BACK: _("We do not contact you. You get a reference, and you choose a PIN, to see the answer.")},
        nothing=COME_BACK,
        heading=True,
    )


class DetailsForm(StepForm):
    """The number or address of each way they chose."""

    def add_fields(self) -> None:
        """Only what the chosen ways need."""
        chosen = set(self.draft.channels)
        if chosen & BY_VOICE:
            self.fields["phone"] = PhoneField(
                texts=Channel.SMS in chosen,
                label=_("Your phone number"),
                hint=_("Like 07700 900 982"),
                missing=_("Enter your phone number"),
            )
        if Channel.EMAIL in chosen:
            self.fields["email"] = EmailField(
                label=_("Your email address"), hint=_("Like name@example.org"), missing=_("Enter your email address")
            )
        if Channel.POST in chosen:
            self.fields["address"] = TextAreaField(
                label=_("Your address"),
                hint=_("House, street and town"),
                missing=_("Enter your address"),
                rows=3,
                max_length=300,
                autocomplete="street-address",
            )
            self.fields["postcode"] = PostcodeField(label=_("Your postcode"), missing=_("Enter your postcode"))


class TimesForm(StepForm):
    """When it is safe."""

    times = CheckboxesField(
        label=_("When is it safe to reach you?"),
        hint=_("Choose every time that is safe."),
        missing=_("Choose when it is safe to reach you"),
        choices=[
            (Daytime.MORNING, _("Morning, 9am to 12")),
            (Daytime.AFTERNOON, _("Afternoon, 12 to 5pm")),
            (Daytime.EVENING, _("Evening, after 5pm")),
            (ANY_TIME, _("Any of these")),
        ],
        nothing=ANY_TIME,
        heading=True,
    )


class SafeForm(StepForm):
    """What keeps them safe when somebody else is near."""

    def add_fields(self) -> None:
        """About calls when we may call; about groups when there are other groups; about where they live always."""
        if Channel.PHONE in self.draft.channels:
            self._about_calls()
        others = self._others()
        if others:
            self.fields["not_partners"] = CheckboxesField(
                label=_("Is there anyone who should not contact you?"),
                hint=_("They will not be asked to get in touch with you."),
                choices=others,
                required=False,
            )
        self.fields["gp_online"] = RadioField(
            label=_("If we write to your GP, can the letter be read online?"),
            hint=_("Think of who else can open the NHS App, or your health record, as you."),
            choices=[("keep", _("No, keep it from there")), ("may", _("Yes, that is safe"))],
            required=False,
        )
        if Channel.POST not in self.draft.channels:
            self.fields["hidden"] = ConfirmField(label=_("Keep where I live secret"), required=False)

    def _about_calls(self) -> None:
        self.fields["message"] = RadioField(
            label=_("If you do not answer, may we leave a message?"),
            missing=_("Say if we may leave a message"),
            choices=YES_NO,
            inline=True,
        )
        self.fields["say_who"] = RadioField(
            label=_("If somebody else answers, may we say who we are?"),
            missing=_("Say if we may say who we are"),
            choices=YES_NO,
            inline=True,
        )
        self.fields["code_word"] = CharField(
            label=_("A code word"),
            hint=_("We say it first, so that you know it is us."),
            required=False,
            max_length=40,
            width=10,
            autocomplete="off",
        )

    def _others(self) -> list[tuple[str, str]]:
        asked = {self.draft.front_door.pk, self.draft.receiver.pk if self.draft.receiver else None}
        there = partnerships.partners(self.draft.partnership)
        return [(str(one.pk), one.organisation.name) for one in there if one.pk not in asked]


class ShareForm(StepForm):
    """Their yes or no to the receiver: neither is chosen for them."""

    def add_fields(self) -> None:
        """The question names who it is about."""
        names = {"receiver": str(self.draft.receiver), "front_door": str(self.draft.front_door)}
        self.fields["share"] = RadioField(
            label=_now("May %(receiver)s see this?") % names,
            missing=_("Choose yes or no"),
            choices=[(YES, _now("Yes, they may")), (NO, _now("No, not now"))],
            hints={
                YES: _now("Your request goes straight to them.") % names,
                NO: _now("You still get help. A person at %(front_door)s will talk with you first.") % names,
            },
        )


class CountForm(StepForm):
    """Whether they may be counted: off unless they tick it."""

    count = ConfirmField(label=_("Yes, you can count me"), required=False)


class PinForm(StepForm):
    """What opens their page. Only its slow hash is kept, even here."""

    pin = PasswordField(
        label=_("Choose a PIN"),
        hint=_("4, 5 or 6 numbers. Not your birthday, and not 1234."),
        missing=_("Choose a PIN of 4, 5 or 6 numbers"),
        autocomplete="off",
        max_length=20,
        heading=True,
    )

    def clean_pin(self) -> str:
        """The hash. Raises Invalid's words when it is too easy."""
        try:
            return Second.pin(self.cleaned_data["pin"]).hashed
        except Invalid as problem:
            self.refuse(problem)
            return ""
