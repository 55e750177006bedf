"""The pages of asking, in their order, and which of them are asked of whom."""

from collections.abc import Callable
from dataclasses import dataclass

from watersmeet.records.people.api import Channel
from watersmeet.records.referrals.pages import behalf, forms
from watersmeet.records.referrals.pages.draft import Draft
from watersmeet.records.referrals.pages.forms import StepForm


def _everybody(_draft: Draft) -> bool:
    return True


def _by_themself(draft: Draft) -> bool:
    """Whoever sits with an introducer is the person themself."""
    return draft.sitting is None


def _to_be_contacted(draft: Draft) -> bool:
    return bool(draft.channels)


def _by_the_clock(draft: Draft) -> bool:
    return bool(set(draft.channels) - {Channel.POST})


def _for_themself(draft: Draft) -> bool:
    return not draft.for_other


def _for_other(draft: Draft) -> bool:
    return draft.for_other


def _has_own_questions(draft: Draft) -> bool:
    """Nobody answers for somebody else what they can be asked themself."""
    return bool(draft.in_force.model.asking) and not draft.for_other


def _says_who_may_know(draft: Draft) -> bool:
    """Only the person themself can say yes."""
    return draft.receiver is not None and not draft.for_other


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its name in the address, its form, and whether it is asked at all; its form about somebody else."""

    name: str
    form: type[StepForm]
    is_asked: Callable[[Draft], bool] = _everybody
    of_them: type[StepForm] | None = None

    def form_of(self, draft: Draft) -> type[StepForm]:
        """The form in the words that suit who asks."""
        return self.of_them if self.of_them and draft.for_other else self.form

    def is_answered(self, draft: Draft) -> bool:
        """Whether the page accepted what it asks for today: another way to be reached asks anew."""
        told = draft.answers.get(self.name)
        return told is not None and told.keys() == self.form_of(draft)(draft).fields.keys()


STEPS: tuple[Step, ...] = (
    Step("who", behalf.WhoForm, _by_themself),
    Step("age", forms.AgeForm, of_them=behalf.AgeForm),
    Step("authority", behalf.AuthorityForm, _for_other),
    Step("agrees", behalf.AgreesForm, _for_other),
    Step("need", forms.NeedForm, of_them=behalf.NeedForm),
    Step("own", forms.OwnForm, _has_own_questions),
    Step("name", forms.NameForm, of_them=behalf.NameForm),
    Step("ways", forms.WaysForm, of_them=behalf.WaysForm),
    Step("details", forms.DetailsForm, _to_be_contacted, behalf.DetailsForm),
    Step("times", forms.TimesForm, _by_the_clock, behalf.TimesForm),
    Step("safe", forms.SafeForm, _to_be_contacted, behalf.SafeForm),
    Step("share", forms.ShareForm, _says_who_may_know),
    Step("count", forms.CountForm, _for_themself),
    Step("pin", forms.PinForm, _for_themself),
    Step("you", behalf.ProxyForm, _for_other),
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
