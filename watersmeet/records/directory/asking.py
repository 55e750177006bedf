"""Asking whether listings are still right: one message to whoever answers for them, one reminder, then the coordinator.

Whoever answers is the partner's managers and those who answer for it by link; its own address where there is neither;
the address of the listing itself where it has no partner. What is asked stays asked until somebody looked at it; of
what somebody says is wrong nothing else is asked meanwhile.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.directory import fresh
from watersmeet.records.directory.models import Service
from watersmeet.records.directory.still_models import Answer, Asked, Asking, Report
from watersmeet.records.partnerships import api as partnerships

REMIND_AFTER, GIVE_UP_AFTER = timedelta(days=14), timedelta(days=28)
"""Calendar days after the first message: there is one reminder, then it is the coordinator's."""
NOT_AGAIN_FOR = timedelta(days=14)
"""Whoever was asked is not asked about others so soon: what falls due meanwhile is in one message later."""
MOST_IN_ONE = 200
"""So many listings stand in one message at most; the rest comes with the next."""
MOST_A_DAY = 40
"""So many are asked in one place on one day at most, those first at whose listings nobody looked for longest."""

Whose = tuple[UUID | None, str]
"""Who answers for listings: a partner, or where nobody can be told there, the address of the listings."""


def keep_time() -> int:
    """Ask, remind and give up, as far as it is time in each place; returns how many messages were put."""
    return sum(_keep(one.pk) for one in partnerships.partnerships())


def unanswered(partnership: UUID) -> QuerySet[Any]:
    """Listings that are the coordinator's to look at: nobody could be asked about them, or nobody answered."""
    given_up = Asked.objects.filter(service=OuterRef("pk"), answered_on=None, asking__given_up_on__isnull=False)
    return fresh.due(partnership).filter(Exists(given_up))


def given_up_since(partnership: UUID) -> date | None:
    """The first day on which what is the coordinator's now became theirs; None where nothing is."""
    still = Asked.objects.filter(service__in=unanswered(partnership).values("pk"), answered_on=None)
    first: date | None = still.aggregate(first=Min("asking__given_up_on"))["first"]
    return first


@transaction.atomic
def _keep(partnership: UUID) -> int:
    """One place; its row is held, so that of several workers one asks."""
    partnerships.Partnership.objects.select_for_update(no_key=True).get(pk=partnership)
    by = Actor(Kind.PROCESS, partnership=partnership, name="clock", reason="listings are due")
    _let_go(partnership)
    return _remind(partnership, by) + _give_up(partnership, by) + _ask(partnership, by)


def _let_go(partnership: UUID) -> None:
    """What was looked at in another way since, or is not on offer any more, is not asked."""
    open_ones = Asked.objects.filter(partnership=partnership, answered_on=None)
    over = open_ones.exclude(service__in=fresh.due(partnership).values("pk"))
    over.update(answer=Answer.OVER, answered_on=clock.today())


def _ask(partnership: UUID, by: Actor) -> int:
    today = clock.today()
    left = MOST_A_DAY - Asking.objects.filter(partnership=partnership, asked_on=today, given_up_on=None).count()
    lately = Q(answered_on=None) | Q(answer=Answer.WRONG, answered_on__gt=today - GIVE_UP_AFTER)
    asked = Asked.objects.filter(lately, service=OuterRef("pk"))
    told = Report.objects.filter(service=OuterRef("pk"), settled_on=None)
    new = fresh.due(partnership).filter(~Exists(asked), ~Exists(told)).order_by("looked", "pk")
    put, just_asked = 0, _asked_since(partnership, today - NOT_AGAIN_FOR)
    for (partner, address), listings in _by_whom(new.only("pk", "partner_id", "email")).items():
        some = listings[:MOST_IN_ONE]
        to = whom(partner, some)
        if to and left > 0 and (partner, address) not in just_asked:
            put += _put(_made(partnership, partner, some, today), to, by)
            left -= 1
        elif not to:
            _made(partnership, partner, listings, today, nobody=True)
    return put


