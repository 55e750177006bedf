"""Links we send: a neutral door that opens only with something the person chose. Following a link never acts.

Only a keyed hash of the token is kept, and of the PIN or word a slow hash. Wrong tries are counted in the row before
the secret is looked at, so that guesses at the same moment all count; those with a link and those with a reference
apart, because a reference is easier to come by and must not shut the link. They are counted over all links of one
holder, whose PIN or word is one for all: the one chosen last. Issuing and ending a link are part of another's act,
which writes its own audit line.

The link of somebody who answers for a partner without accounts opens with a code that is sent by another way each time
it is asked for: made when it is sent, good once and for ten minutes.
"""

import re
import secrets
from dataclasses import dataclass, replace
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
from watersmeet.accounts.purposes import PURPOSES
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
_YEAR = re.compile(r"(19|20)[0-9]{2}")
_KEYS = ("1470", "2580", "3690", "1590", "3570", "13971397", "1379", "159357", "147258369", "147852369")
_FORGIVEN = {"tries": 0, "back_tries": 0}
Counter = Literal["tries", "back_tries"]
"""Which tries: those with the link, or those with a reference."""


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
            why = _("Many people choose this PIN. Choose another: not a year, a row or a pattern on the keys.")
            raise Invalid({"pin": [why]})
        return cls(models.Second.PIN, make_password(tidy))

    @classmethod
    def word(cls, word: str) -> "Second":
        """A word of 5 letters or more, however it is written. Raises Invalid for field "word"."""
        tidy = _tidy(word)
        if len(tidy) < 5:
            raise Invalid({"word": [_("Choose a word of 5 letters or more.")]})
        return cls(models.Second.WORD, make_password(tidy))

    @classmethod
    def code(cls) -> "Second":
        """A code that is made and sent each time it is asked for."""
        return cls(models.Second.CODE, "")


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
    answerer: UUID | None = None
    confirmed: bool = False

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


@transaction.atomic
def issue_link(
    purpose: str,
    *,
    subject: Ref,
    partnership: UUID,
    until: datetime,
    by: Actor,
    person: UUID | None = None,
    user: UUID | None = None,
    answerer: UUID | None = None,
    uses: int | None = None,
    second: Second | None = None,
) -> str:
    """Make a link and return its token, which is never seen again. Without `second`: the one its holder chose last.

    The link of an `answerer` always opens with a code.

    Choosing anew ends the old PIN or word at every link of the holder, and forgives earlier wrong tries: that is how
    somebody whose PIN was found shuts it out, and how a locked holder gets in again.

    Raises Invalid when the holder never chose one, ValueError for an unknown purpose.
    """
    if purpose not in PURPOSES:
        raise ValueError(f"no link is for {purpose!r}")
    _hold(_live(person, user, answerer))
    chosen = Second.code() if answerer else second or _chosen_before(person, user)
    if second and not answerer:
        _live(person, user).update(second=second.kind, secret=second.hashed, **_FORGIVEN)
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
        answerer=answerer,
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
    return alive().filter(token_hash=_hash(token)).exclude(uses_left=0).first()


def redeem(purpose: str, token: str, second: str, *, from_address: str = "") -> Opened:
    """Open a link with what its holder chose; `from_address` is where the try came from. Each try is one audit line.

    Raises NotFound, NotThatOne, TooManyTries or Locked.
    """
    link = look(token)
    if link is None or link.purpose != purpose:
        raise NotFound(_("This link does not work any more."))
    _slow_down(str(_holder(link)), from_address)
    return _try(link, second, "tries")


def again(link: UUID) -> models.Link | None:
    """A person's link that was open and may be opened again with what they chose. Looking changes nothing."""
    return alive().filter(pk=link, person__isnull=False).exclude(uses_left=0).first()


def open_again(link: UUID, second: str, *, from_address: str = "") -> Opened:
    """Open a person's link once more after it closed. Raises NotFound, NotThatOne, TooManyTries or Locked."""
    row = again(link)
    if row is None:
        raise NotFound(_("This link does not work any more."))
    _slow_down(str(_holder(row)), from_address)
    return _try(row, second, "tries")


def confirm(link: UUID, code: str, *, from_address: str = "") -> Opened:
    """Another code for a link that is open: what it opens then is `confirmed`, for fifteen minutes.

    Raises NotFound, NotThatOne, TooManyTries or Locked.
    """
    row = alive().filter(pk=link, second=models.Second.CODE).first()
    if row is None:
        raise NotFound(_("This link does not work any more."))
    _slow_down(str(_holder(row)), from_address)
    return replace(_try(row, code, "tries", verb="link.confirm"), confirmed=True)


def come_back(purpose: str, reference: str, second: str, *, from_address: str = "") -> Opened:
    """Open the newest link about what has this reference, for a person who has no link at hand.

    Raises TooManyTries, or NotThatOne for every other reason alike: nobody learns which references there are.
    """
    handle = _handle(reference)
    _slow_down(handle.hex(), from_address)
    link = alive().filter(purpose=purpose, handle=handle).exclude(uses_left=0).order_by("-issued_at").first()
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


