"""Safeguarding concerns in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.design import dates
from watersmeet.records.safety.api import (
    ConcernRow,
    ConcernState,
    ConcernView,
    Happened,
    HeardConcern,
    OwnConcern,
    Route,
    coded,
)
from watersmeet.records.safety.pages.presenters import Line, reach_rows

_HAPPENED: dict[str, Promise] = {
    "write": gettext_lazy("Written down"),
    "take": gettext_lazy("I have it"),
    "act": gettext_lazy("Done"),
    "refer": gettext_lazy("The council was asked"),
    "answer": gettext_lazy("The council answered"),
    "not_refer": gettext_lazy("The council is not asked"),
    "view": gettext_lazy("What they say to it, whom it is about"),
    "close": gettext_lazy("Closed"),
    "hand_on": gettext_lazy("Handed on to somebody else"),
    "pass_on": gettext_lazy("The next person was told"),
    "chase": gettext_lazy("Asked after: nothing was written down in time"),
    "name": gettext_lazy("Somebody who works here is part of it"),
    "about_staff": gettext_lazy("It is about what a worker did"),
    "copy": gettext_lazy("It may go into a copy for the person"),
    "no_copy": gettext_lazy("It stays out of copies"),
    "ring": gettext_lazy("Somebody who knows a reference alone has rung"),
}
_ROLES: dict[Role, Promise] = {
    Role.SAFEGUARDING_LEAD: gettext_lazy("a safeguarding lead"),
    Role.PRACTITIONER: gettext_lazy("somebody on call"),
    Role.MANAGER: gettext_lazy("somebody on call"),
    Role.LEAD: gettext_lazy("the lead of the place"),
}


class ConcernPresenter:
    """A concern as its page shows it."""

    def __init__(self, concern: ConcernView) -> None:
        self.concern = concern
        state = concern.state
        self.title = str(concern.route.label)
        self.is_open = state is not ConcernState.CLOSED
        self.waits = self.is_open and not concern.taken
        self.asks = state in {ConcernState.TAKEN, ConcernState.ANSWERED, ConcernState.NOT_REFERRED}
        self.decides = state is ConcernState.TAKEN
        self.awaits = state is ConcernState.REFERRED
        self.ends = state in {ConcernState.ANSWERED, ConcernState.NOT_REFERRED}
        self.is_about_staff = concern.route is Route.STAFF
        self.reach = reach_rows(concern.contact) if concern.name else []
        self.steps = [_line(one) for one in concern.steps]
        self.rows = [(name, words) for name, words in _rows(concern) if words]
        self.council = _council(concern)
        asked = concern.copy_asked_at
        self.copy_asked = _("They asked for a copy on %(when)s.") % {"when": dates.date(asked)} if asked else ""

    @property
    def state(self) -> str:
        """Where it stands."""
        return str(self.concern.state.label)

    @property
    def stands(self) -> str:
        """Who has it, or was told, and what time does."""
        told = {"name": self.concern.holder, "when": dates.moment(self.concern.due_at)}
        if not self.is_open:
            return _("%(name)s closed it.") % told
        if self.waits:
            return _("%(name)s was told. If nobody says by %(when)s that they have it, the next person is told.") % told
        if self.decides:
            return _("%(name)s has it. If nothing is written down by %(when)s, the next person is told.") % told
        return _("%(name)s has it. If nothing is written down by %(when)s, they are asked.") % told


class RowPresenter:
    """A concern on the list."""

    def __init__(self, row: ConcernRow) -> None:
        self.title = f"{row.route.label}, {row.reference}"
        self.id = row.id
        self.words = ""
        told = {"name": row.holder, "when": dates.date(row.written_at)}
        had = _("Written down on %(when)s. %(name)s has it.") if row.taken else _("%(when)s. %(name)s was told.")
        self.note = had % told
        self.copy_asked = row.copy_asked
        self.is_open = row.state is not ConcernState.CLOSED
        self.due = _("by %(when)s") % {"when": dates.moment(row.due_at)} if self.is_open else ""
        self.late = self.is_open and row.due_at < clock.now()
        self.chip = str(row.state.label)


class OwnPresenter:
    """What somebody wrote down, as they see it: their own words, and that somebody has them."""

    def __init__(self, own: OwnConcern) -> None:
        self.title = str(own.route.label)
        self.reference = own.reference
        self.seen = own.seen
        self.when = dates.moment(own.written_at)
        role = str(_ROLES.get(own.holder_role, "")) if own.holder_role else ""
        role = role or _("somebody who looks after it")
        said = _("It was taken by %(role)s.") if own.taken else _("It is with %(role)s, who has not opened it yet.")
        self.stands = said % {"role": role}


class HeardPresenter:
    """What somebody reads who knows a reference alone."""

    def __init__(self, heard: HeardConcern) -> None:
        self.id, self.reference, self.rung = heard.id, heard.reference, heard.rung
        self.phone = heard.phone
        self.rows = [
            (_("Reference"), heard.reference),
            (_("Written down"), dates.moment(heard.written_at)),
            (_("The council"), heard.council or _("no name is in our rules")),
            (_("Number to ring"), heard.phone),
        ]


def _rows(concern: ConcernView) -> list[tuple[str, str]]:
    """What was written down."""
    by = _("the person themself, by their own page") if concern.own else f"{concern.writer}, {concern.home}"
    return [
        (_("Written down"), f"{dates.moment(concern.written_at)}, {by}"),
        (_("Whom it is about"), _about(concern)),
        (_("Is anybody in danger now?"), str(concern.danger.label)),
        (_("What was seen or said"), concern.seen),
        (_("Do they know of this?"), "" if concern.own else str(concern.knows.label)),
        (_("What they want"), concern.wants or _("not written down")),
        (_("What was done"), concern.done),
        (_("Who was told"), concern.others),
        (_("Part of it"), ", ".join(part for part in (concern.names, *concern.named) if part)),
    ]


def _about(concern: ConcernView) -> str:
    if concern.own:
        return _("%(name)s wrote it. Their words say whom it is about.") % {"name": concern.name}
    return concern.name or concern.who


def _council(concern: ConcernView) -> list[tuple[str, str]]:
    asked = concern.council
    if asked is None:
        return []
    rows = [
        (_("Asked"), f"{dates.date(asked.sent_on)}, {asked.way.label}"),
        (_("Who there"), asked.to),
        (_("Their reference"), asked.reference),
    ]
    if asked.answered_on and asked.answer:
        rows.append((_("They said"), f"{dates.date(asked.answered_on)}: {asked.answer.label}. {asked.said}"))
    return [(name, words) for name, words in rows if words]


def _line(step: Happened) -> Line:
    return Line(
        what=str(_HAPPENED.get(step.what, step.what)),
        words=coded(step),
        said=step.words,
        when=dates.moment(step.at),
        by=step.by,
        leaf=step.what in {"take", "answer", "close"},
    )
