"""The form for asking on paper: the questions of asking, a number, and a square that a phone can read."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from string import ascii_uppercase

from django.utils.translation import gettext as _

from watersmeet.design import qr
from watersmeet.exchange.paper import typesetting

LAYOUT = Path(__file__).parent / "form.typ"
PRINT, LARGE_PRINT = 12, 18


@dataclass(frozen=True, slots=True)
class Blank:
    """Something to write on: what goes there, and how many lines."""

    label: str
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Question:
    """One question: what is `said` before it is answered, boxes to tick, lines to write on."""

    ask: str
    hint: str = ""
    said: Sequence[str] = ()
    ticks: Sequence[str] = ()
    fields: Sequence[Blank] = ()
    lines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a form says of the place: who reads it, the number to ring, the lines for those in danger.

    `address` is where one asks by phone or computer; `square` is the same for a camera, with the service in it.
    """

    front_door: str
    printer: str
    phone: str
    hours: str
    address: str
    square: str
    crisis: Sequence[tuple[str, str, str]]
    childline: str
    lang: str
    region: str = "gb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """Forms that are alike but for their `numbers`; `share` and `count` are the words of the statements, in sentences.

    `own` are the place's own questions: they have letters. Without `share` the form asks for no yes to anybody but the
    front door.
    """

    place: Place
    numbers: Sequence[str]
    service: str
    receiver: str
    share: Sequence[str]
    count: Sequence[str]
    domains: Sequence[str]
    ages: Sequence[str]
    own: Sequence[Question] = ()
    points: int = PRINT

    def pdf(self) -> bytes:
        """All of them in one tagged PDF (PDF/UA-1), each from a new page."""
        place = self.place
        return typesetting.pdf(
            LAYOUT,
            "batch",
            {
                "title": _("Ask for help on paper"),
                "number": _("Form number"),
                "lang": place.lang,
                "region": place.region,
                "points": self.points,
                "qr": str(qr.svg(place.square, name=place.address)),
                "qr_says": _("A square for the camera of a phone. It opens %(address)s") % {"address": place.address},
                "danger": list(self._danger()),
                "questions": list(self._marked()),
                "office": {
                    "heading": _("For %(front_door)s") % {"front_door": place.front_door},
                    "fields": [_("Reached us on"), _("Typed in on"), _("What happened to the paper")],
                },
                "forms": [
                    {"number": number, "begin": list(self._begin()), "end": list(self._end(number))}
                    for number in self.numbers
                ],
            },
        )

    def _begin(self) -> Iterator[str]:
        names = asdict(self.place)
        if self.service:
            yield _("You ask for this: %(service)s.") % {"service": self.service}
        yield _("People at %(front_door)s read this form. They answer you in the way that you choose here.") % names
        yield _("It takes about 10 minutes. You can leave things out. Somebody can read it to you and write for you.")
        yield (
            _("Would you like to use a phone or computer? Point its camera at the square, or go to %(address)s") % names
        )
        yield _("Would you like to talk? Ring %(phone)s. A person answers: %(hours)s.") % names

    def _danger(self) -> Iterator[str]:
        yield _("Nobody reads this form at once. In danger, or not safe with yourself? Call 999.")
        lines = (
            _("%(name)s: %(number)s, %(when)s.") % {"name": name, "number": number, "when": when}
            for name, number, when in self.place.crisis
            if number != "999"
        )
        yield " ".join(lines)
        yield _("Are you under 16? Please do not fill this in. Ring Childline: %(number)s. It is free.") % {
            "number": self.place.childline
        }
        yield _("This form is for you. To ask for somebody else, ring us.")

    def _marked(self) -> Iterator[dict[str, object]]:
        """Our questions with numbers; before the signature, the last, the place's own with letters."""
        *ours, signing = ((str(number), one) for number, one in enumerate(self._questions(), 1))
        own = zip(ascii_uppercase, self.own, strict=False)
        return (asdict(one) | {"ask": f"{mark}. {one.ask}"} for mark, one in (*ours, *own, signing))

    def _questions(self) -> Iterator[Question]:
        yield Question(_("How old are you?"), ticks=self.ages)
        yield Question(_("What would help?"), hint=_("In your own words. A few are enough."), lines=4)
        yield Question(_("What is it most about?"), hint=_("Tick one."), ticks=self.domains)
        yield Question(_("What should we call you?"), hint=_("A first name is fine, or any name you like."), lines=1)
        yield from _safely()
        yield self._who_may_see()
        yield Question(_("May we count you?"), said=self.count, ticks=_yes_no())
        yield Question(
            _("Sign your name"),
            hint=_("I am 16 or over. What I ticked is my own choice."),
            fields=[Blank(_("Your name, in your own hand")), Blank(_("The day: day, month, year"))],
        )

    def _who_may_see(self) -> Question:
        if not self.share:
            alone = _("Only %(front_door)s knows what you write. Before anybody else is told, we ask you.")
            return Question(_("Who may see this?"), said=[alone % {"front_door": self.place.front_door}])
        ask = _("May %(receiver)s see this?") % {"receiver": self.receiver}
        hint = _("Tick one. If you tick No or nothing, %(front_door)s talks with you first.")
        return Question(ask, said=self.share, hint=hint % {"front_door": self.place.front_door}, ticks=_yes_no())

    def _end(self, number: str) -> Iterator[str]:
        names = asdict(self.place) | {"number": number}
        if self.place.printer == self.place.front_door:
            yield _("Put this form in an envelope and close it. Give or post it to %(front_door)s.") % names
        else:
            yield (
                _(
                    "Put this form in an envelope and close it. Write %(front_door)s on it. Give it to somebody at "
                    "%(printer)s: they pass it on and do not open it."
                )
                % names
            )
        yield (
            _("The number of your form is %(number)s. Note it down if that is safe. Ring us and say it to ask.") % names
        )
        yield _("Please do not copy this form by machine: each one has its own number.")


def _safely() -> Iterator[Question]:
    """How and when somebody can be reached without harm."""
    yield Question(
        _("How can we reach you safely?"),
        hint=_("Tick every way that is safe. Who else sees your phone or your post? Tick nothing if you come to us."),
        ticks=[_("Text message"), _("Phone call"), _("Email"), _("Letter")],
        fields=[Blank(_("Phone number")), Blank(_("Email")), Blank(_("Address and postcode"), 2)],
    )
    yield Question(
        _("When is it safe?"),
        hint=_("Tick nothing if any time is safe."),
        ticks=[_("Morning, 9am to 12"), _("Afternoon, 12 to 5pm"), _("Evening, after 5pm")],
    )
    yield Question(_("If you do not answer, may we leave a message?"), ticks=_yes_no())
    yield Question(_("If somebody else answers, may we say who we are?"), ticks=_yes_no())
    yield Question(_("A code word, if you like"), hint=_("We say it first, so that you know it is us."), lines=1)
    yield Question(_("Is there a group that should not contact you?"), lines=1, ticks=[_("Keep where I live secret")])


def _yes_no() -> list[str]:
    return [_("Yes"), _("No")]
