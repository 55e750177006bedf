"""Who may do what: one table, read aloud from top to bottom. A room's `rules.py` says only when.

A verb has grants. A grant names who, and in which relation to the matter; no relation means that none is needed. The
rooms say which relations hold (`relations` compares for them), and the gate decides on disclosure after the policy.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.problems import Refusal, Refused


class Other(StrEnum):
    """Those who act without a role at a partner."""

    ANYONE = "anyone"
    PERSON = "person"
    ANSWERER = "answerer"
    COMMAND = "command"
    PROCESS = "process"


class Relation(StrEnum):
    """What the actor is to the matter."""

    SELF = "self"
    REFERRER = "referrer"
    RECEIVER = "receiver"
    KEEPER = "keeper"
    HERE = "here"
    WRITER = "writer"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    TOLD = "told"


Who = Role | Other


@dataclass(frozen=True, slots=True)
class Grant:
    """`who` may, when one of `relations` holds; always, when none is asked for."""

    who: frozenset[Who]
    relations: frozenset[Relation] = field(default=frozenset())

    def holds(self, who: frozenset[Who], relations: frozenset[str]) -> bool:
        """Whether it covers somebody who is all of `who` and stands in `relations`."""
        return bool(self.who & who) and (not self.relations or bool(self.relations & relations))


ANYONE: frozenset[Who] = frozenset({Other.ANYONE})
PERSON: frozenset[Who] = frozenset({Other.PERSON})
ANSWERER: frozenset[Who] = frozenset({Other.ANSWERER})
COMMAND: frozenset[Who] = frozenset({Other.COMMAND})
PROCESS: frozenset[Who] = frozenset({Other.PROCESS})
STAFF: frozenset[Who] = frozenset({Role.PRACTITIONER, Role.MANAGER})
HELPERS: frozenset[Who] = STAFF | {Role.VOLUNTEER}
ON_CALL: frozenset[Who] = STAFF | {Role.SAFEGUARDING_LEAD}
ROTA: frozenset[Who] = frozenset({Role.MANAGER, Role.SAFEGUARDING_LEAD})
OFFICER: frozenset[Who] = frozenset({Role.PRIVACY_OFFICER})
EVERY_ROLE: frozenset[Who] = frozenset(Role)

SELF = frozenset({Relation.SELF})
REFERRER = frozenset({Relation.REFERRER})
RECEIVER = frozenset({Relation.RECEIVER})
EITHER_SIDE = REFERRER | RECEIVER
KEEPER = frozenset({Relation.KEEPER})
HERE = frozenset({Relation.HERE})
WRITER = frozenset({Relation.WRITER})
ASKED = frozenset({Relation.ASKED})
CONFIRMED = frozenset({Relation.CONFIRMED})
TOLD = frozenset({Relation.TOLD})
TUTOR: frozenset[Who] = frozenset({Role.TUTOR})
ASKERS: frozenset[Who] = frozenset({Role.LEAD, Role.MANAGER, Role.COMMUNITY_MEMBER})
PROPOSERS: frozenset[Who] = STAFF | {Role.TUTOR, Role.LEAD, Role.COMMUNITY_MEMBER}

# fmt: off
POLICY: dict[str, tuple[Grant, ...]] = {
    # the front door
    "service.find":            (Grant(ANYONE),),
    "service.show":            (Grant(ANYONE),),
    "help.ask":                (Grant(ANYONE),),
    "account.sign_in":         (Grant(ANYONE),),
    # one referral
    "person.write_down":       (Grant(HELPERS | TUTOR, KEEPER),),
    "referral.refer":          (Grant(HELPERS, KEEPER), Grant(TUTOR, WRITER)),
    "referral.see":            (Grant(HELPERS, EITHER_SIDE), Grant(TUTOR, WRITER), Grant(PERSON, SELF),
                                Grant(ANSWERER, ASKED)),
    "referral.work":           (Grant(HELPERS, EITHER_SIDE), Grant(TUTOR, WRITER)),
    "referral.send":           (Grant(HELPERS, REFERRER), Grant(TUTOR, WRITER),),
    "referral.acknowledge":    (Grant(HELPERS, RECEIVER),),
    "referral.accept":         (Grant(HELPERS, RECEIVER), Grant(ANSWERER, ASKED)),
    "referral.decline":        (Grant(HELPERS, RECEIVER), Grant(ANSWERER, ASKED)),
    "referral.ask_question":   (Grant(HELPERS, RECEIVER), Grant(ANSWERER, ASKED)),
    "referral.answer_question": (Grant(HELPERS, REFERRER),),
    "handover.plan":           (Grant(HELPERS, EITHER_SIDE),),
    "handover.settle":         (Grant(HELPERS, EITHER_SIDE),),
    "handover.choose_not":     (Grant(HELPERS, EITHER_SIDE), Grant(PERSON, SELF)),
    "referral.re_offer":       (Grant(HELPERS, REFERRER), Grant(PERSON, SELF)),
    "referral.wait":           (Grant(HELPERS, RECEIVER), Grant(ANSWERER, ASKED)),
    "referral.start":          (Grant(HELPERS, RECEIVER), Grant(ANSWERER, ASKED)),
    "referral.pause":          (Grant(HELPERS, RECEIVER),),
    "referral.complete":       (Grant(HELPERS, RECEIVER), Grant(ANSWERER, ASKED)),
    "referral.leave":          (Grant(HELPERS, RECEIVER), Grant(PERSON, SELF), Grant(ANSWERER, ASKED)),
    "referral.withdraw":       (Grant(HELPERS, REFERRER), Grant(TUTOR, WRITER), Grant(PERSON, SELF)),
    "referral.see_outcome":    (Grant(HELPERS, REFERRER), Grant(TUTOR, WRITER),),
    "referral.enter_in_error": (Grant(STAFF, EITHER_SIDE),),
    "referral.answer_by_link": (Grant(ANSWERER, ASKED),),
    "referral.see_name":       (Grant(ANSWERER, CONFIRMED),),
    "referral.assign":         (Grant(HELPERS, EITHER_SIDE),),
    "letter.print":            (Grant(HELPERS, EITHER_SIDE),),
    "gp.tell":                 (Grant(STAFF, EITHER_SIDE),),
    "message.read":            (Grant(HELPERS, EITHER_SIDE), Grant(TUTOR, WRITER), Grant(PERSON, SELF),
                                Grant(ANSWERER, ASKED)),
    "message.write":           (Grant(HELPERS, EITHER_SIDE), Grant(TUTOR, WRITER), Grant(PERSON, SELF)),
    "suggestion.send":         (Grant(HELPERS, EITHER_SIDE), Grant(TUTOR, WRITER)),
    "suggestion.answer":       (Grant(PERSON, SELF),),
    "thanks.say":              (Grant(PERSON, SELF),),
    "errand.do":               (Grant(HELPERS, KEEPER),),
    "call.make":               (Grant(HELPERS, KEEPER),),
    "phone.take":              (Grant(HELPERS, KEEPER),),
    "referral.import":         (Grant(frozenset({Role.MANAGER}), KEEPER), Grant(COMMAND, KEEPER)),
    "paper.print":             (Grant(HELPERS | TUTOR, KEEPER),),
    "paper.take":              (Grant(HELPERS, KEEPER),),
    "proxy.see":               (Grant(HELPERS, KEEPER),),
    "proxy.settle":            (Grant(STAFF, KEEPER),),
    "status.see":              (Grant(PERSON, SELF),),
    "worklist.see":            (Grant(EVERY_ROLE),),
    "worklist.csv":            (Grant(STAFF),),
    "worklist.csv_names":      (Grant(frozenset({Role.MANAGER})),),
    "worker.away":             (Grant(EVERY_ROLE, KEEPER),),
    "worker.away_other":       (Grant(frozenset({Role.MANAGER}), KEEPER),),
    "intake.pause":            (Grant(HELPERS, KEEPER),),
    "caseload.see":            (Grant(frozenset({Role.MANAGER})),),
    # the person, and what they chose to share
    "person.see":              (Grant(HELPERS, EITHER_SIDE), Grant(PERSON, SELF)),
    "sharing.see":             (Grant(STAFF, KEEPER), Grant(PERSON, SELF)),
    "sharing.renew":           (Grant(STAFF, KEEPER), Grant(PERSON, SELF)),
    "sharing.withdraw":        (Grant(STAFF, KEEPER), Grant(PERSON, SELF)),
    "sharing.expect":          (Grant(STAFF, KEEPER), Grant(COMMAND)),
    "person.set_contact":      (Grant(HELPERS, KEEPER), Grant(PERSON, SELF)),
    "person.merge":            (Grant(STAFF, KEEPER),),
    "person.erase":            (Grant(frozenset({Role.PRIVACY_OFFICER}), KEEPER), Grant(COMMAND), Grant(PROCESS)),
    "person.override":         (Grant(STAFF | {Role.SAFEGUARDING_LEAD}, KEEPER),),
    "person.review_override":  (Grant(frozenset({Role.PRIVACY_OFFICER}), KEEPER),),
    "record.let_go":           (Grant(PROCESS),),
    "matter.tell":             (Grant(STAFF, KEEPER), Grant(PERSON, SELF)),
    "matter.handle":           (Grant(frozenset({Role.PRIVACY_OFFICER, Role.MANAGER}), KEEPER),),
    "signpost.note":           (Grant(HELPERS | TUTOR, KEEPER),),
    "signpost.undo":           (Grant(HELPERS | TUTOR, WRITER),),
    "signpost.see":            (Grant(EVERY_ROLE, HERE),),
    "need.settle":             (Grant(HELPERS, RECEIVER), Grant(PERSON, SELF)),
    "goal.set":                (Grant(STAFF, RECEIVER), Grant(PERSON, SELF)),
    # measures: tutors and volunteers see nothing of them
    "measure.ask":             (Grant(STAFF, RECEIVER), Grant(PROCESS)),
    "measure.expire":          (Grant(PROCESS),),
    "measure.license":         (Grant(frozenset({Role.LEAD}), HERE),),
    "measure.agree":           (Grant(ON_CALL, TOLD),),
    "measure.correct":         (Grant(STAFF, RECEIVER),),
    "measure.answer":          (Grant(STAFF, RECEIVER), Grant(PERSON, SELF)),
    "measure.see":             (Grant(STAFF, EITHER_SIDE), Grant(PERSON, SELF)),
    "measure.see_clinical":    (Grant(frozenset({Role.PRACTITIONER}), EITHER_SIDE), Grant(PERSON, SELF)),
    # who is on call, and what somebody on call must act on: nobody else learns of it
    "cover.see":               (Grant(ON_CALL, KEEPER),),
    "cover.offer":             (Grant(ROTA, KEEPER),),
    "cover.answer":            (Grant(ON_CALL, KEEPER),),
    "cover.phone":             (Grant(ON_CALL, KEEPER),),
    "alert.raise":             (Grant(STAFF, KEEPER), Grant(PERSON, SELF)),
    "alert.see":               (Grant(ON_CALL, KEEPER),),
    "alert.act":               (Grant(ON_CALL, KEEPER),),
    "alert.pass_on":           (Grant(PROCESS),),
    "drill.begin":             (Grant(ROTA, KEEPER),),
    # safeguarding concerns: who is part of one never reads it, whatever stands here (safety.concern_queries)
    "concern.write":           (Grant(HELPERS | TUTOR | {Role.SAFEGUARDING_LEAD}, KEEPER), Grant(PERSON, SELF)),
    "concern.see":             (Grant(frozenset({Role.SAFEGUARDING_LEAD}), KEEPER), Grant(ON_CALL, TOLD)),
    "concern.act":             (Grant(frozenset({Role.SAFEGUARDING_LEAD}), KEEPER), Grant(ON_CALL, TOLD)),
    "concern.hear":            (Grant(EVERY_ROLE, TOLD),),
    "concern.pass_on":         (Grant(PROCESS),),
    # the place
    "partnership.change":      (Grant(frozenset({Role.LEAD}), HERE), Grant(COMMAND)),
    "agreement.see":           (Grant(EVERY_ROLE, HERE),),
    "model.see":               (Grant(EVERY_ROLE, HERE),),
    "charter.see":             (Grant(ANYONE),),
    "proposal.make":           (Grant(PROPOSERS, HERE),),
    "proposal.change":         (Grant(PROPOSERS, WRITER), Grant(frozenset({Role.LEAD}), HERE)),
    "proposal.comment":         (Grant(EVERY_ROLE, HERE),),
    "proposal.take_on":        (Grant(frozenset({Role.MANAGER, Role.LEAD}), KEEPER),),
    "proposal.decide":         (Grant(frozenset({Role.LEAD}), HERE),),
    "proposal.ratify":         (Grant(PROCESS),),
    "deliberation.see":        (Grant(EVERY_ROLE, HERE),),
    "deliberation.open":       (Grant(ASKERS, HERE),),
    "deliberation.moderate":   (Grant(ASKERS, HERE),),
    "deliberation.take_in":    (Grant(frozenset({Role.LEAD}), HERE), Grant(COMMAND, HERE)),
    "deliberation.take_part":  (Grant(ANYONE),),
    "deliberation.read":       (Grant(ANYONE),),
    "ballot.see":              (Grant(EVERY_ROLE, HERE),),
    "ballot.open":             (Grant(frozenset({Role.LEAD}), HERE),),
    "ballot.papers":           (Grant(frozenset({Role.MANAGER, Role.LEAD}), HERE),),
    "ballot.type_in":          (Grant(HELPERS | TUTOR | {Role.LEAD}, HERE),),
    "ballot.vote":             (Grant(frozenset({Role.COMMUNITY_MEMBER}), HERE),),
    "ballot.vote_by_code":     (Grant(ANYONE),),
    "inquiry.keep":            (Grant(frozenset({Role.LEAD}), HERE),),
    "inquiry.see":             (Grant(EVERY_ROLE, HERE),),
    "inquiry.enter":           (Grant(HELPERS | TUTOR | {Role.LEAD}, HERE),),
    "inquiry.answer":          (Grant(ANYONE),),
    "inquiry.answer_own":      (Grant(EVERY_ROLE, HERE),),
    "basis.record":            (Grant(OFFICER, KEEPER), Grant(frozenset({Role.LEAD}), HERE), Grant(COMMAND)),
    "evidence.exact":          (Grant(frozenset({Role.ANALYST, Role.LEAD})), Grant(COMMAND)),
    "silo.show":               (Grant(frozenset({Role.LEAD}), HERE),),
    "silo.reply":              (Grant(frozenset({Role.MANAGER, Role.LEAD}), KEEPER),),
    "silo.teams":              (Grant(frozenset({Role.MANAGER}), KEEPER),),
    "silo.see":                (Grant(EVERY_ROLE, HERE),),
    "partner.count_messages":  (Grant(frozenset({Role.MANAGER, Role.LEAD}), KEEPER),),
    "partner.answer_by_link":  (Grant(frozenset({Role.MANAGER}), KEEPER), Grant(frozenset({Role.LEAD}), HERE),
                                Grant(COMMAND)),
    "partner.name_taker":      (Grant(frozenset({Role.MANAGER}), KEEPER),),
    "introducer.keep":         (Grant(frozenset({Role.MANAGER}), KEEPER),),
    # what the place remembers
    "memory.see":              (Grant(EVERY_ROLE, HERE), Grant(COMMAND, HERE)),
    "memory.write":            (Grant(EVERY_ROLE, HERE),),
    "memory.change":           (Grant(EVERY_ROLE, WRITER), Grant(frozenset({Role.LEAD}), HERE)),
    "memory.lead":             (Grant(frozenset({Role.LEAD}), HERE),),
    "memory.strike":           (Grant(OFFICER | {Role.LEAD}, HERE),),
    "memory.import":           (Grant(COMMAND, HERE),),
    "question.answer":         (Grant(EVERY_ROLE, HERE),),
    "commitment.settle":       (Grant(HELPERS | TUTOR, KEEPER), Grant(frozenset({Role.LEAD}), HERE)),
    "commitment.reply":        (Grant(frozenset({Role.MANAGER, Role.LEAD}), KEEPER),),
    "commitment.agree":        (Grant(frozenset({Role.MANAGER, Role.LEAD}), KEEPER),),
    "commitment.show":         (Grant(frozenset({Role.LEAD}), HERE),),
    "finding.read":            (Grant(ANYONE),),
    "finding.reply":           (Grant(ANYONE),),
    "finding.publish":         (Grant(frozenset({Role.LEAD}), HERE),),
    "finding.moderate":        (Grant(frozenset({Role.MANAGER, Role.LEAD}), HERE),),
    "gathering.read":          (Grant(ANYONE),),
    "gathering.announce":      (Grant(frozenset({Role.LEAD}), HERE),),
    "promise.see":             (Grant(ANYONE),),
    "service.confirm":         (Grant(HELPERS, KEEPER), Grant(frozenset({Role.LEAD}), HERE), Grant(COMMAND)),
    "service.confirm_by_link": (Grant(ANYONE),),
    "service.report":          (Grant(ANYONE),),
    "service.settle_report":   (Grant(HELPERS, KEEPER), Grant(frozenset({Role.LEAD}), HERE)),
    "service.see_freshness":   (Grant(frozenset({Role.MANAGER, Role.LEAD}), HERE),),
    "service.list":            (Grant(HELPERS, KEEPER), Grant(frozenset({Role.LEAD}), HERE), Grant(COMMAND),
                                Grant(PROCESS)),
    "course.keep":             (Grant(HELPERS | TUTOR, KEEPER), Grant(frozenset({Role.LEAD}), HERE), Grant(COMMAND),
                                Grant(PROCESS)),
    "poster.print":            (Grant(EVERY_ROLE, HERE),),
    "service.look_back":       (Grant(HELPERS, KEEPER), Grant(COMMAND)),
    "service.undo":            (Grant(frozenset({Role.MANAGER}), KEEPER), Grant(COMMAND)),
    "service.state_intake":    (Grant(HELPERS, KEEPER), Grant(COMMAND)),
    "unmet.see":               (Grant(frozenset({Role.LEAD, Role.ANALYST}), HERE),),
    "allocation.see":          (Grant(EVERY_ROLE, HERE),),
    "service.place":           (Grant(HELPERS), Grant(COMMAND), Grant(PROCESS)),
    "service.import":          (Grant(frozenset({Role.MANAGER, Role.LEAD})), Grant(COMMAND)),
    "geography.load":          (Grant(COMMAND),),
    "organisation.import":     (Grant(COMMAND),),
    "service.match":           (Grant(frozenset({Role.LEAD}), HERE),),
    "service.compare":         (Grant(COMMAND), Grant(PROCESS)),
    "feed.add":                (Grant(COMMAND),),
    "feed.harvest":            (Grant(COMMAND), Grant(PROCESS)),
    "account.deactivate":      (Grant(frozenset({Role.LEAD})), Grant(COMMAND)),
    "account.mine":            (Grant(EVERY_ROLE),),
    "colleague.see":           (Grant(frozenset({Role.MANAGER}), KEEPER),),
    "colleague.close":         (Grant(frozenset({Role.MANAGER}), KEEPER),),
    "manager.reset_second":    (Grant(frozenset({Role.LEAD}), HERE),),
    "pass.manage":             (Grant(frozenset({Role.MANAGER}), KEEPER),),
    "colleague.reset_second":  (Grant(frozenset({Role.MANAGER}), KEEPER),),
    "colleague.team":          (Grant(frozenset({Role.MANAGER}), KEEPER),),
}
# fmt: on


class UnlistedError(LookupError):
    """A verb or a route that the policy does not know: a mistake of ours, never of the person's."""


