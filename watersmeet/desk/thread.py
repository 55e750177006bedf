"""The messages of a referral, in words for those who work with it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor
from watersmeet.design import dates, sizes
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Note, Read, Seen


class NotePresenter:
    """One message: who wrote it to whom, its words and files, and who has read it."""

    def __init__(self, note: Note, seen: Seen, actor: Actor) -> None:
        self.id = note.id
        self.mine = note.sender == actor.partner
        self.who = _who(note)
        self.words = note.words
        self.when = dates.moment(note.made_at)
        self.unread = note.unread
        self.read = [_read(one) for one in note.read if one.partner != note.sender]
        self.files = [
            {
                "name": one.name,
                "size": sizes.words(one.size),
                "href": reverse("desk:message_file", args=[seen.id, note.id, one.id]),
            }
            for one in note.files
        ]


class ThanksPresenter:
    """A thank-you as a stone in the river; its words stand with the messages."""

    leaf = True

    def __init__(self, note: Note) -> None:
        self.at = note.made_at
        self.what = _("The person said thank you to you.")
        self.when = dates.moment(note.made_at)
        self.href = f"#message-{note.id}"


def on_story(actor: Actor, seen: Seen) -> dict[str, Any]:
    """What the page of a referral shows of its messages."""
    written = referrals.messages_of(actor, seen.id)
    notes = [NotePresenter(one, seen, actor) for one in written]
    return {
        "notes": notes,
        "thanked": [ThanksPresenter(one) for one in written if one.thanks],
        "can_write": bool(referrals.may_write(actor, seen.id)),
        "upto": notes[-1].id if any(one.unread for one in notes) else None,
    }


def _who(note: Note) -> str:
    sender = _name(note.sender) if note.sender else _("The person")
    told = {"sender": sender, "to": _name(note.to) if note.to else ""}
    if note.thanks:
        return _("The person says thank you to %(to)s") % told
    if note.to and note.for_person:
        return _("%(sender)s to %(to)s and the person") % told
    return (_("%(sender)s to %(to)s") if note.to else _("%(sender)s to the person")) % told


def _read(one: Read) -> str:
    told = {"who": _name(one.partner) if one.partner else "", "when": dates.moment(one.at)}
    return (_("Read at %(who)s, %(when)s") if one.partner else _("The person has read it, %(when)s")) % told


def _name(partner: Any) -> str:
    return partnerships.partner(partner).organisation.name
