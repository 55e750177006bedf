"""Who is away, who covers, what takes nobody new, how much each looks after: told where it matters, in time."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.factories import places, services, work
from tests.factories.accounts import COMMAND
from tests.factories.places import Place
from watersmeet.accounts import leaving
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    return places.place()


def signed_in(client: Client, worker: Actor) -> Client:
    client.force_login(User.objects.get(pk=worker.id))
    return client


def day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def boxes(name: str, on: date) -> dict[str, str]:
    """A date as the three boxes of a form."""
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def is_away(worker: Actor, *, cover: UUID | None, first: int = 0, last: int = 7) -> UUID:
    assert worker.membership
    return partnerships.go_away(
        membership=worker.membership, from_on=day(first), until_on=day(last), cover=cover, by=worker
    )


def looked_after(here: Place, worker: Actor, name: str = "Ada Example") -> UUID:
    referral = work.waiting(here, name=name)
    referrals.accept(referral, by=worker)
    return referral


def test_whoever_covers_sees_what_is_looked_after_in_their_own_list(client: Client, here: Place) -> None:
    worker, colleague = places.worker(here.group), places.worker(here.group)
    looked_after(here, worker)
    signed_in(client, colleague)
    assert "Ada Example" not in client.get("/work/?whose=mine").content.decode()

    absence = is_away(worker, cover=colleague.id)

    page = client.get("/work/?whose=mine").content.decode()
    assert "Ada Example" in page
    assert "You cover for Tamsin Example until Tuesday 1 December." in page
    partnerships.come_back(absence, by=worker)
    assert "Ada Example" not in client.get("/work/?whose=mine").content.decode()


def test_cover_begins_on_its_first_day_and_ends_after_its_last(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    worker, colleague = places.worker(here.group), places.worker(here.group)
    is_away(worker, cover=colleague.id, first=1, last=2)

    covered = []
    for on in ("24", "25", "26", "27"):
        monkeypatch.setenv("WATERSMEET_NOW", f"2026-11-{on}T10:00:00Z")
        covered.append(bool(partnerships.covered_by(colleague.id)))

    assert covered == [False, True, True, False]


def test_nobody_covers_who_is_elsewhere_or_away_too_or_themself(here: Place) -> None:
    worker, colleague = places.worker(here.group), places.worker(here.group)
    is_away(colleague, cover=None)

    for nobody in (worker.id, colleague.id, places.worker(here.therapy).id):
        with pytest.raises(Invalid):
            is_away(worker, cover=nobody)
    with pytest.raises(Invalid):
        is_away(worker, cover=None, first=3, last=1)


def test_only_a_manager_says_it_for_somebody_else(here: Place) -> None:
    worker, colleague = places.worker(here.group), places.worker(here.group)
    manager, stranger = places.worker(here.group, Role.MANAGER), places.worker(here.therapy, Role.MANAGER)
    given = {"membership": worker.membership, "from_on": day(0), "until_on": day(1), "cover": None}

    with pytest.raises(Refused):
        partnerships.go_away(**given, by=colleague)
    with pytest.raises(NotFound):
        partnerships.go_away(**given, by=stranger)
    assert partnerships.go_away(**given, by=manager)


def test_the_page_of_cover_is_filled_in_and_says_what_is_wrong(client: Client, here: Place) -> None:
    worker, colleague = places.worker(here.group), places.worker(here.group)
    signed_in(client, worker)
    told = {"who": str(worker.membership), "cover": str(colleague.id), **boxes("from_on", day(1))}
    wrong = client.post("/work/away/", {**told, **boxes("until_on", day(-3))})
    assert wrong.status_code == 400
    assert "The last day must be on or after the first" in wrong.content.decode()

    done = client.post("/work/away/", {**told, **boxes("until_on", day(3))}, follow=True).content.decode()

    assert "is away from Wednesday 25 November to Friday 27 November." in done
    [row] = partnerships.away(here.group.pk)
    client.post(f"/work/away/{row.pk}/back/")
    assert partnerships.away(here.group.pk) == []


def test_find_says_until_when_nobody_new_is_taken_and_one_can_still_ask(client: Client, here: Place) -> None:
    walks, other = services.service(here), services.service(here, here.therapy)
    worker = places.worker(here.group, Role.VOLUNTEER)
    signed_in(client, worker)
    client.post("/work/intake/", {"what": str(walks.pk), **boxes("until_on", day(10))})

    page = Client().get(f"/service/{walks.pk}/").content.decode()

    assert "Taking nobody new until after Friday 4 December. You can still ask." in page
    assert "Ask for help with this" in page
    assert directory.service(VISITOR, other.pk).paused_until is None
    [pause] = partnerships.pauses([here.group.pk])
    client.post(f"/work/intake/{pause.pk}/resume/")
    assert directory.service(VISITOR, walks.pk).paused_until is None


def test_who_sends_is_told_before_they_send(client: Client, here: Place) -> None:
    referral = work.waiting(here, to=here.front_door)
    Referral.objects.filter(pk=referral).update(
        state="draft", next_action="send", receiver=here.group.pk, holder=here.front_door.pk
    )
    signed_in(client, places.worker(here.front_door))
    assert "They take nobody new" not in client.get(f"/work/{referral}/").content.decode()

    partnerships.pause_intake(until_on=day(3), by=places.worker(here.group))

    assert "They take nobody new until after Friday 27 November." in client.get(f"/work/{referral}/").content.decode()


def test_a_worker_who_pauses_is_shown_to_colleagues_and_never_in_public(client: Client, here: Place) -> None:
    walks = services.service(here)
    partnerships.pause_intake(until_on=day(3), only_me=True, by=places.worker(here.group))

    assert directory.service(VISITOR, walks.pk).paused_until is None
    shown = signed_in(client, places.worker(here.group, Role.MANAGER)).get("/work/team/").content.decode()
    assert "takes nobody new until after Friday 27 November" in shown


def test_a_partner_pauses_itself_alone(here: Place) -> None:
    partnerships.pause_intake(until_on=day(3), by=places.worker(here.group))
    [pause] = partnerships.pauses([partner.pk for partner in here.partners])

    assert pause.partner_id == here.group.pk
    with pytest.raises(NotFound):
        partnerships.resume_intake(pause.pk, by=places.worker(here.therapy))
    with pytest.raises(Invalid):
        partnerships.pause_intake(until_on=day(-1), by=places.worker(here.group))


def test_a_manager_sees_weights_of_the_model_for_their_own_partner(client: Client, here: Place) -> None:
    worker, manager = places.worker(here.group), places.worker(here.group, Role.MANAGER)
    looked_after(here, worker)
    looked_after(here, worker, "Ben Example")
    work.waiting(here, name="Cy Example")

    loads = {load.user: (load.count, load.late, load.weight) for load in referrals.caseload(manager)}

    assert loads == {worker.id: (2, 0, 4.0), None: (1, 0, 1.0)}
    assert referrals.caseload(places.worker(here.therapy, Role.MANAGER)) == []
    with pytest.raises(Refused):
        referrals.caseload(worker)
    assert signed_in(client, worker).get("/work/team/").status_code == 404


def test_an_account_closes_only_when_somebody_has_what_it_held(here: Place) -> None:
    worker, colleague = places.worker(here.group), places.worker(here.group)
    referral = looked_after(here, worker)
    is_away(colleague, cover=worker.id)

    with pytest.raises(Conflict, match="still hold 2 things"):
        leaving.deactivate(worker.id, by=COMMAND)
    for nobody in (places.worker(here.therapy), places.worker(here.group, Role.ANALYST)):
        with pytest.raises(Invalid):
            leaving.deactivate(worker.id, by=COMMAND, hand_to=nobody.id)
    assert User.objects.get(pk=worker.id).is_active

    heir = places.worker(here.group)
    leaving.deactivate(worker.id, by=COMMAND, hand_to=heir.id)

    assert not User.objects.get(pk=worker.id).is_active
    assert referrals.get(heir, referral).assigned_to == heir.id
    assert list(partnerships.covered_by(heir.id)) == [colleague.id]


def test_a_partner_leaves_only_when_nothing_is_open_and_then_nobody_serves_there(here: Place) -> None:
    worker = places.worker(here.group)
    referral = work.waiting(here)
    with pytest.raises(Conflict, match="1 open thing"):
        partnerships.leave(partner=here.group.pk, by=COMMAND)
    with pytest.raises(Conflict):
        partnerships.leave(partner=here.front_door.pk, by=COMMAND)
    referrals.decline(referral, by=worker, reason="full")
    referrals.see_outcome(referral, by=places.worker(here.front_door))

    partnerships.leave(partner=here.group.pk, by=COMMAND)

    assert here.group.pk not in {partner.pk for partner in partnerships.partners(here.partnership.pk)}
    assert partnerships.membership_of(worker.id) is None
    assert referrals.check()["orphans"] == 0
