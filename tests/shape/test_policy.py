"""Every address asks the policy; who may what is held against a grid that people review line by line."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.factories import accounts as make
from tests.factories import partnerships as places
from watersmeet.accounts import link_codes, policy
from watersmeet.accounts.purposes import PURPOSES
from watersmeet.accounts.routes import PUBLIC, ROUTES, verb_of
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor, Kind, Role
from watersmeet.base.ref import Ref
from watersmeet.config.middleware import Policy
from watersmeet.config.urls import urlpatterns
from watersmeet.records.partnerships import api as partnerships

# Columns: practitioner, manager, volunteer, tutor, lead, privacy officer, safeguarding lead, analyst, community member,
# a person by their link, a command, a process, a visitor, somebody who answers for a partner by link.
# Cells: * always; s for themselves, f for the partner it came from, t for the partner it went to,
# k for the partner that keeps the record, h for those of the partnership, w for who wrote it down, a for the one matter
# a link is about, c for that matter after a yes and a second code, o for who was told of it by name; . never.
REVIEWED = """
                         prac mana volu tuto lead priv safe anal comm pers cmnd proc visi answ
service.find             *    *    *    *    *    *    *    *    *    *    *    *    *    *
service.show             *    *    *    *    *    *    *    *    *    *    *    *    *    *
help.ask                 *    *    *    *    *    *    *    *    *    *    *    *    *    *
account.sign_in          *    *    *    *    *    *    *    *    *    *    *    *    *    *
person.write_down        k    k    k    k    .    .    .    .    .    .    .    .    .    .
referral.refer           k    k    k    w    .    .    .    .    .    .    .    .    .    .
referral.see             ft   ft   ft   w    .    .    .    .    .    s    .    .    .    a
referral.work            ft   ft   ft   w    .    .    .    .    .    .    .    .    .    .
referral.send            f    f    f    w    .    .    .    .    .    .    .    .    .    .
referral.acknowledge     t    t    t    .    .    .    .    .    .    .    .    .    .    .
referral.accept          t    t    t    .    .    .    .    .    .    .    .    .    .    a
referral.decline         t    t    t    .    .    .    .    .    .    .    .    .    .    a
referral.ask_question    t    t    t    .    .    .    .    .    .    .    .    .    .    a
referral.answer_question f    f    f    .    .    .    .    .    .    .    .    .    .    .
handover.plan            ft   ft   ft   .    .    .    .    .    .    .    .    .    .    .
handover.settle          ft   ft   ft   .    .    .    .    .    .    .    .    .    .    .
handover.choose_not      ft   ft   ft   .    .    .    .    .    .    s    .    .    .    .
referral.re_offer        f    f    f    .    .    .    .    .    .    s    .    .    .    .
referral.wait            t    t    t    .    .    .    .    .    .    .    .    .    .    a
referral.start           t    t    t    .    .    .    .    .    .    .    .    .    .    a
referral.pause           t    t    t    .    .    .    .    .    .    .    .    .    .    .
referral.complete        t    t    t    .    .    .    .    .    .    .    .    .    .    a
referral.leave           t    t    t    .    .    .    .    .    .    s    .    .    .    a
referral.withdraw        f    f    f    w    .    .    .    .    .    s    .    .    .    .
referral.see_outcome     f    f    f    w    .    .    .    .    .    .    .    .    .    .
referral.enter_in_error  ft   ft   .    .    .    .    .    .    .    .    .    .    .    .
referral.answer_by_link  .    .    .    .    .    .    .    .    .    .    .    .    .    a
referral.see_name        .    .    .    .    .    .    .    .    .    .    .    .    .    c
referral.assign          ft   ft   ft   .    .    .    .    .    .    .    .    .    .    .
letter.print             ft   ft   ft   .    .    .    .    .    .    .    .    .    .    .
gp.tell                  ft   ft   .    .    .    .    .    .    .    .    .    .    .    .
message.read             ft   ft   ft   w    .    .    .    .    .    s    .    .    .    a
message.write            ft   ft   ft   w    .    .    .    .    .    s    .    .    .    .
suggestion.send          ft   ft   ft   w    .    .    .    .    .    .    .    .    .    .
suggestion.answer        .    .    .    .    .    .    .    .    .    s    .    .    .    .
thanks.say               .    .    .    .    .    .    .    .    .    s    .    .    .    .
errand.do                k    k    k    .    .    .    .    .    .    .    .    .    .    .
call.make                k    k    k    .    .    .    .    .    .    .    .    .    .    .
phone.take               k    k    k    .    .    .    .    .    .    .    .    .    .    .
referral.import          .    k    .    .    .    .    .    .    .    .    k    .    .    .
paper.print              k    k    k    k    .    .    .    .    .    .    .    .    .    .
paper.take               k    k    k    .    .    .    .    .    .    .    .    .    .    .
proxy.see                k    k    k    .    .    .    .    .    .    .    .    .    .    .
proxy.settle             k    k    .    .    .    .    .    .    .    .    .    .    .    .
status.see               .    .    .    .    .    .    .    .    .    s    .    .    .    .
worklist.see             *    *    *    *    *    *    *    *    *    .    .    .    .    .
worklist.csv             *    *    .    .    .    .    .    .    .    .    .    .    .    .
worklist.csv_names       .    *    .    .    .    .    .    .    .    .    .    .    .    .
worker.away              k    k    k    k    k    k    k    k    k    .    .    .    .    .
worker.away_other        .    k    .    .    .    .    .    .    .    .    .    .    .    .
intake.pause             k    k    k    .    .    .    .    .    .    .    .    .    .    .
caseload.see             .    *    .    .    .    .    .    .    .    .    .    .    .    .
person.see               ft   ft   ft   .    .    .    .    .    .    s    .    .    .    .
sharing.see              k    k    .    .    .    .    .    .    .    s    .    .    .    .
sharing.renew            k    k    .    .    .    .    .    .    .    s    .    .    .    .
sharing.withdraw         k    k    .    .    .    .    .    .    .    s    .    .    .    .
sharing.expect           k    k    .    .    .    .    .    .    .    .    *    .    .    .
person.set_contact       k    k    k    .    .    .    .    .    .    s    .    .    .    .
person.merge             k    k    .    .    .    .    .    .    .    .    .    .    .    .
person.erase             .    .    .    .    .    k    .    .    .    .    *    *    .    .
person.override          k    k    .    .    .    .    k    .    .    .    .    .    .    .
person.review_override   .    .    .    .    .    k    .    .    .    .    .    .    .    .
record.let_go            .    .    .    .    .    .    .    .    .    .    .    *    .    .
matter.tell              k    k    .    .    .    .    .    .    .    s    .    .    .    .
matter.handle            .    k    .    .    .    k    .    .    .    .    .    .    .    .
signpost.note            k    k    k    k    .    .    .    .    .    .    .    .    .    .
signpost.undo            w    w    w    w    .    .    .    .    .    .    .    .    .    .
signpost.see             h    h    h    h    h    h    h    h    h    .    .    .    .    .
need.settle              t    t    t    .    .    .    .    .    .    s    .    .    .    .
goal.set                 t    t    .    .    .    .    .    .    .    s    .    .    .    .
measure.ask              t    t    .    .    .    .    .    .    .    .    .    *    .    .
measure.agree            o    o    .    .    .    .    o    .    .    .    .    .    .    .
measure.answer           t    t    .    .    .    .    .    .    .    s    .    .    .    .
measure.correct          t    t    .    .    .    .    .    .    .    .    .    .    .    .
measure.expire           .    .    .    .    .    .    .    .    .    .    .    *    .    .
measure.license          .    .    .    .    h    .    .    .    .    .    .    .    .    .
measure.see              ft   ft   .    .    .    .    .    .    .    s    .    .    .    .
measure.see_clinical     ft   .    .    .    .    .    .    .    .    s    .    .    .    .
cover.see                k    k    .    .    .    .    k    .    .    .    .    .    .    .
cover.offer              .    k    .    .    .    .    k    .    .    .    .    .    .    .
cover.answer             k    k    .    .    .    .    k    .    .    .    .    .    .    .
cover.phone              k    k    .    .    .    .    k    .    .    .    .    .    .    .
alert.raise              k    k    .    .    .    .    .    .    .    s    .    .    .    .
alert.see                k    k    .    .    .    .    k    .    .    .    .    .    .    .
alert.act                k    k    .    .    .    .    k    .    .    .    .    .    .    .
alert.pass_on            .    .    .    .    .    .    .    .    .    .    .    *    .    .
drill.begin              .    k    .    .    .    .    k    .    .    .    .    .    .    .
concern.write            k    k    k    k    .    .    k    .    .    s    .    .    .    .
concern.see              o    o    .    .    .    .    ko   .    .    .    .    .    .    .
concern.act              o    o    .    .    .    .    ko   .    .    .    .    .    .    .
concern.hear             o    o    o    o    o    o    o    o    o    .    .    .    .    .
concern.pass_on          .    .    .    .    .    .    .    .    .    .    .    *    .    .
partnership.change       .    .    .    .    h    .    .    .    .    .    *    .    .    .
agreement.see            h    h    h    h    h    h    h    h    h    .    .    .    .    .
model.see                h    h    h    h    h    h    h    h    h    .    .    .    .    .
charter.see              *    *    *    *    *    *    *    *    *    *    *    *    *    *
proposal.make            h    h    .    h    h    .    .    .    h    .    .    .    .    .
proposal.change          w    w    .    w    hw   .    .    .    w    .    .    .    .    .
proposal.comment          h    h    h    h    h    h    h    h    h    .    .    .    .    .
proposal.take_on         .    k    .    .    k    .    .    .    .    .    .    .    .    .
proposal.decide          .    .    .    .    h    .    .    .    .    .    .    .    .    .
proposal.ratify          .    .    .    .    .    .    .    .    .    .    .    *    .    .
deliberation.see         h    h    h    h    h    h    h    h    h    .    .    .    .    .
deliberation.open        .    h    .    .    h    .    .    .    h    .    .    .    .    .
deliberation.moderate    .    h    .    .    h    .    .    .    h    .    .    .    .    .
deliberation.take_in     .    .    .    .    h    .    .    .    .    .    h    .    .    .
deliberation.take_part   *    *    *    *    *    *    *    *    *    *    *    *    *    *
deliberation.read        *    *    *    *    *    *    *    *    *    *    *    *    *    *
ballot.see               h    h    h    h    h    h    h    h    h    .    .    .    .    .
ballot.open              .    .    .    .    h    .    .    .    .    .    .    .    .    .
ballot.papers            .    h    .    .    h    .    .    .    .    .    .    .    .    .
ballot.type_in           h    h    h    h    h    .    .    .    .    .    .    .    .    .
ballot.vote              .    .    .    .    .    .    .    .    h    .    .    .    .    .
ballot.vote_by_code      *    *    *    *    *    *    *    *    *    *    *    *    *    *
inquiry.keep             .    .    .    .    h    .    .    .    .    .    .    .    .    .
inquiry.see              h    h    h    h    h    h    h    h    h    .    .    .    .    .
inquiry.enter            h    h    h    h    h    .    .    .    .    .    .    .    .    .
inquiry.answer           *    *    *    *    *    *    *    *    *    *    *    *    *    *
inquiry.answer_own       h    h    h    h    h    h    h    h    h    .    .    .    .    .
basis.record             .    .    .    .    h    k    .    .    .    .    *    .    .    .
evidence.exact           .    .    .    .    *    .    .    *    .    .    *    .    .    .
silo.show                .    .    .    .    h    .    .    .    .    .    .    .    .    .
silo.reply               .    k    .    .    k    .    .    .    .    .    .    .    .    .
silo.teams               .    k    .    .    .    .    .    .    .    .    .    .    .    .
silo.see                 h    h    h    h    h    h    h    h    h    .    .    .    .    .
partner.count_messages   .    k    .    .    k    .    .    .    .    .    .    .    .    .
partner.answer_by_link   .    k    .    .    h    .    .    .    .    .    *    .    .    .
partner.name_taker       .    k    .    .    .    .    .    .    .    .    .    .    .    .
introducer.keep          .    k    .    .    .    .    .    .    .    .    .    .    .    .
memory.see               h    h    h    h    h    h    h    h    h    .    h    .    .    .
memory.write             h    h    h    h    h    h    h    h    h    .    .    .    .    .
memory.change            w    w    w    w    hw   w    w    w    w    .    .    .    .    .
memory.lead              .    .    .    .    h    .    .    .    .    .    .    .    .    .
memory.strike            .    .    .    .    h    h    .    .    .    .    .    .    .    .
memory.import            .    .    .    .    .    .    .    .    .    .    h    .    .    .
question.answer          h    h    h    h    h    h    h    h    h    .    .    .    .    .
commitment.settle        k    k    k    k    h    .    .    .    .    .    .    .    .    .
commitment.reply         .    k    .    .    k    .    .    .    .    .    .    .    .    .
commitment.agree         .    k    .    .    k    .    .    .    .    .    .    .    .    .
commitment.show          .    .    .    .    h    .    .    .    .    .    .    .    .    .
finding.read             *    *    *    *    *    *    *    *    *    *    *    *    *    *
finding.reply            *    *    *    *    *    *    *    *    *    *    *    *    *    *
finding.publish          .    .    .    .    h    .    .    .    .    .    .    .    .    .
finding.moderate         .    h    .    .    h    .    .    .    .    .    .    .    .    .
gathering.read           *    *    *    *    *    *    *    *    *    *    *    *    *    *
gathering.announce       .    .    .    .    h    .    .    .    .    .    .    .    .    .
promise.see              *    *    *    *    *    *    *    *    *    *    *    *    *    *
service.confirm          k    k    k    .    h    .    .    .    .    .    *    .    .    .
service.confirm_by_link  *    *    *    *    *    *    *    *    *    *    *    *    *    *
service.report           *    *    *    *    *    *    *    *    *    *    *    *    *    *
service.settle_report    k    k    k    .    h    .    .    .    .    .    .    .    .    .
service.see_freshness    .    h    .    .    h    .    .    .    .    .    .    .    .    .
service.list             k    k    k    .    h    .    .    .    .    .    *    *    .    .
course.keep              k    k    k    k    h    .    .    .    .    .    *    *    .    .
poster.print             h    h    h    h    h    h    h    h    h    .    .    .    .    .
service.look_back        k    k    k    .    .    .    .    .    .    .    *    .    .    .
service.undo             .    k    .    .    .    .    .    .    .    .    *    .    .    .
service.state_intake     k    k    k    .    .    .    .    .    .    .    *    .    .    .
unmet.see                .    .    .    .    h    .    .    h    .    .    .    .    .    .
allocation.see           h    h    h    h    h    h    h    h    h    .    .    .    .    .
service.place            *    *    *    .    .    .    .    .    .    .    *    *    .    .
service.import           .    *    .    .    *    .    .    .    .    .    *    .    .    .
geography.load           .    .    .    .    .    .    .    .    .    .    *    .    .    .
organisation.import      .    .    .    .    .    .    .    .    .    .    *    .    .    .
service.match            .    .    .    .    h    .    .    .    .    .    .    .    .    .
service.compare          .    .    .    .    .    .    .    .    .    .    *    *    .    .
feed.add                 .    .    .    .    .    .    .    .    .    .    *    .    .    .
feed.harvest             .    .    .    .    .    .    .    .    .    .    *    *    .    .
account.deactivate       .    .    .    .    *    .    .    .    .    .    *    .    .    .
account.mine             *    *    *    *    *    *    *    *    *    .    .    .    .    .
colleague.see            .    k    .    .    .    .    .    .    .    .    .    .    .    .
pass.manage              .    k    .    .    .    .    .    .    .    .    .    .    .    .
colleague.close          .    k    .    .    .    .    .    .    .    .    .    .    .    .
manager.reset_second     .    .    .    .    h    .    .    .    .    .    .    .    .    .
colleague.reset_second   .    k    .    .    .    .    .    .    .    .    .    .    .    .
colleague.team           .    k    .    .    .    .    .    .    .    .    .    .    .    .
"""
GRID = {line.split()[0]: line.split()[1:] for line in REVIEWED.strip().splitlines()[1:]}
LETTERS = {"s": "self", "f": "referrer", "t": "receiver", "k": "keeper", "h": "here", "w": "writer"} | {
    "a": "asked",
    "c": "confirmed",
    "o": "told",
}
ROLES = {role: Actor(Kind.USER, uuid4(), partner=uuid4(), role=role) for role in Role}
ACTORS = [
    *ROLES.values(),
    Actor(Kind.LINK, uuid4(), person=uuid4()),
    Actor(Kind.COMMAND),
    Actor(Kind.PROCESS),
    VISITOR,
    Actor(Kind.LINK, uuid4(), partner=uuid4(), about=uuid4()),
]
GRANTS = [(verb, grant) for verb, grants in policy.POLICY.items() for grant in grants]
NUMBERED = [f"{verb}-{number}" for number, (verb, _grant) in enumerate(GRANTS)]


def grid() -> dict[str, list[str]]:
    """The policy, asked cell by cell."""
    return {verb: [_cell(actor, verb) for actor in ACTORS] for verb in policy.POLICY}


def _cell(actor: Actor, verb: str) -> str:
    if policy.may(actor, verb):
        return "*"
    return "".join(sign for sign, one in LETTERS.items() if policy.may(actor, verb, frozenset({one}))) or "."


def routes(resolver: URLResolver, rooms: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every address of the house: its full name, and how it is written."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(one, (*rooms, one.namespace) if one.namespace else rooms)
        elif isinstance(one, URLPattern):
            yield ":".join((*rooms, one.name or "")), str(one.pattern)


SOURCE = Path(policy.__file__).parent.parent


def words_of_the_code() -> set[str]:
    """Every string written in the code, but for the keys of the table itself."""
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in SOURCE.rglob("*.py")}
    keys = {
        id(key)
        for node in ast.walk(trees[Path(policy.__file__)])
        if isinstance(node, ast.AnnAssign)
        and getattr(node.target, "id", "") == "POLICY"
        and isinstance(node.value, ast.Dict)
        for key in node.value.keys
    }
    nodes = (node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in nodes if isinstance(node.value, str) and id(node) not in keys}


EVERY = list(routes(get_resolver()))
NAMED = sorted({name for name, _written in EVERY})


def test_the_policy_is_what_people_reviewed():
    assert grid() == GRID


@pytest.mark.parametrize(("verb", "grant"), GRANTS, ids=NUMBERED)
def test_a_grant_that_goes_is_noticed(verb, grant, monkeypatch):
    monkeypatch.setitem(policy.POLICY, verb, tuple(one for one in policy.POLICY[verb] if one != grant))

    assert grid() != GRID


@pytest.mark.parametrize("name", NAMED)
def test_every_route_has_an_entry(name):
    verb = verb_of(name)

    assert verb == PUBLIC or verb in policy.POLICY


def test_every_entry_names_a_verb():
    assert set(ROUTES.values()) <= {PUBLIC, *policy.POLICY}


COMING = {"demo:post"}


def test_no_entry_of_a_room_that_is_mounted_stands_for_nothing():
    mounted = {name.rpartition(":")[0] for name in NAMED}
    entries = {entry for entry in ROUTES if ":" in entry and not entry.endswith("*")}

    assert {entry for entry in entries if entry.rpartition(":")[0] in mounted} <= {*NAMED, *COMING}


# Over HTTP: who is let in to which page. The views themselves are left out: what they do is their rooms' to test.


@pytest.fixture
def _doors_only(monkeypatch):
    asked = Policy.process_view
    monkeypatch.setattr(Policy, "process_view", lambda *given: asked(*given) or HttpResponse(status=204))


@pytest.fixture
def visits(client, db, settings):
    """A browser for each who: role, person, visitor."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def visit(who: str, address: str) -> int:
        browser = type(client)()
        if who in set(Role):
            browser.force_login(places.member(Role(who)).user)
        elif who in {"person", "answerer"}:
            _open(browser, who)
        return browser.get(address).status_code

    return visit


