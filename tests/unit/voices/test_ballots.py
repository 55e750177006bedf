"""A vote is secret, each has one, both groups must say yes, and nobody ends it early."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from tests.unit.partnerships.test_proposals import quicker
from tests.unit.partnerships.test_rules import sign_in
from tests.unit.people.pages.test_sharing import words
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.api import Choice, Group
from watersmeet.records.voices.models import Ballot, BallotEvent, Slip, Tally, Voter

At = Callable[[str], None]


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Sets the clock to ten in the morning of a day."""
    return lambda day: monkeypatch.setenv("WATERSMEET_NOW", f"{day}T10:00:00Z")


@pytest.fixture
def here(db: None, clock_at: At) -> Place:
    clock_at("2026-11-30")
    return places.place()


@pytest.fixture
def lead(here: Place) -> Actor:
    return places.worker(here.front_door, Role.LEAD, name="Ros Example")


@pytest.fixture
def proposal(here: Place, lead: Actor) -> UUID:
    model = quicker(partnerships.model_at(here.partnership.pk).model)
    return partnerships.propose(model=model, why="People wait too long.", from_on=clock.today(), by=lead)


@pytest.fixture
def ballot(proposal: UUID, lead: Actor) -> UUID:
    return voices.open_ballot(proposal, edition=1, by=lead)


def codes(ballot: UUID, by: Actor, many: int = 8, group: Group = Group.LEARNERS) -> list[str]:
    return [one.code for one in voices.make_papers(ballot, group=group, many=many, by=by)]


def members(here: Place, many: int = 5) -> list[Actor]:
    return [places.worker(here.group, Role.COMMUNITY_MEMBER, name=f"Member {number}") for number in range(many)]


def everybody_says(ballot: UUID, here: Place, lead: Actor, community: str = "yes", learners: str = "yes") -> None:
    for member in members(here):
        voices.vote(ballot, community, by=member)
    for code in codes(ballot, lead):
        voices.vote_by_code(code, learners, by=VISITOR)


def ends(clock_at: At) -> None:
    clock_at("2026-12-15")
    assert voices.close_ballots() == 1


# The whole way


def test_when_both_say_yes_the_rules_are_in_force(
    here: Place, lead: Actor, proposal: UUID, ballot: UUID, clock_at: At
) -> None:
    everybody_says(ballot, here, lead)
    assert voices.close_ballots() == 0
    assert partnerships.model_at(here.partnership.pk).number == 1
    ends(clock_at)
    assert partnerships.model_at(here.partnership.pk).number == 2
    assert partnerships.proposal(lead, proposal).votes[0].learners_took_part == 8
    assert voices.close_ballots() == 0


@pytest.mark.parametrize(("community", "learners"), [("no", "yes"), ("yes", "no"), ("pass", "yes")])
def test_one_group_that_does_not_say_yes_is_enough(
    here: Place, lead: Actor, ballot: UUID, clock_at: At, community: str, learners: str
) -> None:
    everybody_says(ballot, here, lead, community, learners)
    ends(clock_at)
    assert partnerships.model_at(here.partnership.pk).number == 1


def test_too_few_is_not_a_yes(here: Place, lead: Actor, ballot: UUID, clock_at: At) -> None:
    for member in members(here):
        voices.vote(ballot, "yes", by=member)
    for code in codes(ballot, lead, 7):
        voices.vote_by_code(code, "yes", by=VISITOR)
    ends(clock_at)
    assert partnerships.model_at(here.partnership.pk).number == 1


# One vote each


def test_a_paper_is_good_for_one_vote_however_it_is_typed(lead: Actor, ballot: UUID) -> None:
    [code] = codes(ballot, lead, 1)
    voices.vote_by_code(code.lower().replace("-", " "), "yes", by=VISITOR)
    for again in (
        lambda: voices.vote_by_code(code, "no", by=VISITOR),
        lambda: voices.type_in(ballot, code, "no", by=lead),
    ):
        with pytest.raises(Conflict, match="used already"):
            again()
    assert voices.ballot(lead, ballot).took_part[Group.LEARNERS] == 1


