"""Maps of who works with whom that are shown, without the months it takes to have one."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from tests.factories.places import Place
from watersmeet.base import clock
from watersmeet.evidence.showings.models import Showing
from watersmeet.records.partnerships.api import Partner

Tie = tuple[str, str, str, int]


def showing(at: Place, partners: Sequence[Partner], *, opened: bool, ties: Sequence[Tie] = ()) -> UUID:
    """One that everybody reads, or that partners read first."""
    today = clock.today()
    until = (today - timedelta(days=400 if opened else 0)).replace(day=1)
    return Showing.objects.create(
        partnership=at.partnership,
        since=until.replace(year=until.year - 1),
        until=until,
        map={
            "nodes": [{"id": str(one.pk), "name": str(one), "sector": one.organisation.sector} for one in partners],
            "ties": [list(tie) for tie in ties],
            "left_out": 0,
        },
        shown_on=today - timedelta(days=30 if opened else 1),
        opens_on=today + timedelta(days=0 if opened else 14),
        by_id=uuid4(),
    ).pk
