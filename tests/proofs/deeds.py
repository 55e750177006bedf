"""Every verb of the policy that has an address, as somebody would try it there; who is let: the reviewed grid alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from tests.proofs.square import Comer, Square, some
from tests.shape.test_policy import GRID
from watersmeet.accounts import routes
from watersmeet.accounts.links import PURPOSES
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import SAID_YES

COLUMNS = (*map(str, Role), "person", "command", "process", "visitor", "answerer")
Told = Callable[[Square], dict[str, Any]]


def nothing(_square: Square) -> dict[str, Any]:
    """Nothing is said."""
    return {}


@dataclass(frozen=True)
class Deed:
    """A verb tried at a route. `of` is the referral it is about, `args` the address's parts after that.

    `told` None is a look. `shows` are words that only those see who may. `asks` are verbs that it needs besides.
    `own`: about the comer's own partner, or their own self, whichever it is; with `doors` where that is a front door.
    `but`: roles, and `but_at` partners, that a rule of the room refuses here, though the grid lets them: its reason
    stands beside it.
    """

    verb: str
    route: str
    of: str = ""
    args: tuple[Any, ...] = ()
    told: Told | None = None
    asks: tuple[str, ...] = ()
    shows: str = ""
    own: bool = False
    doors: bool = False
    but: tuple[str, ...] = ()
    but_at: tuple[str, ...] = ()
    query: str = ""

    def send(self, square: Square, comer: Comer) -> HttpResponse:
        """Try it."""
        parts = [*([square.referrals[self.of]] if self.of else []), *(_part(square, one) for one in self.args)]
        path = reverse(self.route, args=parts) + self.query
        if self.told is None:
            answer: HttpResponse = comer.browser.get(path)
        else:
            answer = comer.browser.post(path, self.told(square))
        return answer

    def let_in(self, answer: HttpResponse) -> bool:
        """Whether it was done, or shown."""
        if answer.status_code >= 400 or "/login/" in answer.get("Location", ""):
            return False
        return not self.shows or self.shows in answer.content.decode()

    def is_for(self, square: Square, comer: Comer) -> bool:
        """What the reviewed grid says: the route's verb for the door, and each verb for this matter."""
        door = routes.verb_of(self.route)
        if door != routes.PUBLIC and not _enters(comer, door):
            return False
        at = {getattr(square, name).pk for name in self.but_at}
        if comer.column in self.but or comer.actor.partner in at:
            return False
        standing = _standing(square, comer, self)
        return all(_may(comer, verb, standing) for verb in (self.verb, *self.asks))


def _part(square: Square, one: Any) -> Any:
    return getattr(square, one[1:]) if isinstance(one, str) and one.startswith("@") else one


def _cell(comer: Comer, verb: str) -> str:
    return GRID[verb][COLUMNS.index(comer.column)]


def _enters(comer: Comer, door: str) -> bool:
    if GRID[door][COLUMNS.index("visitor")] != ".":
        return True
    if _cell(comer, door) == ".":
        return False
    return not comer.purpose or door in PURPOSES[comer.purpose].verbs


def _may(comer: Comer, verb: str, standing: set[str]) -> bool:
    cells = {_cell(comer, verb), GRID[verb][COLUMNS.index("visitor")]}
    return any(cell == "*" or bool(standing & set(cell)) for cell in cells if cell != ".")


def _standing(square: Square, comer: Comer, deed: Deed) -> set[str]:
    """The letters that hold between somebody and what the deed is about; worked out from the rows alone."""
    by = comer.actor
    row = Referral.objects.get(pk=square.referrals[deed.of]) if deed.of else None
    holds = {
        "s": by.person is not None and (deed.own or by.person == square.person),
        "k": by.partner is not None and (by.partner == square.front.pk or _own(square, by.partner, deed)),
        "h": by.partner is not None and (by.partnership == square.at.partnership.pk or deed.own),
        "f": row is not None and by.partner == row.referrer_id,
        "t": by.partner is not None and (by.partner == row.receiver_id if row else by.partner == square.group.pk),
        "w": row is not None and by.id is not None and by.id == row.referrer_worker_id,
        "a": row is not None and by.about is not None and by.about == row.pk,
        "c": row is not None and by.confirmed and by.about == row.pk and row.state in SAID_YES,
    }
    if {"@learner", "@proposal", "@entry"} & {*deed.args} and by.id == square.writer.id:
        holds["w"] = True
    return {letter for letter, so in holds.items() if so}


