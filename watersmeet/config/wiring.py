"""The one place that fills the ports: which room answers what a lower floor asks for."""

from watersmeet.audit import api as audit
from watersmeet.base.clockwork import Periodic, clockwork
from watersmeet.design import asides
from watersmeet.exchange.notify import senders
from watersmeet.outbox import ports as outbox
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes import held as held_outcomes
from watersmeet.records.outcomes.pages.beside import questions_due
from watersmeet.records.outcomes.when_due import AskWhenDue
from watersmeet.records.people import api as people
from watersmeet.records.plans import held as plans
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals import held as held_referrals


def fill() -> None:
    """Fill every port, once, at start."""
    asides.port.fill({"referrals.status": questions_due})
    people.held.fill({"plans": plans.Held(), "referrals": held_referrals.Held(), "outcomes": held_outcomes.Held()})
    outbox.senders.fill(
        {
            "person.referral": senders.ToPerson("status"),
            "person.measures": senders.ToPerson("measures"),
            "measures.start": AskWhenDue(outcomes.Moment.START),
            "measures.end": AskWhenDue(outcomes.Moment.END),
            "partner.referral": senders.ToPartner(senders.partner_inbox),
            "partner.late": senders.ToPartner(senders.managers),
            "lead.late": senders.ToPartner(senders.leads),
            "privacy.override": senders.ToPartner(senders.privacy_officers),
        }
    )
    clockwork.fill(
        {
            "audit.seal": Periodic(1.0, audit.seal),
            "referrals.keep_time": Periodic(30.0, referrals.keep_time),
            "outcomes.keep_time": Periodic(300.0, outcomes.keep_time),
        }
    )