def _asked_since(partnership: UUID, day: date) -> set[Whose]:
    """Who was asked after that day, each by both names they may have."""
    lately = Asked.objects.filter(partnership=partnership, asking__asked_on__gt=day, asking__given_up_on=None)
    rows = lately.values_list("asking__partner", "service__email").distinct()
    return {(partner, name) for partner, email in rows for name in (email.casefold(), *([""] if partner else []))}


def _by_whom(listings: Iterable[Service]) -> dict[Whose, list[Service]]:
    there: dict[UUID, list[Ref]] = {}
    found: dict[Whose, list[Service]] = defaultdict(list)
    for one in listings:
        partner = one.partner_id
        if partner and partner not in there:
            there[partner] = who_answers(partner)
        found[partner, "" if partner and there[partner] else one.email.casefold()].append(one)
    return found


def whom(partner: UUID | None, listings: Iterable[Service]) -> list[Ref]:
    """Who is asked about listings: whoever answers for their partner, else a service, for its own address."""
    there = who_answers(partner) if partner else []
    return there or [Ref("service", one.pk) for one in listings if one.email][:1]


def who_answers(partner: UUID) -> list[Ref]:
    """Who answers for the listings of a partner: users, those who answer by link, or itself for its own address."""
    at = partnerships.partner(partner)
    if at.left_on and at.left_on <= clock.today():
        return []
    managers = partnerships.serving(Role.MANAGER, partnership=at.partnership_id, partner=partner)
    people = [Ref("user", one.user_id) for one in managers]
    people += [Ref("answerer", one.id) for one in partnerships.answerers_of(partner)]
    return people or ([Ref("partner", partner)] if at.email else [])


def _made(
    partnership: UUID, partner: UUID | None, listings: Iterable[Service], today: date, *, nobody: bool = False
) -> Asking:
    asking = Asking.objects.create(
        partnership_id=partnership, partner_id=partner, asked_on=today, given_up_on=today if nobody else None
    )
    Asked.objects.bulk_create(
        [Asked(partnership_id=partnership, asking=asking, service=one) for one in listings], batch_size=500
    )
    return asking


def _put(asking: Asking, to: Iterable[Ref], by: Actor, *, again: bool = False) -> int:
    """One message to each, and one line in the book."""
    subject, many = Ref("asking", asking.pk), 0
    for one in to:
        key = f"{asking.pk}:{one.id}:{'again' if again else 'first'}"
        outbox.put("listing.still_right", subject=subject, to=one, key=key, ordered_by=by)
        many += 1
    audit.write("directory.remind" if again else "directory.ask_still_right", by=by, subject=subject)
    return many


def _remind(partnership: UUID, by: Actor) -> int:
    today = clock.today()
    silent = _waiting(partnership).filter(asked_on__lte=today - REMIND_AFTER, reminded_on=None)
    put = 0
    for asking in list(silent):
        asking.reminded_on = today
        asking.save(update_fields=["reminded_on"])
        put += _put(asking, whom(asking.partner_id, open_in(asking)), by, again=True)
    return put


def _give_up(partnership: UUID, by: Actor) -> int:
    today = clock.today()
    for asking in list(_waiting(partnership).filter(asked_on__lte=today - GIVE_UP_AFTER)):
        asking.given_up_on = today
        asking.save(update_fields=["given_up_on"])
        audit.write("directory.give_up_asking", by=by, subject=Ref("asking", asking.pk))
    return 0


def open_in(asking: Asking) -> list[Service]:
    """The listings of a message about which nobody said anything yet, by name."""
    still = Asked.objects.filter(asking=asking, answered_on=None).values("service")
    return list(Service.objects.filter(pk__in=still).order_by("name", "pk"))


def _waiting(partnership: UUID) -> QuerySet[Asking]:
    open_ones = Asked.objects.filter(asking=OuterRef("pk"), answered_on=None)
    return Asking.objects.filter(Exists(open_ones), partnership=partnership, given_up_on=None)