def _own(square: Square, partner: UUID, deed: Deed) -> bool:
    return deed.own and (not deed.doors or partner in {square.front.pk, square.other.front_door.pk})


def step(of: str, **said: Any) -> Told:
    """A step's form as the page would send it."""
    return lambda square: {"seen_version": square.version(of), "words": "", **said}


def meeting(_square: Square) -> dict[str, Any]:
    """A first contact next week."""
    day = clock.today() + timedelta(days=7)
    return {**_day("day", day), "time": "10:30", "how": "phone", "who": "Us", "agreed": "Ten minutes."}


def moved(square: Square) -> dict[str, Any]:
    """The same, a week later."""
    return {**meeting(square), "outcome": "moved"}


def _day(name: str, day: Any) -> dict[str, Any]:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


WORK = ("referral.work",)


def _moves(route: str, asks: tuple[str, ...], verbs: Iterable[str]) -> list[Deed]:
    full, chose = {"reason": "full"}, {"reason": "person_chose"}
    steps = {
        "referral.accept": ("sent", "accepted", {}),
        "referral.decline": ("sent", "declined", full),
        "referral.wait": ("accepted", "waiting", {}),
        "referral.start": ("accepted", "started", {}),
        "referral.pause": ("started", "paused", full),
        "referral.complete": ("started", "completed", {}),
        "referral.leave": ("waiting", "left", chose),
        "referral.withdraw": ("sent", "withdrawn", chose),
        "referral.enter_in_error": ("sent", "entered_in_error", {"reason": "mistake"}),
    }
    return [
        Deed(verb, route, of, (to,), step(of, **said), asks) for verb, (of, to, said) in steps.items() if verb in verbs
    ]