def test_a_member_votes_once_and_others_who_work_here_do_not(here: Place, lead: Actor, ballot: UUID) -> None:
    [member] = members(here, 1)
    voices.vote(ballot, "yes", by=member)
    with pytest.raises(Conflict, match="voted already"):
        voices.vote(ballot, "yes", by=member)
    for role in set(Role) - {Role.COMMUNITY_MEMBER}:
        with pytest.raises(Refused):
            voices.vote(ballot, "yes", by=places.worker(here.group, role))
    stranger = places.worker(places.place().group, Role.COMMUNITY_MEMBER)
    with pytest.raises(NotFound):
        voices.vote(ballot, "yes", by=stranger)
    assert voices.ballot(lead, ballot).took_part[Group.COMMUNITY] == 1


def test_a_paper_typed_in_counts_as_the_person_ticked_it(here: Place, lead: Actor, ballot: UUID) -> None:
    [code] = codes(ballot, lead, 1)
    worker = places.worker(here.surgery)
    with pytest.raises(Invalid, match="no paper with that code"):
        voices.type_in(ballot, "2222-2222-2222", "yes", by=worker)
    voices.type_in(ballot, code, "no", by=worker)
    assert Tally.objects.get(group=Group.LEARNERS, choice=Choice.NO).count == 1


@pytest.mark.parametrize("choice", ["", "maybe", "YES"])
def test_an_answer_that_is_none_uses_nothing_up(lead: Actor, ballot: UUID, choice: str) -> None:
    [code] = codes(ballot, lead, 1)
    with pytest.raises(Invalid):
        voices.vote_by_code(code, choice, by=VISITOR)
    voices.vote_by_code(code, "yes", by=VISITOR)


def test_a_vote_after_the_end_does_not_count_even_before_it_was_counted(
    here: Place, lead: Actor, ballot: UUID, clock_at: At
) -> None:
    [code] = codes(ballot, lead, 1)
    [member] = members(here, 1)
    clock_at("2026-12-14")
    with pytest.raises(NotFound):
        voices.vote_by_code(code, "yes", by=VISITOR)
    for deed in (
        lambda: voices.vote(ballot, "yes", by=member),
        lambda: voices.type_in(ballot, code, "yes", by=lead),
        lambda: codes(ballot, lead, 1),
    ):
        with pytest.raises(Conflict, match="has ended"):
            deed()
    assert set(Tally.objects.values_list("count", flat=True)) == {0}


# Secret


def test_nothing_that_is_kept_says_who_said_what(here: Place, lead: Actor, ballot: UUID) -> None:
    [member] = members(here, 1)
    [code] = codes(ballot, lead, 1)
    voices.vote(ballot, "no", by=member)
    voices.vote_by_code(code, "yes", by=VISITOR)
    columns = {model: {field.name for field in model._meta.get_fields()} for model in (Voter, Slip, Tally)}
    assert columns[Voter] == {"id", "partnership", "ballot", "user"}
    assert columns[Slip] == {"id", "partnership", "ballot", "group", "partner", "digest", "used"}
    assert columns[Tally] == {"id", "partnership", "ballot", "group", "choice", "count"}
    assert not BallotEvent.objects.exclude(what__in={"open", "papers"}).exclude(reason_code="", words=None).exists()
    for line in Line.objects.filter(verb__startswith="ballot.vote"):
        assert not {"yes", "no", "pass"} & {str(said) for said in line.detail.values()}


def test_the_code_of_a_paper_is_kept_nowhere(lead: Actor, ballot: UUID) -> None:
    [code] = codes(ballot, lead, 1)
    slip = Slip.objects.get()
    assert code.encode() not in bytes(slip.digest)
    assert len(bytes(slip.digest)) == 32


def test_who_looks_learns_how_many_and_not_what(here: Place, lead: Actor, ballot: UUID) -> None:
    everybody_says(ballot, here, lead, "no", "no")
    seen = voices.ballot(lead, ballot)
    assert seen.took_part == {Group.COMMUNITY: 5, Group.LEARNERS: 8}
    assert [(one.made, one.used) for one in seen.given] == [(8, 8)]
    assert not any("no" in str(getattr(seen, name)) for name in ("took_part", "quorums"))


# Opening


