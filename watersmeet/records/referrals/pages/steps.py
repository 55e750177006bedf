"""The pages of asking, in their order, and which of them are asked of whom."""

from collections.abc import Callable
from dataclasses import dataclass

from watersmeet.records.people.api import Channel
from watersmeet.records.referrals.pages import forms
from watersmeet.records.referrals.pages.draft import Draft
from watersmeet.records.referrals.pages.forms import StepForm


def _everybody(_draft: Draft) -> bool:
    return True


def _to_be_contacted(draft: Draft) -> bool:
    return bool(draft.channels)


def _by_the_clock(draft: Draft) -> bool:
    return bool(set(draft.channels) - {Channel.POST})


def _has_receiver(draft: Draft) -> bool:
    return draft.receiver is not None


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its name in the address, its form, and whether it is asked at all."""

    name: str
    form: type[StepForm]
    is_asked: Callable[[Draft], bool] = _everybody

    def is_answered(self, draft: Draft) -> bool:
        """Whether the page accepted what it asks for today: another way to be reached asks anew."""
        told = draft.answers.get(self.name)
        return told is not None and told.keys() == self.form(draft).fields.keys()


STEPS: tuple[Step, ...] = (
    Step("age", forms.AgeForm),
    Step("need", forms.NeedForm),
    Step("name", forms.NameForm),
    Step("ways", forms.WaysForm),
    Step("details", forms.DetailsForm, _to_be_contacted),
    Step("times", forms.TimesForm, _by_the_clock),
    Step("safe", forms.SafeForm, _to_be_contacted),
    Step("share", forms.ShareForm, _has_receiver),
    Step("count", forms.CountForm),
    Step("pin", forms.PinForm),
)
CHECK = "check"


def asked_of(draft: Draft) -> list[Step]:
    """The pages that this visitor is asked."""
    return [step for step in STEPS if step.is_asked(draft)]


def next_for(draft: Draft) -> str:
    """The name of the first page that is not answered, or of the last one, where all is checked and sent."""
    return next((step.name for step in asked_of(draft) if not step.is_answered(draft)), CHECK)


def before(draft: Draft, name: str) -> str:
    """The name of the page before this one; "" for the first."""
    names = ["", *(step.name for step in asked_of(draft)), CHECK]
    return names[names.index(name) - 1]


def may_open(draft: Draft, name: str) -> bool:
    """Whether everything before this page is answered."""
    names = [*(step.name for step in asked_of(draft)), CHECK]
    return name in names and names.index(name) <= names.index(next_for(draft))
