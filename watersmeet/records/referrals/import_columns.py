"""The columns of a spreadsheet of referrals: what each is called, what stands in it, an example."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from watersmeet.records.partnerships.api import Category

AND = ";"
"""Between several things in one cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the header, what to write, an example; `required` when no cell of it may be empty."""

    name: str
    says: Promise
    example: str = ""
    required: bool = False


REFERENCE = "reference"
COLUMNS: tuple[Column, ...] = (
    Column(REFERENCE, _("Your own number for this row. A row comes in once, however often you run it."), "R-001", True),
    Column("name", _("What they like to be called, with their surname if they give it"), "Wren Example", True),
    Column("date of birth", _("Year, month, day; or day/month/year. Only if they like to say"), "1985-03-27"),
    Column("age", _("16 or 17, or 18 or over. May be empty with a date of birth"), "18 or over"),
    Column(
        "safe ways",
        _("Which ways of reaching them they called safe: text; phone; email; letter. Empty: they come back to you"),
        "phone; letter",
    ),
    Column("phone", _("Their number"), "01632 960 444"),
    Column("email", _("Their email address"), ""),
    Column("address", _("House, street and town"), "1 Example Street, Little Example"),
    Column("postcode", _("A whole postcode"), "EX31 1AA"),
    Column("safe times", _("morning; afternoon; evening. Empty: any time"), "morning"),
    Column("leave a message", _("yes or no. Empty: no"), "no"),
    Column("say who we are", _("yes or no. Empty: no"), "no"),
    Column("code word", _("What you say first, so that they know it is you"), ""),
    Column("keep address secret", _("yes or no. Empty: no"), "no"),
    Column("not to contact them", _("Names of partners that they rule out"), ""),
    Column("what would help", _("In their words"), "Company on Thursdays."),
    Column("about", _("home, money, work, learning, people, health, safety or everyday"), "people", True),
    Column("to service", _("The name of a service that takes referrals here. Empty: a partner is named"), ""),
    Column("to partner", _("The name of a partner, if no service is named"), "Thursday Group"),
    Column(
        "direction",
        _("Between care and others: beside care, instead of care, while waiting, on to care. Else empty"),
        "",
    ),
    Column("joint first contact offered", _("yes or no. Empty: it is not known"), "yes"),
    Column("happened on", _("The day on which it was agreed with them"), "2026-11-20", True),
    Column("who said yes", _("the person, or empty. Nobody else can say yes for them"), "the person"),
    Column(
        "said yes to",
        _("What may be told: name; contact; needs; what happened; if they came; and counted"),
        "name; contact; needs; what happened; if they came",
    ),
    Column("said yes on", _("The day of their yes"), "2026-11-20"),
    Column("words they were read", _("The very words that were read to them before they said yes"), "May we tell ..."),
)
YES_COLUMNS = ("who said yes", "said yes to", "said yes on", "words they were read")
"""A yes is whole, or there is none: all of these are filled in, or all are empty."""
THE_PERSON = "the person"
COUNTED = "counted"
MAY_BE_TOLD: dict[str, Category] = {
    "name": Category.IDENTITY,
    "contact": Category.CONTACT,
    "needs": Category.NEEDS,
    "what happened": Category.REFERRAL,
    "if they came": Category.ATTENDANCE,
}
