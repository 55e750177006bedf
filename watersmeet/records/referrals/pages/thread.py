"""The messages on a person's own page, in words for them."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor
from watersmeet.design import dates, sizes
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Note, Read, Seen


class NotePresenter:
    """One message: from whom, or to whom they wrote, and whether it was read there."""

    def __init__(self, note: Note, seen: Seen) -> None:
        self.id = note.id
        self.mine = note.sender is None
        self.who = _who(note)
        self.words = note.words
        self.when = dates.moment(note.made_at)
        self.unread = note.unread
        self.read = [_read(one) for one in note.read if self.mine and one.partner]
        self.files = [
            {
                "name": one.name,
                "size": sizes.words(one.size),
                "href": reverse("referrals:message_file", args=[seen.id, note.id, one.id]),
            }
            for one in note.files
        ]


def on_status(actor: Actor, seen: Seen) -> dict[str, Any]:
    """What the person's page shows of the messages."""
    notes = [NotePresenter(one, seen) for one in referrals.messages_of(actor, seen.id)]
    writes = seen.holder and referrals.may_write(actor, seen.id)
    return {
        "notes": notes,
        "write_to": _name(seen.holder) if seen.holder and writes else "",
        "upto": notes[-1].id if any(one.unread for one in notes) else None,
    }


def _who(note: Note) -> str:
    if note.thanks:
        return _("You said thank you to %(to)s") % {"to": _name(note.to)}
    if note.sender is None:
        return _("You wrote to %(to)s") % {"to": _name(note.to)}
    if note.to:
        return _("%(sender)s wrote to you and %(to)s") % {"sender": _name(note.sender), "to": _name(note.to)}
    return _("%(sender)s wrote to you") % {"sender": _name(note.sender)}


def _read(one: Read) -> str:
    return _("Read at %(who)s, %(when)s") % {"who": _name(one.partner), "when": dates.moment(one.at)}


def _name(partner: UUID | None) -> str:
    return str(partnerships.partner(partner)) if partner else ""