def may(actor: Actor, verb: str, relations: frozenset[str] = frozenset()) -> bool:
    """Whether the actor may, standing in `relations` to the matter. Raises UnlistedError."""
    who = _who(actor, verb)
    return any(grant.holds(who, relations) for grant in _grants(verb))


def insist(actor: Actor, verb: str, relations: frozenset[str] = frozenset()) -> None:
    """Raise Refused unless the actor may. Raises UnlistedError."""
    if not may(actor, verb, relations):
        raise Refused(
            Refusal(
                missing=f"policy:{verb}",
                say=_("Your role does not let you do this."),
                next_step=_("Ask the manager at your organisation who can."),
            )
        )


def could(actor: Actor, verb: str) -> bool:
    """Whether there is any matter for which the actor may. Raises UnlistedError."""
    who = _who(actor, verb)
    return any(grant.who & who for grant in _grants(verb))


def is_only_by_link(verb: str) -> bool:
    """Whether nobody holds it but by a link: a person, or somebody who answers for a partner. Raises UnlistedError."""
    return all(grant.who <= PERSON | ANSWERER for grant in _grants(verb))


def relations(
    actor: Actor,
    *,
    person: UUID | None = None,
    referrer: UUID | None = None,
    receiver: UUID | None = None,
    keeper: UUID | None = None,
    here: UUID | None = None,
    writer: UUID | None = None,
    asked: UUID | None = None,
    confirmed: UUID | None = None,
    told: UUID | None = None,
) -> frozenset[Relation]:
    """What the actor is to a matter.

    It is about `person`, between the partners `referrer` and `receiver`, on a record that `keeper` keeps, about the
    partnership `here`, or written down by the user `writer`. `asked` is the matter that the receiver was asked about;
    `confirmed` is the same once it was said yes to, for those who gave a second code. `told` is a user who was told of
    it, or is answerable for it, by name.
    """
    pairs = (
        (Relation.SELF, actor.person, person),
        (Relation.REFERRER, actor.partner, referrer),
        (Relation.RECEIVER, actor.partner, receiver),
        (Relation.KEEPER, actor.partner, keeper),
        (Relation.HERE, actor.partnership, here),
        (Relation.WRITER, actor.id if actor.kind is Kind.USER else None, writer),
        (Relation.ASKED, actor.about, asked),
        (Relation.CONFIRMED, actor.about if actor.confirmed else None, confirmed),
        (Relation.TOLD, actor.id if actor.kind is Kind.USER else None, told),
    )
    return frozenset(relation for relation, mine, its in pairs if mine is not None and mine == its)


