"""What referrals hold about a person, for the person's own export, for forgetting, merging and stopping."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor
from watersmeet.base.files import keeping as files
from watersmeet.base.ref import Ref
from watersmeet.records.directory import api as directory
from watersmeet.records.referrals.actions import stop_all
from watersmeet.records.referrals.calls import drop_calls
from watersmeet.records.referrals.errands import drop_errands, hand_on_errands
from watersmeet.records.referrals.models import (
    Allocation,
    CallBack,
    Errand,
    Handover,
    Message,
    MessageEvent,
    Proxy,
    Referral,
    ReferralEvent,
)
from watersmeet.records.referrals.paper_models import PaperAsk
from watersmeet.records.referrals.suggestion_models import Suggestion


class Held:
    """Referrals and their events (see people.ports.Held)."""

    tables: tuple[str, ...] = (
        "referrals.Referral",
        "referrals.ReferralEvent",
        "referrals.Handover",
        "referrals.Errand",
        "referrals.ErrandEvent",
        "referrals.Proxy",
        "referrals.Message",
        "referrals.MessageEvent",
        "referrals.Reading",
        "referrals.Allocation",
        "referrals.CallBack",
        "referrals.CallBackEvent",
        "referrals.PaperAsk",
        "referrals.Suggestion",
        "referrals.SuggestionEvent",
    )

    def export(self, person: UUID) -> list[dict[str, Any]]:
        """Every referral with its story, every message, and each time they asked to be rung.

        A message is under the partner that answers for it.
        """
        return [*self._calls(person), *self._referrals(person), *thread(person), *_suggested(person)]

    @staticmethod
    def _calls(person: UUID) -> list[dict[str, Any]]:
        return [
            {
                "controller": str(row.controller_id),
                "asked to be rung": row.made_at.isoformat(),
                "outcome": row.get_outcome_display(),
            }
            for row in CallBack.objects.filter(person=person).order_by("made_at")
        ]

    @staticmethod
    def _referrals(person: UUID) -> list[dict[str, Any]]:
        rows = (
            Referral.objects.filter(person=person)
            .select_related("receiver__organisation", "introducer")
            .order_by("made_at")
        )
        return [
            {
                "controller": str(row.controller_id),
                "reference": row.reference,
                "to": row.receiver.organisation.name,
                "words": row.words,
                "what this place asked": [
                    {"asked": asked, "answered": said} for asked, said in row.opening_answers or []
                ],
                "state": row.get_state_display(),
                "queue": row.queue_place,
                "place expected": row.expected_on.isoformat() if row.expected_on else None,
                "try instead": [service.name for service in row.instead.order_by("name")],
                "asked": row.made_at.isoformat(),
                "joint first contacts": [
                    {
                        "when": met.starts_at.isoformat(),
                        "how": met.get_how_display(),
                        "who": met.who,
                        "where": met.where,
                        "agreed": met.agreed,
                        "if it comes to nothing": met.fallback,
                        "outcome": met.get_outcome_display(),
                    }
                    for met in row.handovers.order_by("starts_at")
                ],
                "asked on their behalf": _behalf(row),
                "sat with them": row.introducer.name if row.introducer else None,
                "asked on paper": _paper(row),
                "story": [
                    {"what": event.what, "when": event.happened_at.isoformat(), "words": event.words}
                    for event in row.events.order_by("version")
                ],
                "services that were shown": [
                    {
                        "when": shown.shown_at.isoformat(),
                        "how it was chosen": shown.get_taken_display(),
                        "why not the first": shown.get_reason_display(),
                        "what you need to come": (shown.told or {}).get("needs", []),
                        "in order": [
                            {
                                "service": one.service.name,
                                "place": one.place,
                                "said": (shown.told or {}).get("reasons", {}).get(str(one.service_id), []),
                                "left out": (shown.told or {}).get("left out", {}).get(str(one.service_id), ""),
                            }
                            for one in shown.candidates.select_related("service").order_by("place")
                        ],
                    }
                    for shown in row.allocations.order_by("shown_at")
                ],
                "told by hand": [
                    {"way": errand.way, "due": errand.due_on.isoformat(), "outcome": errand.get_outcome_display()}
                    for errand in Errand.objects.filter(referral=row).order_by("made_at")
                ],
            }
            for row in rows
        ]

    def erase(self, person: UUID, *, by: Actor) -> None:
        """Words go; a skeleton of states and dates stays until its retention date. What is open is withdrawn."""
        stop_all(person, by=by)
        Handover.objects.filter(person=person).update(who=None, where=None, agreed=None, fallback=None)
        Allocation.objects.filter(person=person).update(told=None)
        Referral.instead.through.objects.filter(referral__person=person).delete()
        Referral.objects.filter(person=person).update(queue_place=None, expected_on=None)
        drop_errands(person, by=by)
        drop_calls(person, by=by)
        Proxy.objects.filter(person=person).update(name=None, reach=None, other=None, why=None)
        Message.objects.filter(person=person).update(words=None)
        Suggestion.objects.filter(person=person).update(picks=None)
        MessageEvent.objects.filter(Q(subject__person=person) & ~Q(words=None)).update(words=None)
        Referral.objects.filter(person=person).update(words=None, opening_answers=None)
        ReferralEvent.objects.filter(Q(subject__person=person) & ~Q(words=None)).update(words=None)

    def merged(self, person: UUID, other: UUID, *, by: Actor) -> None:
        """Referrals, their messages and files stay with the record they were made for; reads follow `same_as`."""

    def stop(self, person: UUID, *, receiver: UUID, by: Actor) -> None:
        """What is open with this receiver is withdrawn; what it was to tell the person, another tells, or nobody."""
        stop_all(person, by=by, receiver=receiver)
        hand_on_errands(person, by=by)


def _behalf(row: Referral) -> dict[str, Any] | None:
    """Who asked for them is somebody else's: their name and number are not the person's to be given."""
    proxy = Proxy.objects.filter(referral=row).first()
    if proxy is None:
        return None
    return {
        "authority": proxy.get_authority_display(),
        "in doubt whether they can decide": proxy.in_doubt,
        "seen alone": proxy.get_alone_display(),
        "why": proxy.why,
    }


def _paper(row: Referral) -> dict[str, Any] | None:
    paper = PaperAsk.objects.filter(referral=row).select_related("form").first()
    if paper is None:
        return None
    return {
        "number of the form": paper.form.number,
        "signed": paper.signed,
        "signed on": paper.signed_on.isoformat(),
        "reached us on": paper.received_on.isoformat(),
        "typed in": paper.typed_at.isoformat(),
        "what happened to the paper": paper.get_became_display(),
    }


def _suggested(person: UUID) -> list[dict[str, Any]]:
    """What was sent to them to choose from, and what they said of it."""
    rows = Suggestion.objects.filter(person=person).select_related("referral").order_by("made_at", "pk")
    found = [(row, [(UUID(one), said) for one, said in row.picks or []]) for row in rows]
    names = directory.names_of(one for _row, picks in found for one, _said in picks)
    return [
        {
            "controller": str(row.controller_id),
            "about": row.referral.reference,
            "sent to choose from": [{"service": names.get(one, ""), "you said": said} for one, said in picks],
            "sent": row.made_at.isoformat(),
            "you let them know": row.told_at.isoformat() if row.told_at else None,
        }
        for row, picks in found
    ]


def thread(person: UUID) -> list[dict[str, Any]]:
    """Every message about a person, with the names of its files and when it was read."""
    rows = (
        Message.objects.filter(person=person)
        .select_related("referral", "sender__organisation", "to__organisation")
        .order_by("made_at", "pk")
    )
    enclosed = files.listed(Ref("message", one.pk) for one in rows)
    return [
        {
            "controller": str(one.controller_id),
            "about": one.referral.reference,
            "message from": one.sender.organisation.name if one.sender else _("You"),
            "to": ", ".join(_read_by(one)),
            "thank-you": one.thanks,
            "words": one.words,
            "written": one.made_at.isoformat(),
            "files": [files.FileName(file.name, file.id, owner) for file in enclosed.get(owner, ())],
            "read": [reading.read_at.isoformat() for reading in one.readings.order_by("read_at")],
        }
        for one, owner in ((one, Ref("message", one.pk)) for one in rows)
    ]


def _read_by(one: Message) -> list[str]:
    to = [one.to.organisation.name] if one.to else []
    return [*to, _("You")] if one.for_person else to
