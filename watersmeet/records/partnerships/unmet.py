"""From which count on a place is shown what people looked for and did not find, and how long that is kept."""

from collections.abc import Iterator
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field

from watersmeet.records.partnerships import spans
from watersmeet.records.partnerships.document import Part


class Unmet(Part):
    """A count below `fewest` is shown to nobody; after `months` calendar months the counts of a day are forgotten."""

    fewest: Annotated[int, Field(ge=5, le=100)] = 8
    months: Annotated[int, Field(ge=2, le=120)] = 24


def rows(rule: Unmet) -> Iterator[tuple[str, str]]:
    """The rule in words."""
    yield _("What was not found is shown from"), _("%(many)d searches in a month") % {"many": rule.fewest}
    yield _("Counts of what was not found are kept"), spans.months(rule.months)
