"""Asks the questions that a referral's step makes due: the outbox calls it once for each step."""

from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Allowed, Conflict, NotFound, Refusal
from watersmeet.outbox.api import Posting
from watersmeet.records.outcomes.actions import ask
from watersmeet.records.outcomes.states import Moment
from watersmeet.records.referrals import api as referrals


class AskWhenDue:
    """The sender of postings `measures.start` and `measures.end`: their subject is a referral."""

    def __init__(self, moment: Moment) -> None:
        self.moment = moment

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Ask, in the outbox's own transaction; nothing else is left to send."""
        try:
            receiver, person = referrals.parties(posting.subject_id)
            by = Actor(Kind.PROCESS, partnership=posting.partnership, partner=receiver, reason="a step made it due")
            made = ask(
                person=person,
                controller=receiver,
                partnership=posting.partnership,
                about=posting.subject,
                moment=self.moment,
                by=by,
                key=str(posting.pk),
            )
        except (Conflict, NotFound) as problem:
            return Refusal("nothing_to_ask", problem.say)
        return str(made).encode()

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """Nothing leaves."""
        return Allowed("asked")

    def send(self, posting: Posting, body: bytes) -> str:
        """It was asked when it was prepared."""
        return body.decode()
