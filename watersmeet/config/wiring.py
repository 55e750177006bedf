"""The one place that fills the ports: which room answers what a lower floor asks for."""

from watersmeet.audit import api as audit
from watersmeet.base.clockwork import Periodic, clockwork
from watersmeet.design import asides
from watersmeet.exchange.notify import senders
from watersmeet.outbox import ports as outbox
from watersmeet.records.people import api as people
from watersmeet.records.plans.held import PlansHeld
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.held import ReferralsHeld


def fill() -> None:
    """Fill every port, once, at start."""
    asides.port.fill({})
    people.held.fill({"plans": PlansHeld(), "referrals": ReferralsHeld()})
    outbox.senders.fill(
        {
            "person.referral": senders.ToPerson("status"),
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
        }
    )
