"""What our messages say: neutral on any screen, whoever looks over a shoulder. They name nobody and no service.

A sentence takes `reference` (of a referral), `days` (how late) and `address` (a page or a link).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and text of one kind of message; `short` is all of it as a text to a phone."""

    subject: Promise
    text: Promise
    short: Promise | str = ""


TO_PERSON: dict[str, Words] = {
    "person.referral": Words(
        _("A message for you"),
        _(
            "Hello,\n\nThere is some news for you.\n\nTo read it, open this page and give the PIN you chose:\n"
            "{address}\n\nAfter 15 minutes you have to open the page again.\n"
        ),
        _("There is some news for you. To read it, open this page and give your PIN:\n{address}"),
    ),
    "person.message": Words(
        _("A message for you"),
        _(
            "Hello,\n\nThere is a message on your page.\n\n"
            "To read it, open this page and give the PIN you chose:\n{address}\n\n"
            "After 15 minutes you have to open the page again.\n"
        ),
        _("There is a message on your page. To read it, open this page and give your PIN:\n{address}"),
    ),
    "person.suggestion": Words(
        _("Something for you"),
        _(
            "Hello,\n\nThere is something for you on your page.\n\n"
            "To see it, open this page and give the PIN you chose:\n{address}\n\n"
            "After 15 minutes you have to open the page again.\n"
        ),
        _("There is something for you on your page. To see it, open this page and give your PIN:\n{address}"),
    ),
    "person.handover": Words(
        _("A reminder for tomorrow"),
        _(
            "Hello,\n\nYou have something planned for tomorrow.\n\n"
            "To see it, open this page and give the PIN you chose:\n{address}\n"
        ),
        _("You have something planned for tomorrow. To see it, open this page and give your PIN:\n{address}"),
    ),
    "person.measures": Words(
        _("A few questions for you"),
        _(
            "Hello,\n\nWe have a few short questions for you. You can skip any of them.\n\n"
            "To see them, open this page and give the PIN you chose:\n{address}\n"
        ),
        _("We have a few short questions for you. To see them, open this page and give your PIN:\n{address}"),
    ),
}
TO_PARTNER: dict[str, Words] = {
    "partner.referral": Words(
        _("Referral {reference}: there is news"),
        _("Something changed in referral {reference}.\n\nSign in to read it:\n{address}\n"),
    ),
    "partner.message": Words(
        _("Referral {reference}: there is a message"),
        _("Somebody wrote a message about referral {reference}.\n\nSign in to read it:\n{address}\n"),
    ),
    "partner.due": Words(
        _("Referral {reference} is due soon"),
        _("The next step of referral {reference} is due soon.\n\nSign in to take it:\n{address}\n"),
    ),
    "partner.urgent": Words(
        _("Referral {reference} is for you today"),
        _(
            "Referral {reference} was sent on to somebody by name, and waits for you.\n\n"
            "Sign in and say that you have it:\n{address}\n"
        ),
    ),
    "partner.stopped": Words(
        _("Referral {reference}: sharing has ended"),
        _(
            "Sharing about referral {reference} has ended. You see nothing of it here any more.\n\n"
            "Please do not pass on or use what you noted about it. What the law asks you to keep, keep closed.\n\n"
            "{address}\n"
        ),
    ),
    "partner.left": Words(
        _("Your organisation has left the partnership"),
        _(
            "From today nothing is shared with you here, and you share nothing. "
            "What you keep about people stays yours to answer for, and leaves on its day.\n\n{address}\n"
        ),
    ),
    "partner.late": Words(
        _("Referral {reference} is waiting"),
        _("The next step of referral {reference} is late. Working days: {days}.\n\nSign in to take it:\n{address}\n"),
    ),
    "partner.unread": Words(
        _("Referral {reference} has ended"),
        _("Nobody has read yet how referral {reference} ended.\n\nSign in to read it:\n{address}\n"),
    ),
    "lead.alert": Words(
        _("Alert {reference}: nobody has it"),
        _(
            "Everybody who may be on call was told of alert {reference}, and nobody has said that they have it.\n\n"
            "You cannot open it. Ring {partner} now: {phone}.\n\nYour work:\n{address}\n"
        ),
    ),
    "lead.late": Words(
        _("Referral {reference} stands still"),
        _(
            "The next step of referral {reference} is late. Working days: {days}. "
            "A message goes to its holder too.\n\n{address}\n"
        ),
    ),
    "partner.promise_late": Words(
        _("Commitment {reference}: its day is over"),
        _(
            "Your organisation promised something that was due: {reference}. It may be done, or need another day.\n\n"
            "Sign in to say how it stands:\n{address}\n"
        ),
    ),
    "partner.map": Words(
        _("Map {reference}: read what it says of your organisation"),
        _(
            "A map of who works with whom is about to be shown: {reference}. You read what it says of your "
            "organisation before others do, and can reply.\n\nSign in to read it:\n{address}\n"
        ),
    ),
    "lead.promise_late": Words(
        _("Commitment {reference}: its day is over"),
        _("Nobody has said yet how commitment {reference} stands.\n\nSign in to read it:\n{address}\n"),
    ),
    "privacy.matter": Words(
        _("{reference} waits in the privacy register"),
        _("Something new stands in your privacy register: {reference}.\n\nSign in to read it:\n{address}\n"),
    ),
    "privacy.overdue": Words(
        _("{reference} is late in the privacy register"),
        _("{reference} in your privacy register was due.\n\nSign in to settle it:\n{address}\n"),
    ),
    "privacy.leaves": Words(
        _("{reference}: records leave soon"),
        _(
            "What your organisation keeps under {reference} comes near the day on which it leaves by rule.\n\n"
            "Sign in to see the day, and to say if the law asks that it is kept:\n{address}\n"
        ),
    ),
    "privacy.override": Words(
        _("An override waits for your review"),
        _("Somebody used an override. It is yours to review.\n\nSign in to read why:\n{address}\n"),
    ),
}
