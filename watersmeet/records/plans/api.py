"""The door of the plans room."""

from watersmeet.records.plans.actions import add_goal, leave_goal, record_need, reword_goal, settle_need
from watersmeet.records.plans.held import Held
from watersmeet.records.plans.keeping import OfPartners
from watersmeet.records.plans.models import Domain, Elsewhere, Met, WhyPointed
from watersmeet.records.plans.queries import GoalCard, NeedCard, goal_numbers, goals_for, need_asked, needs_for
from watersmeet.records.plans.readers import who_reads_needs
from watersmeet.records.plans.signposts import Few, Pointed, Signposted, point, pointed, signposted, undo_signpost
from watersmeet.records.plans.story import story_for

__all__ = [
    "Domain",
    "Elsewhere",
    "Few",
    "GoalCard",
    "Held",
    "Met",
    "NeedCard",
    "OfPartners",
    "Pointed",
    "Signposted",
    "WhyPointed",
    "add_goal",
    "goal_numbers",
    "goals_for",
    "leave_goal",
    "need_asked",
    "needs_for",
    "point",
    "pointed",
    "record_need",
    "reword_goal",
    "settle_need",
    "signposted",
    "story_for",
    "undo_signpost",
    "who_reads_needs",
]
