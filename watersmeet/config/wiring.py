"""The one place that fills the ports: which room answers what a lower floor asks for."""

from collections.abc import Iterator, Sequence

from watersmeet.accounts.ports import holdings
from watersmeet.audit import api as audit
from watersmeet.base.actor import Actor
from watersmeet.base.clockwork import Periodic, clockwork
from watersmeet.base.files import keeping as files
from watersmeet.base.ref import Ref
from watersmeet.design import asides
from watersmeet.evidence import forgetting
from watersmeet.evidence.pages import beside as beside_evidence
from watersmeet.evidence.showings import api as showings
from watersmeet.exchange.feeds import nightly
from watersmeet.exchange.notify import senders, texts, to_answerers, to_listings, to_phones, to_users
from watersmeet.exchange.websites import rounds as websites
from watersmeet.outbox import ports as outbox
from watersmeet.records.directory import api as directory
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.pages import beside as beside_memory
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.pages import beside as beside_outcomes
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.pages import beside as beside_people
from watersmeet.records.plans import api as plans
from watersmeet.records.plans.pages import beside as beside_plans
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.pages import beside as beside_referrals
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.pages import beside as beside_safety
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.pages import beside as beside_voices

GOING_ON = {referrals.State.STARTED, referrals.State.PAUSED}


