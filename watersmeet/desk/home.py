"""My work: what my partner holds, the most urgent first; for a lead also what stands still anywhere."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from watersmeet.accounts import policy, routes
from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.base.ref import Ref
from watersmeet.desk import presence, words, worklist
from watersmeet.desk.filters import FilterForm, Wanted
from watersmeet.desk.presenters import GOING_WELL
from watersmeet.desk.worklist import Item
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people.api import Card
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Late, Seen

_OWN_PAGES = (
    ("people:registers", gettext_lazy("Privacy registers")),
    ("evidence:home", gettext_lazy("Evidence")),
    ("safety:concerns", gettext_lazy("Safeguarding concerns")),
    ("partnerships:proposals", gettext_lazy("Proposals for new rules")),
)
"""Where the work of those is to whom no referral is shown: the first that their role opens; the last is for all."""
_ELSEWHERE = gettext_lazy(
    "Referrals go to the people who answer for a service, not to your role. What is yours is on its own page."
)
LAST = "worklist"
"""Where the browser's session keeps the filter last used, so that it survives the way into a story and back."""


@require_GET
def home(request: Asked) -> HttpResponse:
    """What needs me, the most urgent first; by the filters of the address."""
    everything, services = worklist.everything(request.actor)
    form = FilterForm(request.GET, services=services)
    wanted = form.wanted
    covered = partnerships.covered_by(request.actor.id)
    pool = worklist.pool(everything, wanted, request.actor)
    kept = worklist.chosen(pool, wanted, request.actor, covered.keys())
    page = Paginator(kept, worklist.PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    cards = worklist.cards_of(request.actor, shown)
    audit.looked(by=request.actor, subjects=[Ref("person", one) for one in cards], why="worklist")
    if request.session.get(LAST, "") != wanted.query:
        request.session[LAST] = wanted.query
    told = {
        "form": form,
        "wanted": wanted,
        "items": [_shown(item, cards, clock.today()) for item in shown],
        "any": bool(everything) or wanted.narrows,
        "gone": words.gone(referrals.count_away(request.actor)),
        "summary": words.how_much([item.of for item in everything], clock.today()),
        "narrowed": words.narrowed(len(kept), len(pool)) if wanted.narrows else "",
        "pages": _pages(page, wanted),
        "beside": presence.caseload_words(request.actor, *worklist.mine(everything, request.actor), covered.values()),
        "csv": _csv_links(request, wanted),
        "helps": policy.could(request.actor, "referral.see"),
        "own_page": _own_page(request.actor),
        "names_takers": policy.could(request.actor, "partner.name_taker"),
        "covers": policy.could(request.actor, "cover.see"),
        "answers": policy.could(request.actor, "measure.answer"),
        "lists": policy.could(request.actor, "course.keep"),
        "keeps_list": policy.could(request.actor, "service.see_freshness"),
        "points": policy.could(request.actor, "signpost.note"),
        "keeps_introducers": policy.could(request.actor, "introducer.keep"),
        "at_the_door": referrals.at_a_front_door(request.actor),
        "brings_in": policy.could(request.actor, "referral.import"),
        "refers": policy.could(request.actor, "referral.refer"),
        "late": [_late_row(one, clock.today()) for one in referrals.late_in(request.actor)],
    }
    return render(request, "desk/home.html", told, status=400 if form.errors else 200)


def address(request: Asked) -> str:
    """The way back to the list as it was last looked at."""
    query = request.session.get(LAST, "")
    return reverse("desk:home") + (f"?{query}" if query else "")


def _own_page(actor: Actor) -> dict[str, str]:
    """Where a role's work is that sees no referrals, and what is said of it."""
    theirs = (page for page in _OWN_PAGES if policy.could(actor, routes.verb_of(page[0])))
    route, label = next(theirs, _OWN_PAGES[-1])
    return {"href": reverse(route), "label": str(label), "says": str(_ELSEWHERE)}


def _pages(page: "Page[Item]", wanted: Wanted) -> dict[str, str]:
    """Where the pages before and after are, and which this is; nothing when all is on one."""
    if page.paginator.num_pages < 2:
        return {}
    told = {"number": _("Page %(number)s of %(count)s") % {"number": page.number, "count": page.paginator.num_pages}}
    if page.has_previous():
        told["previous"] = _with(wanted, page=page.previous_page_number())
    if page.has_next():
        told["next"] = _with(wanted, page=page.next_page_number())
    return told


def _with(wanted: Wanted, **more: int) -> str:
    return "?" + "&".join(part for part in (wanted.query, urlencode(more)) if part)


def _csv_links(request: Asked, wanted: Wanted) -> dict[str, str]:
    """Where the list can be had as a file: by references, and with names for those who may."""
    if not policy.may(request.actor, "worklist.csv"):
        return {}
    there = reverse("desk:csv")
    links = {"references": there + (f"?{wanted.query}" if wanted.query else "")}
    if policy.may(request.actor, "worklist.csv_names"):
        links["names"] = there + _with(wanted, names=1)
    return links


def _late_row(late: Late, today: date) -> tuple[str, str, str]:
    """One row of the lead's table: reference, how late (before a working day has passed: since when), what is next."""
    how_late = words.late(late.days_late) or words.by_when(late.due_on, today)
    return late.reference, how_late, str(late.next_action.label)


def _shown(item: Item, cards: Mapping[UUID, Card], today: date) -> "WorkItem | TaskItem":
    card = cards.get(item.person) if item.person else None
    return WorkItem(item, item.of, card, today) if isinstance(item.of, Seen) else TaskItem(item.of, card, today)


class WorkItem:
    """One referral on the worklist, in words."""

    def __init__(self, item: Item, seen: Seen, card: Card | None, today: date) -> None:
        self.title = card.name if card else _("Referral %(reference)s") % {"reference": seen.reference}
        to = item.service or item.partner
        self.words = _("to %(service)s") % {"service": to} if to else _("no service was chosen yet")
        self.href = reverse("desk:story", args=[seen.id])
        self.note = words.late(seen.days_late) or seen.reference
        self.due = words.next_step(seen, today, item.away)
        self.late = seen.days_late > 0 or (seen.due_on is not None and seen.due_on < today)
        self.chip = _("Urgent, by name") if seen.urgent else seen.state.label
        self.kind = "leaf" if seen.state in GOING_WELL else ""


class TaskItem:
    """One task of another room on the worklist, in words."""

    def __init__(self, task: Due, card: Card | None, today: date) -> None:
        self.title = card.name if card else task.says
        self.words = ""
        self.note = task.says if card else ""
        self.href = task.href
        self.due = words.by_when(task.due_on, today)
        self.late = task.due_on < today
        self.chip, self.kind = (_("Now"), "") if task.now else (_("Task"), "sand")
