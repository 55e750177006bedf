"""Links we send: a neutral door that opens only with something the person chose. Following a link never acts.

Only a keyed hash of the token is kept, and of the PIN or word a slow hash. Wrong tries are counted in the row before
the secret is looked at, so that guesses at the same moment all count; those with a link and those with a reference
apart, because a reference is easier to come by and must not shut the link. They are
counted over all links of one holder, who often has the same PIN for each. Issuing and ending a link are part of
another's act, which writes its own audit line.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts import models, throttle
from watersmeet.audit import api as audit
from watersmeet.base import clock, ids
from watersmeet.base.actor import VISITOR, Actor, Kind
from watersmeet.base.db import ring
from watersmeet.base.problems import Invalid, NotFound, Problem
from watersmeet.base.ref import Ref

OPEN_FOR = timedelta(minutes=15)
TRIES = 10
_PIN = re.compile(r"[0-9]{4,6}")
_UP = "01234567890"
_FORGIVEN = {"tries": 0, "back_tries": 0}
Counter = Literal["tries", "back_tries"]
"""Which tries: those with the link, or those with a reference."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a link is for: the page it opens (an address that takes the subject's id) and the verbs it is good for."""

    route: str
    verbs: frozenset[str]


PURPOSES: dict[str, Purpose] = {
    "status": Purpose(
        "referrals:status",
        frozenset(
            {
                "status.see",
                "referral.leave",
                "referral.withdraw",
                "referral.re_offer",
                "handover.choose_not",
                "need.settle",
                "goal.set",
                "sharing.see",
                "sharing.withdraw",
                "sharing.renew",
                "person.set_contact",
                "matter.tell",
                "measure.answer",
                "measure.see",
            }
        ),
    ),
    "measures": Purpose(
        "outcomes:answer", frozenset({"goal.set", "need.settle", "measure.answer", "measure.see", "person.see"})
    ),
}


