"""What codes are called on a page."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SCALES: "dict[str, _StrPromise]" = {
    "satisfied": _("Satisfied with life"),
    "worthwhile": _("Things I do are worthwhile"),
    "happy": _("Happy yesterday"),
    "anxious": _("Anxious yesterday"),
}

SHORT: "dict[str, _StrPromise]" = {
    "satisfied": _("Satisfied"),
    "worthwhile": _("Worthwhile"),
    "happy": _("Happy"),
    "anxious": _("Anxious"),
}

BANDS: "dict[str, _StrPromise]" = {
    "very_low": _("Very low"),
    "low": _("Low"),
    "medium": _("Medium"),
    "high": _("High"),
    "very_high": _("Very high"),
}

WHY_NOT: "dict[str, _StrPromise]" = {
    "fewer than two people": _("Too few people to estimate from."),
    "no spread to judge by": _("Everyone changed by the same amount, so chance cannot be judged."),
    "nobody to take a share of": _("Nobody to take a share of."),
}
