"""The states of a proposal, as a table to read aloud."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProposalState(models.TextChoices):
    """Where a proposal for new rules stands."""

    OPEN = "open", _("Being talked about")
    VOTING = "voting", _("Being voted on")
    RATIFIED = "ratified", _("Voted yes, not begun")
    NOT_RATIFIED = "not_ratified", _("Not voted yes")
    ADOPTED = "adopted", _("Our rules now, or from a day")
    WITHDRAWN = "withdrawn", _("Taken back")


S = ProposalState
MOVES: dict[ProposalState, frozenset[ProposalState]] = {
    S.OPEN: frozenset({S.VOTING, S.ADOPTED, S.WITHDRAWN}),
    S.VOTING: frozenset({S.RATIFIED, S.NOT_RATIFIED}),
    S.RATIFIED: frozenset({S.ADOPTED, S.WITHDRAWN}),
    S.NOT_RATIFIED: frozenset({S.OPEN, S.WITHDRAWN}),
    S.ADOPTED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
"""From OPEN straight to ADOPTED only what touches no step; everything else is voted on."""