def _open(browser, who: str) -> None:
    """Put an opened link into the browser's session, as its page would."""
    opened = _answering() if who == "answerer" else make.links.redeem("status", make.link("status"), "4826")
    session = browser.session
    session["opened_link"] = [str(opened.link), opened.until.isoformat()]
    session.save()
    browser.cookies["sessionid"] = session.session_key


def _answering() -> make.links.Opened:
    """The link of somebody who answers for a partner, opened by its code."""
    at = places.partner()
    partnerships.answer_by_link(partner=at.pk, phone="+441632960001", by=make.COMMAND)
    dee = partnerships.add_answerer(partner=at.pk, name="Dee", phone="+447700900001", by=make.COMMAND)
    about = Ref("referral", uuid4())
    until = clock.now() + timedelta(days=1)
    told = {"subject": about, "partnership": at.partnership_id, "answerer": dee, "until": until, "by": make.COMMAND}
    token = make.links.issue_link("answer", **told)
    code = link_codes.new_code(make.links.look(token).pk)
    return make.links.redeem("answer", token, code)


def address(name: str) -> str:
    """Some address of a route, with invented parts."""
    one = str(uuid4())
    for parts in ([], [one], ["1"], ["1", "a"], [one, one], [one, "a"], [one, "1"], [one, one, one], [one, "a", "1"]):
        try:
            return reverse(name, args=parts)
        except NoReverseMatch:
            continue
    raise AssertionError(f"teach this test what an address of {name} looks like")


@pytest.mark.usefixtures("_doors_only")
@pytest.mark.parametrize("name", NAMED)
def test_a_page_lets_in_those_who_may_and_nobody_else(name, visits):
    verb = verb_of(name)
    if verb == PUBLIC:
        assert visits("visitor", address(name)) == 204
        return
    everybody = [*map(str, Role), "person", "command", "process", "visitor", "answerer"]
    cells = dict(zip(everybody, GRID[verb], strict=True))
    reached = {who: visits(who, address(name)) == 204 for who in everybody if who not in {"command", "process"}}

    expected = {who: cells[who] != "." for who in reached}
    expected["person"] &= verb in PURPOSES["status"].verbs or expected["visitor"]
    expected["answerer"] &= verb in PURPOSES["answer"].verbs or expected["visitor"]
    assert reached == expected


def test_the_house_is_what_was_walked():
    assert len(urlpatterns) > 1
    assert {"account_login", "accounts:link"} <= set(NAMED)


def test_every_verb_of_the_table_is_asked_somewhere() -> None:
    """A row that nothing asks looks like a control and is none."""
    assert policy.POLICY.keys() - words_of_the_code() == set()
