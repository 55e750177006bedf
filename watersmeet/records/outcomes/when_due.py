"""Asks the questions that a referral's step makes due: the outbox calls it once for each step."""

from collections.abc import Collection

from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Allowed, Conflict, NotFound, Refusal
from watersmeet.outbox.api import Posting
from watersmeet.records.outcomes.actions import ask, end
from watersmeet.records.outcomes.models import Request
from watersmeet.records.outcomes.states import REQUEST_ENDED, Moment, State
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals


class InTheHouse:
    """What was done when it was prepared: nothing leaves the house."""

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """Nothing leaves."""
        return Allowed("in the house")

    def send(self, posting: Posting, body: bytes) -> str:
        """It was done when it was prepared."""
        return body.decode()


class AskWhenDue(InTheHouse):
    """The sender of postings such as `measures.start`, one for each moment: their subject is a referral.

    `among`: only while it stands so; what was put off for weeks may find it ended.
    """

    def __init__(self, moment: Moment, among: Collection[referrals.State] = ()) -> None:
        self.moment = moment
        self.among = among

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Ask, in the outbox's own transaction; nothing else is left to send."""
        try:
            receiver, person = referrals.parties(posting.subject_id)
            people.lock(person)
            answer = referrals.may_be_asked(posting.subject_id, among=self.among)
            if isinstance(answer, Refusal):
                return answer
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


class StopWhenOver(InTheHouse):
    """The sender of postings `measures.stop`: what was asked about a referral that is over is closed, and why."""

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Close every open ask about it, in the outbox's own transaction."""
        about = {"about_kind": posting.subject_kind, "about_id": posting.subject_id, "state": State.OPEN}
        by = Actor(Kind.PROCESS, partnership=posting.partnership, reason="the request ended")
        rows = list(Request.objects.select_for_update().filter(**about))
        for row in rows:
            end(row, State.STOPPED, "measure.stop", by, reason_code=REQUEST_ENDED)
        return str(len(rows)).encode()