@dataclass(frozen=True, slots=True)
class Second:
    """What the person gives besides the link. Made by `pin` or `word`, which say when it is too easy."""

    kind: models.Second
    hashed: str

    @classmethod
    def pin(cls, digits: str) -> "Second":
        """A PIN of 4 to 6 digits. Raises Invalid for field "pin"."""
        tidy = _tidy(digits)
        if not _PIN.fullmatch(tidy):
            raise Invalid({"pin": [_("Choose a PIN of 4, 5 or 6 numbers.")]})
        if _is_easy(tidy):
            raise Invalid({"pin": [_("Choose a PIN that is harder to guess than this one.")]})
        return cls(models.Second.PIN, make_password(tidy))

    @classmethod
    def word(cls, word: str) -> "Second":
        """A word of 5 letters or more, however it is written. Raises Invalid for field "word"."""
        tidy = _tidy(word)
        if len(tidy) < 5:
            raise Invalid({"word": [_("Choose a word of 5 letters or more.")]})
        return cls(models.Second.WORD, make_password(tidy))


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that was opened: what it is for and about, whose it is, and when it closes."""

    link: UUID
    purpose: str
    subject: Ref
    partnership: UUID
    person: UUID | None
    user: UUID | None
    until: datetime

    @property
    def page(self) -> str:
        """The address of the page that it opens."""
        return reverse(PURPOSES[self.purpose].route, args=[self.subject.id])


class NotThatOne(Problem):
    """The PIN or word was another one."""


class TooManyTries(Problem):
    """Wait a little."""


class Locked(Problem):
    """Too many wrong tries: the link has ended."""


def issue_link(
    purpose: str,
    *,
    subject: Ref,
    partnership: UUID,
    until: datetime,
    by: Actor,
    person: UUID | None = None,
    user: UUID | None = None,
    uses: int | None = None,
    second: Second | None = None,
) -> str:
    """Make a link and return its token, which is never seen again. Without `second`: the one its holder chose last.

    Choosing anew forgives earlier wrong tries: that is how a locked holder gets in again.

    Raises Invalid when the holder never chose one, ValueError for an unknown purpose.
    """
    if purpose not in PURPOSES:
        raise ValueError(f"no link is for {purpose!r}")
    chosen = second or _chosen_before(person, user)
    if second:
        _of(person, user).update(**_FORGIVEN)
    token = secrets.token_urlsafe(16)
    models.Link.objects.create(
        partnership=partnership,
        purpose=purpose,
        token_hash=_hash(token),
        handle=_handle(ids.reference(subject.id)) if person else None,
        subject_kind=subject.kind,
        subject_id=subject.id,
        person=person,
        user_id=user,
        second=chosen.kind,
        secret=chosen.hashed,
        uses_left=uses,
        issued_at=clock.now(),
        issued_by_kind=by.kind,
        issued_by_id=by.id,
        until=until,
    )
    return token


def address(token: str) -> str:
    """The whole address to put into a message."""
    return settings.WATERSMEET_ADDRESS + reverse("accounts:link", args=[token])


def look(token: str) -> models.Link | None:
    """The link of a token if it can still be opened. Looking changes nothing."""
    return _alive().filter(token_hash=_hash(token)).exclude(uses_left=0).first()


def redeem(purpose: str, token: str, second: str, *, from_address: str = "") -> Opened:
    """Open a link with what its holder chose; `from_address` is where the try came from. Each try is one audit line.

    Raises NotFound, NotThatOne, TooManyTries or Locked.
    """
    link = look(token)
    if link is None or link.purpose != purpose:
        raise NotFound(_("This link does not work any more."))
    _slow_down(str(link.person or link.user_id), from_address)
    return _try(link, second, "tries")


def come_back(purpose: str, reference: str, second: str, *, from_address: str = "") -> Opened:
    """Open the newest link about what has this reference, for a person who has no link at hand.

    Raises TooManyTries, or NotThatOne for every other reason alike: nobody learns which references there are.
    """
    handle = _handle(reference)
    _slow_down(handle.hex(), from_address)
    link = _alive().filter(purpose=purpose, handle=handle).exclude(uses_left=0).order_by("-issued_at").first()
    wrong = NotThatOne(_("We cannot open a page with that reference and PIN. Check both, then try again, or ring us."))
    if link is None:
        make_password(second)  # as long as a look at a PIN takes
        raise wrong
    try:
        return _try(link, second, "back_tries")
    except (NotThatOne, NotFound):
        raise wrong from None
    except Locked:
        make_password(second)
        raise wrong from None


def reopened(link: UUID, until: datetime) -> Opened | None:
    """An opened link, looked at again later: None when its time is over or it has ended since."""
    row = _alive().filter(pk=link).first() if clock.now() < until else None
    return _opened(row, until) if row else None


def end_links(*, person: UUID | None = None, user: UUID | None = None) -> int:
    """End every link of a person or user, at once; returns how many."""
    return _of(person, user).filter(ended_at=None).update(ended_at=clock.now())


def forget_links(person: UUID) -> int:
    """Delete every link of a person who is erased, and what they chose with it; returns how many."""
    return _of(person, None).delete()[0]


def _of(person: UUID | None, user: UUID | None) -> QuerySet[models.Link]:
    if (person is None) == (user is None):
        raise ValueError("a link belongs to a person or to a user")
    return models.Link.objects.filter(person=person) if person else models.Link.objects.filter(user=user)


def _try(link: models.Link, second: str, counter: Counter) -> Opened:
    if not _counted(link, counter):
        raise Locked(_("We have locked this link to keep it safe."), _("Ring us and we will send you a new one."))
    if not check_password(_tidy(second), link.secret):
        _write("link.open_refused", VISITOR, link)
        raise NotThatOne(_("That is not the one we have. Please try again."))
    with transaction.atomic():
        _use(link)
        _alike(link).update(**_FORGIVEN)
        _write("link.open", Actor(Kind.LINK, link.pk, partnership=link.partnership, person=link.person), link)
    return _opened(link, clock.now() + OPEN_FOR)


@transaction.atomic
def _counted(link: models.Link, counter: Counter) -> bool:
    """Count a try; False when the holder has none left. The rows are held, so that no two take the same one."""
    held = _alike(link).select_for_update(of=("self",)).order_by("pk").values_list(counter, flat=True)
    if sum(held) >= TRIES:
        return False
    models.Link.objects.filter(pk=link.pk).update(**{counter: F(counter) + 1})
    return True


def _alike(link: models.Link) -> QuerySet[models.Link]:
    """The links of the same holder that are not over, this one among them."""
    return _of(link.person, link.user_id).filter(ended_at=None, until__gt=clock.now())


def _hash(token: str) -> bytes:
    return ring.keyed("blind", "link", token.encode())


def _handle(reference: str) -> bytes:
    spoken = "".join(sign for sign in reference.upper() if sign.isalnum())
    return ring.keyed("blind", "link handle", spoken.encode())


def _alive() -> QuerySet[models.Link]:
    return models.Link.objects.filter(ended_at=None, until__gt=clock.now()).filter(
        Q(user=None) | Q(user__is_active=True)
    )


def _slow_down(what: str, from_address: str) -> None:
    allowed = throttle.allows("link", what, tries=5, seconds=300) and (
        not from_address or throttle.allows("link address", from_address, tries=30, seconds=600)
    )
    if not allowed:
        raise TooManyTries(_("That was a lot of tries. Please wait 5 minutes, then try again."), _("Or ring us."))


def _use(link: models.Link) -> None:
    mine = models.Link.objects.filter(pk=link.pk, uses_left__gt=0)
    if link.uses_left is not None and not mine.update(uses_left=F("uses_left") - 1):
        raise NotFound(_("This link does not work any more."))


@transaction.atomic
def _write(verb: str, by: Actor, link: models.Link) -> None:
    audit.write(verb, by=by, subject=Ref("link", link.pk), partnership=link.partnership)


def _opened(link: models.Link, until: datetime) -> Opened:
    return Opened(
        link=link.pk,
        purpose=link.purpose,
        subject=Ref(link.subject_kind, link.subject_id),
        partnership=link.partnership,
        person=link.person,
        user=link.user_id,
        until=min(until, link.until),
    )


def _chosen_before(person: UUID | None, user: UUID | None) -> Second:
    last = _of(person, user).order_by("-issued_at").first()
    if last is None:
        raise Invalid({"pin": [_("Choose a PIN or a word first.")]})
    return Second(models.Second(last.second), last.secret)


def _tidy(secret: str) -> str:
    return "".join(secret.split()).casefold()


def _is_easy(pin: str) -> bool:
    runs = pin in _UP or pin in _UP[::-1]
    pairs = len(pin) % 2 == 0 and pin == pin[:2] * (len(pin) // 2)
    return runs or pairs or len(set(pin)) == 1
