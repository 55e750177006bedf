"""My work: what my partner holds, the most urgent first; for a lead also what stands still anywhere."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.due import Due
from watersmeet.base.ref import Ref
from watersmeet.desk import tasks, words
from watersmeet.desk.presenters import GOING_WELL
from watersmeet.records.directory import api as directory
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Card
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Late, Seen


def home(request: Asked) -> HttpResponse:
    """What needs me, the most urgent first."""
    held, waiting = referrals.open_for(request.actor), tasks.due_for(request.actor)
    cards = people.cards(request.actor, (task.person for task in waiting if task.person))
    shown = dict.fromkeys([*referrals.named(held), *cards])
    audit.looked(by=request.actor, subjects=[Ref("person", one) for one in shown], why="worklist")
    names = directory.names_of(one.service for one in held if one.service)
    items = [WorkItem(one, names) for one in held] + [TaskItem(one, cards) for one in waiting]
    return render(
        request,
        "desk/home.html",
        {
            "items": sorted(items, key=lambda item: item.order),
            "summary": words.how_much([*held, *waiting], clock.today()),
            "helps": policy.could(request.actor, "referral.see"),
            "late": [_late_row(one) for one in referrals.late_in(request.actor)],
        },
    )


def _late_row(late: Late) -> tuple[str, str, str]:
    """One row of the lead's table: reference, how late, what is next."""
    return late.reference, words.late(late.days_late), str(late.next_action.label)


class WorkItem:
    """One referral on the worklist, in words."""

    def __init__(self, seen: Seen, services: Mapping[UUID, str]) -> None:
        today = clock.today()
        self.title = seen.card.name if seen.card else _("Referral %(reference)s") % {"reference": seen.reference}
        service = services.get(seen.service) if seen.service else None
        self.words = _("to %(service)s") % {"service": service} if service else _("to the front door")
        self.href = reverse("desk:story", args=[seen.id])
        self.note = self._note(seen)
        self.due = words.due(seen, today)
        self.late = seen.days_late > 0 or (seen.due_on is not None and seen.due_on < today)
        self.chip = seen.state.label
        self.kind = "leaf" if seen.state in GOING_WELL else ""
        self.order = (not self.late, seen.due_on or today, seen.made_at)

    def _note(self, seen: Seen) -> str:
        return words.late(seen.days_late) or seen.reference


class TaskItem:
    """One task of another room on the worklist, in words."""

    def __init__(self, task: Due, cards: Mapping[UUID, Card]) -> None:
        today = clock.today()
        card = cards.get(task.person) if task.person else None
        self.title = card.name if card else task.says
        self.words = ""
        self.note = task.says if card else ""
        self.href = task.href
        self.due = words.by_when(task.due_on, today)
        self.late = task.due_on < today
        self.chip, self.kind = _("Task"), "sand"
        self.order = (not (self.late or task.urgent), task.due_on, task.since)
