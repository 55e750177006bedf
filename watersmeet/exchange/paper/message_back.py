"""What is told back to a GP: facts of one referral under headings, and the codes that fit them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from watersmeet.design import dates
from watersmeet.exchange.paper.letters import Part
from watersmeet.exchange.paper.snomed import Code, codes
from watersmeet.records.referrals.api import Reason, Seen, State, Step

_CHOSE = frozenset({Reason.PERSON_CHOSE, Reason.FOUND_OTHER})


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageBack:
    """One referral as a GP may be told of it. `health` says whether a primary care partner is one of its sides.

    `born` is the day of birth where the person's yes to this practice says so.
    """

    seen: Seen
    name: str
    born: date | None = None
    steps: Sequence[Step]
    referrer: str
    receiver: str
    service: str
    surgery: str
    worker: str
    partner: str
    health: bool
    written_at: datetime

    def parts(self) -> list[Part]:
        """Facts alone: no words of the person, no scores, no needs."""
        return [
            Part(_("Person demographics"), list(self._person())),
            Part(_("GP practice"), [self.surgery] if self.surgery else [_("Not recorded")]),
            Part(
                _("Referral details"),
                [
                    _("Reference: %(reference)s") % {"reference": self.seen.reference},
                    _("From %(partner)s on %(day)s") % {"partner": self.referrer, "day": dates.date(self.seen.made_at)},
                    _("To %(service)s") % {"service": self.service or self.receiver},
                ],
            ),
            Part(_("Social prescribing activity"), list(self._course())),
            Part(_("Plan and requested actions"), [_("None for the practice.")]),
            Part(
                _("Person completing record"),
                [
                    _("%(worker)s, %(partner)s, %(day)s")
                    % {"worker": self.worker, "partner": self.partner, "day": dates.date(self.written_at)}
                ],
            ),
            Part(_("Distribution list"), [self.surgery] if self.surgery else [_("Not recorded")]),
        ]

    def coded(self) -> list[Code]:
        """The codes that fit: none where no primary care partner is a side, since then it is no social prescribing."""
        if not self.health or self.seen.state in {State.DRAFT, State.ENTERED_IN_ERROR}:
            return []
        return [codes()["referred"], *([codes()["declined"]] if self._declined() else [])]

    def _declined(self) -> bool:
        """Whether the person chose not to go before it began: a service that said no is another thing."""
        began = any(step.what == "start" for step in self.steps)
        return not began and any(step.what == "withdraw" and step.reason in _CHOSE for step in self.steps)

    def _person(self) -> Iterator[str]:
        yield _("Name: %(name)s") % {"name": self.name}
        if self.born:
            yield _("Date of birth: %(day)s") % {"day": dates.date(self.born)}

    def _course(self) -> Iterator[str]:
        yield _("Status: %(state)s") % {"state": self.seen.state.label}
        for what, sentence in (
            ("accept", _("Accepted on %(day)s")),
            ("start", _("Started on %(day)s")),
            ("complete", _("Completed on %(day)s")),
        ):
            days = [dates.date(step.happened_at) for step in self.steps if step.what == what]
            if days:
                yield sentence % {"day": days[-1]}


def summary(message: MessageBack) -> str:
    """Plain lines to paste into a record, codes first."""
    lines = [_("SNOMED CT %(code)s") % {"code": code} for code in message.coded()]
    for part in message.parts():
        lines += [part.heading.upper(), *part.lines]
    return "\n".join(lines) + "\n"
