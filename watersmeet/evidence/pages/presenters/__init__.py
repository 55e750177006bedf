"""From a run's record to what a page prints. Nothing is computed from records here."""

from watersmeet.evidence.pages.presenters.annex import Annex, annex
from watersmeet.evidence.pages.presenters.funnel import FunnelShown, funnel
from watersmeet.evidence.pages.presenters.needs import NeedsShown, needs
from watersmeet.evidence.pages.presenters.ons4 import Ons4Shown, ons4

__all__ = ["Annex", "FunnelShown", "NeedsShown", "Ons4Shown", "annex", "funnel", "needs", "ons4"]
