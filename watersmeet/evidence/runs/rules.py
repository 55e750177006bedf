"""Who may have exact figures: the policy says; this says it in words that help."""

from django.utils.translation import gettext as _

from watersmeet.accounts.policy import may
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Refusal, Refused

EXACT = "evidence.exact"


def insist_exact(actor: Actor) -> None:
    """Raise Refused for everybody who may not see exact figures."""
    if not may(actor, EXACT):
        raise Refused(
            Refusal(
                f"policy:{EXACT}",
                _("Exact figures are for a partnership's analysts and leads."),
                _("Ask your partnership lead, who can show you what may be shared."),
            )
        )