def alive() -> QuerySet[models.Link]:
    """The links that are not over, whose user is still here."""
    return models.Link.objects.filter(ended_at=None, until__gt=clock.now()).filter(
        Q(user=None) | Q(user__is_active=True)
    )


def insist_tries(link: models.Link) -> None:
    """Raises Locked when the link's holder has no try left."""
    if sum(_alike(link).values_list("tries", flat=True)) >= TRIES:
        raise _locked()


def reopened(link: UUID, until: datetime, *, confirmed: bool = False) -> Opened | None:
    """An opened link, looked at again later: None when its time is over or it has ended since."""
    row = alive().filter(pk=link).first() if clock.now() < until else None
    return replace(_opened(row, until), confirmed=confirmed) if row else None


def end_links(*, person: UUID | None = None, user: UUID | None = None, answerer: UUID | None = None) -> int:
    """End every link of a person, user or answerer, at once; returns how many."""
    return _of(person, user, answerer).filter(ended_at=None).update(ended_at=clock.now())


def forget_links(person: UUID) -> int:
    """Delete every link of a person who is erased, and what they chose with it; returns how many."""
    return _of(person, None).delete()[0]


def _of(person: UUID | None, user: UUID | None, answerer: UUID | None = None) -> QuerySet[models.Link]:
    holders = {"person": person, "user": user, "answerer": answerer}
    named = {name: one for name, one in holders.items() if one is not None}
    if len(named) != 1:
        raise ValueError("a link belongs to a person or to a user, or to an answerer")
    return models.Link.objects.filter(**named)


def _holder(link: models.Link) -> UUID | None:
    return link.person or link.user_id or link.answerer


def _try(link: models.Link, second: str, counter: Counter, verb: str = "link.open") -> Opened:
    if not _counted(link, counter):
        raise _locked()
    if not _fits(link, second):
        _write("link.open_refused", VISITOR, link)
        raise NotThatOne(_("That is not the one we have. Please try again."))
    with transaction.atomic():
        _hold(_alike(link))
        if verb == "link.open":
            _use(link)
        if link.second == models.Second.CODE:
            _spend(link)
        _alike(link).update(**_FORGIVEN)
        by = Actor(Kind.LINK, link.answerer or link.pk, partnership=link.partnership, person=link.person)
        _write(verb, by, link)
    return _opened(link, clock.now() + OPEN_FOR)


def _locked() -> Locked:
    return Locked(_("We have locked this link to keep it safe."), _("Ring us and we will send you a new one."))


def _fits(link: models.Link, second: str) -> bool:
    """Whether that is the PIN or word that was chosen, or the code that was sent last, while it is good."""
    if link.second == models.Second.CODE and (link.code_until is None or link.code_until <= clock.now()):
        return False
    return bool(check_password(_tidy(second), link.secret))


def _spend(link: models.Link) -> None:
    """A code is good once: of two at the same moment the later one finds it gone."""
    mine = models.Link.objects.filter(pk=link.pk, secret=link.secret, code_until__isnull=False)
    if not mine.update(secret="", code_until=None, code_asked_at=None):
        raise NotThatOne(_("That is not the one we have. Please try again."))


@transaction.atomic
def _counted(link: models.Link, counter: Counter) -> bool:
    """Count a try; False when the holder has none left. The rows are held, so that no two take the same one."""
    if sum(getattr(one, counter) for one in _hold(_alike(link))) >= TRIES:
        return False
    models.Link.objects.filter(pk=link.pk).update(**{counter: F(counter) + 1})
    return True


def _alike(link: models.Link) -> QuerySet[models.Link]:
    """The links of the same holder that are not over, this one among them."""
    return _live(link.person, link.user_id, link.answerer)


def _live(person: UUID | None, user: UUID | None, answerer: UUID | None = None) -> QuerySet[models.Link]:
    """The links of one holder that are not over."""
    return _of(person, user, answerer).filter(ended_at=None, until__gt=clock.now())


def _hold(links: QuerySet[models.Link]) -> list[models.Link]:
    """The rows, held until the transaction ends, and always in one order, so that no two wait for each other."""
    return list(links.select_for_update(of=("self",)).order_by("pk"))


def _hash(token: str) -> bytes:
    return ring.keyed("blind", "link", token.encode())


def _handle(reference: str) -> bytes:
    spoken = "".join(sign for sign in reference.upper() if sign.isalnum())
    return ring.keyed("blind", "link handle", spoken.encode())


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
        answerer=link.answerer,
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
    """Whether people try it first: numbers in a row, twos and threes, a year, a walk round or across the keys."""
    runs = any(pin in way or pin in way[::-1] for way in (_UP, *_KEYS))
    again = any(pin == pin[:size] * (len(pin) // size) for size in (1, 2, 3) if len(pin) % size == 0)
    doubled = len(pin) % 2 == 0 and pin[::2] == pin[1::2]
    return runs or again or doubled or pin == pin[::-1] or _YEAR.fullmatch(pin) is not None
