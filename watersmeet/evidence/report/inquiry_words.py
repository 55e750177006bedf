"""What codes of an inquiry are called on a page."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

VERDICTS: "dict[str, _StrPromise]" = {
    "SHARED": _("Shared"),
    "CLOSE": _("Shared, and close"),
    "CONTESTED": _("Contested"),
    "CANNOT_TELL": _("Cannot tell"),
}
FACES: "dict[str, _StrPromise]" = {
    "important": _("In word"),
    "lived": _("In practice"),
    "priority": _("In priority"),
    "statement": _("Your own sentences"),
    "leadership": _("Those who lead here"),
}
ANSWERS: "dict[str, _StrPromise]" = {
    "yes": _("yes"),
    "partly": _("partly"),
    "no": _("no"),
    "cannot tell": _("we cannot tell"),
}
VIABLE: "dict[str, _StrPromise]" = {
    "VIABLE": _("Viable"),
    "VIABLE_IF": _("Viable, if what follows is done"),
    "NOT_AS_THINGS_STAND": _("Not as things stand"),
    "CANNOT_TELL": _("We cannot tell"),
}
IN_PLACE: "dict[str, _StrPromise]" = {
    "agreement": _("An agreement in force between learning and care"),
    "assessment": _("A data protection impact assessment in force"),
    "leads": _("Somebody who leads at each side, and somebody who stands in"),
    "funding": _("Money for more than six months"),
    "safety": _("Somebody named for safeguarding"),
    "loops_closed": _("Requests are followed to their end, as often as the rules ask"),
    "acceptance": _("Requests are accepted, as often as the rules ask"),
    "commitments": _("Every open commitment has somebody who keeps it"),
}
KNOWN: "dict[str, _StrPromise]" = {"yes": _("Yes"), "no": _("No"), "not known": _("Not known")}
WHY: "dict[str, _StrPromise]" = {
    "opposed": _("%(what)s: most of %(group)s say no."),
    "blocked": _("%(what)s: it would stop most of %(group)s."),
    "not shown": _("%(what)s: it is not shown that most of %(group)s say yes."),
    "not asked": _("Nobody was asked if it does more good than harm."),
    "may block": _("%(what)s: it may stop half of %(group)s or more."),
    "barrier": _("%(what)s: it would stop more than a fifth of %(group)s."),
    "not met yet": _("%(what)s: it can be met, and is not shown to be met now."),
    "not in place": _("%(what)s: the records say that it is not there."),
    "not known": _("%(what)s: it is not known yet."),
}
RESTS: "dict[str, _StrPromise]" = {
    "share": _("If we asked for more than %(what)s of each group, it would be: %(then)s."),
    "without": _("Without the answers of %(what)s, it would be: %(then)s."),
    "silent yes": _("If everybody who was silent had said yes, it would be: %(then)s."),
    "silent no": _("If everybody who was silent had said no, it would be: %(then)s."),
}
