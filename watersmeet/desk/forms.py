"""The forms of a referral's story: one step, a question, an answer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from watersmeet.accounts import policy
from watersmeet.design.fields import (
    CharField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
    TimeField,
)
from watersmeet.design.forms import Form
from watersmeet.records.directory.api import Choice
from watersmeet.records.partnerships.api import Membership
from watersmeet.records.referrals.api import Details, How, Meeting, Reason


class StepForm(Form):
    """Words for the person and the other side; a coded reason where the step asks for one."""

    words = TextAreaField(
        label=_("Anything to say about it"),
        hint=_("The person and the other side can read this. You can leave it empty."),
        required=False,
        rows=3,
        max_length=2000,
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        reasons: Sequence[Reason] = (),
        services: Sequence[Choice] = (),
        waits: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self.fields["reason"] = RadioField(
                label=_("Why?"),
                choices=[(reason.value, reason.label) for reason in reasons],
                missing=_("Choose a reason"),
            )
        if services:
            self.fields["instead"] = _service(_("They could try instead"), services, required=False)
            self.fields["or_else"] = _service(_("Or this"), services, required=False)
        if waits:
            self.fields |= {name: WhereForm.base_fields[name] for name in ("queue_place", "expected_on")}
        self.order_fields(["reason", "instead", "or_else", "queue_place", "expected_on", "words", "seen_version"])

    @property
    def step(self) -> dict[str, Any]:
        """What was said, as `referrals.move` takes it."""
        said = self.cleaned_data
        services = [said.get("instead"), said.get("or_else")]
        details = Details(
            instead=tuple(dict.fromkeys(UUID(one) for one in services if one)),
            queue_place=said.get("queue_place"),
            expected_on=said.get("expected_on"),
        )
        return {name: said[name] for name in ("words", "reason", "seen_version") if name in said} | {"details": details}


class WhereForm(Form):
    """Where somebody waits."""

    queue_place = IntegerField(label=_("Their place in the queue"), hint=_("1 is next."), required=False, min_value=1)
    expected_on = DateField(
        label=_("When you expect a place"), hint=_("About when is enough. It can change."), required=False
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class _WhenForm(Form):
    """A day and a time, on the place's wall clock."""

    def when(self) -> datetime | None:
        """Both together; None when they were left out."""
        day, at = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        return timezone.make_aware(datetime.combine(day, at)) if day and at else None


class PlanForm(_WhenForm):
    """A joint first contact, planned with the person."""

    day = DateField(label=_("Which day?"), missing=_("Enter the day"))
    time = TimeField(label=_("What time?"), missing=_("Enter the time"))
    how = RadioField(label=_("How?"), choices=How.choices, missing=_("Choose how"))
    where = CharField(
        label=_("Where?"),
        hint=_("A place both know, or who rings whom. Never a hidden address."),
        required=False,
        max_length=300,
    )
    who = CharField(label=_("Who will be there?"), missing=_("Say who will be there"), max_length=300)
    agreed = TextAreaField(
        label=_("What did you agree with the person?"),
        hint=_("The person and both partners read this. Nobody reads it at once."),
        missing=_("Say what you agreed"),
        rows=3,
        max_length=2000,
    )
    fallback = CharField(label=_("And if it comes to nothing?"), required=False, max_length=300)


class OutcomeForm(_WhenForm):
    """How a joint first contact went."""

    outcome = RadioField(
        label=_("How did it go?"),
        choices=[
            (one.value, one.label) for one in (Meeting.MET, Meeting.DID_NOT_COME, Meeting.MOVED, Meeting.CHOSE_NOT)
        ],
        missing=_("Choose how it went"),
    )
    day = DateField(label=_("If moved, to which day?"), required=False)
    time = TimeField(label=_("And what time?"), required=False)
    words = TextAreaField(
        label=_("Anything to say about it"),
        hint=_("The person and the other side can read this. You can leave it empty."),
        required=False,
        rows=3,
        max_length=2000,
    )


def _service(label: Promise, services: Sequence[Choice], **rest: Any) -> SelectField:
    names = [(str(one.id), f"{one.name} ({one.organisation})") for one in services]
    return SelectField(label=label, choices=[("", _("Choose a service")), *names], **rest)


class _Words(Form):
    """Words that the other side waits for."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class QuestionForm(_Words):
    """What the receiver wants to know."""

    words = TextAreaField(
        label=_("Your question"),
        hint=_("The referrer and the person can read this. Nobody reads it at once."),
        missing=_("Write your question"),
        rows=3,
        max_length=2000,
    )


class AnswerForm(_Words):
    """What the referrer tells them."""

    words = TextAreaField(
        label=_("Your answer"),
        hint=_("The receiver and the person can read this. Nobody reads it at once."),
        missing=_("Write your answer"),
        rows=3,
        max_length=2000,
    )


class AssignForm(Form):
    """Who looks after it: somebody here, or nobody in particular."""

    says_optional = False

    to = SelectField(label=_("Who looks after it?"), required=False)

    def __init__(self, *args: Any, workers: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Nobody in particular")), *((str(user), name) for user, name in workers)]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


class AwayForm(Form):
    """Who is away, from when until when, and who covers."""

    who = SelectField(label=_("Who is away?"))
    from_on = DateField(label=_("First day away"), missing=_("Enter the first day"))
    until_on = DateField(label=_("Last day away"), missing=_("Enter the last day"))
    cover = SelectField(
        label=_("Who covers?"), hint=_("They see what is looked after, in their own list."), required=False
    )

    def __init__(self, *args: Any, seats: Sequence[Membership], mine: UUID, others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        away = [(str(one.pk), one.user.name) for one in seats if others or one.pk == mine]
        self.fields["who"].choices = away  # type: ignore[attr-defined]
        self.fields["who"].initial = str(mine)
        colleagues = [(str(one.user_id), one.user.name) for one in seats if one.role in policy.HELPERS]
        self.fields["cover"].choices = [("", _("Nobody")), *colleagues]  # type: ignore[attr-defined]

    @property
    def told(self) -> dict[str, Any]:
        """As the action takes it."""
        given = self.cleaned_data
        cover = UUID(given["cover"]) if given["cover"] else None
        return {
            "membership": UUID(given["who"]),
            "from_on": given["from_on"],
            "until_on": given["until_on"],
            "cover": cover,
        }


class IntakeForm(Form):
    """What takes nobody new, until when."""

    what = RadioField(label=_("What is paused?"), missing=_("Choose what is paused"))
    until_on = DateField(label=_("Last day of the pause"), missing=_("Enter the last day"))

    def __init__(self, *args: Any, services: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(service), name) for service, name in services.items()]
        choices = [("me", _("Only me")), ("all", _("Everything we offer")), *offered]
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    @property
    def told(self) -> dict[str, Any]:
        """As the action takes it."""
        what = self.cleaned_data["what"]
        service = UUID(what) if what not in {"me", "all"} else None
        return {"until_on": self.cleaned_data["until_on"], "only_me": what == "me", "service": service}