def as_markdown() -> str:
    """The table for docs/reference: one line for each grant."""
    lines = ["# Who may do what", "", "| verb | who | standing as |", "|---|---|---|"]
    for verb, grants in POLICY.items():
        for grant in grants:
            who = ", ".join(sorted(grant.who))
            lines.append(f"| `{verb}` | {who} | {', '.join(sorted(grant.relations)) or 'any'} |")
    return "\n".join(lines) + "\n"


def _grants(verb: str) -> tuple[Grant, ...]:
    try:
        return POLICY[verb]
    except KeyError:
        raise UnlistedError(f"the verb {verb!r} has no grant in accounts.policy.POLICY") from None


def _who(actor: Actor, verb: str) -> frozenset[Who]:
    """All that the actor is when it comes to a verb: by a link that is not good for it, anyone."""
    found: set[Who] = {Other.ANYONE}
    if actor.verbs is not None and verb not in actor.verbs:
        return frozenset(found)
    if actor.role is not None:
        found.add(Role(actor.role))
    if actor.kind == Kind.LINK and actor.person is not None:
        found.add(Other.PERSON)
    if actor.kind == Kind.LINK and actor.about is not None and actor.partner is not None:
        found.add(Other.ANSWERER)
    if actor.kind in {Kind.COMMAND, Kind.PROCESS}:
        found.add(Other(actor.kind.value))
    return frozenset(found)