def fill() -> None:
    """Fill every port, once, at start."""
    asides.port.fill(
        {
            "desk.home": _together(beside_safety.home, beside_voices.home, beside_evidence.home),
            "partnerships.proposal": beside_voices.proposal,
            "partnerships.rules": _together(beside_voices.rules, beside_evidence.rules, beside_outcomes.rules),
            "directory.service": _together(beside_referrals.service, beside_plans.service, beside_memory.service),
            "desk.story": _together(beside_outcomes.story, beside_safety.story, beside_referrals.story),
            "directory.find": _together(beside_memory.promised, beside_memory.meeting),
            "referral.decline": beside_memory.declining,
            "model.step": beside_memory.rules,
            "desk.story.sharing": beside_people.story,
            "referrals.status": _together(beside_outcomes.questions_due, beside_referrals.status),
        }
    )
    people.held.fill(
        {"plans": plans.Held(), "referrals": referrals.Held(), "outcomes": outcomes.Held(), "safety": safety.Held()}
    )
    holdings.fill(
        {
            "referrals": referrals.OfUsers(),
            "cover": partnerships.Covering(),
            "memory": memory.OfUsers(),
            "safety": safety.OfUsers(),
        }
    )
    partnerships.held.fill(
        {
            "referrals": referrals.OfPartners(),
            "outcomes": outcomes.OfPartners(),
            "plans": plans.OfPartners(),
            "memory": memory.OfPartners(),
            "safety": safety.OfPartners(),
        }
    )
    outbox.senders.fill(
        {
            "person.referral": senders.ToPerson("status"),
            "person.handover": senders.ToPerson("status", still=referrals.meets_soon),
            "person.message": senders.ToPerson("status", still=referrals.waits_for_person),
            "person.suggestion": senders.ToPerson("status", still=referrals.suggestion_waits),
            "person.measures": senders.ToPerson("measures", still=outcomes.sends_to),
            "measures.start": outcomes.AskWhenDue(outcomes.Moment.START),
            "measures.begin": outcomes.AskWhenDue(outcomes.Moment.BEGIN, GOING_ON),
            "measures.middle": outcomes.AskWhenDue(outcomes.Moment.MIDDLE, GOING_ON),
            "measures.end": outcomes.AskWhenDue(outcomes.Moment.END),
            "measures.later": outcomes.AskWhenDue(outcomes.Moment.LATER, {referrals.State.COMPLETED}),
            "measures.stop": outcomes.StopWhenOver(),
            "partner.referral": to_answerers.AlsoByLink(senders.ToPartner(senders.partner_inbox)),
            "partner.message": to_answerers.AlsoByLink(senders.ToPartner(senders.partner_inbox)),
            "partner.due": to_answerers.AlsoByLink(senders.ToPartner(senders.partner_inbox, senders.still_stands)),
            "partner.urgent": senders.ToPartner(senders.named_or_managers),
            "partner.left": senders.ToPartner(senders.partner_inbox),
            "partner.stopped": to_answerers.AlsoByLink(senders.ToPartner(senders.partner_inbox), "answerer.stopped"),
            "partner.late": to_answerers.AlsoByLink(senders.ToPartner(senders.managers_or_inbox, senders.still_stands)),
            "partner.unread": senders.ToPartner(senders.managers_or_inbox, senders.still_stands),
            "lead.late": senders.ToPartner(senders.leads, senders.still_stands),
            "partner.promise_late": senders.ToPartner(senders.managers_or_inbox, memory.still_late),
            "partner.map": senders.ToPartner(senders.managers_or_inbox, showings.still_waits),
            "lead.promise_late": senders.ToPartner(senders.leads, memory.still_late),
            "answerer.referral": to_answerers.LinkToAnswerer(),
            "answerer.stopped": to_answerers.StoppedToAnswerer(),
            "answerer.code": to_answerers.CodeToGroup(),
            "user.new_password": to_users.NEW_PASSWORD,
            "user.second_reset": to_users.SECOND_RESET,
            "user.second_reset_by_lead": to_users.SECOND_RESET_BY_LEAD,
            "user.took_over": to_users.TOOK_OVER,
            "user.alert": to_users.ALERT,
            "user.alert_text": to_phones.AlertToPhone(),
            "user.phone_code": to_phones.CodeToPhone(),
            "user.concern": to_users.CONCERN,
            "user.concern_stands": to_users.CONCERN_STANDS,
            "lead.alert": senders.ToPartner(senders.leads_or_managers, safety.still_waits, safety.whom_to_ring),
            "user.second_reset_by_you": to_users.SECOND_RESET_BY_YOU,
            "listing.still_right": to_listings.StillRight(),
            "listing.mistake": to_listings.Mistake(),
            "privacy.override": senders.ToPartner(senders.privacy_officers),
            "privacy.leaves": senders.ToPartner(senders.privacy_officers),
            "privacy.matter": senders.ToPartner(senders.privacy_officers),
            "privacy.overdue": senders.ToPartner(senders.privacy_officers),
        }
    )
    clockwork.fill(
        {
            "audit.seal": Periodic(1.0, audit.seal),
            "notify.ask_whether_arrived": Periodic(30.0, texts.ask_whether_arrived),
            "referrals.keep_time": Periodic(30.0, referrals.keep_time),
            "referrals.forget_calls": Periodic(300.0, referrals.forget_calls),
            "referrals.forget_suggestions": Periodic(3600.0, referrals.forget_suggestions),
            "referrals.errands": Periodic(10.0, referrals.raise_errands),
            "files.sweep": Periodic(3600.0, files.sweep),
            "people.keep_time": Periodic(300.0, people.keep_time),
            "people.let_go": Periodic(3600.0, people.let_go),
            "safety.keep_time": Periodic(10.0, safety.keep_time),
            "safety.keep_concern_time": Periodic(10.0, safety.keep_concern_time),
            "safety.let_concerns_go": Periodic(3600.0, safety.let_concerns_go),
            "outcomes.keep_time": Periodic(300.0, outcomes.keep_time),
            "voices.close_ballots": Periodic(60.0, voices.close_ballots),
            "voices.forget_answers": Periodic(3600.0, forgetting.forget_answers),
            "memory.keep_time": Periodic(300.0, memory.keep_time),
            "directory.keep_index": Periodic(5.0, directory.keep_index),
            "directory.keep_meaning": Periodic(5.0, directory.keep_meaning),
            "directory.ask_still_right": Periodic(900.0, directory.ask_still_right),
            "websites.ask": Periodic(60.0, websites.ask_websites),
            "directory.forget_report_words": Periodic(3600.0, directory.forget_report_words),
            "directory.forget_unmet": Periodic(3600.0, directory.forget_unmet),
            "feeds.harvest_due": Periodic(nightly.EVERY, nightly.harvest_due),
            "feeds.compare_all": Periodic(6 * 3600.0, nightly.compare_all),
        }
    )


def _together(*shows: asides.Shows) -> asides.Shows:
    """Several rooms beside one slot, in this order."""

    def all_of_them(actor: Actor, about: Sequence[Ref], /) -> Iterator[asides.Aside]:
        for one in shows:
            yield from one(actor, about)

    return all_of_them
