"""The tasks of every room, in one list: each room offers `tasks_for(actor)` by its api and stands in the table below.

A room answers with what waits for the actor: theirs, or their partner's for whoever takes it. It asks its own policy
and gate in a number of queries that does not grow with the tasks, and opens no words: names are the desk's to ask for.
"""

from collections.abc import Callable, Sequence

from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.records.directory import api as directory
from watersmeet.records.memory import api as memory
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals
from watersmeet.records.safety import api as safety

TasksFor = Callable[[Actor], Sequence[Due]]

ROOMS: dict[str, TasksFor] = {
    "safety": safety.tasks_for,
    "safety, by reference": safety.references_for,
    "outcomes": outcomes.tasks_for,
    "referrals": referrals.tasks_for,
    "people": people.tasks_for,
    "memory": memory.tasks_for,
    "directory": directory.tasks_for,
}


def due_for(actor: Actor) -> list[Due]:
    """What waits for the actor in every room but the referrals they hold."""
    return [task for tasks_for in ROOMS.values() for task in tasks_for(actor)]
