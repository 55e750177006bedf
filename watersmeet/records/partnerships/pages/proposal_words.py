"""Proposals in words."""

from django.utils.translation import gettext as _

from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.records.partnerships.api import (
    Line,
    ProposalRow,
    ProposalState,
    ProposalView,
    Ratified,
    Step,
    StepWords,
)

KINDS = {
    ProposalState.OPEN: "",
    ProposalState.VOTING: "sand",
    ProposalState.RATIFIED: "sand",
    ProposalState.ADOPTED: "leaf",
    ProposalState.NOT_RATIFIED: "",
    ProposalState.WITHDRAWN: "",
}


class ProposalItem:
    """One proposal in the list."""

    def __init__(self, one: ProposalRow) -> None:
        self.id, self.why, self.partner = one.id, one.why, one.partner
        self.state, self.kind = str(one.state.label), KINDS[one.state]
        self.made, self.from_on = dates.date(one.made_at), dates.date(one.from_on)


class LineRow:
    """One line of the charter on the page that changes it."""

    def __init__(self, step: Step, number: int, line: Line) -> None:
        self.step, self.title, self.number = step.key, step.title, number
        self.partner, self.does = line.partner, line.does


class ProposalSheet:
    """One proposal, and what may be done with it now."""

    def __init__(self, seen: ProposalView) -> None:
        self.item, self.edition, self.stale = ProposalItem(seen.row), seen.edition, seen.stale
        self.id, self.why = seen.row.id, seen.row.why
        self.ref = Ref("proposal", seen.row.id)
        self.replaces = seen.replaces
        self.changes = [(one.part, one.what, one.before or "-", one.after or "-") for one in seen.changes]
        self.steps = [StepWords(one) for one in seen.steps]
        self.named = [(name, _("takes it on") if taken else _("has not said so yet")) for name, taken in seen.named]
        self.comments = [_comment(one.who, one.partner, one.words, dates.moment(one.made_at)) for one in seen.comments]
        self.votes = [sentence for vote in seen.votes for sentence in voted(vote)]
        state = seen.row.state
        self.is_open = state == ProposalState.OPEN
        self.may_speak = state in {ProposalState.OPEN, ProposalState.VOTING}
        self.may_change = seen.may_change and self.is_open
        self.may_take_on = seen.may_take_on
        self.may_reopen = seen.may_change and state == ProposalState.NOT_RATIFIED
        self.may_withdraw = seen.may_change and state in {
            ProposalState.OPEN,
            ProposalState.RATIFIED,
            ProposalState.NOT_RATIFIED,
        }
        free = self.is_open and bool(seen.changes) and not seen.steps
        self.may_bring_in = seen.may_decide and (free or state == ProposalState.RATIFIED)
        self.waits_for_lead = state == ProposalState.RATIFIED


def titles() -> dict[str, str]:
    """The parts whose numbers are changed on a page: name -> title."""
    return {
        "limits": _("How long each step may take"),
        "floors": _("What we ask of ourselves at least"),
        "retention": _("How long records are kept"),
        "ratifying": _("How we decide"),
    }


def voted(vote: Ratified) -> list[str]:
    """What a vote said, one sentence for each group."""
    return [
        _group(_("Community members"), vote.community_yes, vote.community_took_part),
        _group(_("Learners"), vote.learners_yes, vote.learners_took_part),
    ]


def _group(who: str, yes: bool, took_part: int) -> str:
    told = {"who": who, "many": took_part}
    if yes:
        return _("%(who)s said yes: %(many)s took part.") % told
    return _("%(who)s did not say yes: %(many)s took part.") % told


def _comment(who: str, partner: str, words: str, when: str) -> dict[str, str]:
    told = {"who": who, "partner": partner}
    return {"what": _("%(who)s, %(partner)s") % told if who else partner, "said": words, "when": when}