AT_THE_DESK = ("accept", "decline", "wait", "start", "pause", "complete", "leave", "withdraw", "enter_in_error")
BY_LINK = ("accept", "decline", "wait", "start", "complete", "leave")
OFFICER_IS_THERE = ("manager",)
"""A manager looks after the registers only where there is no privacy officer."""
KEEPS: tuple[Any, ...] = ("@person",)
DEEDS = [
    *(Deed("service.find", route) for route in ("directory:find", "openreferral:services")),
    Deed("service.show", "directory:service", args=("@offered",)),
    Deed("help.ask", "referrals:ask"),
    Deed("help.ask", "referrals:ring"),
    Deed("account.sign_in", "account_login"),
    Deed("referral.see", "desk:story", "sent"),
    Deed("referral.see", "desk:story", "tutors"),
    Deed("referral.work", "desk:story", "accepted"),
    Deed("thanks.say", "referrals:thanks", "completed"),
    Deed("suggestion.send", "referrals:suggest", "talked"),
    Deed("suggestion.answer", "referrals:suggested", "talked"),
    Deed("signpost.note", "plans:signpost", own=True),
    Deed("signpost.see", "plans:signposts", own=True),
    Deed("unmet.see", "directory:unmet", own=True),
    Deed("poster.print", "desk:poster", args=("@offered",)),
    Deed("poster.print", "desk:poster_of", args=("@receiver",)),
    Deed("introducer.keep", "referrals:introducers", own=True),
    Deed("memory.see", "memory:home", own=True),
    Deed("memory.see", "memory:entry", args=("@entry",)),
    Deed("memory.see", "memory:export_md", own=True),
    Deed("memory.see", "memory:digest", own=True),
    Deed("memory.lead", "memory:leading", own=True),
    Deed("memory.strike", "memory:strike", args=("@entry",)),
    Deed("memory.write", "memory:new", args=("lesson",), own=True),
    Deed("memory.change", "memory:change", args=("@entry",)),
    # Their own organisation asks it: only another one answers.
    Deed("question.answer", "memory:answer", args=("@asked_of_all",), but_at=("front",)),
    Deed("commitment.settle", "memory:settle", args=("@promised", "kept")),
    Deed("commitment.reply", "memory:reply", args=("@promised",)),
    Deed("commitment.agree", "memory:agree", args=("@promised",), told=nothing),
    Deed("commitment.show", "memory:show", args=("@agreed",), told=lambda _s: {"public": "yes"}),
    Deed("finding.read", "memory:finding", args=("@finding",)),
    Deed("finding.reply", "memory:finding_reply", args=("@finding",)),
    Deed("finding.publish", "memory:publish", args=("@finding",), told=lambda _s: {"public": "yes"}),
    Deed("finding.moderate", "memory:look_at_reply", args=("@finding", "@outside"), told=lambda _s: {"shown": "yes"}),
    Deed("promise.see", "memory:promises"),
    Deed("gathering.read", "memory:gatherings"),
    Deed("gathering.read", "memory:gathering_file", args=("@gathering",)),
    Deed("gathering.announce", "memory:announce", args=("@gathering",), told=lambda _s: {"shows": "plan"}),
    *_moves("desk:move", WORK, [f"referral.{one}" for one in AT_THE_DESK]),
    *_moves("referrals:by_link_step", ("referral.answer_by_link",), [f"referral.{one}" for one in BY_LINK]),
    Deed("referral.acknowledge", "referrals:acknowledge", "urgent", told=nothing),
    Deed("referral.ask_question", "desk:question", "sent", told=step("sent", words="When?"), asks=WORK),
    Deed("referral.ask_question", "referrals:by_link_question", "sent", told=step("sent", words="When?")),
    Deed("referral.answer_question", "desk:question", "question", told=step("question", words="At ten."), asks=WORK),
    Deed("handover.plan", "desk:hand_over", "accepted", told=meeting, asks=WORK),
    Deed("handover.settle", "desk:settle_handover", "meeting", ("@meeting",), moved, WORK),
    Deed("handover.choose_not", "referrals:choose_not", "meeting", ("@meeting",), nothing),
    Deed("referral.re_offer", "desk:re_offer", "declined", asks=WORK),
    Deed("referral.send", "referrals:read", "draft"),
    Deed("referral.send", "referrals:read", "tutors"),
    Deed("referral.see_outcome", "desk:outcome_seen", "completed", told=nothing),
    Deed("referral.assign", "desk:assign", "accepted", told=lambda _s: {"to": ""}, asks=WORK),
    Deed("referral.answer_by_link", "referrals:by_link", "sent"),
    Deed("referral.answer_by_link", "referrals:by_link", "accepted"),
    Deed("referral.see_name", "referrals:by_link", "accepted", shows="Ada Sampleton"),
    Deed("letter.print", "desk:letter", "accepted", told=nothing),
    Deed("gp.tell", "desk:gp", "accepted"),
    Deed("gp.tell", "desk:paste", "accepted", told=nothing),
    Deed("message.read", "desk:messages_read", "talked", told=lambda square: {"upto": square.message}),
    Deed("message.read", "referrals:messages_read", "talked", told=lambda square: {"upto": square.message}),
    # What is written to a group is read by link only after its yes, and this one is not answered yet.
    Deed(
        "message.read",
        "referrals:by_link_read",
        "talked",
        told=lambda square: {"upto": square.message},
        but=("answerer",),
    ),
    Deed("referral.send", "desk:link_again", "sent", told=nothing),
    Deed("message.write", "desk:message", "talked", told=lambda _s: {"to": "side", "words": "Hello.", "key": some()}),
    Deed("message.write", "referrals:message", "talked", told=lambda _s: {"to": "both", "words": "Hi.", "key": some()}),
    Deed("status.see", "referrals:status", "sent"),
    Deed("status.see", "people:sharing", own=True),
    Deed("referral.withdraw", "referrals:status_withdraw", "sent", told=nothing),
    Deed("need.settle", "referrals:got", "completed", told=lambda _s: {"met": "2"}),
    Deed("person.write_down", "referrals:refer", own=True),
    Deed("person.write_down", "referrals:refer_new", own=True),
    Deed("referral.refer", "referrals:refer_person", args=KEEPS),
    Deed("referral.refer", "referrals:refer_person", args=("@learner",)),
    Deed("referral.refer", "referrals:refer_partner", args=("@learner", "@receiver")),
    Deed("person.set_contact", "referrals:refer_contact", args=KEEPS, asks=("referral.refer",)),
    Deed("person.override", "people:override", args=KEEPS),
    Deed("sharing.see", "people:sharing_of", args=KEEPS),
    Deed("sharing.withdraw", "people:stop_sharing_of", args=(*KEEPS, "@receiver"), told=nothing),
    Deed("sharing.renew", "people:renew_sharing_of", args=(*KEEPS, "@receiver"), told=nothing),
    Deed(
        "matter.tell", "people:tell_of", args=(*KEEPS, "complaint"), told=lambda _s: {"words": "Late.", "key": some()}
    ),
    Deed("matter.handle", "people:registers", own=True, but=OFFICER_IS_THERE),
    Deed("matter.handle", "people:matter", args=("@matter",), but=OFFICER_IS_THERE),
    Deed("matter.handle", "people:matter_acknowledge", args=("@matter",), told=nothing, but=OFFICER_IS_THERE),
    Deed("measure.answer", "outcomes:answer", args=("@measured",)),
    Deed("measure.license", "outcomes:licensed", own=True),
    Deed("cover.see", "safety:cover", own=True),
    Deed("cover.phone", "safety:phone", own=True),
    Deed("cover.offer", "safety:take_back", args=("@shift",), told=nothing),
    Deed("alert.see", "safety:alert", args=("@alert",)),
    Deed("alert.act", "safety:acknowledge", args=("@alert",), told=nothing),
    Deed("drill.begin", "safety:practise", own=True, told=nothing),
    Deed("concern.write", "safety:write_concern", own=True),
    Deed("concern.see", "safety:concern", args=("@concern",)),
    Deed("concern.act", "safety:take_concern", args=("@concern",), told=nothing),
    Deed("worklist.see", "desk:home"),
    Deed("worklist.csv", "desk:csv"),
    Deed("worklist.csv_names", "desk:csv", query="?names=1"),
    Deed("worker.away", "desk:away", own=True),
    Deed("intake.pause", "desk:intake", own=True),
    Deed("caseload.see", "desk:team"),
    Deed("phone.take", "referrals:phone", own=True, doors=True),
    Deed("paper.take", "referrals:paper", own=True, doors=True),
    Deed("paper.print", "desk:paper_forms", own=True),
    Deed("referral.import", "desk:bring_in", own=True),
    Deed("referral.import", "desk:bring_in_template", args=(".csv",), own=True),
    Deed("agreement.see", "partnerships:agreements", own=True),
    Deed("model.see", "partnerships:rules", own=True),
    Deed("model.see", "partnerships:rules_file", args=(1,), own=True),
    Deed("charter.see", "partnerships:charter_of", args=("@slug",)),
    Deed("proposal.make", "partnerships:proposal_new", own=True),
    Deed("proposal.change", "partnerships:proposal_words", args=("@proposal",)),
    Deed("proposal.comment", "partnerships:proposal_say", args=("@proposal",)),
    Deed("deliberation.see", "voices:talk", args=("@talk",)),
    Deed("deliberation.open", "voices:talk_open", own=True),
    Deed("deliberation.moderate", "voices:statement_out", args=("@talk", 0)),
    Deed("deliberation.take_part", "voices:take_part", args=("@talk_code",)),
    Deed("deliberation.read", "evidence:talk", args=("@talked_code",)),
    Deed("ballot.see", "voices:ballot", args=("@ballot",)),
    Deed("ballot.open", "voices:open_ballot", args=("@proposal",)),
    Deed("ballot.papers", "voices:papers", args=("@ballot",)),
    Deed("ballot.type_in", "voices:type_in", args=("@ballot",)),
    Deed("ballot.vote", "voices:ballot", args=("@ballot",), told=lambda _s: {"choice": "yes"}),
    Deed("ballot.vote_by_code", "voices:vote"),
    Deed("agreement.see", "partnerships:agreement", args=("@agreement",)),
    Deed("partnership.change", "partnerships:end_agreement", args=("@agreement",), told=nothing),
    Deed("partnership.change", "partnerships:agreement_stands_on", args=("@agreement",), told=nothing),
    Deed("partnership.change", "partnerships:partners", own=True),
    Deed("inquiry.keep", "voices:new_inquiry", own=True),
    Deed("inquiry.keep", "voices:open_wave", args=("@inquiry",)),
    Deed("inquiry.keep", "voices:inquiry_values", args=("@inquiry",)),
    Deed("inquiry.keep", "voices:close_wave", args=("@wave",), told=nothing),
    Deed("inquiry.see", "voices:inquiries", own=True),
    Deed("inquiry.see", "voices:inquiry", args=("@inquiry",)),
    Deed("inquiry.enter", "voices:enter", args=("@wave",)),
    Deed("inquiry.answer", "voices:asked", args=("@code",)),
    Deed("inquiry.answer_own", "voices:answer_own", args=("@wave",), told=nothing),
    Deed("basis.record", "partnerships:record_basis", own=True),
    Deed("partner.count_messages", "partnerships:count_messages", own=True, told=nothing),
    Deed("partner.answer_by_link", "partnerships:by_link_of", args=("@keeper",)),
    Deed("partner.answer_by_link", "partnerships:by_link_stop", args=("@keeper",), told=nothing),
    Deed("partner.name_taker", "referrals:takers", own=True),
    Deed("colleague.see", "partnerships:colleagues", own=True),
    Deed("colleague.reset_second", "partnerships:reset_second", args=("@seat",)),
    Deed("colleague.team", "partnerships:name_team", args=("@seat",)),
    Deed("colleague.close", "partnerships:close_account", args=("@seat",)),
    Deed("manager.reset_second", "partnerships:managers", own=True),
    Deed("service.confirm", "directory:confirm", args=("@offered_by_keeper",)),
    Deed("service.report", "directory:report", args=("@offered",)),
    Deed("service.settle_report", "directory:reports", own=True),
    Deed("service.see_freshness", "directory:board", own=True),
    Deed("service.list", "directory:listing", args=("@offered_by_keeper",)),
    Deed("service.list", "directory:change", args=("@offered_by_keeper", "name")),
    Deed("service.list", "directory:add_listing", own=True),
    Deed("course.keep", "directory:add_course", args=("what",), own=True),
    Deed("service.look_back", "directory:history", args=("@offered_by_keeper",)),
    Deed("service.state_intake", "directory:state_intake", args=("@offered_by_keeper",)),
    Deed("allocation.see", "referrals:fairness", own=True),
    Deed("evidence.exact", "evidence:home"),
    Deed("silo.teams", "evidence:teams", own=True),
    Deed("silo.see", "evidence:shown", args=("@shown",)),
    Deed("silo.reply", "evidence:shown_ours", args=("@about_to_be_shown",)),
    Deed("silo.show", "evidence:take_back", args=("@about_to_be_shown",), told=nothing),
    Deed("service.match", "directory:alike", own=True),
    Deed("account.mine", "account_mine"),
    Deed("pass.manage", "accounts:passes", own=True),
]
ELSEWHERE = {
    "memory.import": "no page",
    "service.confirm_by_link": "asks for a link that was sent: tests of the directory room",
    "service.undo": "asks for a change to undo: tests of the directory room",
    "signpost.undo": "asks for a signpost of one's own: tests of the plans room",
    "person.see": "one's own words, in the questions and on the person's page: tests of the outcomes room",
    "person.merge": "asks for two records that are alike: tests of the people room",
    "person.review_override": "asks for an override to review: tests of the people room",
    "person.erase": "no page",
    "goal.set": "inside the questions: tests of the outcomes room",
    "measure.see": "by instrument: tests of the outcomes room",
    "measure.see_clinical": "by instrument: tests of the outcomes room",
    "measure.agree": "asks for the one whom the rules name: tests of the outcomes room",
    "measure.ask": "no page",
    "measure.correct": "no page",
    "measure.expire": "no page",
    "cover.answer": "asks for a place of one's own in a shift: tests of the safety room",
    "alert.raise": "no page of its own: while answering",
    "alert.pass_on": "no page",
    "concern.hear": "asks for a concern that nobody may read: tests of the safety room",
    "concern.pass_on": "no page",
    "errand.do": "asks for a message that did not arrive: tests of the referrals room",
    "call.make": "asks for somebody to ring: tests of the referrals room",
    "proxy.see": "asks for somebody who asks for another: tests of the referrals room",
    "proxy.settle": "the same",
    "worker.away_other": "one field of a form: tests of the desk",
    "service.place": "no page of its own: while asking",
    "service.import": "no page",
    "geography.load": "no page",
    "organisation.import": "no page",
    "service.compare": "no page",
    "feed.add": "no page",
    "feed.harvest": "no page",
    "account.deactivate": "no page",
    "sharing.expect": "no page",
    "record.let_go": "no page",
    "proposal.take_on": "asks for a partner that is named: tests of the partnerships room",
    "proposal.decide": "waits while a vote is open, as here: tests of the partnerships room",
    "proposal.ratify": "no page",
    "deliberation.take_in": "no page",
}
"""The verbs that nothing here tries, each with where it is tried, or why it cannot be over HTTP."""