def test_only_the_lead_opens_one_and_only_on_what_is_ready(here: Place, lead: Actor, proposal: UUID) -> None:
    with pytest.raises(Refused):
        voices.open_ballot(proposal, edition=1, by=places.worker(here.group, Role.MANAGER))
    with pytest.raises(NotFound):
        voices.open_ballot(uuid4(), edition=1, by=lead)
    voices.open_ballot(proposal, edition=1, by=lead)
    with pytest.raises(Conflict):
        voices.open_ballot(proposal, edition=1, by=lead)
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize("many", [0, 201, -1])
def test_so_many_papers_are_not_made(lead: Actor, ballot: UUID, many: int) -> None:
    with pytest.raises(Invalid):
        codes(ballot, lead, many)
    assert not Slip.objects.exists()


# Pages


def test_a_learner_reads_it_and_votes_by_the_code(client: Client, lead: Actor, ballot: UUID) -> None:
    [code] = codes(ballot, lead, 1)
    answer = client.post("/vote/", {"code": code.lower()})
    page = words(client.get(answer["Location"]))
    for said in ("Your vote", "People wait too long.", "within 3 working days", "within 2 working days"):
        assert said in page
    assert client.post(answer["Location"], {}).status_code == 400
    assert "Your vote is in" in words(client.post(answer["Location"], {"choice": "yes"}))
    assert "This paper was used" in words(client.get(answer["Location"]))
    assert "This paper was used" in words(client.post(answer["Location"], {"choice": "no"}))
    assert Tally.objects.get(group=Group.LEARNERS, choice=Choice.YES).count == 1


def test_a_code_that_nobody_made_is_said_kindly(client: Client, ballot: UUID) -> None:
    refused = client.post("/vote/", {"code": "2222-2222-2222"})
    assert refused.status_code == 400
    assert "We do not know this code" in words(refused)
    assert client.get("/vote/2222-2222-2222/").status_code == 404


def test_papers_are_shown_once_with_their_codes(client: Client, lead: Actor, ballot: UUID) -> None:
    desk = sign_in(client, lead)
    page = words(desk.post(f"/ballots/{ballot}/papers/", {"group": "learners", "many": "2"}))
    assert page.count("You have a vote") == 2
    assert "no-store" in desk.get(f"/ballots/{ballot}/papers/")["Cache-Control"]
    assert desk.post(f"/ballots/{ballot}/papers/", {"group": "learners", "many": "900"}).status_code == 400


def test_a_member_finds_the_vote_on_their_own_page_until_they_voted(client: Client, here: Place, ballot: UUID) -> None:
    [member] = members(here, 1)
    desk = sign_in(client, member)
    assert "You have a vote" in words(desk.get("/work/"))
    assert desk.post(f"/ballots/{ballot}/", {"choice": "yes"}).status_code == 302
    assert "You have a vote" not in words(desk.get("/work/"))
    assert "You have voted." in words(desk.get(f"/ballots/{ballot}/"))


def test_the_lead_opens_it_from_the_proposal(client: Client, lead: Actor, proposal: UUID) -> None:
    desk = sign_in(client, lead)
    assert "Put it to the vote" in words(desk.get(f"/proposals/{proposal}/"))
    assert "Nobody can change the proposal in that time" in words(desk.get(f"/proposals/{proposal}/vote/"))
    assert desk.post(f"/proposals/{proposal}/vote/", {"edition": "1"}).status_code == 302
    page = words(desk.get(f"/proposals/{proposal}/"))
    assert "Look at the vote" in page
    assert "Being voted on" in page


def test_a_paper_typed_in_by_page(client: Client, here: Place, lead: Actor, ballot: UUID) -> None:
    [code] = codes(ballot, lead, 1)
    desk = sign_in(client, places.worker(here.group))
    path = f"/ballots/{ballot}/type-in/"
    assert "no paper with that code" in words(desk.post(path, {"code": "2222", "choice": "yes"}))
    assert desk.post(path, {"code": code, "choice": "pass"}).status_code == 302
    assert "This paper is counted." in words(desk.get(path))


def test_the_days_come_from_the_rules(lead: Actor, ballot: UUID) -> None:
    row = Ballot.objects.get(pk=ballot)
    assert row.closes_at - row.opens_at == timedelta(days=14)
