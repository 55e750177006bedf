"""A copy of what is kept, for the person who asked: read by a human first, sealed, given by their own page."""

import json
import zipfile
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from io import BytesIO
from uuid import UUID

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.actor import Kind as ActorKind
from watersmeet.base.files import keeping as files
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.people.kept import Part, parts
from watersmeet.records.people.matters import end
from watersmeet.records.people.models import Copy, Matter, Person
from watersmeet.records.people.one_person import read_by
from watersmeet.records.people.registers import insist_officer
from watersmeet.records.people.states import Kind, Outcome

LASTS = timedelta(days=30)


class LeftOut(StrEnum):
    """The only reasons for which anything is left out of a copy."""

    HARM = "serious_harm"
    OTHERS = "about_somebody_else"


def to_check(actor: Actor, matter: UUID) -> list[Part]:
    """All that would be given, for the officer to read first. Raises NotFound, Refused."""
    insist_officer(actor, actor.partner)
    row = Matter.objects.filter(pk=matter, partner=actor.partner, kind=Kind.ACCESS).select_related("person").first()
    return parts(*_whose(row))


def file_to_check(actor: Actor, matter: UUID, file: UUID) -> files.Opened:
    """One of the files that would be given, for the officer to read first. Raises NotFound, Refused."""
    found = next((name for name in _named(to_check(actor, matter)) if name.file == file), None)
    if found is None:
        raise NotFound
    return files.open_named(found)


@transaction.atomic
def release(
    *, matter: UUID, left_out: Collection[str], why: LeftOut | None, checked: bool, words: str, by: Actor
) -> None:
    """Give the copy: what is left out is named with its reason, and not in the file.

    It lies sealed by the person's key for 30 days, and opens on their own page alone. Raises Invalid, Conflict,
    NotFound, Refused.
    """
    insist_officer(by, by.partner)
    row = Matter.objects.select_for_update().filter(pk=matter, partner=by.partner, kind=Kind.ACCESS).first()
    person, controller = _whose(row)
    if row is None or row.settled_at is not None:
        raise Conflict(_("This was settled already."))
    if not checked:
        raise Invalid({"checked": [_("Read all of it first, then tick this.")]})
    every = parts(person, controller)
    if left_out and why is None:
        raise Invalid({"why": [_("Choose why it is left out.")]})
    if not set(left_out) <= {fact.key for part in every for fact in part.facts}:
        raise Invalid({"left_out": [_("What is kept has changed. Read it again.")]})
    given = _without(every, left_out)
    now = clock.now()
    copy = Copy(partnership_id=row.partnership_id, person=person, matter=row, made_at=now, until=now + LASTS)
    copy.body = packed(given)
    alone = any(part.alone for part in given)
    copy.left_out = {"keys": sorted(left_out), "why": why.value if why else "", "alone": alone}
    copy.save()
    end(row, Outcome.RELEASED, by=by, words=words or _("Your copy is ready."))
    audit.write(
        "copy.release",
        by=by,
        subject=Ref("person", person.pk),
        partnership=row.partnership_id,
        detail={"facts": sum(len(part.facts) for part in given), "left_out": len(left_out)},
    )


def open_copy(actor: Actor, matter: UUID) -> tuple[UUID, bytes]:
    """Whose it is and the file: for the person, or a worker who sits with them. Raises NotFound."""
    row = Copy.objects.filter(matter=matter, until__gt=clock.now(), body__isnull=False).select_related("person").first()
    if row is None:
        raise NotFound
    standing = policy.relations(actor, person=row.person_id, keeper=row.person.controller_id)
    if not policy.may(actor, "sharing.see", standing) or (actor.person is None and actor.role is not Role.PRACTITIONER):
        raise NotFound  # it holds what only practitioners and the person may read
    if actor.person is None and (row.left_out or {}).get("alone"):
        raise NotFound  # it holds what no worker beside the person may read
    return row.person_id, bytes(row.body or b"")


def ready(actor: Actor, person: UUID) -> dict[UUID, datetime]:
    """Copies that can be opened, by matter, each with its last moment: by link, of the link's own record."""
    rows = Copy.objects.filter(person__in=read_by(actor, person), until__gt=clock.now(), body__isnull=False)
    return dict(rows.values_list("matter_id", "until"))


@transaction.atomic
def forget_copies(now: datetime) -> int:
    """Files whose day has passed are let go; what stays is that there was one."""
    gone = list(Copy.objects.select_for_update().filter(until__lte=now, body__isnull=False))
    for row in gone:
        row.body = row.left_out = None
        row.save()
        by = Actor(ActorKind.PROCESS, partnership=row.partnership_id, name="clock", reason="a day passed")
        audit.write("copy.forget", by=by, subject=Ref("person", row.person_id), partnership=row.partnership_id)
    return len(gone)


def packed(given: list[Part]) -> bytes:
    """A zip with a page to read, the same as data, and every file that they name."""
    told = [{"room": part.room, **{fact.name: fact.value for fact in part.facts}} for part in given]
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("read-me.html", render_to_string("people/copy.html", {"parts": given}))
        file.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=2))
        for number, name in enumerate(_named(given), 1):
            file.writestr(f"files/{number} {name}", files.open_named(name).content)
    return out.getvalue()


def _named(given: list[Part]) -> list[files.FileName]:
    return [name for part in given for fact in part.facts for name in fact.files]


def _without(every: list[Part], left_out: Collection[str]) -> list[Part]:
    kept = (
        Part(part.room, tuple(fact for fact in part.facts if fact.key not in left_out), part.alone) for part in every
    )
    return [part for part in kept if part.facts]


def _whose(row: Matter | None) -> tuple[Person, UUID]:
    """Whose copy it is, and who answers for it. Raises NotFound, also for somebody who was forgotten."""
    if row is None or row.person is None or row.partner_id is None or row.person.erased_at:
        raise NotFound
    return row.person, row.partner_id
